package balanceapi.core.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.oracle.Replay;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.Intercepted;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another event runs, whole, before any one call of the first: the end is that of one after the other. */
class InterleavingTest {

  private static final App APP = Apps.plain();

  record Pair(List<Event> before, Event first, Event second, String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Pair> pairs() {
    List<Scenario> all = Scenario.all().toList();
    return all.stream()
        .flatMap(
            one ->
                all.stream()
                    .filter(two -> two.before().equals(one.before()) && two != one)
                    .filter(two -> !sameIdentity(one, two))
                    .map(
                        two ->
                            new Pair(
                                one.before(),
                                one.event(),
                                two.event(),
                                one + " / " + two)));
  }

  private static boolean sameIdentity(Scenario one, Scenario two) {
    return one.event().envelope().event().equals(two.event().envelope().event());
  }

  static Stream<Pair> twice() {
    return Scenario.all().map(s -> new Pair(s.before(), s.event(), s.event(), s.name()));
  }

  @ParameterizedTest
  @MethodSource({"pairs", "twice"})
  void events_that_meet_end_as_if_one_came_after_the_other(Pair pair) {
    Object expected = serial(pair.before(), pair.first(), pair.second());
    assertEquals(expected, serial(pair.before(), pair.second(), pair.first()), "the other order");
    for (int n = 1; ; n++) {
      int at = n;
      AccountStore real = new InMemoryStore();
      Replay direct = new Replay(APP, real).deliver(pair.before());
      AtomicInteger calls = new AtomicInteger();
      AccountStore meeting =
          Intercepted.store(
              real,
              (method, arguments, call) -> {
                if (calls.incrementAndGet() == at) {
                  direct.deliver(pair.second());
                }
                return call.proceed();
              });
      new Replay(APP, meeting).deliver(pair.first());
      if (calls.get() < n) {
        break;
      }
      assertEquals(expected, direct.all(), "before call " + n);
    }
  }

  private static Object serial(List<Event> before, Event first, Event second) {
    return new Replay(APP, new InMemoryStore())
        .deliver(before)
        .deliver(List.of(first, second))
        .all();
  }
}
