/** Balance API: local. */
package balanceapi.local;
