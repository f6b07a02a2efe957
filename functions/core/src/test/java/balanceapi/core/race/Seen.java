package balanceapi.core.race;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Observation;
import balanceapi.core.app.App;
import balanceapi.core.oracle.Tell;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All that a store says of an app's accounts, in a form in which two stores that were told the same can be
 * compared: without versions, which count attempts, and without where a hold waits to be put away.
 */
public final class Seen {

  static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private Seen() {}

  /** A line a thing. */
  public static String of(AccountStore store, App app, int[] parts, Instant now) {
    List<String> lines = new ArrayList<>();
    for (String id : store.accountsOfApp(app.id(), Optional.empty(), 100).items()) {
      store
          .account(new AccountRef(app.id(), id))
          .ifPresent(account -> account(store, app, account, now, lines));
    }
    for (String record : List.of("r1", "r2")) {
      lines.add(record + " " + store.record(app.id(), record).map(state -> state.connection()));
    }
    IntStream.of(parts)
        .boxed()
        .flatMap(part -> store.due(part, FAR, Optional.empty(), 1000).items().stream())
        .map(Due::toString)
        .sorted()
        .forEach(lines::add);
    return String.join("\n", lines);
  }

  private static void account(
      AccountStore store, App app, Account account, Instant now, List<String> lines) {
    String id = account.ref().account();
    lines.add(id + " " + account.identity());
    lines.add(id + " " + account.profile());
    lines.add(id + " " + account.connection());
    lines.add(id + " " + account.observation().map(Seen::unrevised));
    lines.add(id + " " + account.feed().asOf() + " " + account.feed().complete());
    lines.add(id + " " + account.figures());
    lines.add(id + " applying " + account.applying());
    lines.add(id + " due " + account.due());
    Balances balances = new Balances(store);
    balances
        .history(app, id, Instant.EPOCH, FAR, Optional.empty(), 100, now)
        .orElseThrow()
        .changes()
        .forEach(change -> lines.add(id + " " + change));
    lines.add(id + " " + balances.at(app, id, Tell.NOW.minus(Duration.ofHours(1)), now).orElseThrow().figures());
    new Transactions(store)
        .list(app, id, Optional.empty(), Optional.empty(), 10_000, now)
        .orElseThrow()
        .items()
        .stream()
        .map(listed -> id + " " + listed.status() + " " + transaction(listed.transaction()))
        .sorted()
        .forEach(lines::add);
  }

  private static Observation unrevised(Observation o) {
    return new Observation(
        o.pull(), o.ledger(), o.available(), o.overdraft(), o.currency(), o.events(), 0);
  }

  /** Whether it is expired, its status says; by which run, depends on who came first. */
  private static String transaction(Transaction t) {
    return t.id() + " " + t.showings() + " " + t.details();
  }
}
