package balanceapi.core.store;

import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.store.AccountStore.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where notifications are kept, each with the account or the record that it is about: with that it is hidden, and
 * forgotten. Every method may throw {@link StoreUnavailable}.
 */
public interface NotificationStore {

  /**
   * Keeps a notification unless one of its id is kept already.
   *
   * @return what is kept now; empty when whom it is about is not there any more, and nothing was kept
   */
  Optional<Notification> keep(Notification notification);

  /** The notification, as long as whom it is about is there. */
  Optional<Notification> find(NotificationId id, Instant now);

  /**
   * Stores a notification under the condition of its revision.
   *
   * @return as stored; empty when another change came first, or it is there no more
   */
  Optional<Notification> save(Notification notification);

  /**
   * Notifications of an app that were tried at least once, the newest first, a page; eventually consistent.
   *
   * @param statuses those that are listed
   * @param after the place where the previous page ended
   */
  Page<Notification> list(
      String app, List<Status> statuses, Optional<String> after, int limit, Instant now);

  /** How the app's endpoint does, if anything is known. */
  Optional<Endpoint> endpoint(String app);

  /** Stores it under the condition of its revision; false when another change came first. */
  boolean save(Endpoint endpoint);
}
