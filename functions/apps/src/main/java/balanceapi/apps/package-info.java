/** The App Builder: apps, their keys and their webhook secrets. */
package balanceapi.apps;
