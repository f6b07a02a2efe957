/** Webhook bodies read into the domain's events. */
package balanceapi.platform.event;
