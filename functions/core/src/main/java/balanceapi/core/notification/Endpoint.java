package balanceapi.core.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How an app's endpoint does. One that keeps failing is paused: what it is to be told is held until somebody says that
 * it works, or it takes something that was sent all the same.
 *
 * @param app whose it is
 * @param url where it is; another URL is another endpoint
 * @param failures how many attempts failed in a row
 * @param failingSince when the first of them was made
 * @param pausedAt since when it is paused
 * @param lastSuccess when it last took something, to the hour
 * @param lastFailure the last attempt that failed; what was answered is with its notification alone, which is forgotten
 *     with whom it is about
 * @param revision counts its changes; 0 before it is stored
 */
public record Endpoint(
    String app,
    String url,
    int failures,
    Optional<Instant> failingSince,
    Optional<Instant> pausedAt,
    Optional<Instant> lastSuccess,
    Optional<Attempt> lastFailure,
    long revision) {

  /** So many failures in a row pause it, made over {@link #PATIENCE} at least. */
  public static final int MOST_FAILURES = 10;

  /**
   * A little less than a notification is tried for, since its first attempt is made a little after it is queued: with
   * the first that nobody took for a day its endpoint is paused.
   */
  public static final Duration PATIENCE = Notification.WINDOW.minusMinutes(5);

  private static final int FEW_FAILURES = 3;

  private static final List<Duration> RESTS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15));

  private static final Duration COARSE = Duration.ofHours(1);

  public Endpoint {
    Objects.requireNonNull(app, "app");
    Objects.requireNonNull(url, "url");
  }

  /** One of which nothing is known. */
  public static Endpoint fresh(String app, String url) {
    return new Endpoint(
        app,
        url,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** The endpoint at this URL: another one than it was begins anew. */
  public Endpoint at(String url) {
    return this.url.equals(url) ? this : fresh(app, url).stored(revision);
  }

  public boolean isPaused() {
    return pausedAt.isPresent();
  }

  /**
   * Until when it is left alone: after a few failures in a row only one in a while is tried, so that one app's endpoint
   * that hangs does not hold up what others are told.
   */
  public Instant restsUntil() {
    return failures < FEW_FAILURES
        ? Instant.MIN
        : lastFailure
            .map(last -> last.at().plus(RESTS.get(Math.min(failures - FEW_FAILURES, RESTS.size() - 1))))
            .orElse(Instant.MIN);
  }

  /** It took something. Not each of many successes is worth a write. */
  public Endpoint succeeded(Instant now) {
    return failures == 0 && !isPaused() && lastSuccess.filter(at -> at.plus(COARSE).isAfter(now)).isPresent()
        ? this
        : new Endpoint(
            app,
            url,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.of(now),
            lastFailure,
            revision);
  }

  /** It did not take something. */
  public Endpoint failed(Attempt attempt) {
    Instant since = failingSince.orElse(attempt.at());
    boolean pauses =
        failures + 1 >= MOST_FAILURES && !since.plus(PATIENCE).isAfter(attempt.at());
    return new Endpoint(
        app,
        url,
        failures + 1,
        Optional.of(since),
        pausedAt.or(() -> pauses ? Optional.of(attempt.at()) : Optional.empty()),
        lastSuccess,
        Optional.of(attempt.withoutAnswer()),
        revision);
  }

  /** Somebody says that it works. */
  public Endpoint resumed() {
    return new Endpoint(
        app,
        url,
        0,
        Optional.empty(),
        Optional.empty(),
        lastSuccess,
        lastFailure,
        revision);
  }

  /** As it is stored, its changes counted. */
  public Endpoint stored(long revision) {
    return new Endpoint(
        app, url, failures, failingSince, pausedAt, lastSuccess, lastFailure, revision);
  }
}
