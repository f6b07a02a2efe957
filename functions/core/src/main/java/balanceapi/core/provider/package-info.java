/** Whoever has the figures: asking for fresh ones. */
package balanceapi.core.provider;
