package balanceapi.core.oracle;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.availability.Figures;
import balanceapi.core.event.Event;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Balances;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.usecase.Outcome;
import balanceapi.core.usecase.RefreshAccount;
import balanceapi.core.usecase.Transactions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The domain on a store, told what the oracle is told, and asked for the same things in the same words. */
public final class Replay {

  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private final App app;
  private final AccountStore store;

  public Replay(App app, AccountStore store) {
    this.app = app;
    this.store = store;
  }

  public Replay deliver(List<? extends Event> events) {
    events.forEach(this::deliver);
    return this;
  }

  public Outcome deliver(Event event) {
    return new ApplyEvent(store).apply(app, event, Worlds.NOW);
  }

  public Optional<Account> account() {
    return store.accountsOfApp(app.id(), Optional.empty(), 10).items().stream()
        .flatMap(id -> new Balances(store).latest(app, id).stream())
        .findFirst();
  }

  private AccountRef ref() {
    return account().orElseThrow().ref();
  }

  public RefreshAccount.Result refresh(Instant time) {
    return new RefreshAccount(store).refresh(app, ref(), time);
  }

  public Oracle.Balance current() {
    Account account = account().orElseThrow();
    return balance(account.figures(), account.asOf());
  }

  public Optional<BigDecimal> availableNow() {
    return account().flatMap(account -> account.figures().available()).map(Replay::plain);
  }

  public Optional<Oracle.Balance> at(Instant instant, Instant now) {
    Balances.Dated dated =
        new Balances(store).at(app, ref().account(), instant, now).orElseThrow();
    return dated.asOf().map(asOf -> balance(dated.figures(), dated.asOf()));
  }

  public List<Oracle.Change> history(Instant now) {
    return history(Instant.EPOCH, FAR, 100, now);
  }

  public List<Oracle.Change> history(Instant from, Instant to, int limit, Instant now) {
    return new Balances(store)
        .history(app, ref().account(), from, to, Optional.empty(), limit, now)
        .orElseThrow()
        .changes()
        .stream()
        .map(
            change ->
                new Oracle.Change(
                    change.validFrom(),
                    change.lastSeen(),
                    balance(change.figures(), Optional.of(change.validFrom()))))
        .toList();
  }

  /** The history page by page, every page of this size. */
  public List<Oracle.Change> pages(int size, Instant now) {
    List<Oracle.Change> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Balances.Changes page =
          new Balances(store)
              .history(app, ref().account(), Instant.EPOCH, FAR, after, size, now)
              .orElseThrow();
      page.changes()
          .forEach(
              c ->
                  all.add(
                      new Oracle.Change(
                          c.validFrom(),
                          c.lastSeen(),
                          balance(c.figures(), Optional.of(c.validFrom())))));
      after = page.next();
      if (all.size() > 100) {
        throw new AssertionError("the pages never end");
      }
    } while (after.isPresent());
    return all;
  }

  /** All the listed transactions with what each is. */
  public Map<String, String> listed(Optional<Transactions.Status> status, Instant now) {
    Map<String, String> listed = new TreeMap<>();
    Optional<String> after = Optional.empty();
    do {
      Transactions.Listing page =
          new Transactions(store)
              .list(app, ref().account(), status, after, 2, now)
              .orElseThrow();
      for (Transactions.Listed item : page.items()) {
        String before = listed.put(item.transaction().id(), item.status().wireName());
        if (before != null) {
          throw new AssertionError(item.transaction().id() + " is listed twice");
        }
      }
      after = page.next();
    } while (after.isPresent());
    return listed;
  }

  public Balances.Explained explain(Instant now) {
    return new Balances(store).explain(app, ref().account(), now).orElseThrow();
  }

  public FundsCheck.Answer funds(String amount, Instant now) {
    return FundsCheck.check(
        account().orElseThrow(),
        FundsCheck.Question.of(
            Money.of(app.settings().currency(), new BigDecimal(amount)), Duration.ofDays(1)),
        now);
  }

  public String connection() {
    return account().orElseThrow().connection().state().name().toLowerCase(Locale.ROOT);
  }

  /** Everything that a client can see of the account. */
  public List<Object> seen(Instant now) {
    List<Object> seen = new ArrayList<>();
    if (account().isPresent()) {
      seen.add(current());
      seen.add(connection());
      seen.add(account().orElseThrow().profile());
      seen.add(account().orElseThrow().applying());
      seen.add(history(now));
      seen.add(at(now.minus(Duration.ofHours(1)), now));
      seen.add(at(now.minus(Duration.ofDays(2)), now));
    }
    return seen;
  }

  /** Everything that a client can see of all accounts of the app, and the states of its records. */
  public List<Object> all() {
    List<Object> all = new ArrayList<>();
    Instant now = Worlds.NOW;
    for (String id : store.accountsOfApp(app.id(), Optional.empty(), 10).items()) {
      Account account = new Balances(store).latest(app, id).orElse(null);
      if (account != null) {
        all.add(account.identity());
        all.add(balance(account.figures(), account.asOf()));
        all.add(account.figures());
        all.add(account.profile());
        all.add(account.feed().asOf());
        all.add(account.feed().complete());
        all.add(account.connection().state());
        all.add(account.applying());
        all.add(account.due());
        all.add(
            new Balances(store)
                .history(app, id, Instant.EPOCH, FAR, Optional.empty(), 100, now)
                .orElseThrow()
                .changes());
        all.add(new Balances(store).at(app, id, now.minus(Duration.ofHours(2)), now).orElseThrow().figures());
      }
    }
    for (String record : List.of("r1", "r2")) {
      all.add(store.record(app.id(), record).map(state -> state.connection().state()));
    }
    return all;
  }

  public static Oracle.Balance balance(Figures figures, Optional<Instant> asOf) {
    return new Oracle.Balance(
        figures.currency().code(),
        figures.ledger().map(Replay::plain),
        figures.available().map(Replay::plain),
        figures.source().name().toLowerCase(Locale.ROOT),
        plain(figures.pending().debits()),
        plain(figures.pending().credits()),
        figures.pending().count(),
        figures.pending().excluded(),
        asOf);
  }

  private static BigDecimal plain(Money money) {
    return new BigDecimal(money.amount().stripTrailingZeros().toPlainString());
  }
}
