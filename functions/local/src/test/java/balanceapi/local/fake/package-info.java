/** Handlers that stand in for real ones; the tests zip them. */
package balanceapi.local.fake;
