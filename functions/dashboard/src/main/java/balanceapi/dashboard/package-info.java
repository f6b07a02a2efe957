/** The web pages: their files, and the sessions of who signs in. What they show comes from the API itself. */
package balanceapi.dashboard;
