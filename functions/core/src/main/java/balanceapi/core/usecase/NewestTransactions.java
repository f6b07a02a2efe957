package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.TransactionLists.Entry;
import balanceapi.core.usecase.TransactionLists.Question;
import balanceapi.core.usecase.Transactions.Listed;
import balanceapi.core.usecase.Transactions.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One account's transactions, newest first. Its postings are read a page at a time and only once they may be
 * next, so that a list over many accounts reads of each hardly more than it shows.
 */
final class NewestTransactions {

  private static final int FIRST_READ = 25;
  private static final int READ = 100;

  private final AccountStore store;
  private final Account account;
  private final Set<String> open;
  private final Instant from;
  private final Instant to;
  private final Optional<Spot> after;
  private final PriorityQueue<Entry> waiting =
      new PriorityQueue<>(Comparator.comparing(Entry::spot).reversed());

  private Optional<String> place = Optional.empty();
  private boolean ended;

  /** No posting that is still to be read stands after this. */
  private Instant unread;

  private int read;

  /**
   * Begins.
   *
   * @param book the account with what is open
   * @param holds what is open and not taken, with what it is
   * @param question bounds what is read by its days
   * @param after only what stands behind this
   */
  NewestTransactions(
      AccountStore store, Book book, List<Listed> holds, Question question, Optional<Spot> after) {
    this.store = store;
    this.account = book.account();
    this.open = book.open().keySet();
    this.after = after;
    this.from =
        question.from().map(day -> Spot.storedFrom(start(day))).orElse(Instant.MIN);
    this.to =
        Stream.concat(
                question.to().map(day -> start(day.plusDays(1))).stream(),
                after.map(Spot::at).stream())
            .min(Comparator.naturalOrder())
            .map(at -> Spot.storedUpTo(at, account.feed().lag()))
            .orElse(Instant.MAX);
    Optional<Instant> newest = account.feed().newestPosting();
    this.ended = newest.filter(at -> !at.isBefore(from)).isEmpty();
    this.unread = Spot.latest(newest.filter(to::isAfter).orElse(ended ? Instant.EPOCH : to));
    holds.stream()
        .filter(hold -> hold.status() == Status.PENDING)
        .forEach(hold -> offer(TransactionLists.pending(account, hold.transaction())));
    this.read = waiting.size();
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private void offer(Entry entry) {
    if (after.filter(spot -> entry.spot().compareTo(spot) >= 0).isEmpty()) {
      waiting.add(entry);
    }
  }

  boolean isEmpty() {
    return ended && waiting.isEmpty();
  }

  /** Says whether nothing that is still to be read can come before what waits. */
  boolean isCertain() {
    return !waiting.isEmpty() && (ended || waiting.peek().spot().at().isAfter(unread));
  }

  /** Where the next one stands at the latest. */
  Instant reach() {
    return isCertain() ? waiting.peek().spot().at() : unread;
  }

  /** The next one, once it is certain. */
  Entry peek() {
    return waiting.element();
  }

  Entry next() {
    return waiting.remove();
  }

  /** How many were read. */
  int read() {
    return read;
  }

  /** Reads on. */
  void readOn() {
    Page<Transaction> page =
        store.settledPage(
            account.ref(),
            Settled.POSTINGS,
            from,
            to,
            place,
            place.isEmpty() ? FIRST_READ : READ);
    page.items().stream()
        .filter(t -> !open.contains(t.id()))
        .forEach(t -> offer(TransactionLists.posted(account, t)));
    read += page.items().size();
    place = page.next();
    ended = place.isEmpty();
    if (!ended) {
      unread = Spot.latest(Spot.stored(page.items().getLast()));
    }
  }
}
