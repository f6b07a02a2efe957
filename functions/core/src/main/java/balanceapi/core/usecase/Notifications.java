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
   * Finds all of an app that are in this state, in slices, to be tried once more. Nothing is stored of it: each is what it
   * was until it is tried.
   *
   * @param after where the slice before ended
   * @param hasTime asked between two pages
   * @param found takes a page of them
   * @return where the next slice begins; empty when there is none
   */
  public Optional<String> each(
      String app,
      Status status,
      Optional<String> after,
      Instant now,
      BooleanSupplier hasTime,
      Consumer<List<Notification>> found) {
    Optional<String> place = after.filter(at -> !at.equals(START));
    do {
      if (!hasTime.getAsBoolean()) {
        return Optional.of(place.orElse(START));
      }
      Page<Notification> page = store.list(app, List.of(status), place, SLICE, now);
      found.accept(page.items());
      place = page.next();
    } while (place.isPresent());
    return place;
  }
}
