package balanceapi.core.usecase;

import balanceapi.core.app.App;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.NotificationStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What an app was told, and telling it again. */
public final class Notifications {

  private static final int SLICE = 25;

  /** Where the first slice begins. */
  private static final String START = "";

  private final NotificationStore store;

  public Notifications(NotificationStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /** A page of what was tried, newest first. */
  public Page<Notification> list(
      App app, List<Status> statuses, Optional<String> after, int limit, Instant now) {
    return store.list(app.id(), statuses, after, limit, now);
  }

  /** One of them. */
  public Optional<Notification> find(NotificationId id, Instant now) {
    return store.find(id, now);
  }

  /** How the app's endpoint does; empty when the app has no callback URL. */
  public Optional<Endpoint> endpoint(App app) {
    return app.settings()
        .callbackUrl()
        .map(
            url ->
                store
                    .endpoint(app.id())
                    .map(known -> known.at(url))
                    .orElseGet(() -> Endpoint.fresh(app.id(), url)));
  }

  /**
   * Says that the app's endpoint works: it is paused no more.
   *
   * @return false when the app has no callback URL
   */
  public boolean resume(App app) {
    return Attempts.until(
        () -> {
          Optional<Endpoint> endpoint = endpoint(app);
          return endpoint.isEmpty()
              ? Optional.of(false)
              : Optional.of(true).filter(yes -> store.save(endpoint.get().resumed()));
        });
  }

  /**
   * Queues a notification anew, whatever became of it; one that waits does so already.
   *
   * @return empty when there is none of this id
   */
  public Optional<Notification> requeue(NotificationId id, Instant now) {
    return Attempts.until(
        () -> {
          Optional<Notification> found = store.find(id, now);
          return found.filter(there -> there.status() != Status.WAITING).isEmpty()
              ? Optional.of(found)
              : store.save(found.get().requeued(now)).map(Optional::of);
        });
  }

  /**
   * Queues all of an app anew that are in one of these states and were last tried before an instant, in slices.
   *
   * @param after where the slice before ended
   * @param hasTime asked between two notifications
   * @param queued takes each of them, once it is stored
   * @return where the next slice begins; empty when there is none
   */
  public Optional<String> requeueAll(
      String app,
      List<Status> statuses,
      Optional<String> after,
      Instant now,
      BooleanSupplier hasTime,
      Consumer<NotificationId> queued) {
    Optional<String> place = after.filter(at -> !at.equals(START));
    do {
      Page<Notification> page = store.list(app, statuses, place, SLICE, now);
      for (Notification each : page.items()) {
        if (!hasTime.getAsBoolean()) {
          return Optional.of(place.orElse(START));
        }
        requeue(each.id(), now).ifPresent(again -> queued.accept(again.id()));
      }
      place = page.next();
    } while (place.isPresent());
    return place;
  }
}
