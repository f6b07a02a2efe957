package balanceapi.core.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that an app is told, from the moment it happened until it is forgotten.
 *
 * @param id where it is kept
 * @param kind of what it tells
 * @param at when it was stored
 * @param body what is sent, as it is signed
 * @param status how far it is
 * @param attempts how often its endpoint was tried since it was queued
 * @param queuedAt when it was queued, first or anew: from then on it is tried for {@link #WINDOW}
 * @param nextAt when it is tried next
 * @param last the last attempt
 * @param revision counts its changes; 0 before it is stored
 */
public record Notification(
    NotificationId id,
    Kind kind,
    Instant at,
    String body,
    Status status,
    int attempts,
    Instant queuedAt,
    Instant nextAt,
    Optional<Attempt> last,
    long revision) {

  /** For how long it is tried. */
  public static final Duration WINDOW = Duration.ofHours(24);

  /** How long one that was delivered is kept, so that its app can look it up. */
  public static final Duration KEPT_DELIVERED = Duration.ofDays(7);

  /** How long one that was not is kept, so that it can be sent again. */
  public static final Duration KEPT = Duration.ofDays(30);

  /** The pauses after each attempt in turn; the last one from then on. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(3));

  /** How far a notification is. */
  public enum Status {
    /** It is to be sent, at once or again. */
    WAITING,
    DELIVERED,
    /** It was tried for as long as it is, and nobody took it. */
    DEAD,
    /** Its endpoint is paused, or there is none: it waits for somebody to say that it works. */
    HELD
  }

  /**
   * One that is to be sent at once.
   *
   * @param at when it happened
   * @param now when it is queued
   */
  public static Notification fresh(
      NotificationId id, Kind kind, String body, Instant at, Instant now) {
    return new Notification(id, kind, at, body, Status.WAITING, 0, now, now, Optional.empty(), 0);
  }

  /** Taken by its endpoint. */
  public Notification delivered(Attempt attempt) {
    return with(Status.DELIVERED, attempts + 1, queuedAt, attempt.at(), Optional.of(attempt));
  }

  /** Not taken: to be tried again after a pause, the last time when its window ends. */
  public Notification failed(Attempt attempt) {
    Instant end = queuedAt.plus(WINDOW);
    Instant next = attempt.at().plus(pause());
    return attempt.at().isBefore(end)
        ? with(
            Status.WAITING,
            attempts + 1,
            queuedAt,
            next.isBefore(end) ? next : end,
            Optional.of(attempt))
        : with(Status.DEAD, attempts + 1, queuedAt, end, Optional.of(attempt));
  }

  /** Spread by the id, so that what failed together does not come again together: up to a quarter longer. */
  private Duration pause() {
    Duration pause = PAUSES.get(Math.min(attempts, PAUSES.size() - 1));
    return pause.plus(pause.multipliedBy(Math.floorMod(id.own().hashCode(), 100)).dividedBy(400));
  }

  /** Put aside until its endpoint works. */
  public Notification held() {
    return with(Status.HELD, attempts, queuedAt, nextAt, last);
  }

  /** To be sent once more, as if it had just happened. */
  public Notification requeued(Instant now) {
    return with(Status.WAITING, 0, now, now, last);
  }

  /** Not to be tried before. */
  public Notification notBefore(Instant at) {
    return with(status, attempts, queuedAt, at, last);
  }

  /** Says whether it is as it was made: nothing has become of it yet. */
  public boolean isNew() {
    return revision <= 1;
  }

  /** As it is stored, its changes counted. */
  public Notification stored(long revision) {
    return new Notification(
        id, kind, at, body, status, attempts, queuedAt, nextAt, last, revision);
  }

  private Notification with(
      Status status, int attempts, Instant queuedAt, Instant nextAt, Optional<Attempt> last) {
    return new Notification(
        id, kind, at, body, status, attempts, queuedAt, nextAt, last, revision);
  }

  /** When it is forgotten. */
  public Instant keptUntil() {
    Instant from = last.map(Attempt::at).orElse(queuedAt);
    return from.plus(status == Status.DELIVERED ? KEPT_DELIVERED : KEPT);
  }
}
