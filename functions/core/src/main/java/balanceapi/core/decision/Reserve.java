package balanceapi.core.decision;

import java.time.Duration;
import java.util.Objects;

/**
 * The wish to hold the amount of a question, if it is there.
 *
 * @param reference the client's name for the reservation
 * @param time how long it is held
 */
public record Reserve(String reference, Duration time) {

  public Reserve {
    Objects.requireNonNull(reference, "reference");
    if (!time.isPositive()) {
      throw new IllegalArgumentException("a reservation takes some time");
    }
  }
}
