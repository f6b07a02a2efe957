package balanceapi.refresh;

import static balanceapi.refresh.QueueRun.alone;
import static balanceapi.refresh.QueueRun.victim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.oracle.Tell;
import balanceapi.core.race.Scenes;
import balanceapi.core.race.Turns;
import balanceapi.core.race.Turns.Calls;
import balanceapi.core.race.Turns.Schedule;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.store.Intercepted.Interceptor;
import balanceapi.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A shard's message under every fault: the end is that of a run without any, and nothing is written twice. */
final class WorkerFaultsTest {

  private static final Instant NOW = Tell.NOW;
  private static final Instant NEXT_RUN = NOW.plus(Duration.ofMinutes(15));

  private static final QueueRun UNDISTURBED = new QueueRun().schedule(NOW).drain();

  private static void assertAsUndisturbed(QueueRun run, String where) {
    assertEquals(UNDISTURBED.seen(NOW), run.seen(NOW), where);
    assertEquals(List.of(), run.dead, where);
    List<String> writes = run.writes.sorted().stream().filter(w -> !w.startsWith("park")).toList();
    assertEquals(UNDISTURBED.writes.sorted(), writes, where);
    run.schedule(NOW).schedule(NEXT_RUN).drain();
    List<String> after = run.writes.sorted().stream().filter(w -> !w.startsWith("park")).toList();
    assertEquals(writes, after, where + ", the next runs");
  }

  @Test
  void the_undisturbed_run_has_something_to_do() {
    assertEquals(9, UNDISTURBED.writes.sorted().size(), UNDISTURBED.writes.sorted().toString());
    assertEquals(List.of(), UNDISTURBED.sent);
  }

  // ---- an account that cannot be done

  private static boolean isVictims(Object... arguments) {
    return Stream.of(arguments)
        .anyMatch(
            argument ->
                argument.equals(victim())
                    || (argument instanceof Account account && account.ref().equals(victim())));
  }

  private static Interceptor poison(String poisoned, Supplier<RuntimeException> fault) {
    return (method, arguments, call) -> {
      if (method.equals(poisoned) && isVictims(arguments)) {
        throw fault.get();
      }
      return call.proceed();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"book", "keepOpen", "save"})
  void a_poison_account_fails_alone_and_its_shard_goes_on(String method) {
    for (Supplier<RuntimeException> fault :
        List.<Supplier<RuntimeException>>of(
            () -> new StoreUnavailable("refused"),
            () -> new IllegalStateException("an item that nobody can read"),
            () -> new NullPointerException("unexpected"))) {
      QueueRun run = new QueueRun().meanwhile(poison(method, fault)).schedule(NOW).drain();
      assertEquals(List.of(victim()), QueueRun.accounts(run.sent), "it leaves once");
      assertEquals(List.of(victim()), QueueRun.accounts(run.dead), "and ends with the dead letters");
      Stream.of("save acc", "save more0", "save more2")
          .forEach(save -> assertTrue(run.writes.sorted().contains(save), save));
      run.schedule(NOW).drain();
      assertEquals(1, run.sent.size(), "the same run does not meet it again");
      run.healed().redrive().drain();
      assertAsUndisturbed(run, method);
    }
  }

  /** Every call goes wrong once, before or after it is done; the process lives on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_call_that_fails_once_costs_nothing(boolean done) {
    everyCall(
        done,
        () -> {
          throw new StoreUnavailable("once");
        });
  }

  /** Every call is the last that the process makes; the queue delivers its message again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_worker_that_dies_at_any_call_is_finished_by_the_next_delivery(boolean done) {
    everyCall(
        done,
        () -> {
          throw new Scenes.Killed();
        });
  }

  private static void everyCall(boolean done, Runnable fault) {
    for (int n = 1; ; n++) {
      int nth = n;
      AtomicInteger calls = new AtomicInteger();
      QueueRun run =
          new QueueRun()
              .meanwhile(
                  (method, arguments, call) -> {
                    boolean fails = calls.incrementAndGet() == nth;
                    Object result = fails && !done ? null : call.proceed();
                    if (fails) {
                      fault.run();
                    }
                    return result;
                  })
              .schedule(NOW)
              .drain();
      boolean reached = calls.get() >= nth;
      assertAsUndisturbed(run, (done ? "after" : "before") + " call " + n);
      if (!reached) {
        break;
      }
    }
  }

  // ---- its message first, then put off

  /** Of each call that fails with the first, the second, … also fails: two faults in one run. */
  @Test
  void two_faults_in_one_run_lose_no_account() {
    for (int first = 1; first <= 16; first++) {
      for (int second = first + 1; second <= 20; second++) {
        int one = first;
        int two = second;
        AtomicInteger calls = new AtomicInteger();
        QueueRun run =
            new QueueRun()
                .meanwhile(
                    (method, arguments, call) -> {
                      int n = calls.incrementAndGet();
                      if (n == one || n == two) {
                        throw new StoreUnavailable("twice");
                      }
                      return call.proceed();
                    })
                .schedule(NOW)
                .drain();
        assertAsUndisturbed(run, "calls " + first + " and " + second);
      }
    }
  }

  @Test
  void no_account_is_put_off_before_its_own_message_is_in_the_queue() {
    for (int refused = 0; refused <= 4; refused++) {
      QueueRun run = new QueueRun().refusing(refused);
      AtomicInteger faults = new AtomicInteger();
      AtomicInteger parked = new AtomicInteger();
      run.meanwhile(
          (method, arguments, call) -> {
            if (method.equals("park") && ((Due) arguments[0]).task() instanceof Task.Refresh(var ref)) {
              parked.incrementAndGet();
              assertTrue(run.isQueued(ref), "put off without a message: " + ref);
            }
            if (method.equals("book") && faults.incrementAndGet() <= 4) {
              throw new StoreUnavailable("the first four looks");
            }
            return call.proceed();
          });
      run.schedule(NOW).drain();
      assertTrue(parked.get() > 0, "none was put off");
      assertAsUndisturbed(run, "the queue refuses message " + refused);
    }
  }

  // ---- twice

  @Test
  void a_message_delivered_twice_changes_nothing_twice() {
    assertAsUndisturbed(new QueueRun().schedule(NOW).schedule(NOW).drain(), "twice");
  }

  static List<Schedule> schedules() {
    return Stream.concat(
            Stream.iterate(0, n -> n <= 20, n -> n + 1)
                .flatMap(i -> Stream.iterate(0, n -> n <= 20, n -> n + 1).map(j -> Schedule.of(i, j))),
            Stream.iterate(1L, n -> n <= 100, n -> n + 1).map(Schedule::drawn))
        .toList();
  }

  @Test
  void a_message_delivered_to_two_at_once_changes_nothing_twice() {
    for (Schedule schedule : schedules()) {
      QueueRun run = new QueueRun();
      Consumer<AccountStore> work = work(run, NOW);
      Calls played = Turns.play(run.store(), work, work, schedule);
      assertAsUndisturbed(run, played.order());
    }
  }

  /** One of the two meets a fault; the account's own message may come after the other is done with it. */
  @ParameterizedTest
  @MethodSource("faultyCalls")
  void two_at_once_of_whom_one_meets_a_fault_lose_no_account(int nth) {
    for (long seed = 1; seed <= 40; seed++) {
      QueueRun run = new QueueRun();
      Runnable fault =
          () -> {
            throw new StoreUnavailable("once");
          };
      boolean done = seed % 2 == 0;
      Consumer<AccountStore> work = work(run, NOW);
      Calls played =
          Turns.play(
              run.store(),
              store -> work.accept(Scenes.failing(store, nth, done, Set.of(), fault)),
              work,
              Schedule.drawn(seed));
      String where = "call " + nth + ", seed " + seed + ": " + played.order();
      assertAsUndisturbed(run.drain(), where);
    }
  }

  static List<Integer> faultyCalls() {
    return Stream.iterate(2, n -> n <= 14, n -> n + 1).toList();
  }

  /** A worker handles the shard's message; what it reports as failed is delivered again later. */
  private static Consumer<AccountStore> work(QueueRun run, Instant time) {
    return store -> {
      String body = QueueRun.shard(time).body();
      if (!QueueRun.handle(run.worker(store), body, Integer.MAX_VALUE).getBatchItemFailures().isEmpty()) {
        run.schedule(time);
      }
    };
  }

  // ---- time

  @Test
  void a_worker_that_runs_out_of_time_anywhere_sends_the_rest_on() {
    for (int looks = 0; looks <= 6; looks++) {
      int time = looks;
      QueueRun first =
          new QueueRun()
              .schedule(NOW)
              .drain(invocation -> invocation == 1 ? time : Integer.MAX_VALUE);
      assertEquals(looks < 4 ? 1 : 0, first.sent.size(), "time for " + looks);
      assertAsUndisturbed(first, "time for " + looks + " at first");
      if (looks > 0) {
        QueueRun each = new QueueRun().schedule(NOW).drain(invocation -> time);
        assertAsUndisturbed(each, "time for " + looks + " each time");
      }
    }
  }

  @Test
  void a_rest_that_the_queue_refuses_is_delivered_again() {
    for (int looks = 0; looks <= 4; looks++) {
      int time = looks;
      QueueRun run =
          new QueueRun()
              .refusing(1)
              .schedule(NOW)
              .drain(invocation -> invocation == 1 ? time : Integer.MAX_VALUE);
      assertAsUndisturbed(run, "time for " + looks);
    }
  }

  @Test
  void a_poison_account_among_many_short_runs_leaves_once() {
    QueueRun run =
        new QueueRun()
            .meanwhile(poison("book", () -> new IllegalStateException("unreadable")))
            .schedule(NOW)
            .drain(invocation -> 1);
    assertEquals(1, QueueRun.accounts(run.sent).stream().filter(victim()::equals).count());
    assertAsUndisturbed(run.healed().redrive().drain(), "one at a time");
  }

  // ---- older runs

  @Test
  void an_older_message_that_comes_late_changes_nothing() {
    QueueRun run = new QueueRun().schedule(NOW).schedule(NOW.minus(Duration.ofMinutes(15))).drain();
    assertAsUndisturbed(run, "late");
    AccountRef first = Scenes.ACC;
    QueueRun put = new QueueRun().schedule(NOW).drain();
    QueueRun.handle(
        put.worker(put.store()), alone(first, NOW.minus(Duration.ofMinutes(15))), Integer.MAX_VALUE);
    assertAsUndisturbed(put, "late, alone");
  }
}
