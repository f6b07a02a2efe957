/** How senders of webhooks prove themselves. */
package balanceapi.platform.webhooks;
