package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.availability.Policy;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.Transactions.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Pendings and postings of several accounts in one list, newest first by their {@code trans_date}. What
 * expired, was removed or was replaced by its posting is not in it.
 *
 * <p>Days are those of the {@code trans_date} in UTC; a date alone is that day everywhere.
 *
 * <p>Every question has a bounded price: it looks at no more than {@value #MOST_ACCOUNTS} accounts, and
 * counts no further than {@value #MOST_COUNTED} transactions.
 */
public final class TransactionLists {

  /** So many accounts' transactions are put into one list. */
  public static final int MOST_ACCOUNTS = 1_000;

  /** So many accounts are asked for one transaction that nobody says whose it is: half a read unit each. */
  public static final int MOST_SEARCHED = 10_000;

  /** So many transactions are counted. */
  public static final int MOST_COUNTED = 10_000;

  /** So many are read for one answer: some of what is read may be of other days, or go the other way. */
  private static final int MOST_READ = 20_000;

  /** So many are looked at for a page, found or not. */
  private static final int LOOKED_AT = 2_000;

  /**
   * Which accounts' transactions.
   *
   * @param account this account's alone, by its id or an alias
   * @param customer this customer's alone
   * @param filter only of these
   */
  public record Scope(
      Optional<String> account, Optional<String> customer, Predicate<Account> filter) {

    public static Scope of(Optional<String> account, Optional<String> customer) {
      return new Scope(
          account,
          customer,
          found -> customer.filter(id -> !id.equals(found.identity().customer())).isEmpty());
    }

    public Scope where(Predicate<Account> also) {
      return new Scope(account, customer, filter.and(also));
    }
  }

  /**
   * What is asked.
   *
   * @param scope of which accounts
   * @param from the first day, included
   * @param to the last day, included
   * @param direction only what goes this way
   */
  public record Question(
      Scope scope,
      Optional<LocalDate> from,
      Optional<LocalDate> to,
      Optional<Direction> direction) {

    boolean matches(Entry entry) {
      LocalDate day = entry.transaction.begun().day(ZoneOffset.UTC);
      return from.filter(day::isBefore).isEmpty()
          && to.filter(day::isAfter).isEmpty()
          && (direction.isEmpty()
              || entry.transaction.line().map(Line::direction).equals(direction));
    }
  }

  /**
   * A transaction in a list.
   *
   * @param account whose it is
   * @param transaction the transaction
   * @param status pending or posted
   * @param spot where it stands among all others
   */
  public record Entry(Account account, Transaction transaction, Status status, Spot spot) {}

  /** What comes of a question. */
  public sealed interface Found {}

  /**
   * A list.
   *
   * @param entries newest first
   * @param next where to go on; absent when this was all
   */
  public record Listing(List<Entry> entries, Optional<Spot> next) implements Found {}

  /** More is asked than one list takes. */
  public enum TooMany implements Found {
    ACCOUNTS,
    TRANSACTIONS
  }

  private final AccountStore store;

  public TransactionLists(AccountStore store) {
    this.store = store;
  }

  /** All that there is; {@link TooMany} when that is more than is counted. */
  public Found all(App app, Question question, Instant now) {
    Optional<List<Account>> accounts = accounts(app, question.scope());
    if (accounts.isEmpty()) {
      return TooMany.ACCOUNTS;
    }
    List<Entry> found = new ArrayList<>();
    MergedTransactions merged = merged(app, accounts.get(), question, Optional.empty(), now);
    while (merged.hasNext()) {
      Entry entry = merged.next();
      if (question.matches(entry)) {
        found.add(entry);
      }
      if (found.size() > MOST_COUNTED) {
        return TooMany.TRANSACTIONS;
      }
    }
    return merged.isExhausted()
        ? TooMany.TRANSACTIONS
        : new Listing(found, Optional.empty());
  }

  /**
   * A page of it, whatever there is in all. It may have fewer than are asked for, and still a next one, when
   * most of what it looked at does not match; {@link TooMany} when so many lie beside its beginning that not
   * even the first is found.
   *
   * @param after where the previous page ended
   */
  public Found page(App app, Question question, Optional<Spot> after, int limit, Instant now) {
    Optional<List<Account>> accounts = accounts(app, question.scope());
    if (accounts.isEmpty()) {
      return TooMany.ACCOUNTS;
    }
    List<Entry> found = new ArrayList<>();
    MergedTransactions merged = merged(app, accounts.get(), question, after, now);
    Optional<Spot> last = Optional.empty();
    for (int looked = 0; merged.hasNext(); looked++) {
      if (found.size() == limit || looked == LOOKED_AT) {
        return new Listing(found, last);
      }
      Entry entry = merged.next();
      last = Optional.of(entry.spot());
      if (question.matches(entry)) {
        found.add(entry);
      }
    }
    if (merged.isExhausted() && last.isEmpty()) {
      return TooMany.TRANSACTIONS;
    }
    return new Listing(found, merged.isExhausted() ? last : Optional.empty());
  }

  private MergedTransactions merged(
      App app, List<Account> accounts, Question question, Optional<Spot> after, Instant now) {
    Policy policy = Policy.of(app.settings());
    MergedTransactions merged = new MergedTransactions(MOST_READ);
    for (Account account : accounts) {
      // Without a feed there is nothing to read.
      if (account.feed().asOf().isPresent()) {
        store
            .book(account.ref())
            .map(
                book ->
                    new NewestTransactions(
                        store, book, Transactions.open(store, book, policy, now), question, after))
            .ifPresent(merged::add);
      }
    }
    return merged;
  }

  /** The accounts in question; empty when they are too many. */
  private Optional<List<Account>> accounts(App app, Scope scope) {
    List<Account> all;
    if (scope.account().isPresent()) {
      all = store.glance(new AccountRef(app.id(), scope.account().get())).stream().toList();
    } else {
      List<String> ids = ids(app, scope.customer(), MOST_ACCOUNTS);
      if (ids.size() > MOST_ACCOUNTS) {
        return Optional.empty();
      }
      all = store.glanceAll(app.id(), ids);
    }
    return Optional.of(all.stream().filter(scope.filter()).toList());
  }

  /** The accounts' ids, one more than the most if there are more. */
  private List<String> ids(App app, Optional<String> customer, int most) {
    return customer
        .map(id -> store.accountsOfCustomer(app.id(), id))
        .orElseGet(() -> store.accountsOfApp(app.id(), Optional.empty(), most + 1).items());
  }

  /**
   * The transaction of this id, if it is pending or posted. Ids are unique within an account; where several
   * have it, the first in the order of the accounts' list is found.
   *
   * @param account whose it is; absent when only the app is known
   */
  public Found find(App app, String id, Optional<String> account, Instant now) {
    List<String> accounts =
        account.map(List::of).orElseGet(() -> ids(app, Optional.empty(), MOST_SEARCHED));
    if (accounts.size() > MOST_SEARCHED) {
      return TooMany.ACCOUNTS;
    }
    List<String> having =
        account.isPresent() ? accounts : store.accountsWith(app.id(), accounts, id);
    Policy policy = Policy.of(app.settings());
    return new Listing(
        having.stream()
            .flatMap(of -> store.book(new AccountRef(app.id(), of)).stream())
            .flatMap(book -> find(book, id, policy, now).stream())
            .limit(1)
            .toList(),
        Optional.empty());
  }

  private Optional<Entry> find(Book book, String id, Policy policy, Instant now) {
    Account account = book.account();
    if (book.open().containsKey(id)) {
      return Transactions.open(store, book, policy, now).stream()
          .filter(listed -> listed.transaction().id().equals(id))
          .filter(listed -> listed.status() == Status.PENDING)
          .map(listed -> pending(account, listed.transaction()))
          .findFirst();
    }
    return store
        .transaction(account.ref(), id)
        .filter(held -> held.place().filter(at -> at.kind() == Settled.POSTINGS).isPresent())
        .map(held -> posted(account, held.transaction()));
  }

  static Entry pending(Account account, Transaction t) {
    return new Entry(account, t, Status.PENDING, Spot.ofPending(account, t));
  }

  static Entry posted(Account account, Transaction t) {
    return new Entry(account, t, Status.POSTED, Spot.ofPosting(account, t));
  }
}
