/** Balance API: refresh. */
package balanceapi.refresh;
