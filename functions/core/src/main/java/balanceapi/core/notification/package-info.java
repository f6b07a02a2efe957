/** What an app is told of by itself: from a stored change to a request to its own endpoint. */
package balanceapi.core.notification;
