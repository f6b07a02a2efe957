/** Balance API: apps. */
package balanceapi.apps;
