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
   * What is asked for.
   *
   * @param isForced whether it is tried before its time, and though its endpoint is paused or rests
   * @param anew the revision of one that does not wait any more, to be tried once more as if it had just happened; what
   *     became of it since then stands
   */
  public record Order(NotificationId id, boolean isForced, Optional<Long> anew) {

    /** When its time has come. */
    public static Order of(NotificationId id) {
      return new Order(id, false, Optional.empty());
    }

    /** At once, whatever became of it. */
    public static Order forced(Notification notification) {
      return new Order(notification.id(), true, Optional.of(notification.revision()));
    }

    /** Once more, if its endpoint is not paused. */
    public static Order anew(Notification notification) {
      return new Order(notification.id(), false, Optional.of(notification.revision()));
    }

    /** The same, when its time has come: whoever forces it sees what comes of it. */
    public Order unforced() {
      return new Order(id, false, anew);
    }
  }

  /**
   * What one turn came to.
   *
   * @param attempt the attempt that was made, if it came to one
   * @param status what the notification is now; absent when it is there no more
   * @param again when it is to be tried again
   */
  public record Turn(
      Optional<Attempt> attempt, Optional<Status> status, Optional<Instant> again) {

    private static final Turn NOTHING =
        new Turn(Optional.empty(), Optional.empty(), Optional.empty());

    private static Turn of(Notification notification) {
      return new Turn(Optional.empty(), Optional.of(notification.status()), again(notification));
    }

    private static Optional<Instant> again(Notification notification) {
      return notification.status() == Status.WAITING
          ? Optional.of(notification.nextAt())
          : Optional.empty();
    }

    private Turn after(Attempt made) {
      return new Turn(Optional.of(made), status, again);
    }

    private Turn at(Instant later) {
      return new Turn(attempt, status, Optional.of(later));
    }
  }

  /**
   * Tries a notification, if it is its time.
   *
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses; to be repeated
   */
  public Turn deliver(Order order, Instant now) {
    Optional<App> app = apps.apply(order.id().owner().app());
    Optional<Notification> found = app.isEmpty() ? Optional.empty() : store.find(order.id(), now);
    return found.isEmpty() ? Turn.NOTHING : turn(app.get(), found.get(), order, now);
  }

  private Turn turn(App app, Notification stored, Order order, Instant now) {
    boolean isAnew =
        stored.status() != Status.WAITING && order.anew().equals(Optional.of(stored.revision()));
    if (stored.status() != Status.WAITING && !isAnew) {
      return Turn.of(stored);
    }
    Optional<Endpoint> endpoint = app.isTold() ? Optional.of(endpoint(app)) : Optional.empty();
    if (endpoint.filter(there -> order.isForced() || !there.isPaused()).isEmpty()) {
      return isAnew ? Turn.of(stored) : saved(stored.held());
    }
    // Stored with what comes of it: until then it is what it was, and whoever dies leaves it so.
    Notification notification = isAnew ? stored.requeued(now) : stored;
    if (!order.isForced() && notification.nextAt().isAfter(now)) {
      return Turn.of(notification);
    }
    Instant rests = endpoint.get().restsUntil();
    if (!order.isForced() && rests.isAfter(now)) {
      return Turn.of(notification).at(rests);
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
