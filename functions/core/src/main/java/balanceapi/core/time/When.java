package balanceapi.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A time as a bank writes it: an instant, or a date alone, which is that day at the bank and never shifts.
 */
public sealed interface When {

  /** An instant, to the millisecond. */
  record Moment(Instant at) implements When {
    @Override
    public LocalDate day(ZoneId zone) {
      return at.atZone(zone).toLocalDate();
    }

    @Override
    public Instant start(ZoneId zone) {
      return at;
    }

    @Override
    public Instant end(ZoneId zone) {
      return at;
    }

    @Override
    public Instant latest() {
      return at;
    }

    @Override
    public String toString() {
      return at.toString();
    }
  }

  /** A date without a time. */
  record Day(LocalDate date) implements When {
    /** The day ends last at UTC-12, twelve hours into the next day of UTC. */
    private static final Duration LAST_ZONE = Duration.ofHours(12);

    @Override
    public LocalDate day(ZoneId zone) {
      return date;
    }

    @Override
    public Instant start(ZoneId zone) {
      return date.atStartOfDay(zone).toInstant();
    }

    @Override
    public Instant end(ZoneId zone) {
      return date.plusDays(1).atStartOfDay(zone).toInstant();
    }

    @Override
    public Instant latest() {
      return date.plusDays(1).atStartOfDay(ZoneId.of("Z")).toInstant().plus(LAST_ZONE);
    }

    @Override
    public String toString() {
      return date.toString();
    }
  }

  static When of(Instant at) {
    return new Moment(at);
  }

  static When of(LocalDate date) {
    return new Day(date);
  }

  /** The day at the bank. */
  LocalDate day(ZoneId zone);

  /** The instant at which it begins at the bank. */
  Instant start(ZoneId zone);

  /** The instant by which it is over at the bank: a date alone ends with its day. */
  Instant end(ZoneId zone);

  /** The instant by which it is over wherever the bank may be: an upper bound that needs no zone. */
  Instant latest();

  /**
   * Rule 12: says whether this lies strictly after an {@code as_of}.
   *
   * <p>A date alone: an earlier day is before it, a later day after it; the same day is after it exactly if
   * the first event that showed this state of the transaction started after it.
   *
   * @param asOf the instant to compare with
   * @param zone the bank's time zone
   * @param firstShownBy when the first event that showed it started
   */
  default boolean isAfter(Instant asOf, ZoneId zone, Instant firstShownBy) {
    return switch (this) {
      case Moment(Instant at) -> at.isAfter(asOf);
      case Day(LocalDate date) -> {
        int order = date.compareTo(asOf.atZone(zone).toLocalDate());
        yield order > 0 || (order == 0 && firstShownBy.isAfter(asOf));
      }
    };
  }
}
