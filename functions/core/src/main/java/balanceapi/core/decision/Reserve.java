package balanceapi.core.decision;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * The wish to hold the amount of a question, if it is there.
 *
 * @param reference the client's name for the reservation
 * @param time how long it is held, at least {@link #SHORTEST}, in whole milliseconds
 */
public record Reserve(String reference, Duration time) {

  /** Shorter ones hold nothing by the time that their answer is read. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  public Reserve {
    Objects.requireNonNull(reference, "reference");
    if (time.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("a reservation takes at least " + SHORTEST);
    }
    // Instants and durations are stored so.
    time = time.truncatedTo(ChronoUnit.MILLIS);
  }
}
