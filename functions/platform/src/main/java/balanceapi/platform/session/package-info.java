/** Sessions of the people who look at the pages. */
package balanceapi.platform.session;
