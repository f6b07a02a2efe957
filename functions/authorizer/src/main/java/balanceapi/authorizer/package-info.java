/** Balance API: authorizer. */
package balanceapi.authorizer;
