/** The authorizer: bearer credential to app and scope. It refuses nobody; the functions do. */
package balanceapi.authorizer;
