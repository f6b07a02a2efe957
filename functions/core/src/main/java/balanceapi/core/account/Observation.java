package balanceapi.core.account;

import balanceapi.core.money.Currency;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The balances of an account as its bank gave them in one pull.
 *
 * <p>One pull makes several events, milliseconds apart, which join: a null erases nothing, the later
 * {@code ended_at} wins where two give a figure, the lower figure at the same instant (design section 5).
 *
 * @param pull which pull it is
 * @param ledger what the bank has booked, in major units
 * @param available what the bank says can be spent, in major units, an included overdraft not yet taken off
 * @param overdraft what the bank said of an overdraft
 * @param currency the currency that was stated; absent means the account's
 * @param events the identities of the events that it was made of, sorted
 * @param revision counts its changes
 */
public record Observation(
    Pull pull,
    Optional<Reading<BigDecimal>> ledger,
    Optional<Reading<BigDecimal>> available,
    Optional<Reading<Overdraft>> overdraft,
    Optional<Reading<Currency>> currency,
    List<String> events,
    long revision) {

  /** How many event identities are kept; a pull has two or three. */
  private static final int MAX_EVENTS = 8;

  /**
   * One visit to the bank.
   *
   * @param started its {@code started_at}; where an event has none, its {@code as_of}
   * @param record the connection that it went through
   */
  public record Pull(Instant started, String record) implements Comparable<Pull> {
    private static final Comparator<Pull> ORDER =
        Comparator.comparing(Pull::started).thenComparing(Pull::record);

    @Override
    public int compareTo(Pull other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * An agreed overdraft.
   *
   * @param limit its size in major units
   * @param included whether the reported available balance contains it
   */
  public record Overdraft(BigDecimal limit, boolean included) {
    /** The part of the available balance that is the bank's money. */
    BigDecimal borrowed() {
      return included ? limit : BigDecimal.ZERO;
    }
  }

  /** All that both know of the pull. */
  public Observation join(Observation other) {
    TreeSet<String> all = new TreeSet<>(events);
    all.addAll(other.events);
    return new Observation(
        pull,
        Reading.newer(ledger, other.ledger, Comparator.naturalOrder()),
        Reading.newer(available, other.available, Comparator.naturalOrder()),
        Reading.newer(
            overdraft,
            other.overdraft,
            Comparator.comparing(Overdraft::borrowed).reversed().thenComparing(Overdraft::limit)),
        Reading.newer(currency, other.currency, Comparator.comparing(Currency::code)),
        all.stream().limit(MAX_EVENTS).toList(),
        Math.max(revision, other.revision));
  }

  public Observation revised() {
    return new Observation(
        pull, ledger, available, overdraft, currency, events, revision + 1);
  }

  /** Says whether the bank gave any figure: without one it observes nothing (rule 8). */
  public boolean hasFigures() {
    return ledger.isPresent() || available.isPresent();
  }

  /** The latest instant of an event that gave a figure; its pull's start where none did. */
  public Instant asOf() {
    return Stream.of(ledger, available)
        .flatMap(Optional::stream)
        .map(Reading::at)
        .max(Instant::compareTo)
        .orElse(pull.started);
  }

  /** Rule 10: the reported figure with an included overdraft taken off: own funds. */
  public Optional<BigDecimal> reported() {
    BigDecimal borrowed =
        overdraft.map(Reading::value).map(Overdraft::borrowed).orElse(BigDecimal.ZERO);
    return available.map(reading -> reading.value().subtract(borrowed));
  }

  /** The newest {@code as_of} decides; equal instants go to the pull that started later. */
  public boolean isNewerThan(Observation other) {
    int order = asOf().compareTo(other.asOf());
    return order != 0 ? order > 0 : pull.compareTo(other.pull) > 0;
  }

  public boolean isMadeOf(String event) {
    return events.contains(event);
  }
}
