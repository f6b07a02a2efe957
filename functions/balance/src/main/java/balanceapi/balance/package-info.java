/** Balance API: balance. */
package balanceapi.balance;
