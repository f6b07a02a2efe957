/** Balance API: core. */
package balanceapi.core;
