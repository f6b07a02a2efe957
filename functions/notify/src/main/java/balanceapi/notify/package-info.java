/** Calls to the endpoints that the owners of apps configured. */
package balanceapi.notify;
