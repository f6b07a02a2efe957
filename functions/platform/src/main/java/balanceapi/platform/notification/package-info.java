/** What the functions share of telling apps: ids, messages and the queue. */
package balanceapi.platform.notification;
