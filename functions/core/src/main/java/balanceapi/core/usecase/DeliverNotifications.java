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
import java.util.function.Consumer;
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
  private final Consumer<String> resuming;

  /**
   * Delivers.
   *
   * @param apps finds an app by its id
   * @param resuming takes an app whose endpoint was paused and works, before that is noted: who dies after it has seen
   *     to it that what is held is sent
   */
  public DeliverNotifications(
      Function<String, Optional<App>> apps,
      NotificationStore store,
      Courier courier,
      Consumer<String> resuming) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.store = Objects.requireNonNull(store, "store");
    this.courier = Objects.requireNonNull(courier, "courier");
    this.resuming = Objects.requireNonNull(resuming, "resuming");
  }

  /**
   * What is asked for: to try a notification, waiting or not, as it was at this revision. What became of it since then has
   * had its own order: so of many orders for the same thing one is carried out, and the others end.
   *
   * @param isForced whether it is tried before its time, and though its endpoint is paused or rests
   */
  public record Order(NotificationId id, long revision, boolean isForced) {

    /** When its time has come. */
    public static Order of(Notification notification) {
      return new Order(notification.id(), notification.revision(), false);
    }

    /** At once, whatever becomes of it until then. */
    public static Order forced(Notification notification) {
      return new Order(notification.id(), notification.revision(), true);
    }
  }

  /**
   * What one turn came to.
   *
   * @param attempt the attempt that was made, if it came to one
   * @param status what the notification is now; absent when it is there no more, or others see to it
   * @param next the next turn, if there is to be one
   */
  public record Turn(Optional<Attempt> attempt, Optional<Status> status, Optional<Next> next) {

    /** What is to be carried out next, and when. */
    public record Next(Order order, Instant at) {}

    private static final Turn NOTHING =
        new Turn(Optional.empty(), Optional.empty(), Optional.empty());

    private static Turn of(Notification notification) {
      return of(notification, notification.nextAt());
    }

    /** A waiting one is looked at again at that instant. */
    private static Turn of(Notification notification, Instant at) {
      return new Turn(
          Optional.empty(),
          Optional.of(notification.status()),
          Optional.of(notification)
              .filter(there -> there.status() == Status.WAITING)
              .map(waiting -> new Next(Order.of(waiting), at)));
    }

    private Turn after(Attempt made) {
      return new Turn(Optional.of(made), status, next);
    }
  }

  /**
   * Tries a notification, if it is its time.
   *
   * @param isRepeated whether the order was handed out before, and whoever had it may have died over it
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses; to be repeated
   */
  public Turn deliver(Order order, boolean isRepeated, Instant now) {
    Optional<App> app = apps.apply(order.id().owner().app());
    Optional<Notification> found = app.isEmpty() ? Optional.empty() : store.find(order.id(), now);
    if (found.isEmpty()) {
      return Turn.NOTHING;
    }
    Notification notification = found.get();
    if (notification.revision() == order.revision()) {
      return turn(app.get(), notification, order.isForced(), now);
    }
    if (isRepeated) {
      // Who carried it out may have died before giving the next order.
      return Turn.of(notification);
    }
    return order.isForced() ? turn(app.get(), notification, true, now) : Turn.NOTHING;
  }

  private Turn turn(App app, Notification stored, boolean isForced, Instant now) {
    if (stored.status() == Status.DELIVERED && !isForced) {
      return Turn.of(stored);
    }
    boolean isAnew = stored.status() != Status.WAITING;
    Optional<Endpoint> endpoint = app.isTold() ? Optional.of(endpoint(app)) : Optional.empty();
    if (endpoint.filter(there -> isForced || !there.isPaused()).isEmpty()) {
      return isAnew ? Turn.of(stored) : saved(stored.held());
    }
    // Stored with what comes of it: until then it is what it was, and whoever dies leaves it so.
    Notification notification = isAnew ? stored.requeued(now) : stored;
    if (!isForced && notification.nextAt().isAfter(now)) {
      return Turn.of(notification);
    }
    Instant rests = endpoint.get().restsUntil();
    if (!isForced && rests.isAfter(now)) {
      return isAnew ? saved(notification.notBefore(rests)) : Turn.of(notification, rests);
    }
    Attempt attempt = courier.bring(app, notification);
    return (attempt.isDelivered()
            ? delivered(app, notification.delivered(attempt), attempt)
            : failed(app, notification.failed(attempt), attempt))
        .after(attempt);
  }

  private Turn delivered(App app, Notification notification, Attempt attempt) {
    noted(
        app,
        there -> {
          if (there.isPaused()) {
            resuming.accept(app.id());
          }
          return there.succeeded(attempt.at());
        });
    return saved(notification);
  }

  private Turn failed(App app, Notification notification, Attempt attempt) {
    boolean isPaused = noted(app, there -> there.failed(attempt)).isPaused();
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

  /** Notes how the endpoint does; gives back what is known of it now. */
  private Endpoint noted(App app, UnaryOperator<Endpoint> change) {
    return Attempts.until(
        () -> {
          Endpoint before = endpoint(app);
          Endpoint after = change.apply(before);
          return after.equals(before) || store.save(after) ? Optional.of(after) : Optional.empty();
        });
  }
}
