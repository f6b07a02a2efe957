/** Balance API: platform. */
package balanceapi.platform;
