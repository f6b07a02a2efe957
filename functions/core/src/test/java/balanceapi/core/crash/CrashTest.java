package balanceapi.core.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.oracle.Replay;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.Intercepted;
import balanceapi.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that fails at any one write, before or after doing it: the repetition mends everything. */
class CrashTest {

  private static final App APP = Apps.plain();
  private static final Instant LATER = Worlds.NOW.plus(Duration.ofMinutes(2));

  static Stream<Scenario> scenarios() {
    return Scenario.all();
  }

  private static Replay before(Scenario scenario, AccountStore store) {
    return new Replay(APP, store).deliver(scenario.before());
  }

  private static Object undisturbed(Scenario scenario) {
    return before(scenario, new InMemoryStore()).deliver(java.util.List.of(scenario.event())).all();
  }

  /** Delivers the event to a store that fails at its n-th write; says whether it came to that. */
  private static boolean crashes(AccountStore real, Event event, int n, boolean done) {
    AccountStore failing = Intercepted.failing(real, n, done);
    try {
      new Replay(APP, failing).deliver(event);
      return false;
    } catch (StoreUnavailable e) {
      return true;
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void a_redelivery_after_a_crash_ends_in_the_undisturbed_state(Scenario scenario) {
    Object expected = undisturbed(scenario);
    for (boolean done : new boolean[] {false, true}) {
      int n = 1;
      while (true) {
        AccountStore store = new InMemoryStore();
        Replay replay = before(scenario, store);
        if (!crashes(store, scenario.event(), n, done)) {
          break;
        }
        replay.deliver(scenario.event());
        String where = (done ? "after" : "before") + " write " + n;
        assertEquals(expected, replay.all(), where);
        replay.deliver(scenario.event());
        assertEquals(expected, replay.all(), where + ", delivered twice");
        n++;
      }
      assertTrue(n > 1, "it writes");
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void a_refresh_after_a_crash_finishes_what_was_begun(Scenario scenario) {
    Object expected = undisturbed(scenario);
    for (boolean done : new boolean[] {false, true}) {
      for (int n = 1; ; n++) {
        AccountStore store = new InMemoryStore();
        Replay replay = before(scenario, store);
        if (!crashes(store, scenario.event(), n, done)) {
          break;
        }
        String where = (done ? "after" : "before") + " write " + n;
        if (replay.account().isPresent()) {
          replay.refresh(LATER);
          assertTrue(replay.account().orElseThrow().applying().isEmpty(), where);
          assertTrue(
              replay.account().orElseThrow().due().filter(at -> !at.isAfter(LATER)).isEmpty(),
              where + ": it is due for ever");
        }
        replay.deliver(scenario.event());
        assertEquals(expected, replay.all(), where);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void a_crash_of_the_repetition_too_is_mended(Scenario scenario) {
    Object expected = undisturbed(scenario);
    for (int n = 1; n <= 12; n++) {
      for (int m = 1; m <= 12; m++) {
        AccountStore store = new InMemoryStore();
        Replay replay = before(scenario, store);
        boolean first = crashes(store, scenario.event(), n, true);
        boolean second = crashes(store, scenario.event(), m, false);
        replay.deliver(scenario.event());
        assertEquals(expected, replay.all(), "after write " + n + ", before write " + m);
        if (!first || !second) {
          break;
        }
      }
    }
  }
}
