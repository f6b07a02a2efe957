package balanceapi.core.transaction;

import balanceapi.core.time.When;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A transaction: the set of everything that events said of it.
 *
 * <p>Keeping what was said, rather than what follows from it, makes the order of arrival harmless: joining
 * two sets is commutative, associative and idempotent, and every question is answered from the set.
 *
 * @param id the bank's id
 * @param showings what events said, oldest first; never empty
 * @param expiredBy the time of the latest refresh that found this hold expired; it stands (rule 5)
 * @param details what a person reads of it
 */
public record Transaction(
    String id, List<Showing> showings, Optional<Instant> expiredBy, Details details) {

  /** From where a day ends first to where it ends last: UTC+14 to UTC-12. */
  private static final Duration ALL_ZONES = Duration.ofHours(26);

  /**
   * How many showings are kept. A feed that repeats a hold more often loses repetitions from the middle,
   * the ones with the same line as both neighbours first: they decide nothing.
   */
  static final int MAX_SHOWINGS = 32;

  /**
   * What a person reads: nothing is computed from it.
   *
   * @param asOf the event that stated it
   */
  public record Details(
      Instant asOf,
      Optional<String> description,
      Optional<String> reference,
      Optional<String> balance,
      Origin origin) {

    public Details(
        Instant asOf,
        Optional<String> description,
        Optional<String> reference,
        Optional<String> balance) {
      this(asOf, description, reference, balance, Origin.UNKNOWN);
    }

    Details newer(Details other) {
      int order = asOf.compareTo(other.asOf);
      if (order == 0) {
        order = toString().compareTo(other.toString());
      }
      return order >= 0 ? this : other;
    }
  }

  /**
   * Where it comes from, in the bank's words; most banks say nothing of it.
   *
   * @param branch where it was made
   * @param code the bank's code
   * @param benefactor who is on its other side
   */
  public record Origin(
      Optional<String> branch, Optional<String> code, Optional<String> benefactor) {

    public static final Origin UNKNOWN =
        new Origin(Optional.empty(), Optional.empty(), Optional.empty());

    public boolean isUnknown() {
      return equals(UNKNOWN);
    }
  }

  public Transaction {
    if (showings.isEmpty()) {
      throw new IllegalArgumentException("a transaction has been shown at least once");
    }
  }

  public static Transaction shown(String id, Showing showing, Details details) {
    return new Transaction(id, List.of(showing), Optional.empty(), details);
  }

  /** All that both know. */
  public Transaction join(Transaction other) {
    TreeSet<Showing> all = new TreeSet<>(Showing.BY_AGE);
    all.addAll(showings);
    all.addAll(other.showings);
    return new Transaction(
        id,
        bounded(new ArrayList<>(all)),
        Stream.of(expiredBy, other.expiredBy).flatMap(Optional::stream).max(Instant::compareTo),
        details.newer(other.details));
  }

  private static List<Showing> bounded(List<Showing> all) {
    for (int i = all.size() - 2; i > 0 && all.size() > MAX_SHOWINGS; i--) {
      if (says(all.get(i - 1), all.get(i)) && says(all.get(i), all.get(i + 1))) {
        all.remove(i);
      }
    }
    while (all.size() > MAX_SHOWINGS) {
      all.remove(MAX_SHOWINGS / 2);
    }
    return List.copyOf(all);
  }

  private static boolean says(Showing one, Showing other) {
    return one.state() == other.state() && one.line().equals(other.line());
  }

  public Transaction expired(Instant time) {
    return new Transaction(
        id,
        showings,
        Optional.of(expiredBy.filter(time::isBefore).orElse(time)),
        details);
  }

  /** The newest event that names it decides what it is. */
  public Showing newest() {
    return showings.getLast();
  }

  public Showing.State state() {
    return newest().state();
  }

  public boolean isPending() {
    return state() == Showing.State.PENDING;
  }

  public boolean isPosted() {
    return state() == Showing.State.POSTED;
  }

  /** The line that holds now: the newest that was stated. Empty when all we know is that it was removed. */
  public Optional<Line> line() {
    return showings.reversed().stream().flatMap(s -> s.line().stream()).findFirst();
  }

  /** The first event that showed it, pending or posted; of an only removed one, the first that named it. */
  public Showing first() {
    return showings.stream().filter(Showing::present).findFirst().orElse(showings.getFirst());
  }

  /** The first event that showed it posted. */
  public Optional<Showing> firstPosted() {
    return showings.stream().filter(s -> s.state() == Showing.State.POSTED).findFirst();
  }

  /** Its {@code trans_date}, else the {@code as_of} of the first event that showed it. */
  public When begun() {
    return showings.reversed().stream()
        .flatMap(s -> s.line().stream())
        .flatMap(line -> line.begun().stream())
        .findFirst()
        .orElseGet(() -> When.of(first().asOf()));
  }

  /** The date of its posting: its {@code cleared_date}, else {@link #begun}. */
  public When posted() {
    return newest().line().flatMap(Line::cleared).orElseGet(this::begun);
  }

  /** The earliest day that any event gave it, at its start. */
  public Instant earliest(ZoneId zone) {
    return Stream.concat(
            Stream.of(begun()),
            showings.stream()
                .flatMap(s -> s.line().stream())
                .flatMap(line -> Stream.concat(line.begun().stream(), line.cleared().stream())))
        .map(when -> startOfDay(when, zone))
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private static Instant startOfDay(When when, ZoneId zone) {
    return when.day(zone).atStartOfDay(zone).toInstant();
  }

  /** Rule 12, for the beginning: says whether it began after this instant. */
  public boolean begunAfter(Instant asOf, ZoneId zone) {
    return begun().isAfter(asOf, zone, first().started());
  }

  /** Rule 12, for the posting: says whether it was posted after this instant. */
  public boolean postedAfter(Instant asOf, ZoneId zone) {
    return posted().isAfter(asOf, zone, firstPosted().orElseGet(this::newest).started());
  }

  /**
   * Rule 5: when a hold ends. Its own {@code expires_at} (a date alone at its end) unless that lies before
   * the event that stated it; else {@code hold_days} after the newest event that shows it.
   */
  public Instant expiry(int holdDays, ZoneId zone) {
    Instant shown = newest().asOf();
    return newest()
        .line()
        .flatMap(Line::expires)
        .map(when -> when.end(zone))
        .filter(end -> !end.isBefore(shown))
        .orElseGet(() -> shown.plus(Duration.ofDays(holdDays)));
  }

  /**
   * Says whether this hold may live again once its bank's zone is another than is known now: its expiry is a date
   * that ends before the event that stated it in some zones, and in others does not.
   */
  public boolean hangsOnTheZone() {
    Instant shown = newest().asOf();
    return newest()
        .line()
        .flatMap(Line::expires)
        .filter(When.Day.class::isInstance)
        .map(When::latest)
        .filter(last -> !last.isBefore(shown) && last.minus(ALL_ZONES).isBefore(shown))
        .isPresent();
  }

  /** Rule 5: says whether the hold has ended by this time, or ended once by a refresh. */
  public boolean expiredAt(Instant now, int holdDays, ZoneId zone) {
    return !expiry(holdDays, zone).isAfter(now) || isExpiryRecorded(holdDays, zone);
  }

  /** Rule 5: says whether a refresh found it expired; that stands whatever the time of a later run. */
  public boolean isExpiryRecorded(int holdDays, ZoneId zone) {
    Instant expiry = expiry(holdDays, zone);
    return expiredBy.filter(run -> !expiry.isAfter(run)).isPresent();
  }

  /** Says whether this event named it as pending. */
  boolean listedBy(String event) {
    return showings.stream()
        .anyMatch(s -> s.state() == Showing.State.PENDING && s.event().equals(event));
  }
}
