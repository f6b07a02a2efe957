package balanceapi.core.account;

import balanceapi.core.time.When;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of an account's transaction feed as a whole. Every part only ever grows.
 *
 * @param asOf the newest TRANSACTIONS event; absent before the first
 * @param complete the newest event that listed every pending: pendings last shown before it are dropped
 * @param newestPosting an upper bound of the posting dates: without a posting after the observation
 *     there is none to read
 * @param lag the longest time from the beginning of a transaction to its posting
 * @param closedUpTo the latest day of an unmatched hold that was put away
 * @param postingsFrom postings from here on are still needed, by a hold that one of them took
 * @param mergedUpTo the latest posting whose hold was put away: whoever reads it must read the hold, too
 */
public record Feed(
    Optional<Instant> asOf,
    Optional<Instant> complete,
    Optional<Instant> newestPosting,
    Duration lag,
    Optional<LocalDate> closedUpTo,
    Optional<Instant> postingsFrom,
    Optional<Instant> mergedUpTo) {

  private static final Duration LONGEST = Duration.ofDays(400);

  public static final Feed SILENT =
      new Feed(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ZERO,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** The feed after one more event. */
  public Feed heard(Instant at, boolean listsEveryPending) {
    return new Feed(
        latest(asOf, at),
        listsEveryPending ? latest(complete, at) : complete,
        newestPosting,
        lag,
        closedUpTo,
        postingsFrom,
        mergedUpTo);
  }

  /** The feed after a posting was stored. */
  public Feed posted(When begun, When posted) {
    Duration took = Duration.between(earliest(begun), posted.latest());
    return new Feed(
        asOf,
        complete,
        latest(newestPosting, posted.latest()),
        longer(took),
        closedUpTo,
        postingsFrom,
        mergedUpTo);
  }

  /** Bounded: a date that cannot be meant would make every look into the past read everything. */
  private Duration longer(Duration took) {
    Duration bounded = took.compareTo(LONGEST) > 0 ? LONGEST : took;
    return bounded.compareTo(lag) > 0 ? bounded : lag;
  }

  /** A day begins first at UTC+14, which is 50 hours before it is over at UTC-12. */
  private static Instant earliest(When when) {
    return when.latest().minus(when instanceof When.Day ? Duration.ofHours(50) : Duration.ZERO);
  }

  /** The feed after an unmatched hold of this day was put away. */
  public Feed closed(LocalDate day) {
    return new Feed(
        asOf,
        complete,
        newestPosting,
        lag,
        Optional.of(closedUpTo.filter(day::isBefore).orElse(day)),
        postingsFrom,
        mergedUpTo);
  }

  public Feed needingPostingsFrom(Optional<Instant> from) {
    return new Feed(asOf, complete, newestPosting, lag, closedUpTo, from, mergedUpTo);
  }

  /** The feed after the hold was put away that this posting took. */
  public Feed merged(Instant posting) {
    return new Feed(
        asOf, complete, newestPosting, lag, closedUpTo, postingsFrom, latest(mergedUpTo, posting));
  }

  private static Optional<Instant> latest(Optional<Instant> one, Instant other) {
    return Stream.concat(one.stream(), Stream.of(other)).max(Instant::compareTo);
  }
}
