/** Log and metric lines. */
package balanceapi.platform.log;
