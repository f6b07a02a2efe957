package balanceapi.core;

import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.complete;
import static balanceapi.core.oracle.Tell.completes;
import static balanceapi.core.oracle.Tell.credit;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static balanceapi.core.oracle.Tell.posted;
import static balanceapi.core.oracle.Tell.removed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.app.App;
import balanceapi.core.availability.Step;
import balanceapi.core.cases.Apps;
import balanceapi.core.money.Money;
import balanceapi.core.oracle.Replay;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.usecase.Balances;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The current balance says how it came about. */
class ExplanationTest {

  private static final App APP = Apps.plain();

  private final InMemoryStore store = new InMemoryStore();

  private Balances.Explained explained() {
    new Replay(APP, store)
        .deliver(
            List.of(
                feed("f0", "-3d", posted("old", "7", "-3d")),
                balance("b1", "-1h", "900", ""),
                feed("f1", "-50m", hold("h1", "50", "-2h"), hold("h2", "20", "-2h")),
                feed("f2", "-40m", completes("x1", "55", "-45m", "h1"))));
    return new Balances(store).explain(APP, "acc", Worlds.NOW).orElseThrow();
  }

  @Test
  void every_transaction_says_its_part_and_why() {
    Map<String, String> parts = new TreeMap<>();
    explained()
        .result()
        .steps()
        .forEach(step -> parts.put(step.transaction(), step.effect() + " " + step.why()));
    assertEquals(
        Map.of(
            "old", "0.00 ALREADY_IN_FIGURE",
            "h1", "0.00 MERGED",
            "h2", "-20.00 PENDING",
            "x1", "-55.00 POSTED_AFTER"),
        parts);
  }

  @Test
  void what_does_not_count_says_why() {
    new Replay(APP, store)
        .deliver(
            List.of(
                balance("b1", "-1h", "900", ""),
                feed("f1", "-3h", hold("dropped", "1", "-4h")),
                feed("f2", "-2h", hold("expired", "2", "-3h", "-90m"), hold("gone", "3", "-3h")),
                complete("f3", "-2h"),
                feed("f4", "-30m", removed("gone")),
                feed("f5", "-20m", credit("credit", State.PENDING, "4", "-1h"))));
    Map<String, Step.Why> why = new TreeMap<>();
    new Balances(store)
        .explain(APP, "acc", Worlds.NOW)
        .orElseThrow()
        .result()
        .steps()
        .forEach(step -> why.put(step.transaction(), step.why()));
    assertEquals(
        Map.of(
            "dropped", Step.Why.DROPPED,
            "expired", Step.Why.EXPIRED,
            "gone", Step.Why.REMOVED,
            "credit", Step.Why.CREDIT_NOT_COUNTED),
        why);
  }

  @Test
  void what_was_merged_says_with_what() {
    assertEquals(
        List.of(Optional.of("x1")),
        explained().result().steps().stream()
            .filter(step -> step.why() == Step.Why.MERGED)
            .map(Step::mergedWith)
            .toList());
  }

  @Test
  void the_base_and_the_parts_add_up_to_the_figure() {
    Balances.Explained explained = explained();
    Money sum =
        explained.result().steps().stream()
            .map(Step::effect)
            .reduce(explained.result().base().orElseThrow(), Money::plus);
    assertEquals("825.00", sum.toString());
    assertEquals(Optional.of(sum), explained.account().figures().available());
  }
}
