/** The banks of the sandbox and their customers. */
package balanceapi.sandbox;
