package balanceapi.platform;

import balanceapi.platform.http.RateLimited;
import balanceapi.platform.log.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * How many requests each caller may send: a token bucket a caller, which holds {@code burst} tokens and gets
 * {@code rate} back a second.
 *
 * <p>Each instance of a function counts for itself, so that counting costs no store: with N instances up to N
 * times as much passes. An instance on AWS answers one request at a time, so a rate above what it can answer
 * one after the other refuses nobody.
 *
 * <p>A bucket is kept as the instant at which it will be full again; one that is full need not be kept. At
 * most {@link #MOST} others are: beyond that the fullest is forgotten, and its caller has the few tokens that
 * it lacked. So the one nearest its limit is forgotten last, however many callers there are.
 */
public final class RateLimit {

  /** The most buckets kept, so that no number of callers fills the memory. */
  static final int MOST = 1000;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long nanosAToken;
  private final long nanosABurst;
  private final Clock clock;
  private final Map<String, Long> fullAt = new HashMap<>();

  /**
   * A limit under which nobody has sent anything yet.
   *
   * @param rate tokens that come back a second, 1 to 10,000
   * @param burst tokens of a full bucket, 1 to 100,000
   */
  public RateLimit(int rate, int burst, Clock clock) {
    if (rate < 1 || rate > 10_000 || burst < 1 || burst > 100_000) {
      throw new IllegalArgumentException("a rate is 1 to 10000 a second, a burst 1 to 100000");
    }
    this.nanosAToken = SECOND / rate;
    this.nanosABurst = burst * nanosAToken;
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The limit of one app, from {@code APP_RATE} and {@code APP_BURST}: 20 a second and 1,000 at once. */
  public static RateLimit of(Config config, Clock clock) {
    return new RateLimit(
        config.integer("APP_RATE", 20, 1, 10_000),
        config.integer("APP_BURST", 1000, 1, 100_000),
        clock);
  }

  /**
   * Takes a token of this caller's.
   *
   * @param log where a refusal is counted, as the metric {@code Throttled}
   * @throws RateLimited when there is none, with the time until there is
   */
  public void take(String caller, Log log) {
    Duration wait = take(caller);
    if (wait.isPositive()) {
      log.metric("Throttled", "Count", 1);
      throw new RateLimited(wait);
    }
  }

  /** Takes a token if there is one; else it takes nothing, and says how long until there is. */
  synchronized Duration take(String caller) {
    long now = nanos(clock.instant());
    // No bucket lacks more than a burst: one that seems to was filled by a clock that has gone back since.
    long full = Math.min(fullAt.getOrDefault(caller, now), now + nanosABurst);
    long after = Math.max(full, now) + nanosAToken;
    long tooMuch = after - now - nanosABurst;
    if (tooMuch > 0) {
      fullAt.put(caller, full);
      return Duration.ofNanos(tooMuch);
    }
    fullAt.put(caller, after);
    if (fullAt.size() > MOST) {
      forget(caller, now);
    }
    return Duration.ZERO;
  }

  private void forget(String newest, long now) {
    fullAt.values().removeIf(full -> full <= now);
    if (fullAt.size() > MOST) {
      fullAt.keySet().stream()
          .filter(caller -> !caller.equals(newest))
          .min((one, other) -> Long.compare(fullAt.get(one), fullAt.get(other)))
          .ifPresent(fullAt::remove);
    }
  }

  /** How many buckets are kept. */
  synchronized int kept() {
    return fullAt.size();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * SECOND + instant.getNano();
  }
}
