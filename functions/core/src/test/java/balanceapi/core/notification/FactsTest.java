package balanceapi.core.notification;

import static balanceapi.core.oracle.Tell.at;
import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.RecordState;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.oracle.Tell;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.ApplyEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stored changes tell, and what they do not. */
final class FactsTest {

  private static final App APP = Apps.plain();
  private static final AccountRef REF = new AccountRef(APP.id(), Tell.ACC.id().orElseThrow());
  private static final Instant NOW = Tell.NOW;

  private final InMemoryStore store = new InMemoryStore();

  private static Money naira(String amount) {
    return Money.of(Currency.of("NGN"), new BigDecimal(amount));
  }

  /** The account before and after an event. */
  private Change.OfAccount told(Event event) {
    Optional<Account> before = store.account(REF);
    new ApplyEvent(store).apply(APP, event, NOW);
    return new Change.OfAccount(before, store.account(REF).orElseThrow());
  }

  private static List<Fact> facts(Change change, Money... thresholds) {
    return Facts.of(change, List.of(thresholds), NOW);
  }

  /** Kinds, and behind each the threshold. */
  private static List<String> words(Change change, Money... thresholds) {
    return facts(change, thresholds).stream()
        .map(
            fact ->
                fact.kind().wireName()
                    + (fact instanceof Fact.OfBalance told
                        ? told.threshold().map(threshold -> " " + threshold).orElse("")
                        : ""))
        .toList();
  }

  // ---- balances

  @Test
  void the_first_figures_and_each_that_differ_are_told() {
    assertEquals(List.of("balance.updated"), words(told(balance("e1", "-9m", "500.00", ""))));
    assertEquals(List.of(), words(told(balance("e2", "-8m", "500.00", ""))), "the same again");
    assertEquals(List.of("balance.updated"), words(told(balance("e3", "-7m", "500.01", ""))));
    Change.OfAccount held = told(feed("e4", "-6m", hold("t1", "120.00", "-1h")));
    assertEquals(List.of("balance.updated"), words(held), "another available balance");
    Fact.OfBalance fact = (Fact.OfBalance) facts(held).getFirst();
    assertEquals(Optional.of(naira("500.01")), fact.before().available());
    assertEquals(Optional.of(naira("380.01")), fact.account().figures().available());
  }

  @Test
  void what_is_not_shown_is_not_told() {
    told(balance("e1", "-9m", "500.00", ""));
    Account account = store.account(REF).orElseThrow();
    Account watched = account.watched(Optional.of(List.of(naira("1.00"))));
    assertEquals(List.of(), words(new Change.OfAccount(Optional.of(account), watched)));
  }

  @Test
  void the_same_change_tells_the_same_and_the_next_another() {
    Change.OfAccount first = told(balance("e1", "-9m", "500.00", ""));
    Change.OfAccount second = told(balance("e2", "-8m", "400.00", ""));
    assertEquals(
        facts(first).getFirst().id(),
        Facts.of(first, List.of(), NOW.plusSeconds(900)).getFirst().id());
    assertNotEquals(facts(first).getFirst().id(), facts(second).getFirst().id());
  }

  // ---- thresholds

  @Test
  void a_fall_below_a_threshold_is_told_once() {
    Money threshold = naira("100.00");
    told(balance("e1", "-9m", "100.00", ""));
    assertEquals(
        List.of("balance.updated", "balance.below 100.00"),
        words(told(balance("e2", "-8m", "99.99", "")), threshold));
    assertEquals(
        List.of("balance.updated"),
        words(told(balance("e3", "-7m", "50.00", "")), threshold),
        "it was below before");
    assertEquals(
        List.of("balance.updated"),
        words(told(balance("e4", "-6m", "100.00", "")), threshold),
        "so much is not below");
    assertEquals(
        List.of("balance.updated", "balance.below 100.00"),
        words(told(balance("e5", "-5m", "0.00", "")), threshold),
        "below again");
  }

  @Test
  void each_threshold_that_is_passed_is_told_of() {
    told(balance("e1", "-9m", "1000.00", ""));
    assertEquals(
        List.of("balance.updated", "balance.below 500.00", "balance.below 900.00"),
        words(
            told(balance("e2", "-8m", "499.00", "")),
            naira("500.00"),
            naira("900.00"),
            naira("100.00"),
            Money.of(Currency.of("USD"), new BigDecimal("900.00"))));
  }

  @Test
  void figures_that_are_below_at_first_are_told_of() {
    assertEquals(
        List.of("balance.updated", "balance.below 600.00"),
        words(told(balance("e1", "-9m", "500.00", "")), naira("600.00")));
  }

  @Test
  void an_account_with_thresholds_of_its_own_has_no_others() {
    told(balance("e1", "-9m", "500.00", ""));
    store.save(store.account(REF).orElseThrow().watched(Optional.of(List.of(naira("200.00")))));
    assertEquals(
        List.of("balance.updated", "balance.below 200.00"),
        words(told(balance("e2", "-8m", "100.00", "")), naira("300.00")));
    store.save(store.account(REF).orElseThrow().watched(Optional.of(List.of())));
    told(balance("e3", "-7m", "500.00", ""));
    assertEquals(
        List.of("balance.updated"),
        words(told(balance("e4", "-6m", "100.00", "")), naira("300.00")),
        "none at all");
  }

  // ---- connections

  private static RecordState record(Connection connection) {
    return RecordState.fresh("r1", "cus", "bank", Optional.empty(), NOW)
        .with(connection, Optional.empty());
  }

  private static List<String> record(Optional<Connection> before, Connection after) {
    return words(new Change.OfRecord(APP.id(), before.map(FactsTest::record), record(after)));
  }

  @Test
  void a_connection_is_created_by_its_first_sign_in_alone() {
    Connection first = Connection.NEW.authorized(at("-1h"));
    assertEquals(List.of("connection.created"), record(Optional.empty(), first));
    assertEquals(
        List.of("connection.created"),
        record(Optional.of(Connection.NEW.succeeded(at("-2h"))), first),
        "a record that was known by its figures before");
    assertEquals(List.of(), record(Optional.of(first), first.authorized(at("-5m"))), "signed in again");
    assertEquals(List.of(), record(Optional.empty(), Connection.NEW.succeeded(at("-1h"))), "only figures");
  }

  @Test
  void a_connection_that_fails_is_told_of_once_until_it_works_again() {
    Connection working = Connection.NEW.authorized(at("-1h"));
    Connection failing = working.failed(at("-50m"), false);
    assertEquals(List.of("connection.error"), record(Optional.of(working), failing));
    assertEquals(List.of(), record(Optional.of(failing), failing.failed(at("-40m"), false)));
    Connection again = failing.succeeded(at("-30m"));
    assertEquals(List.of(), record(Optional.of(failing), again));
    assertEquals(List.of("connection.error"), record(Optional.of(again), again.failed(at("-20m"), false)));
  }

  @Test
  void a_customer_who_has_to_sign_in_again_is_told_of() {
    Connection working = Connection.NEW.authorized(at("-1h"));
    assertEquals(
        List.of("connection.reauth_required"),
        record(Optional.of(working), working.failed(at("-50m"), true)));
    assertEquals(
        List.of("connection.reauth_required"),
        record(Optional.of(working), working.unlinked(at("-50m"))));
    Connection failing = working.failed(at("-50m"), false);
    assertEquals(
        List.of("connection.reauth_required"),
        record(Optional.of(failing), failing.failed(at("-40m"), true)));
  }

  @Test
  void told_by_its_record_and_by_an_account_it_is_one_fact() {
    Change.OfAccount first = told(balance("e1", "-30m", "500.00", ""));
    Account account = first.after();
    Connection working = account.connection();
    Connection failing = working.failed(at("-10m"), false);
    Fact byAccount =
        facts(new Change.OfAccount(Optional.of(account), account.withConnection(failing))).getFirst();
    Fact byRecord =
        facts(
                new Change.OfRecord(
                    APP.id(), Optional.of(record(working)), record(failing)))
            .getFirst();
    assertEquals(Kind.CONNECTION_ERROR, byAccount.kind());
    assertEquals(byRecord.id(), byAccount.id());
    assertEquals(new Owner.OfRecord(APP.id(), "r1"), byAccount.id().owner());
    assertEquals(at("-10m"), ((Fact.OfConnection) byAccount).asOf());
  }

  // ---- holds

  private static Transaction pending(String event, Instant shown) {
    return Transaction.shown(
        "t1",
        new Showing(shown, shown, event, State.PENDING, Optional.of(Tell.line(Direction.DEBIT, "9.00", "-1d", "", "", ""))),
        new Transaction.Details(shown, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private static List<Fact> over(Optional<Transaction> before, Transaction after) {
    return facts(new Change.OfTransaction(REF, before, after));
  }

  @Test
  void a_hold_that_is_found_to_be_over_is_told_of() {
    Transaction open = pending("e1", at("-2d"));
    Transaction over = open.expired(NOW.minusSeconds(60));
    List<Fact> facts = over(Optional.of(open), over);
    assertEquals(List.of(Kind.HOLD_EXPIRED), facts.stream().map(Fact::kind).toList());
    assertEquals(new Owner.OfAccount(REF), facts.getFirst().id().owner());
    // It is stored in another place in two steps, of which one is seen without what was before.
    assertEquals(facts.getFirst().id(), over(Optional.empty(), over).getFirst().id());
    assertEquals(List.of(), over(Optional.of(over), over));
    assertEquals(List.of(), over(Optional.empty(), open));
  }

  @Test
  void a_hold_that_was_over_long_ago_is_only_moved_now() {
    Transaction over = pending("e1", at("-9d")).expired(NOW.minus(Duration.ofHours(25)));
    assertEquals(List.of(), over(Optional.empty(), over));
    Transaction lately = pending("e1", at("-9d")).expired(NOW.minus(Duration.ofHours(24)));
    assertEquals(1, over(Optional.empty(), lately).size());
  }

  @Test
  void shown_again_a_hold_may_be_over_again() {
    Transaction first = pending("e1", at("-2d")).expired(at("-1h"));
    Transaction again = pending("e1", at("-2d")).join(pending("e2", at("-30m"))).expired(at("-1m"));
    assertTrue(again.isPending());
    assertNotEquals(
        over(Optional.empty(), first).getFirst().id(), over(Optional.empty(), again).getFirst().id());
  }

  @Test
  void a_hold_that_was_posted_is_no_expired_one() {
    Line line = Tell.line(Direction.DEBIT, "9.00", "-1d", "", "", "");
    Transaction posted =
        pending("e1", at("-2d"))
            .expired(at("-1h"))
            .join(
                Transaction.shown(
                    "t1",
                    new Showing(at("-5m"), at("-5m"), "e2", State.POSTED, Optional.of(line)),
                    new Transaction.Details(
                        at("-5m"), Optional.empty(), Optional.empty(), Optional.empty())));
    assertEquals(List.of(), over(Optional.empty(), posted));
  }
}
