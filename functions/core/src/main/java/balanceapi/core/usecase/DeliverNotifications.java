package balanceapi.core.usecase;

import balanceapi.core.app.App;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Courier;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.store.NotificationStore;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Brings notifications to the apps' endpoints, at least once: whoever dies after the endpoint took it, brings it again
 * under the same id.
 */
public final class DeliverNotifications {

  private final Function<String, Optional<App>> apps;
  private final NotificationStore store;
  private final Courier courier;

  /**
   * Delivers.
   *
   * @param apps finds an app by its id
   */
  public DeliverNotifications(
      Function<String, Optional<App>> apps, NotificationStore store, Courier courier) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.store = Objects.requireNonNull(store, "store");
    this.courier = Objects.requireNonNull(courier, "courier");
  }

  /**
   * What one turn came to.
   *
   * @param attempt the attempt that was made, if it came to one
   * @param status what the notification is now; absent when it is there no more
   * @param again when it is to be tried again
   * @param resumes whether its endpoint was paused and works again: what is held for it is to be sent
   */
  public record Turn(
      Optional<Attempt> attempt,
      Optional<Status> status,
      Optional<Instant> again,
      boolean resumes) {

    private static final Turn NOTHING =
        new Turn(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static Turn of(Notification notification) {
      return new Turn(
          Optional.empty(), Optional.of(notification.status()), again(notification), false);
    }

    private static Optional<Instant> again(Notification notification) {
      return notification.status() == Status.WAITING
          ? Optional.of(notification.nextAt())
          : Optional.empty();
    }

    private Turn after(Attempt made) {
      return new Turn(Optional.of(made), status, again, resumes);
    }

    private Turn at(Instant later) {
      return new Turn(attempt, status, Optional.of(later), resumes);
    }

    private Turn resuming(boolean isSo) {
      return new Turn(attempt, status, again, isSo);
    }
  }

  /**
   * Tries a notification, if it is its time.
   *
   * @param forced whether it is tried before its time, and though its endpoint is paused or rests
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses; to be repeated
   */
  public Turn deliver(NotificationId id, boolean forced, Instant now) {
    Optional<App> app = apps.apply(id.owner().app());
    Optional<Notification> found = app.isEmpty() ? Optional.empty() : store.find(id, now);
    return found.isEmpty() ? Turn.NOTHING : turn(app.get(), found.get(), forced, now);
  }

  private Turn turn(App app, Notification notification, boolean forced, Instant now) {
    if (notification.status() != Status.WAITING) {
      return Turn.of(notification);
    }
    Optional<Endpoint> endpoint = app.isTold() ? Optional.of(endpoint(app)) : Optional.empty();
    if (endpoint.filter(there -> forced || !there.isPaused()).isEmpty()) {
      return saved(notification.held());
    }
    if (!forced && notification.nextAt().isAfter(now)) {
      return Turn.of(notification);
    }
    Instant rests = endpoint.get().restsUntil();
    if (!forced && rests.isAfter(now)) {
      return Turn.of(notification).at(rests);
    }
    Attempt attempt = courier.bring(app, notification);
    return attempt.isDelivered()
        ? saved(notification.delivered(attempt))
            .after(attempt)
            .resuming(noted(app, there -> there.succeeded(attempt.at())).isPaused())
        : failed(app, notification.failed(attempt), attempt).after(attempt);
  }

  private Turn failed(App app, Notification notification, Attempt attempt) {
    noted(app, there -> there.failed(attempt));
    boolean isPaused = endpoint(app).isPaused();
    return saved(
        isPaused && notification.status() == Status.WAITING ? notification.held() : notification);
  }

  /** If another has it by now, that one goes on with it. */
  private Turn saved(Notification notification) {
    return store.save(notification).map(Turn::of).orElse(Turn.NOTHING);
  }

  private Endpoint endpoint(App app) {
    String url = app.settings().callbackUrl().orElseThrow();
    return store
        .endpoint(app.id())
        .map(known -> known.at(url))
        .orElseGet(() -> Endpoint.fresh(app.id(), url));
  }

  /** Notes how the endpoint does; gives back how it did before. */
  private Endpoint noted(App app, UnaryOperator<Endpoint> change) {
    return Attempts.until(
        () -> {
          Endpoint before = endpoint(app);
          Endpoint after = change.apply(before);
          return after.equals(before) || store.save(after) ? Optional.of(before) : Optional.empty();
        });
  }
}
