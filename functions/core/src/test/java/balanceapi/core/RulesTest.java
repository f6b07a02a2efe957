package balanceapi.core;

import static balanceapi.core.oracle.Tell.ACC;
import static balanceapi.core.oracle.Tell.at;
import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.complete;
import static balanceapi.core.oracle.Tell.completes;
import static balanceapi.core.oracle.Tell.credit;
import static balanceapi.core.oracle.Tell.envelope;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static balanceapi.core.oracle.Tell.item;
import static balanceapi.core.oracle.Tell.line;
import static balanceapi.core.oracle.Tell.posted;
import static balanceapi.core.oracle.Tell.removed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.oracle.Oracle;
import balanceapi.core.oracle.Replay;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.usecase.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every rule of design section 6 by named examples. Each is also put to the oracle, in two orders. */
class RulesTest {

  private static final App CONSERVATIVE = Apps.plain();
  private static final App NET = Apps.with(App.PendingPolicy.NET, 14, Set.of());
  private static final App IN_LEDGER =
      Apps.with(App.PendingPolicy.CONSERVATIVE, 14, Set.of("bank"));

  private static void expect(String available, String source, Event... events) {
    expect(CONSERVATIVE, available, source, events);
  }

  private static void expect(App app, String available, String source, Event... events) {
    List<Event> all = List.of(events);
    Oracle.Balance oracle = new Oracle(app.settings(), all, Worlds.NOW).current();
    Oracle.Balance forward = new Replay(app, new InMemoryStore()).deliver(all).current();
    List<Event> back = new ArrayList<>(all).reversed();
    Oracle.Balance backward = new Replay(app, new InMemoryStore()).deliver(back).current();
    assertEquals(
        available + " " + source,
        forward.available().map(BigDecimal::toPlainString).orElse("null")
            + " "
            + forward.source());
    assertEquals(oracle, forward, "the oracle");
    assertEquals(oracle, backward, "the other order");
  }

  private static Event.Item cleared(String id, String amount, String begun, String cleared) {
    return item(id, State.POSTED, line(Direction.DEBIT, amount, begun, cleared, "", ""));
  }

  // ---- rules 1 and 2

  @Test
  void rule_1_zero_is_reported() {
    expect("0", "reported", balance("b", "-1h", "100", "0"));
  }

  @Test
  void rule_1_a_reported_figure_equal_to_the_ledger_stands_without_a_debit() {
    expect("100", "reported", balance("b", "-1h", "100", "100"), feed("f", "-1h"));
  }

  @Test
  void rule_1_a_copied_ledger_is_found_by_a_live_debit_begun_at_its_very_instant() {
    expect("90", "computed",
        balance("b", "-1h", "100", "100.00"), feed("f", "-59m", hold("p", "10", "-1h")));
  }

  @Test
  void rule_1_a_debit_begun_a_moment_later_proves_no_copy() {
    expect("90", "adjusted",
        balance("b", "-1h", "100", "100"), feed("f", "-50m", hold("p", "10", "-59m")));
  }

  @Test
  void rule_1_a_debit_that_has_posted_since_proves_a_copy() {
    expect("90", "computed",
        balance("b", "-1h", "100", "100"), feed("f", "-1m", cleared("x", "10", "-2h", "-5m")));
  }

  @Test
  void rule_1_a_live_credit_proves_no_copy() {
    expect("100", "reported",
        balance("b", "-1h", "100", "100"),
        feed("f", "-1m", credit("c", State.PENDING, "10", "-2h")));
  }

  @Test
  void rules_1_and_7_a_foreign_debit_proves_a_copy_and_is_left_out() {
    Line foreign =
        new Line(
            Direction.DEBIT,
            new BigDecimal("10"),
            Optional.of(Currency.of("USD")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    expect("100", "incomplete",
        balance("b", "-1h", "100", "100"),
        feed("f", "-1h", item("p", State.PENDING, foreign)));
  }

  @Test
  void rules_1_and_5_a_debit_that_has_expired_proves_no_copy() {
    expect("100", "reported",
        balance("b", "-1h", "100", "100"), feed("f", "-1h", hold("p", "10", "-2h", "-1m")));
  }

  @Test
  void rules_1_and_10_an_included_overdraft_is_taken_off_before_the_comparison() {
    expect("90", "computed",
        overdrawn("b", "100", "150", "50", true), feed("f", "-1h", hold("p", "10", "-2h")));
    expect("150", "reported",
        overdrawn("b", "100", "150", "50", false), feed("f", "-1h", hold("p", "10", "-2h")));
  }

  private static Event.Balances overdrawn(
      String id, String ledger, String available, String limit, boolean included) {
    Event.Balances plain = balance(id, "-1h", ledger, available);
    return new Event.Balances(
        plain.envelope(), App.Product.BALANCE, ACC, plain.name(), plain.type(), plain.status(),
        plain.currency(),
        plain.ledger(), plain.available(),
        Optional.of(new Overdraft(new BigDecimal(limit), included)));
  }

  @Test
  void rule_2_a_debit_that_the_bank_knew_counts_only_for_its_growth() {
    expect("70", "adjusted",
        balance("b", "-1h", "100", "90"),
        feed("f1", "-61m", hold("p", "10", "-2h")),
        feed("f2", "-30m", hold("p", "30", "-2h")));
  }

  @Test
  void rule_2_a_debit_that_shrank_gives_nothing_back() {
    expect("90", "reported",
        balance("b", "-1h", "100", "90"),
        feed("f1", "-61m", hold("p", "10", "-2h")),
        feed("f2", "-30m", hold("p", "3", "-2h")));
  }

  @Test
  void rule_2_a_tip_on_a_known_hold_comes_off_alone() {
    expect("88", "adjusted",
        balance("b", "-1h", "100", "90"),
        feed("f1", "-61m", hold("p", "10", "-2h")),
        feed("f2", "-30m", completes("x", "12", "-31m", "p")));
  }

  @Test
  void rule_2_partial_completions_share_what_the_bank_knew_of_their_hold() {
    expect("70", "adjusted",
        balance("b", "-1h", "200", "90"),
        feed("f1", "-61m", hold("p", "100", "-2h")),
        feed("f2", "-30m", completes("x1", "60", "-31m", "p")),
        feed("f3", "-20m", completes("x2", "60", "-21m", "p")));
  }

  @Test
  void rule_2_a_debit_begun_after_and_posted_since_stays_off() {
    expect("80", "adjusted",
        balance("b", "-1h", "100", "90"), feed("f", "-30m", posted("x", "10", "-31m")));
  }

  // ---- rules 3 and 4

  @Test
  void rule_3_a_ledger_without_any_feed_is_incomplete_and_an_empty_feed_completes_it() {
    expect("100", "incomplete", balance("b", "-1h", "100", ""));
    expect("100", "computed", balance("b", "-1h", "100", ""), feed("f", "-3h"));
  }

  @Test
  void rule_3_a_posting_at_the_very_instant_is_in_the_ledger() {
    expect("100", "computed",
        balance("b", "-1h", "100", ""), feed("f", "-1m", posted("x", "10", "-1h")));
  }

  @Test
  void rule_4_net_counts_only_credits_still_shown_at_or_after_the_ledger() {
    expect(NET, "120", "computed",
        balance("b", "-1h", "100", ""),
        feed("f", "-1h", credit("c", State.PENDING, "20", "-2h")));
    expect(NET, "100", "computed",
        balance("b", "-1h", "100", ""),
        feed("f", "-61m", credit("c", State.PENDING, "20", "-2h")));
    expect("100", "computed",
        balance("b", "-1h", "100", ""),
        feed("f", "-1h", credit("c", State.PENDING, "20", "-2h")));
  }

  @Test
  void rule_4_no_credit_comes_onto_a_reported_figure() {
    expect(NET, "90", "reported",
        balance("b", "-1h", "100", "90"),
        feed("f", "-1m", credit("c", State.POSTED, "20", "-2m")));
  }

  // ---- rules 5 and 6

  @Test
  void rule_5_fourteen_days_are_within_and_fifteen_are_not() {
    expect("100", "computed",
        balance("b", "0", "100", ""),
        feed("f1", "-1d", hold("p", "10", "D-14")),
        feed("f2", "0", cleared("x", "10", "", "D-0")));
    expect("90", "computed",
        balance("b", "0", "100", ""),
        feed("f1", "-1d", hold("p", "10", "D-15")),
        feed("f2", "0", cleared("x", "10", "", "D-0")));
  }

  @Test
  void rule_5_a_posting_before_the_day_of_the_pending_takes_nothing() {
    expect("90", "computed",
        balance("b", "0", "100", ""),
        feed("f1", "-1d", hold("p", "10", "D-1")),
        feed("f2", "0", cleared("x", "10", "", "D-2")));
  }

  @Test
  void rule_5_one_posting_takes_one_pending_and_it_is_the_oldest() {
    expect("90", "computed",
        balance("b", "0", "100", ""),
        feed("f1", "-2d", hold("young", "10", "-2d"), hold("old", "10", "-3d")),
        feed("f2", "-1h", posted("x", "10", "-1h")));
  }

  @Test
  void rule_5_a_link_goes_before_an_equal_amount() {
    expect("93", "computed",
        balance("b", "0", "100", ""),
        feed("f1", "-2d", hold("a", "10", "-3d"), hold("b", "7", "-2d")),
        feed("f2", "-1h", completes("x", "10", "-1h", "a")));
  }

  @Test
  void rule_5_a_posting_with_a_link_to_nothing_known_takes_nothing_by_amount() {
    expect("90", "computed",
        balance("b", "0", "100", ""),
        feed("f1", "-2d", hold("a", "10", "-3d")),
        feed("f2", "-1h", completes("x", "10", "-1h", "elsewhere")));
  }

  @Test
  void rule_5_a_posting_beside_the_pending_takes_it_not() {
    expect("90", "computed",
        balance("b", "0", "100", ""),
        feed("f", "-1h", hold("p", "10", "-2h"), posted("x", "10", "-1h")));
  }

  @Test
  void rule_5_an_event_newer_than_the_posting_revives_the_pending() {
    expect("90", "computed",
        balance("b", "0", "100", ""),
        feed("f1", "-3h", hold("p", "10", "-4h")),
        feed("f2", "-2h", completes("x", "10", "-2h", "p")),
        feed("f3", "-1h", hold("p", "10", "-4h")));
  }

  @Test
  void rule_5_a_repetition_at_the_very_instant_of_the_posting_revives_nothing() {
    expect("100", "computed",
        balance("b", "0", "100", ""),
        feed("f2", "-2h", completes("x", "10", "-2h", "p")),
        feed("f3", "-2h", hold("p", "10", "-4h")));
  }

  @Test
  void rule_5_a_complete_event_drops_what_was_last_shown_before_it_and_no_more() {
    expect("80", "computed",
        balance("b", "-3h", "100", ""),
        feed("f1", "-2h", hold("gone", "1", "-3h"), hold("late", "10", "-3h")),
        complete("f2", "-1h", hold("kept", "10", "-3h")),
        feed("f3", "-1h", hold("late", "10", "-3h")));
  }

  @Test
  void rule_5_an_expiry_before_its_own_event_is_none() {
    expect("90", "computed",
        balance("b", "-1h", "100", ""), feed("f", "-1h", hold("p", "10", "-3d", "-2d")));
  }

  @Test
  void rule_5_an_expiry_is_over_at_its_instant_and_a_date_at_its_end() {
    expect("100", "computed",
        balance("b", "-1h", "100", ""), feed("f", "-1h", hold("p", "10", "-2h", "0")));
    expect("90", "computed",
        balance("b", "-1h", "100", ""), feed("f", "-1h", hold("p", "10", "-2h", "D-0")));
    expect("100", "computed",
        balance("b", "-1h", "100", ""), feed("f", "-1d", hold("p", "10", "-2d", "D-1")));
  }

  @Test
  void rule_5_removed_and_shown_at_one_instant_is_shown() {
    expect("90", "computed",
        balance("b", "-1h", "100", ""),
        feed("f1", "-1h", removed("p")),
        feed("f2", "-1h", hold("p", "10", "-2h")));
  }

  @Test
  void rule_6_a_posting_replaces_the_amount_of_its_hold() {
    expect("88", "computed",
        balance("b", "-3h", "100", ""),
        feed("f1", "-2h", hold("p", "10", "-2h")),
        feed("f2", "-1h", completes("x", "12", "-1h", "p")));
  }

  // ---- rules 8, 9, 10

  @Test
  void rule_8_both_unknown_observes_nothing() {
    expect("90", "reported", balance("b1", "-2h", "", "90"), balance("b2", "-1h", "", ""));
    expect("null", "unknown", balance("b2", "-1h", "", ""));
  }

  @Test
  void rule_9_no_arithmetic_on_debts() {
    for (String type : List.of("Loan", "home MORTGAGE", "Creditcard")) {
      expect("null", "unknown", typed(type, "100", ""), feed("f", "-1m", hold("p", "1", "-2m")));
      expect("80", "reported", typed(type, "100", "80"), feed("f", "-1m", hold("p", "1", "-2m")));
    }
  }

  private static Event.Balances typed(String type, String ledger, String available) {
    Event.Balances plain = balance("b", "-1h", ledger, available);
    return new Event.Balances(
        plain.envelope(), App.Product.BALANCE, ACC, plain.name(), Optional.of(type), plain.status(),
        plain.currency(), plain.ledger(), plain.available(), plain.overdraft());
  }

  @Test
  void rule_10_a_ledger_that_contains_pendings_loses_only_what_began_after() {
    expect(IN_LEDGER, "95", "computed",
        balance("b", "-1h", "100", ""),
        feed("f", "-30m", hold("known", "10", "-2h"), hold("news", "5", "-31m")));
    expect(IN_LEDGER, "100", "incomplete", balance("b", "-1h", "100", ""));
  }

  // ---- rule 12

  @Test
  void rule_12_the_same_day_is_after_exactly_if_its_event_started_after() {
    expect("90", "computed",
        balance("b", "-1h", "100", ""),
        feed(envelope("f", "-59m", "-58m", "r1"), false, cleared("x", "10", "D-0", "D-0")));
    expect("100", "computed",
        balance("b", "-1h", "100", ""),
        feed(envelope("f", "-1h", "-58m", "r1"), false, cleared("x", "10", "D-0", "D-0")));
  }

  @Test
  void rule_12_the_first_event_that_showed_this_state_decides_not_a_later_one() {
    expect("100", "computed",
        balance("b", "-1h", "100", ""),
        feed("f1", "-2h", cleared("x", "10", "D-0", "D-0")),
        feed("f2", "-1m", cleared("x", "10", "D-0", "D-0")));
    expect("90", "computed",
        balance("b", "-1h", "100", ""),
        feed("f1", "-2h", hold("x", "10", "D-0")),
        feed("f2", "-1m", cleared("x", "10", "D-0", "D-0")));
  }

  @Test
  void rule_12_a_day_is_a_day_in_lagos() {
    // 23:30 UTC of the day before is half past midnight of this day in Lagos.
    Instant late = Instant.parse("2026-03-09T23:30:00Z");
    Duration ago = Duration.between(late, Worlds.NOW);
    expect("100", "computed",
        balance("b", "-" + ago.toMinutes() + "m", "100", ""),
        feed("f", "-2d", cleared("x", "10", "D-0", "D-0")));
  }

  // ---- section 5

  @Test
  void one_pull_is_one_observation_and_a_null_erases_nothing() {
    expect("90", "reported",
        balance(envelope("b1", "-1h", "-59m", "r1"), ACC, "100", ""),
        balance(envelope("b2", "-1h", "-58m", "r1"), ACC, "", "90"));
  }

  @Test
  void of_two_figures_of_one_instant_in_one_pull_the_lower_counts() {
    expect("80", "reported",
        balance(envelope("b1", "-1h", "-59m", "r1"), ACC, "", "90"),
        balance(envelope("b2", "-1h", "-59m", "r1"), ACC, "", "80"));
  }

  @Test
  void an_event_more_than_five_minutes_ahead_changes_nothing() {
    Replay replay = new Replay(CONSERVATIVE, new InMemoryStore());
    assertInstanceOf(Outcome.Applied.class, replay.deliver(balance("b1", "+5m", "1", "")));
    assertInstanceOf(
        Outcome.Malformed.class,
        replay.deliver(
            balance(
                new balanceapi.core.event.Envelope(
                    "b2", Optional.empty(), Optional.of(at("+5m").plusMillis(1)), Worlds.NOW, "r1",
                    "cus", "bank", Optional.empty(), Optional.empty()),
                ACC, "2", "")));
    assertEquals(Optional.of(new BigDecimal("1")), replay.current().ledger());
  }

  @Test
  void an_amount_that_does_not_fit_its_currency_changes_nothing() {
    Replay replay = new Replay(CONSERVATIVE, new InMemoryStore());
    for (String amount : List.of("0.001", "1000000000000000", "1e999999999", "1e-999999999")) {
      assertInstanceOf(
          Outcome.Malformed.class, replay.deliver(balance("b" + amount, "-1h", amount, "")));
      assertInstanceOf(
          Outcome.Malformed.class,
          replay.deliver(feed("f" + amount, "-1h", hold("p", amount, ""))));
    }
    assertEquals(Optional.empty(), replay.account());
  }
}
