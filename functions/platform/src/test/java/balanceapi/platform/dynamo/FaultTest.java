package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Scene.T0;
import static balanceapi.platform.dynamo.Scene.accounts;
import static balanceapi.platform.dynamo.Scene.amount;
import static balanceapi.platform.dynamo.Scene.balance;
import static balanceapi.platform.dynamo.Scene.complete;
import static balanceapi.platform.dynamo.Scene.envelope;
import static balanceapi.platform.dynamo.Scene.expiring;
import static balanceapi.platform.dynamo.Scene.id;
import static balanceapi.platform.dynamo.Scene.items;
import static balanceapi.platform.dynamo.Scene.pending;
import static balanceapi.platform.dynamo.Scene.pendings;
import static balanceapi.platform.dynamo.Scene.posting;
import static balanceapi.platform.dynamo.Scene.removed;
import static balanceapi.platform.dynamo.Scene.transactions;
import static balanceapi.platform.dynamo.Scene.undated;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App.Product;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.dynamo.Faults.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Every call of every kind of event goes wrong in every way, once; then the event comes again. The end is
 * always the one without the fault.
 */
@TestInstance(Lifecycle.PER_CLASS)
class FaultTest {

  private static final Instant NOW = T0.plusSeconds(3600);
  private static final Set<String> WRITES = Set.of("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems");
  private static final Instant LATER = T0.plusSeconds(3000);

  /** What a function does; {@code done} again when the sender or the schedule repeats it. */
  private enum Work {
    FIRST_AUTH(List.of(scene -> {}, event(new Event.Authorized(envelope("in", T0))))),
    AUTH_AFTER_REJECTION(List.of(
        Scene::usual, failed(true), event(new Event.Authorized(envelope("in", LATER))))),
    FAILURE(List.of(Scene::usual, FaultTest::second, failed(false))),
    REJECTION(List.of(Scene::usual, FaultTest::second, failed(true))),
    FIRST_ACCOUNTS(List.of(scene -> {}, event(accounts("first", T0, "500.00")))),
    BALANCE_CHANGED(List.of(Scene::usual, event(balance("changed", LATER, "480.00", "470.00")))),
    BALANCE_OLDER(List.of(Scene::usual, event(balance("older", T0.minusSeconds(30), "480.00", null)))),
    BALANCE_OF_A_KNOWN_PULL(List.of(Scene::usual, event(accounts("second half", T0, "509.00")))),
    BALANCE_OF_AN_OLD_PULL(List.of(
        Scene::usual, event(balance("other half", T0.minusSeconds(50), "509.00", "509.00")))),
    BALANCE_UNDATED(List.of(
        Scene::usual, event(balance(undated("undated", NOW), Product.BALANCE, Scene.NAMES, "480.00", null)))),
    BALANCE_THAT_MENDS(List.of(
        Scene::usual,
        FaultTest::second,
        failed(false),
        event(balance("mends", LATER, "480.00", null)))),
    BALANCE_OF_A_RECONNECTION(List.of(
        Scene::usual,
        event(
            balance(
                reconnected("again"),
                Product.BALANCE,
                new AccountNames(Optional.of(Scene.SECOND_ID), Optional.of(Scene.NUMBER)),
                "480.00",
                null)))),
    FIRST_TRANSACTIONS(List.of(scene -> {}, event(transactions("first", T0, pendings("new", 2, T0))))),
    TRANSACTIONS_NEW(List.of(Scene::usual, event(transactions("new", LATER, pendings("new", 2, T0))))),
    TRANSACTIONS_OF_EVERY_KIND(List.of(
        Scene::usual,
        event(transactions("before", T0.plusSeconds(5), pendings("new", 4, T0))),
        event(transactions("mixed", LATER, mixed())))),
    TRANSACTIONS_INSIDE_THE_BALANCE(List.of(
        Scene::usual, event(transactions("inside", LATER, oldOnesPosted())))),
    TRANSACTIONS_OLDER(List.of(
        Scene::usual,
        event(transactions("before", LATER, pendings("new", 2, T0))),
        event(transactions("older", T0.plusSeconds(5), oldOnesPosted())))),
    TRANSACTIONS_UNDATED(List.of(
        Scene::usual,
        event(
            new Event.Transactions(
                undated("undated", NOW), Scene.NAMES, pendings("new", 2, T0), false, 0)))),
    TRANSACTIONS_COMPLETE(List.of(
        Scene::usual, event(complete("complete", LATER, pendings("new", 1, T0))))),
    TRANSACTIONS_NONE(List.of(Scene::usual, event(complete("none", LATER, List.of())))),
    REFRESH(List.of(
        Scene::usual,
        event(
            transactions(
                "soon",
                T0.plusSeconds(5),
                List.of(
                    expiring(id("soon"), "1.00", T0, T0.plusSeconds(60)),
                    expiring(id("late"), "2.00", T0, T0.plusSeconds(120))))),
        FaultTest::refresh));

    private final List<Consumer<Scene>> before;
    private final Consumer<Scene> work;

    Work(List<Consumer<Scene>> steps) {
      this.before = steps.subList(0, steps.size() - 1);
      this.work = steps.getLast();
    }
  }

  /** An event that comes before the balances of {@code NOW}: all that is not due before must come in time. */
  private static Consumer<Scene> event(Event event) {
    return scene -> {
      // What REFRESH is to find expired must not be found by the event that shows it.
      boolean early = event.envelope().asOf().isBefore(T0.plusSeconds(30));
      scene.apply(event, early ? T0.plusSeconds(30) : NOW);
    };
  }

  private static Consumer<Scene> failed(boolean needsReauth) {
    return event(new Event.Failed(envelope("failed" + needsReauth, T0.plusSeconds(20)), Product.BALANCE, needsReauth));
  }

  /** Another account of the same record. */
  private static void second(Scene scene) {
    scene.apply(
        balance(
            envelope("other account", T0),
            Product.BALANCE,
            new AccountNames(Optional.of(Scene.OTHER_ACCOUNT), Optional.of("2000000001")),
            "7.00",
            null),
        T0.plusSeconds(10));
  }

  private static void refresh(Scene scene) {
    scene.refreshes.refresh(scene.app, scene.ref(), NOW);
  }

  private static Envelope reconnected(String word) {
    Envelope e = envelope(word, LATER);
    return new Envelope(
        e.event(),
        e.startedAt(),
        e.endedAt(),
        e.receivedAt(),
        Scene.SECOND_RECORD,
        e.customer(),
        e.bank(),
        e.bankName(),
        e.country());
  }

  private static List<Item> mixed() {
    return List.of(
        posting(id("by link"), "900.00", T0.plusSeconds(600), Optional.of(id("new0"))),
        posting(id("by amount"), amount(1), T0.plusSeconds(600), Optional.empty()),
        posting(id("new2"), "122.75", T0.plusSeconds(600), Optional.empty()),
        removed(id("new3")),
        removed(id("never shown")),
        pending(id("another"), "5.00", T0.plusSeconds(300)));
  }

  private static List<Item> oldOnesPosted() {
    return items(
        3,
        i ->
            posting(id("b" + i), amount(i), T0.minus(Duration.ofMinutes(20)), Optional.of(id("old" + i))));
  }

  /** One server's table, many tenants: a scene for each call that goes wrong. */
  private final LocalDynamo dynamo = LocalDynamo.fresh();

  private int scenes;

  private final Map<Work, Undisturbed> undisturbed = new EnumMap<>(Work.class);

  private Scene scene(Undisturbed undisturbed) {
    return Scene.on(dynamo, scenes++).like(undisturbed.app, undisturbed.before);
  }

  private String state(Scene scene) {
    return EndState.of(scene, NOW);
  }

  /** How it goes and ends when nothing goes wrong, and what was there before. */
  private record Undisturbed(
      String app, List<Map<String, AttributeValue>> before, String state, List<String> calls) {}

  /** It is the same for every fault, and found once. */
  private Undisturbed undisturbed(Work kind) {
    return undisturbed.computeIfAbsent(kind, this::goneThrough);
  }

  private Undisturbed goneThrough(Work kind) {
    Scene scene = Scene.on(dynamo, scenes++);
    kind.before.forEach(step -> step.accept(scene));
    List<Map<String, AttributeValue>> before = scene.items();
    int start = dynamo.faults().calls().size();
    kind.work.accept(scene);
    List<String> all = dynamo.faults().calls();
    List<String> calls = all.subList(start, all.size());
    String state = state(scene);
    kind.work.accept(scene);
    assertEquals(state, state(scene), "done twice, it changes nothing");
    assertFalse(state.contains("twice"), state);
    return new Undisturbed(scene.app.id(), before, state, calls);
  }

  private void everyCall(Work kind, Fault fault) {
    Undisturbed undisturbed = undisturbed(kind);
    for (int call = 1; call <= undisturbed.calls.size(); call++) {
      Scene scene = scene(undisturbed);
      dynamo.faults().onCall(call, fault);
      kind.work.accept(scene);
      dynamo.faults().clear();
      String at = kind + ", " + fault + " at call " + call;
      assertEquals(undisturbed.state, state(scene), at);
      kind.work.accept(scene);
      assertEquals(undisturbed.state, state(scene), at + ", repeated");
    }
    assertNoScan();
  }

  private void diesAtEveryCall(Work kind, Consumer<Integer> death, Consumer<Scene> meanwhile) {
    Undisturbed undisturbed = undisturbed(kind);
    for (int call = 1; call <= undisturbed.calls.size(); call++) {
      if (!WRITES.contains(undisturbed.calls.get(call - 1))) {
        // Dead after a read is dead before the write that follows: nothing more is stored.
        continue;
      }
      Scene scene = scene(undisturbed);
      death.accept(call);
      assertThrows(StoreUnavailable.class, () -> kind.work.accept(scene), kind + " at call " + call);
      dynamo.faults().clear();
      meanwhile.accept(scene);
      kind.work.accept(scene);
      assertEquals(undisturbed.state, state(scene), kind + ", died at call " + call);
    }
    assertNoScan();
  }

  private void assertNoScan() {
    assertTrue(
        dynamo.faults().calls().stream()
            .allMatch(
                call ->
                    WRITES.contains(call)
                        || Set.of("GetItem", "Query", "CreateTable", "BatchWriteItem").contains(call)));
  }

  @ParameterizedTest
  @EnumSource
  void a_throttled_call_changes_nothing(Work kind) {
    everyCall(kind, Fault.THROTTLED);
  }

  @ParameterizedTest
  @EnumSource
  void a_reply_that_is_lost_counts_nothing_twice(Work kind) {
    everyCall(kind, Fault.REPLY_LOST);
  }

  @ParameterizedTest
  @EnumSource
  void a_connection_that_dies_before_a_call_leaves_what_a_repetition_finishes(Work kind) {
    diesAtEveryCall(kind, call -> dynamo.faults().fromCall(call, Fault.UNREACHED), scene -> {});
  }

  @ParameterizedTest
  @EnumSource
  void a_connection_that_dies_after_a_call_leaves_what_a_repetition_finishes(Work kind) {
    diesAtEveryCall(kind, this::diesAfter, scene -> {});
  }

  /** The schedule comes between: what it finishes, or leaves, is what the repetition finds. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REFRESH")
  void a_refresh_may_come_before_the_repetition(Work kind) {
    diesAtEveryCall(
        kind,
        this::diesAfter,
        scene -> scene.refreshes.refresh(scene.app, scene.ref(), NOW.plusSeconds(61)));
  }

  private void diesAfter(int call) {
    dynamo.faults().onCall(call, Fault.REPLY_LOST);
    dynamo.faults().fromCall(call + 1, Fault.UNREACHED);
  }
}
