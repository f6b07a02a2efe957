/** Balance API: webhook. */
package balanceapi.webhook;
