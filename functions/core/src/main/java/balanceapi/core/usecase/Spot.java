package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;

/**
 * Where a transaction stands in a list: a total order, so that pages keep it whatever comes in between.
 *
 * @param at its {@code trans_date}, a date alone at the beginning of that day in UTC
 * @param id its id
 * @param account the id of its account
 */
public record Spot(Instant at, String id, String account) implements Comparable<Spot> {

  /** So long after its posting a transaction may be dated; some banks' dates have it so. */
  private static final Duration SLACK = Duration.ofDays(3);

  private static final Comparator<Spot> ORDER =
      Comparator.comparing(Spot::at).thenComparing(Spot::id).thenComparing(Spot::account);

  static Spot ofPending(Account account, Transaction t) {
    return new Spot(t.begun().start(ZoneOffset.UTC), t.id(), account.ref().account());
  }

  /**
   * Postings are stored by the instant of their posting, and listed by their beginning. The two are held
   * within the account's lag one way and some slack the other way: a date that cannot be meant would make
   * every list read everything.
   */
  static Spot ofPosting(Account account, Transaction t) {
    Instant begun = t.begun().start(ZoneOffset.UTC);
    Instant stored = stored(t);
    Instant least = stored.minus(account.feed().lag());
    Instant most = stored.plus(SLACK);
    Instant at = begun.isBefore(least) ? least : begun.isAfter(most) ? most : begun;
    return new Spot(at, t.id(), account.ref().account());
  }

  /** The instant under which a posting is stored; the store knows none before 1970. */
  static Instant stored(Transaction posting) {
    Instant latest = posting.posted().latest();
    return latest.isBefore(Instant.EPOCH) ? Instant.EPOCH : latest;
  }

  /** The latest spot that what is stored under this instant or before it may have. */
  static Instant latest(Instant stored) {
    return stored.plus(SLACK);
  }

  /** The earliest instant under which what begins then may be stored. */
  static Instant storedFrom(Instant begun) {
    return begun.minus(SLACK);
  }

  /** The latest instant under which what stands there may be stored. */
  static Instant storedUpTo(Instant at, Duration lag) {
    return at.plus(lag);
  }

  /** The spot in the text that {@link #toString} made. */
  public static Spot parse(String text) {
    String[] parts = text.split(" ", 3);
    return new Spot(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1], parts[2]);
  }

  @Override
  public String toString() {
    return at.toEpochMilli() + " " + id + " " + account;
  }

  @Override
  public int compareTo(Spot other) {
    return ORDER.compare(this, other);
  }
}
