package balanceapi.core.transaction;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What one event said of one transaction.
 *
 * @param asOf the event's {@code as_of}
 * @param started the event's {@code started_at}, else its {@code as_of}
 * @param event the event's identity
 * @param state what it was then
 * @param line what was stated; empty when it was removed
 */
public record Showing(
    Instant asOf, Instant started, String event, State state, Optional<Line> line) {

  /** The state of a transaction in one event. At the same instant the later of these decides. */
  public enum State {
    REMOVED,
    PENDING,
    POSTED
  }

  /**
   * The newest showing is the greatest: by {@code as_of}; at the same instant posted before pending before
   * removed (design section 5); then, so that the order of arrival never matters, the larger amount, which
   * is the careful one, and last the event's identity.
   */
  public static final Comparator<Showing> BY_AGE =
      Comparator.comparing(Showing::asOf)
          .thenComparing(Showing::state)
          .thenComparing(
              showing -> showing.line.map(Line::amount),
              Comparator.comparing(amount -> amount.orElse(BigDecimal.ZERO)))
          .thenComparing(Showing::event)
          .thenComparing(Showing::started)
          .thenComparing(showing -> showing.line.map(Record::toString).orElse(""));

  /** Says whether it was shown to exist, pending or posted. */
  public boolean present() {
    return state != State.REMOVED;
  }
}
