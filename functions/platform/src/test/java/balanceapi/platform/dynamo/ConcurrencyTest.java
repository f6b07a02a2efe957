package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Scene.T0;
import static balanceapi.platform.dynamo.Scene.accounts;
import static balanceapi.platform.dynamo.Scene.amount;
import static balanceapi.platform.dynamo.Scene.balance;
import static balanceapi.platform.dynamo.Scene.envelope;
import static balanceapi.platform.dynamo.Scene.expiring;
import static balanceapi.platform.dynamo.Scene.id;
import static balanceapi.platform.dynamo.Scene.items;
import static balanceapi.platform.dynamo.Scene.pendings;
import static balanceapi.platform.dynamo.Scene.posting;
import static balanceapi.platform.dynamo.Scene.removed;
import static balanceapi.platform.dynamo.Scene.transactions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import balanceapi.core.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many at once at one account: the end is the one that they come to one after the other. */
class ConcurrencyTest {

  private static final int THREADS = 16;
  private static final Instant NOW = T0.plusSeconds(3600);

  private final LocalDynamo dynamo = LocalDynamo.fresh();

  /** What one busy hour brings; the pulls and the feed overlap. */
  private static List<Event> events() {
    List<Event> all = new ArrayList<>();
    all.add(new Event.Authorized(envelope("auth", T0.minusSeconds(60))));
    all.add(new Event.Failed(envelope("failed", T0.plusSeconds(15)), false));
    for (int i = 0; i < 4; i++) {
      Instant at = T0.plusSeconds(10L * i);
      all.add(accounts("accounts" + i, at, (500 + i) + ".00"));
      all.add(balance("balance" + i, at, (500 + i) + ".00", i == 2 ? "480.00" : null));
      all.add(transactions("shown" + i, at.plusSeconds(1), pendings("t", 3 + i, T0)));
    }
    all.add(
        transactions(
            "posted",
            T0.plusSeconds(60),
            items(
                2,
                i -> posting(id("b" + i), amount(i), T0.plusSeconds(55), Optional.of(id("t" + i))))));
    all.add(
        transactions(
            "posted too",
            T0.plusSeconds(61),
            items(1, i -> posting(id("c"), amount(2), T0.plusSeconds(20), Optional.empty()))));
    all.add(transactions("removed", T0.plusSeconds(62), List.of(removed(id("t3")))));
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void events_at_once_end_as_events_one_after_the_other(long seed) throws Exception {
    Scene serial = Scene.on(dynamo, 0);
    events().forEach(event -> serial.apply(event, NOW));
    String expected = EndState.of(serial, NOW);
    Scene scene = Scene.on(dynamo, 1);
    List<Event> twice = new ArrayList<>(events());
    twice.addAll(events());
    Collections.shuffle(twice, new Random(seed));
    atOnce(twice.stream().<Runnable>map(event -> () -> scene.apply(event, NOW)).toList());
    assertEquals(expected, EndState.of(scene, NOW));
    events().forEach(event -> scene.apply(event, NOW));
    assertEquals(expected, EndState.of(scene, NOW), "delivered again");
    assertFalse(dynamo.faults().calls().contains("Scan"));
  }

  @Test
  void one_event_delivered_by_many_at_once_counts_once() throws Exception {
    Scene serial = Scene.on(dynamo, 0).usual();
    Event event = transactions("new", T0.plusSeconds(60), pendings("new", 3, T0));
    serial.apply(event, NOW);
    Scene scene = Scene.on(dynamo, 1).usual();
    atOnce(Collections.nCopies(THREADS, () -> scene.apply(event, NOW)));
    assertEquals(EndState.of(serial, NOW), EndState.of(scene, NOW));
  }

  @Test
  void two_refreshes_at_once_change_nothing_twice() throws Exception {
    Event soon =
        transactions(
            "soon",
            T0.plusSeconds(10),
            items(5, i -> expiring(id("s" + i), amount(i), T0, T0.plusSeconds(60L + i))));
    Scene alone = Scene.on(dynamo, 0).usual();
    alone.apply(soon);
    alone.refreshes.refresh(alone.app, alone.ref(), NOW);
    for (int n = 1; n <= 5; n++) {
      Scene scene = Scene.on(dynamo, n).usual();
      scene.apply(soon);
      Runnable refresh = () -> scene.refreshes.refresh(scene.app, scene.ref(), NOW);
      atOnce(List.of(refresh, refresh));
      assertEquals(EndState.of(alone, NOW), EndState.of(scene, NOW));
      assertEquals(alone.account().version(), scene.account().version(), "saved once");
    }
  }

  @Test
  void a_refresh_beside_events_changes_none_of_them() throws Exception {
    Scene serial = Scene.on(dynamo, 0);
    events().forEach(event -> serial.apply(event, NOW));
    Scene scene = Scene.on(dynamo, 1);
    scene.apply(events().getFirst(), NOW);
    List<Runnable> all = new ArrayList<>();
    for (Event event : events()) {
      all.add(() -> scene.apply(event, NOW));
      all.add(() -> scene.refreshes.refresh(scene.app, scene.ref(), NOW));
    }
    atOnce(all);
    assertEquals(EndState.of(serial, NOW), EndState.of(scene, NOW));
  }

  private static void atOnce(List<Runnable> actions) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Callable<Object>> calls = actions.stream().map(Executors::callable).toList();
      for (Future<Object> done : threads.invokeAll(calls)) {
        done.get();
      }
    }
  }
}
