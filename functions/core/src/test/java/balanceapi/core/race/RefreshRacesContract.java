package balanceapi.core.race;

import static balanceapi.core.race.Scenes.ACC;
import static balanceapi.core.race.Scenes.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.event.Event;
import balanceapi.core.oracle.Tell;
import balanceapi.core.race.Scenes.Before;
import balanceapi.core.race.Scenes.Killed;
import balanceapi.core.race.Turns.Calls;
import balanceapi.core.race.Turns.Schedule;
import balanceapi.core.store.AccountStore;
import balanceapi.core.usecase.RefreshAccount;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The refresh among others (design section 8): beside webhooks, beside itself, repeated, and dying. On every
 * store: each store's test extends it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RefreshRacesContract {

  private static final Instant NOW = Tell.NOW;

  /** Of the accounts here: everything by now, and nothing more for an hour. */
  private static final Instant NEXT_RUN = Tell.at("+15m");

  /** The first hold of the scene is over by then, the second not. */
  private static final Instant OLDER_RUN = Tell.at("-15m");

  private static final int OTHERS = 3;

  /** Who dies so many calls after a refresh came between, dies as if alone. */
  private static final int SOON = 5;

  private int[] parts;

  /** A store with nothing in it. */
  protected abstract AccountStore empty();

  /** What may have happened to an account: all of it, where that does not take long. */
  protected List<Before> befores() {
    return List.of(Before.values());
  }

  /** What comes in. */
  protected List<Event> webhooks() {
    return Scenes.webhooks();
  }

  /** A store as this leaves an empty one; what has a name is always the same. */
  protected AccountStore prepared(String name, Consumer<AccountStore> work) {
    AccountStore store = empty();
    work.accept(store);
    return store;
  }

  /** At every how manieth call another comes between: at each, where that does not take long. */
  protected int stride() {
    return 1;
  }

  /** How many races are drawn by chance. */
  protected int draws() {
    return 200;
  }

  // ---- what is done

  private static void refresh(AccountStore store, Instant time) {
    new RefreshAccount(store).refresh(APP, ACC, time);
  }

  private void run(AccountStore store, Instant time) {
    new Runs(APP, parts).run(store, time);
  }

  private AccountStore after(Before before) {
    return prepared(before.name(), before::in);
  }

  private AccountStore shard() {
    return prepared(
        "SHARD",
        store -> {
          Before.EXPIRED.in(store);
          Scenes.others(store, OTHERS);
        });
  }

  /** The parts of the due index in which these accounts are: the others are empty, and would be many calls. */
  @BeforeAll
  void findParts() {
    AccountStore store = shard();
    parts =
        IntStream.range(0, AccountStore.DUE_PARTS)
            .filter(part -> !store.due(part, Seen.FAR, Optional.empty(), 1).items().isEmpty())
            .toArray();
  }

  private String seen(AccountStore store) {
    return Seen.of(store, APP, parts, NOW);
  }

  /** Nothing is left to do: the next run finds all as it must be, and writes nothing. */
  private void assertSettled(AccountStore store, String where) {
    Writes writes = new Writes();
    refresh(writes.of(store), NOW);
    run(writes.of(store), NOW);
    run(writes.of(store), NEXT_RUN);
    assertEquals(List.of(), writes.sorted(), where + ": the next run");
  }

  // ---- a webhook

  /** Plays them in every way in which one comes whole before a call of the other. */
  private void meeting(
      Before before,
      Consumer<AccountStore> first,
      Consumer<AccountStore> second,
      String expected,
      String name) {
    for (int calls = 0; ; calls += stride()) {
      AccountStore store = after(before);
      Calls played = Turns.play(store, first, second, Schedule.wholeAfter(calls));
      String where = before + ", " + name + ": " + played.order();
      assertEquals(expected, seen(store), where);
      assertSettled(store, where);
      if (played.first() < calls) {
        break;
      }
    }
  }

  private void eachWebhook(Before before, BiConsumer<Event, String> meets) {
    for (Event event : webhooks()) {
      AccountStore one = after(before);
      Scenes.deliver(one, event, NOW);
      refresh(one, NOW);
      AccountStore other = after(before);
      refresh(other, NOW);
      Scenes.deliver(other, event, NOW);
      String expected = seen(one);
      assertEquals(expected, seen(other), event + " in the other order");
      meets.accept(event, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("befores")
  void a_webhook_before_any_call_of_a_refresh_ends_as_one_after_the_other(Before before) {
    eachWebhook(
        before,
        (event, expected) ->
            meeting(
                before,
                store -> refresh(store, NOW),
                store -> Scenes.deliver(store, event, NOW),
                expected,
                "A refreshes, B is " + event.envelope().event()));
  }

  @ParameterizedTest
  @MethodSource("befores")
  void a_refresh_before_any_call_of_a_webhook_ends_as_one_after_the_other(Before before) {
    eachWebhook(
        before,
        (event, expected) ->
            meeting(
                before,
                store -> Scenes.deliver(store, event, NOW),
                store -> refresh(store, NOW),
                expected,
                "A is " + event.envelope().event() + ", B refreshes"));
  }

  /**
   * A refresh came whole before one call of a webhook that dies before that call or a later one; then its
   * sender repeats it, or the schedule comes first.
   */
  @ParameterizedTest
  @MethodSource("befores")
  void a_webhook_that_dies_beside_a_refresh_is_finished_by_its_repetition(Before before) {
    eachWebhook(
        before,
        (event, expected) -> {
          boolean reached = true;
          for (int at = 1; reached; at += stride()) {
            boolean died = true;
            for (int n = at; died && n <= at + SOON; n += stride()) {
              AccountStore store = after(before);
              AccountStore meeting = Scenes.meeting(store, at, () -> refresh(store, NOW));
              died = dies(meeting, n, false, dying -> Scenes.deliver(dying, event, NOW));
              boolean scheduleFirst = (at + n) % 2 == 0;
              if (scheduleFirst) {
                run(store, NEXT_RUN);
              }
              Scenes.deliver(store, event, NOW);
              refresh(store, NOW);
              assertEquals(
                  expected,
                  seen(store),
                  "%s, %s died before call %d, a refresh before call %d%s"
                      .formatted(before, event, n, at, scheduleFirst ? ", then a run" : ""));
              reached = died || n > at;
            }
          }
        });
  }

  /** A run whose time is ahead takes every mark for one left behind, also that of a webhook in flight. */
  @ParameterizedTest
  @MethodSource("befores")
  void a_run_ahead_of_the_clock_takes_nothing_from_a_webhook_in_flight(Before before) {
    Instant ahead = NOW.plusSeconds(90);
    for (Event event : webhooks()) {
      AccountStore serial = after(before);
      refresh(serial, ahead);
      Scenes.deliver(serial, event, NOW);
      refresh(serial, ahead);
      meeting(
          before,
          store -> Scenes.deliver(store, event, NOW),
          store -> refresh(store, ahead),
          seen(serial),
          "A is " + event.envelope().event() + ", B refreshes ahead of the clock");
    }
  }

  // ---- two runs

  /** One stands before its i-th call while the other makes j; then both go on. */
  private void everyPair(
      Consumer<AccountStore> first, Consumer<AccountStore> second, RaceCheck check, Source source) {
    for (int i = 0; ; i += stride()) {
      Calls played = null;
      for (int j = 0; ; j += stride()) {
        AccountStore store = source.store();
        Writes writes = new Writes();
        AccountStore counted = writes.of(store);
        played = Turns.play(counted, first, second, Schedule.of(i, j));
        check.check(store, writes, played.order());
        if (played.second() < j) {
          break;
        }
      }
      if (played.first() < i) {
        break;
      }
    }
  }

  private interface RaceCheck {
    void check(AccountStore store, Writes writes, String where);
  }

  private interface Source {
    AccountStore store();
  }

  @ParameterizedTest
  @MethodSource("befores")
  void two_refreshes_of_an_account_at_once_end_as_one_and_write_nothing_twice(Before before) {
    Writes one = new Writes();
    AccountStore alone = after(before);
    refresh(one.of(alone), NOW);
    String expected = seen(alone);
    everyPair(
        store -> refresh(store, NOW),
        store -> refresh(store, NOW),
        (store, writes, where) -> {
          assertEquals(expected, seen(store), where);
          assertEquals(one.sorted(), writes.sorted(), where);
          assertSettled(store, where);
        },
        () -> after(before));
  }

  @Test
  void two_runs_at_once_end_as_one_and_write_nothing_twice() {
    Writes one = new Writes();
    AccountStore alone = shard();
    run(one.of(alone), NOW);
    String expected = seen(alone);
    everyPair(
        store -> run(store, NOW),
        store -> run(store, NOW),
        (store, writes, where) -> {
          assertEquals(expected, seen(store), where);
          assertEquals(one.sorted(), writes.sorted(), where);
        },
        this::shard);
  }

  @Test
  void two_runs_in_turns_drawn_by_chance_end_as_one_and_write_nothing_twice() {
    Writes one = new Writes();
    AccountStore alone = shard();
    run(one.of(alone), NOW);
    String expected = seen(alone);
    for (long seed = 1; seed <= draws(); seed++) {
      AccountStore store = shard();
      Writes writes = new Writes();
      Calls played =
          Turns.play(
              writes.of(store),
              racing -> run(racing, NOW),
              racing -> run(racing, NOW),
              Schedule.drawn(seed));
      String where = "seed " + seed + ": " + played.order();
      assertEquals(expected, seen(store), where);
      assertEquals(one.sorted(), writes.sorted(), where);
    }
  }

  @Test
  void a_run_and_a_webhook_in_turns_drawn_by_chance_end_as_one_after_the_other() {
    List<Event> webhooks = webhooks();
    for (long seed = 1; seed <= draws(); seed++) {
      Event event = webhooks.get((int) (seed % webhooks.size()));
      AccountStore serial = shard();
      run(serial, NOW);
      Scenes.deliver(serial, event, NOW);
      AccountStore store = shard();
      Calls played =
          Turns.play(
              store,
              racing -> run(racing, NOW),
              racing -> Scenes.deliver(racing, event, NOW),
              Schedule.drawn(seed));
      String where = "seed " + seed + ", B is " + event.envelope().event() + ": " + played.order();
      assertEquals(seen(serial), seen(store), where);
      assertSettled(store, where);
    }
  }

  // ---- repeated

  @ParameterizedTest
  @MethodSource("befores")
  void a_refresh_repeated_writes_nothing(Before before) {
    AccountStore store = after(before);
    Writes writes = new Writes();
    RefreshAccount refresh = new RefreshAccount(writes.of(store));
    assertEquals(RefreshAccount.Result.CHANGED, refresh.refresh(APP, ACC, NOW));
    assertEquals(1, writes.saved().size(), "whatever it found, it saved the account once");
    assertEquals(RefreshAccount.Result.UNCHANGED, refresh.refresh(APP, ACC, NOW));
    assertSettled(store, "repeated");
  }

  @Test
  void a_run_repeated_writes_nothing() {
    AccountStore store = shard();
    Writes writes = new Writes();
    run(writes.of(store), NOW);
    assertNotEquals(List.of(), writes.sorted(), "they were due");
    assertSettled(store, "repeated");
    Writes older = new Writes();
    run(older.of(store), OLDER_RUN);
    refresh(older.of(store), OLDER_RUN);
    assertEquals(List.of(), older.sorted(), "an older one, repeated");
  }

  // ---- dying

  @ParameterizedTest
  @MethodSource("befores")
  void a_refresh_that_dies_at_any_call_is_finished_by_the_next(Before before) {
    Writes one = new Writes();
    AccountStore alone = after(before);
    refresh(one.of(alone), NOW);
    for (boolean done : new boolean[] {false, true}) {
      for (int n = 1; ; n += stride()) {
        AccountStore store = after(before);
        Writes writes = new Writes();
        String where = "died " + (done ? "after" : "before") + " call " + n;
        boolean died = dies(writes.of(store), n, done, dying -> refresh(dying, NOW));
        refresh(writes.of(store), NOW);
        assertEquals(seen(alone), seen(store), where);
        assertEquals(one.sorted(), writes.sorted(), where);
        assertSettled(store, where);
        if (!died) {
          assertTrue(n > 1, "it calls");
          break;
        }
      }
    }
  }

  @Test
  void a_run_that_dies_at_any_call_is_finished_by_the_next() {
    Writes one = new Writes();
    AccountStore alone = shard();
    run(one.of(alone), NOW);
    String expected = seen(alone);
    for (boolean done : new boolean[] {false, true}) {
      for (int n = 1; ; n += stride()) {
        AccountStore store = shard();
        Writes writes = new Writes();
        String where = "died " + (done ? "after" : "before") + " call " + n;
        boolean died = dies(writes.of(store), n, done, dying -> run(dying, NOW));
        run(writes.of(store), NEXT_RUN);
        assertEquals(expected, seen(store), where);
        assertEquals(one.sorted(), writes.sorted(), where);
        if (!died) {
          break;
        }
      }
    }
  }

  private static boolean dies(
      AccountStore store, int n, boolean done, Consumer<AccountStore> work) {
    try {
      work.accept(Scenes.dying(store, n, done, Set.of()));
      return false;
    } catch (Killed died) {
      return true;
    }
  }

  // ---- an older run

  @ParameterizedTest
  @MethodSource("befores")
  void an_older_refresh_among_the_calls_of_a_newer_one_revives_nothing(Before before) {
    AccountStore alone = after(before);
    refresh(alone, NOW);
    String expected = seen(alone);
    everyPair(
        store -> refresh(store, OLDER_RUN),
        store -> refresh(store, NOW),
        (store, writes, where) -> {
          assertEquals(expected, seen(store), where);
          assertNeverBack(writes, where);
          assertSettled(store, where);
        },
        () -> after(before));
  }

  @Test
  void an_older_run_among_the_calls_of_a_newer_one_revives_nothing() {
    AccountStore alone = shard();
    run(alone, NOW);
    String expected = seen(alone);
    everyPair(
        store -> run(store, OLDER_RUN),
        store -> run(store, NOW),
        (store, writes, where) -> {
          assertEquals(expected, seen(store), where);
          assertNeverBack(writes, where);
        },
        this::shard);
  }

  /** No account's figures are ever replaced by those of an earlier instant. */
  private static void assertNeverBack(Writes writes, String where) {
    Map<AccountRef, Instant> computed = new HashMap<>();
    for (Account account : writes.saved()) {
      Instant before = computed.put(account.ref(), account.computedAt());
      assertTrue(
          before == null || !account.computedAt().isBefore(before),
          () -> where + ": computed for " + before + ", then for " + account.computedAt());
    }
  }
}
