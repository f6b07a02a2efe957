package balanceapi.core.decision;

import static balanceapi.core.oracle.Tell.ACC;
import static balanceapi.core.oracle.Tell.at;
import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.credit;
import static balanceapi.core.oracle.Tell.envelope;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.decision.FundsCheck.Question;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.oracle.Replay;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.decision.FundsCheck.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule 11: each reason goes before the next one, so each example has everything below it wrong too. */
class FundsCheckTest {

  private static final App APP = Apps.plain();

  private static Event.Balances frozen(String ledger) {
    Event.Balances plain = balance("b", "-2d", ledger, "");
    return new Event.Balances(
        plain.envelope(), App.Product.BALANCE, ACC, plain.name(), plain.type(), Optional.of("Frozen"),
        plain.currency(), plain.ledger(), plain.available(), plain.overdraft());
  }

  private static final Event FAILED =
      new Event.Failed(envelope("x", "-1h", "-1h", "r1"), App.Product.AUTH, false);

  private static Account account(Event... events) {
    return new Replay(APP, new InMemoryStore()).deliver(List.of(events)).account().orElseThrow();
  }

  private static Reason reason(Account account, String amount, String currency) {
    return FundsCheck.check(
            account,
            Question.of(
                Money.of(Currency.of(currency), new BigDecimal(amount)), Duration.ofDays(1)),
            Worlds.NOW)
        .reason();
  }

  @Test
  void another_currency_goes_first() {
    assertEquals(Reason.OTHER_CURRENCY, reason(account(frozen(""), FAILED), "1", "USD"));
  }

  @Test
  void nothing_known_goes_before_everything_else() {
    assertEquals(Reason.UNKNOWN_BALANCE, reason(account(frozen(""), FAILED), "1", "NGN"));
  }

  @Test
  void not_enough_is_certain_however_doubtful_the_rest_is() {
    Account account = account(frozen("10"), FAILED).applying("e", Worlds.NOW);
    assertEquals(Reason.NOT_ENOUGH, reason(account, "10.01", "NGN"));
  }

  @Test
  void a_restriction_goes_before_the_connection() {
    Account account = account(frozen("10"), FAILED).applying("e", Worlds.NOW);
    assertEquals(Reason.ACCOUNT_RESTRICTED, reason(account, "10", "NGN"));
  }

  @Test
  void the_connection_goes_before_an_update() {
    Account account = account(balance("b", "-2d", "10", ""), FAILED).applying("e", Worlds.NOW);
    assertEquals(Reason.CONNECTION, reason(account, "10", "NGN"));
  }

  @Test
  void an_update_goes_before_the_age() {
    Account account = account(balance("b", "-2d", "10", "")).applying("e", Worlds.NOW);
    assertEquals(Reason.UPDATING, reason(account, "10", "NGN"));
    assertEquals(Reason.TOO_OLD, reason(account.applied("e"), "10", "NGN"));
  }

  @Test
  void what_is_as_old_as_allowed_is_not_too_old() {
    assertEquals(Reason.INCOMPLETE, reason(account(balance("b", "-1d", "10", "")), "10", "NGN"));
    assertEquals(Reason.ENOUGH, reason(account(balance("b", "-1d", "10", "10")), "10", "NGN"));
  }

  @Test
  void a_computed_figure_is_as_old_as_the_older_of_ledger_and_feed() {
    assertEquals(
        Reason.TOO_OLD, reason(account(balance("b", "-1h", "10", ""), feed("f", "-2d")), "1", "NGN"));
    assertEquals(
        Reason.TOO_OLD, reason(account(balance("b", "-2d", "10", ""), feed("f", "-1h")), "1", "NGN"));
    assertEquals(
        Reason.ENOUGH,
        reason(account(balance("b", "-1h", "10", "10"), feed("f", "-2d")), "1", "NGN"));
  }

  @Test
  void a_counted_credit_that_has_ended_is_left_out_before_any_refresh() {
    App net = Apps.with(App.PendingPolicy.NET, 14, Set.of());
    Replay replay = new Replay(net, new InMemoryStore());
    replay.deliver(
        List.of(
            balance("b", "-1h", "10", ""),
            feed("f", "-1h", credit("c", State.PENDING, "5", "-1h"), hold("p", "1", "-1h"))));
    assertEquals(Reason.ENOUGH, replay.funds("14", Worlds.NOW).reason());
    FundsCheck.Answer later =
        FundsCheck.check(
            replay.account().orElseThrow(),
            Question.of(
                Money.of(Currency.of("NGN"), new BigDecimal("14")), Duration.ofDays(99)),
            at("-1h").plus(Duration.ofDays(14)));
    assertEquals(Reason.NOT_ENOUGH, later.reason());
  }
}
