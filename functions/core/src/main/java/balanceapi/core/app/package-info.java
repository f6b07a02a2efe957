/** Apps, their credentials, and what the App Builder does with them. */
package balanceapi.core.app;
