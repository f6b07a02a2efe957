package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Reading;
import balanceapi.core.account.RecordState;
import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Policy;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Slice;
import balanceapi.core.transaction.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What clients ask about balances. Everything is looked up inside the caller's app only. */
public final class Balances {

  /**
   * Balances as they were, or are.
   *
   * @param account the account
   * @param figures its figures of then
   * @param asOf when the bank gave them
   */
  public record Dated(Account account, Figures figures, Optional<Instant> asOf) {}

  /**
   * One change in the history.
   *
   * @param validFrom when the figures were first seen
   * @param lastSeen when they were last seen
   * @param figures the figures of {@code validFrom}
   */
  public record Change(Instant validFrom, Instant lastSeen, Figures figures) {}

  /**
   * A page of the history.
   *
   * @param changes newest first
   * @param next where the next page begins
   */
  public record Changes(List<Change> changes, Optional<String> next) {}

  private static final int PERIODS = 30;
  private static final int LOOKED_AT = 60;

  private final AccountStore store;
  private final History history;

  public Balances(AccountStore store) {
    this.store = store;
    this.history = new History(store);
  }

  /** The current balance, as of a moment ago: one read of half a unit. */
  public Optional<Account> current(App app, String account) {
    return glance(new AccountRef(app.id(), account));
  }

  /** The account behind this id or alias, as of a moment ago. */
  public Optional<Account> glance(AccountRef ref) {
    return store.glance(ref);
  }

  /**
   * The account as it is now, for a decision. After a change of the app's policy its figures are computed anew
   * until something stores them so: money is decided by the policy of now.
   */
  public Optional<Account> latest(App app, String account, Instant now) {
    return latest(app, account).flatMap(found -> following(app, found, now));
  }

  /** The account with figures that follow the app's policy of now; empty when it has gone meanwhile. */
  Optional<Account> following(App app, Account account, Instant now) {
    Policy policy = Policy.of(app.settings());
    return account.figures().follow(policy)
        ? Optional.of(account)
        : store.book(account.ref()).map(book -> explain(book, policy, now).account());
  }

  /** The account as it is stored now. */
  public Optional<Account> latest(App app, String account) {
    return store.account(new AccountRef(app.id(), account));
  }

  /**
   * The account with the computation of its figures of now, every transaction's part included: of those that
   * are in the figure already, the ones of the weeks before it.
   */
  public Optional<Explained> explain(App app, String account, Instant now) {
    return store
        .book(new AccountRef(app.id(), account))
        .map(book -> explain(book, Policy.of(app.settings()), now));
  }

  private Explained explain(Book book, Policy policy, Instant now) {
    Account account = book.account();
    AvailableBalance.Result result =
        AvailableBalance.of(
            account.position(),
            history.transactions(book, account.postingsFrom(), OpenBook.FAR),
            policy,
            now);
    return new Explained(account.computed(result.figures(), now), result);
  }

  /**
   * An account with the computation of its figures.
   *
   * @param account the account with these figures
   * @param result the computation
   */
  public record Explained(Account account, AvailableBalance.Result result) {}

  /**
   * The balance in force at an instant.
   *
   * @return empty when there is no such account; without an {@code asOf} when it had no balance yet
   */
  public Optional<Dated> at(App app, String account, Instant at, Instant now) {
    return store
        .book(new AccountRef(app.id(), account))
        .map(book -> at(book, at, Policy.of(app.settings()), now));
  }

  private Dated at(Book book, Instant at, Policy policy, Instant now) {
    Account account = book.account();
    return history
        .inForceAt(account, at)
        .map(
            observation -> {
              Collection<Transaction> transactions =
                  history.transactions(book, observation.asOf(), at);
              return new Dated(
                  account,
                  history.figuresAt(account, observation, at, transactions, policy, now),
                  Optional.of(observation.asOf()));
            })
        .orElseGet(() -> new Dated(account, account.figures(), Optional.empty()));
  }

  /**
   * The history, newest first: one entry a change.
   *
   * @param from the oldest instant of interest
   * @param to the newest: entries that began by then
   * @param after where the previous page said that this one begins
   */
  public Optional<Changes> history(
      App app,
      String account,
      Instant from,
      Instant to,
      Optional<String> after,
      int limit,
      Instant now) {
    History.Place place = after.map(History.Place::parse).orElseGet(() -> History.Place.of(to));
    return store
        .book(new AccountRef(app.id(), account))
        .map(book -> history(book, from, place, limit, Policy.of(app.settings()), now));
  }

  private Changes history(
      Book book, Instant from, History.Place to, int limit, Policy policy, Instant now) {
    Account account = book.account();
    List<History.Entry> entries = history.changes(account, to, from, limit);
    if (entries.isEmpty()) {
      return new Changes(List.of(), Optional.empty());
    }
    List<History.Entry> shown = entries.subList(0, Math.min(limit, entries.size()));
    Collection<Transaction> transactions =
        history.transactions(
            book, shown.getLast().validFrom(), shown.getFirst().validFrom());
    List<Change> changes = new ArrayList<>();
    for (History.Entry entry : shown) {
      Observation inForce = entry.first();
      changes.add(
          new Change(
              entry.validFrom(),
              entry.lastSeen(),
              history.figuresAt(
                  account, inForce, entry.validFrom(), transactions, policy, now)));
    }
    return new Changes(
        changes,
        entries.size() > limit
            ? Optional.of(History.Place.of(entries.get(limit).last()).toString())
            : Optional.empty());
  }

  /** The current balances of all the customer's accounts; never summed. */
  public List<Account> ofCustomer(App app, String customer) {
    return store.glanceAll(app.id(), store.accountsOfCustomer(app.id(), customer));
  }

  /** A page of the app's accounts with their current balances. */
  public Page<Account> ofApp(App app, Optional<String> after, int limit) {
    Page<String> ids = store.accountsOfApp(app.id(), after, limit);
    return new Page<>(store.glanceAll(app.id(), ids.items()), ids.next());
  }

  /** A page of the ids of the app's accounts. */
  public Page<String> idsOfApp(App app, Optional<String> after, int limit) {
    return store.accountsOfApp(app.id(), after, limit);
  }

  /** A page of the ids of the app's accounts by its position, and how many there are. */
  public Slice idsOfApp(App app, long offset, int limit) {
    return store.accountsOfApp(app.id(), offset, limit);
  }

  /** How many accounts the app has. */
  public long countOf(App app) {
    return store.countOfAccounts(app.id());
  }

  /** The current balances of these accounts, in their order. */
  public List<Account> all(App app, List<String> accounts) {
    return store.glanceAll(app.id(), accounts);
  }

  /**
   * The newest changes of what the bank gave, newest first, at most {@value #PERIODS}, among its newest
   * {@value #LOOKED_AT} answers: a balance that never changes would have all of its history read.
   *
   * @param account the account
   */
  public List<Period> periodic(Account account) {
    return history
        .changes(account, History.Place.of(Instant.MAX), Instant.EPOCH, PERIODS, LOOKED_AT)
        .stream()
        .limit(PERIODS)
        .map(
            entry ->
                new Period(
                    entry.first().ledger().map(Reading::value),
                    entry.first().reported(),
                    entry.validFrom(),
                    entry.lastSeen()))
        .toList();
  }

  /**
   * What the bank gave over some time.
   *
   * @param ledger the ledger balance in major units
   * @param available the reported available balance in major units
   * @param firstSeen when it was first so
   * @param lastSeen when it was last so
   */
  public record Period(
      Optional<BigDecimal> ledger,
      Optional<BigDecimal> available,
      Instant firstSeen,
      Instant lastSeen) {}

  /** Unlinks a record; empty when there is none. */
  public Optional<RecordState> unlink(App app, String record, Instant now) {
    return new Connections(store).unlink(app.id(), record, now);
  }
}
