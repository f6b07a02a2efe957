package balanceapi.core.transaction;

import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line.Direction;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which posting took which pending (rule 5): by its link, else by the same direction, currency and exact
 * amount.
 *
 * <p>A pure function of the transactions: neither the clock nor what has expired changes it, so an expired
 * or dropped hold that posts later counts as that posting.
 */
public final class Matching {

  /** The days after the pending's own within which an unlinked posting takes it. */
  public static final int DAYS = 14;

  private final Map<String, List<Transaction>> postingsOf = new HashMap<>();
  private final Map<String, List<Transaction>> pendingsOf = new HashMap<>();

  private Matching() {}

  /**
   * Matches them all.
   *
   * @param transactions every transaction that may matter, in any order
   * @param currency the account's currency, for lines that name none
   * @param zone the bank's time zone
   */
  public static Matching of(Collection<Transaction> transactions, Currency currency, ZoneId zone) {
    Matching matching = new Matching();
    Map<String, Transaction> pendings = new HashMap<>();
    List<Transaction> postings = new ArrayList<>();
    for (Transaction t : transactions) {
      if (t.isPending()) {
        pendings.put(t.id(), t);
      } else if (t.isPosted()) {
        postings.add(t);
      }
    }
    postings.sort(byDate(zone, Transaction::posted));
    Set<String> linked = matching.byLink(postings, pendings);
    postings.removeIf(posting -> linked.contains(posting.id()));
    matching.byAmount(postings, pendings.values(), currency, zone);
    return matching;
  }

  /** Links first: two pendings of one amount are told apart by them. Returns the postings with a link. */
  private Set<String> byLink(List<Transaction> postings, Map<String, Transaction> pendings) {
    Set<String> linked = new HashSet<>();
    for (Transaction posting : postings) {
      Optional<String> named = link(posting);
      if (named.isPresent()) {
        linked.add(posting.id());
        Transaction pending = pendings.get(named.get());
        if (pending != null && !revived(pending, posting)) {
          take(posting, pending);
        }
      }
    }
    return linked;
  }

  /** The pending that a posting names as its own, if it names another than itself. */
  public static Optional<String> link(Transaction posting) {
    return posting.newest().line().flatMap(Line::replaces).filter(id -> !id.equals(posting.id()));
  }

  private void byAmount(
      List<Transaction> postings, Collection<Transaction> pendings, Currency currency, ZoneId zone) {
    Map<Likeness, List<Transaction>> free = new HashMap<>();
    pendings.stream()
        .filter(pending -> !isTaken(pending))
        .sorted(byDate(zone, Transaction::begun))
        .forEach(
            pending ->
                free.computeIfAbsent(Likeness.of(pending, currency), like -> new ArrayList<>())
                    .add(pending));
    for (Transaction posting : postings) {
      List<Transaction> candidates = free.getOrDefault(Likeness.of(posting, currency), List.of());
      for (Transaction pending : candidates) {
        if (within(pending, posting, zone) && !beside(pending, posting)) {
          take(posting, pending);
          candidates.remove(pending);
          break;
        }
      }
    }
  }

  private void take(Transaction posting, Transaction pending) {
    postingsOf.computeIfAbsent(pending.id(), id -> new ArrayList<>()).add(posting);
    pendingsOf.computeIfAbsent(posting.id(), id -> new ArrayList<>()).add(pending);
  }

  /** An event newer than the first that showed the posting and lists the pending again revives it. */
  private static boolean revived(Transaction pending, Transaction posting) {
    return pending.newest().asOf().isAfter(posting.firstPosted().orElseThrow().asOf());
  }

  /** The event that first showed the posting, or a newer one, lists the pending too: two payments. */
  private static boolean beside(Transaction pending, Transaction posting) {
    return revived(pending, posting)
        || pending.listedBy(posting.firstPosted().orElseThrow().event());
  }

  private static boolean within(Transaction pending, Transaction posting, ZoneId zone) {
    LocalDate begun = pending.begun().day(zone);
    LocalDate posted = posting.posted().day(zone);
    return !posted.isBefore(begun) && !posted.isAfter(begun.plusDays(DAYS));
  }

  private static Comparator<Transaction> byDate(
      ZoneId zone, Function<Transaction, When> date) {
    return Comparator.<Transaction, Instant>comparing(t -> date.apply(t).start(zone))
        .thenComparing(Transaction::id);
  }

  /** Says whether two are of the same direction, currency and exact amount. */
  public static boolean alike(Transaction one, Transaction other, Currency account) {
    return Likeness.of(one, account).equals(Likeness.of(other, account));
  }

  /** Says whether a posting took this pending. */
  public boolean isTaken(Transaction pending) {
    return postingsOf.containsKey(pending.id());
  }

  /** The postings that took this pending, by date: by a link several may, by amount it is one. */
  public List<Transaction> postingsOf(Transaction pending) {
    return postingsOf.getOrDefault(pending.id(), List.of());
  }

  /** The pendings that this posting took: by a link any number may name one, by amount it is one. */
  public List<Transaction> pendingsOf(Transaction posting) {
    return pendingsOf.getOrDefault(posting.id(), List.of());
  }

  private record Likeness(Direction direction, String currency, BigDecimal amount) {
    static Likeness of(Transaction transaction, Currency account) {
      Line line = transaction.newest().line().orElseThrow();
      return new Likeness(
          line.direction(),
          line.currency().orElse(account).code(),
          line.amount().stripTrailingZeros());
    }
  }
}
