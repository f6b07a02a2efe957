package balanceapi.notify;

import balanceapi.core.notification.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The URLs that hang, as far as this instance has seen. Each call of one takes ten seconds of a place in the queue that
 * all apps share: after a few in a row it is called once a minute. Forgotten with the instance, which then learns it anew.
 */
final class Hanging {

  private static final int FEW = 3;
  private static final Duration REST = Duration.ofMinutes(1);
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** How often one hung in a row, the last time begun at that instant. */
  private record Seen(int times, Instant last) {

    Seen then(Seen next) {
      return last.plus(REMEMBERED).isAfter(next.last) ? new Seen(times + 1, next.last) : next;
    }
  }

  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /** Says whether a URL is left alone. */
  boolean rests(String url, Instant now) {
    Seen known = seen.get(url);
    return known != null && known.times() >= FEW && known.last().plus(REST).isAfter(now);
  }

  /** Notes what came of a call. */
  void note(String url, Attempt attempt) {
    if (isHanging(attempt)) {
      seen.merge(url, new Seen(1, attempt.at()), Seen::then);
    } else {
      seen.remove(url);
    }
  }

  /** Says whether it did not answer in time: it may have got the request all the same. */
  static boolean isHanging(Attempt attempt) {
    return attempt.result().equals("timed_out");
  }
}
