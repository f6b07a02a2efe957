/** Whether a payment may be started: what is asked, what is answered, and on what. */
package balanceapi.core.decision;
