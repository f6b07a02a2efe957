package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.account.Observation.Pull;
import balanceapi.core.account.Profile;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.availability.Policy;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Applies a BALANCE or ACCOUNTS event.
 *
 * <p>The observation in force lives inside the account's item together with the identities of its events,
 * so one conditional write decides. What it replaces is put into the history before that write: it is in
 * force then, so nothing is visible too early, and a process that dies between the two leaves no gap.
 */
final class ApplyBalances {

  private final AccountStore store;
  private final Accounts accounts;
  private final Recompute recompute;

  ApplyBalances(AccountStore store) {
    this.store = store;
    this.accounts = new Accounts(store);
    this.recompute = new Recompute(store);
  }

  Outcome apply(App app, Event.Balances event, Instant now) {
    return Attempts.until(() -> attempt(app, event, now));
  }

  private Optional<Outcome> attempt(App app, Event.Balances received, Instant now) {
    Policy policy = Policy.of(app.settings());
    Optional<Accounts.Place> place =
        accounts.place(app.id(), received.envelope(), received.account());
    if (place.isEmpty()) {
      return Optional.of(new Outcome.Ignored());
    }
    Optional<Outcome> malformed = malformed(received, place.get(), policy);
    if (malformed.isPresent()) {
      return malformed;
    }
    Optional<Book> entered = accounts.enter(place.get(), policy, now);
    if (entered.isEmpty()) {
      return Optional.of(new Outcome.Ignored());
    }
    Book book = entered.get();
    Account before = book.account();
    Event.Balances event = dated(received, before, now);
    Observation said = observation(event);
    Optional<Observation> known = known(before, said.pull());
    if (known.filter(pull -> pull.isMadeOf(event.envelope().event())).isPresent()) {
      return Optional.of(new Outcome.Duplicate());
    }
    Observation merged = known.map(said::join).orElse(said).revised();
    Account described =
        accounts.connected(
            before.withProfile(before.profile().join(profile(event))),
            before,
            event.envelope().asOf());
    return takesForce(before, merged)
        ? inForce(book, described, merged, policy, now)
        : inHistory(book, described, merged, policy, now);
  }

  private Optional<Outcome> inForce(
      Book book, Account described, Observation merged, Policy policy, Instant now) {
    Optional<Observation> replaced =
        described.observation().filter(current -> !current.pull().equals(merged.pull()));
    if (replaced.isPresent()) {
      // The history may know a later revision already: then our view is old, and the save says so.
      store.remember(described.ref(), replaced.get());
    }
    return saved(book, described.observed(merged), policy, now)
        .map(account -> new Outcome.Applied(0));
  }

  private Optional<Account> saved(Book book, Account next, Policy policy, Instant now) {
    return FeedChange.moves(next, book.account())
        ? new FeedChange(store, book, policy, now).settle(next).flatMap(store::save)
        : recompute.saved(next, book.open(), policy, now);
  }

  /** The account is saved first: the observation in the history says that the event is done. */
  private Optional<Outcome> inHistory(
      Book book, Account described, Observation merged, Policy policy, Instant now) {
    Account next = described.remembering(merged);
    if (!next.equals(book.account()) && saved(book, next, policy, now).isEmpty()) {
      return Optional.empty();
    }
    if (!store.remember(described.ref(), merged)) {
      return Optional.empty();
    }
    return Optional.of(merged.hasFigures() ? new Outcome.Stale() : new Outcome.Applied(0));
  }

  private static boolean takesForce(Account account, Observation merged) {
    return merged.hasFigures()
        && account
            .observation()
            .filter(
                current -> !current.pull().equals(merged.pull()) && !merged.isNewerThan(current))
            .isEmpty();
  }

  private Optional<Observation> known(Account account, Pull pull) {
    Optional<Observation> current =
        account.observation().filter(observation -> observation.pull().equals(pull));
    return current.isPresent() || !account.pulls().maySeen(pull.started())
        ? current
        : store.observation(account.ref(), pull);
  }

  private Event.Balances dated(Event.Balances event, Account account, Instant now) {
    if (!event.envelope().isUndated()) {
      return event;
    }
    String id = event.envelope().event();
    Instant first =
        store
            .receive(account.ref(), id, Optional.empty(), now)
            .map(AccountStore.Receipt::at)
            .orElse(now);
    return new Event.Balances(
        event.envelope().receivedAt(first),
        event.product(),
        event.account(),
        event.name(),
        event.type(),
        event.status(),
        event.currency(),
        event.ledger(),
        event.available(),
        event.overdraft());
  }

  private static Observation observation(Event.Balances event) {
    Instant at = event.envelope().asOf();
    return new Observation(
        new Pull(event.envelope().started(), event.envelope().record()),
        event.ledger().map(value -> new Reading<>(value, at)),
        event.available().map(value -> new Reading<>(value, at)),
        event.overdraft().map(value -> new Reading<>(value, at)),
        event.currency().map(value -> new Reading<>(value, at)),
        List.of(event.envelope().event()),
        0);
  }

  static Profile profile(Event.Balances event) {
    return Profile.of(
        event.envelope().asOf(),
        event.envelope().record(),
        event.name(),
        event.type(),
        event.status(),
        event.currency(),
        event.envelope().bankName(),
        event.envelope().country(),
        event.envelope().options());
  }

  private static Optional<Outcome> malformed(
      Event.Balances event, Accounts.Place place, Policy policy) {
    Currency currency = event.currency().orElseGet(() -> place.currency(policy));
    String part = event.product() == App.Product.BALANCE ? "balance." : "account.";
    return Stream.of(
            check(part + "ledger_balance", event.ledger(), currency),
            check(part + "available_balance", event.available(), currency),
            check(part + "overdraft_limit", event.overdraft().map(Overdraft::limit), currency))
        .flatMap(Optional::stream)
        .findFirst();
  }

  static Optional<Outcome> check(String field, Optional<BigDecimal> amount, Currency currency) {
    return amount
        .filter(value -> !Money.fits(currency.decimals(), value))
        .map(
            value ->
                new Outcome.Malformed(
                    field,
                    "send at most %d integer digits and %d decimals, as %s has"
                        .formatted(Money.MAX_INTEGER_DIGITS, currency.decimals(), currency)));
  }
}
