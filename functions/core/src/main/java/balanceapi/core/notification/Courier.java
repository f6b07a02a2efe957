package balanceapi.core.notification;

import balanceapi.core.app.App;

/** Brings a notification to its app's callback URL. */
@FunctionalInterface
public interface Courier {

  /**
   * Tries once. Whatever the endpoint does is an attempt that failed, not an exception.
   *
   * @throws balanceapi.core.app.VaultUnavailable if it cannot be signed now; to be repeated
   */
  Attempt bring(App app, Notification notification);
}
