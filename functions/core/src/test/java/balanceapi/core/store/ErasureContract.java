package balanceapi.core.store;

import static balanceapi.core.oracle.Tell.at;
import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.envelope;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static balanceapi.core.oracle.Tell.posted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.DeleteApp;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.oracle.Tell;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.provider.Asked;
import balanceapi.core.provider.ProviderRefresh;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.ForgetApp;
import balanceapi.core.usecase.FreshFigures;
import balanceapi.core.usecase.Outcome;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.core.usecase.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an erasure does, on every store of accounts: each store's test extends it. */
public abstract class ErasureContract {

  protected static final App APP = Apps.plain();
  private static final Instant ERASED = Worlds.NOW;
  protected static final Instant SWEPT = ERASED.plus(CustomerStore.IN_FLIGHT);

  private static final AccountNames OTHER_NAME =
      new AccountNames(Optional.of("acc2"), Optional.of("2000000000"));

  private static final RefreshDue.Shard WHOLE = new RefreshDue.Shard(0, 1);

  /** A store with nothing in it. */
  protected abstract AccountStore empty();

  /** The keys of everything that a store of {@link #empty} holds, the marks of erasures aside. */
  protected abstract Set<String> left(AccountStore store);

  /** The parts of the due index in which there may be anything now: to look at the others would be many calls. */
  protected int[] parts() {
    return IntStream.range(0, AccountStore.DUE_PARTS).toArray();
  }

  /** At every how manieth call another comes between: at each, where that does not take long. */
  protected int stride() {
    return 1;
  }

  // ---- a life

  private static List<Event> life() {
    return List.of(
        new Event.Authorized(envelope("a1", "-4h", "-4h", "r1")),
        balance("b1", "-3h", "1000", ""),
        balance("b2", "-2h", "900", ""),
        balance(envelope("b3", "-1h", "-1h", "r2"), OTHER_NAME, "800", ""),
        feed("f1", "-2h", hold("p1", "100", "-3h"), hold("p2", "30", "-2h"), posted("x1", "7", "-2h")),
        feed("f2", "-1h", posted("p1", "100", "-1h")),
        new Event.Failed(envelope("u1", "", "", "r2"), App.Product.AUTH, false));
  }

  protected static Outcome deliver(AccountStore store, Event event) {
    return new ApplyEvent(store).apply(APP, event, Worlds.NOW);
  }

  /** Delivers as a sender does: again after a refusal. */
  private static Outcome sent(AccountStore store, Event event) {
    try {
      return deliver(store, event);
    } catch (StoreUnavailable refused) {
      return deliver(store, event);
    }
  }

  protected AccountStore lived() {
    AccountStore store = empty();
    life().forEach(event -> deliver(store, event));
    asked(store, Worlds.NOW);
    return store;
  }

  /** Fresh figures were asked for, of each kind. */
  private static void asked(AccountStore store, Instant at) {
    FreshFigures figures = new FreshFigures(store, ProviderRefresh.NONE);
    for (Asked.Kind kind : Asked.Kind.values()) {
      assertTrue(figures.ask(APP, "acc", Optional.of("r1"), kind, "", at).isPresent());
    }
  }

  protected static boolean erase(AccountStore store) {
    return new EraseCustomer(store).erase(APP, "cus", ERASED);
  }

  protected void refresh(AccountStore store, Instant time) {
    RefreshDue due =
        new RefreshDue(
            store, id -> Optional.of(APP), new ForgetApp(store, new InMemoryAppStore()), () -> time);
    List<Task> alone = new ArrayList<>();
    for (int part : parts()) {
      RefreshDue.Shard shard = new RefreshDue.Shard(part, AccountStore.DUE_PARTS);
      assertTrue(due.shard(shard, time, false, () -> true, leaving(alone)).complete());
    }
    for (Task task : alone) {
      assertTrue(due.alone(task, time, () -> true));
    }
  }

  private static RefreshDue.Leaving leaving(List<Task> alone) {
    return new RefreshDue.Leaving() {
      @Override
      public void later(Task task) {
        alone.add(task);
      }

      @Override
      public void failed(RefreshDue.Failure failure) {
        throw new AssertionError(failure.fault());
      }
    };
  }

  private static void assertHidden(AccountStore store, String where) {
    Balances balances = new Balances(store);
    for (String id : List.of("acc", "acc2", "other")) {
      AccountRef ref = new AccountRef(APP.id(), id);
      assertEquals(Optional.empty(), store.account(ref), where + ": account " + id);
      assertEquals(Optional.empty(), store.glance(ref), where + ": glance " + id);
      assertEquals(Optional.empty(), store.book(ref), where + ": book " + id);
      assertTrue(
          balances.history(APP, id, Instant.EPOCH, at("+1d"), Optional.empty(), 10, at("+1d")).isEmpty(),
          where + ": history");
      assertTrue(
          new Transactions(store)
              .list(APP, id, Optional.empty(), Optional.empty(), 10, at("+1d"))
              .isEmpty(),
          where + ": transactions");
    }
    assertEquals(List.of(), balances.ofCustomer(APP, "cus"), where + ": of the customer");
    assertEquals(
        List.of(), balances.ofApp(APP, Optional.empty(), 100).items(), where + ": of the app");
    for (String record : List.of("r1", "r2")) {
      assertEquals(Optional.empty(), store.record(APP.id(), record), where + ": record");
    }
  }

  protected void assertForgotten(AccountStore store, String where) {
    assertHidden(store, where);
    assertEquals(Set.of(), left(store), where);
    assertEquals(0, store.countOfAccounts(APP.id()), where + ": counted");
    assertEquals(List.of(), due(store, at("+9d")), where + ": due");
  }

  private List<Due> due(AccountStore store, Instant time) {
    return IntStream.of(parts())
        .boxed()
        .flatMap(part -> store.due(part, time, Optional.empty(), 100).items().stream())
        .toList();
  }

  // ---- erasing

  @Test
  void nothing_of_the_person_can_be_read_once_it_is_erased() {
    AccountStore store = lived();
    assertTrue(erase(store));
    assertHidden(store, "erased");
  }

  @Test
  void the_refresh_deletes_what_is_left_a_minute_later() {
    AccountStore store = lived();
    erase(store);
    assertTrue(left(store).size() > 5, "it is still there");
    refresh(store, SWEPT.minusMillis(1));
    assertTrue(left(store).size() > 5, "somebody may still be writing");
    refresh(store, SWEPT);
    assertForgotten(store, "swept");
  }

  @Test
  void who_was_never_heard_of_is_not_erased() {
    AccountStore store = lived();
    assertFalse(new EraseCustomer(store).erase(APP, "nobody", ERASED));
    assertEquals(Optional.empty(), store.life(APP.id(), "nobody"));
    assertFalse(new EraseCustomer(store).erase(another(), "cus", ERASED), "another app");
    assertEquals(1, new Balances(store).ofCustomer(APP, "cus").size());
  }

  private static App another() {
    return new App(
        "another",
        APP.key(),
        APP.token(),
        APP.settings(),
        APP.webhookSecrets(),
        APP.notificationSecrets(),
        APP.signingSecret(),
        APP.createdAt());
  }

  @Test
  void an_erasure_repeated_is_the_same_erasure() {
    AccountStore store = lived();
    erase(store);
    assertTrue(new EraseCustomer(store).erase(APP, "cus", ERASED.plusSeconds(5)));
    assertEquals(ERASED, store.life(APP.id(), "cus").orElseThrow().erasedAt());
    refresh(store, SWEPT);
    assertTrue(new EraseCustomer(store).erase(APP, "cus", at("+1d")), "there is nothing to be read");
    assertForgotten(store, "repeated");
  }

  @Test
  void a_customer_who_only_signed_in_is_erased_too() {
    AccountStore store = empty();
    deliver(store, new Event.Authorized(envelope("a1", "-4h", "-4h", "r1")));
    assertTrue(erase(store));
    assertHidden(store, "erased");
    refresh(store, SWEPT);
    assertForgotten(store, "swept");
  }

  @Test
  void another_customer_stays() {
    AccountStore store = lived();
    AccountNames names = new AccountNames(Optional.of("hers"), Optional.of("2000000009"));
    deliver(store, balance(of("her", envelope("h1", "-1h", "-1h", "r9")), names, "55", ""));
    erase(store);
    refresh(store, SWEPT);
    assertEquals(1, new Balances(store).ofCustomer(APP, "her").size());
    assertEquals(1, new Balances(store).ofApp(APP, Optional.empty(), 9).items().size());
    assertEquals(List.of("hers"), store.accountsOfRecord(APP.id(), "r9"));
  }

  private static Envelope of(String customer, Envelope e) {
    return new Envelope(
        e.event(),
        e.startedAt(),
        e.endedAt(),
        e.receivedAt(),
        e.record(),
        customer,
        e.bank(),
        e.bankName(),
        e.country());
  }

  @Test
  void late_events_are_ignored_and_bring_nothing_back() {
    AccountStore store = lived();
    erase(store);
    for (Event event : late()) {
      assertEquals(new Outcome.Ignored(), deliver(store, event), event.toString());
    }
    assertHidden(store, "after late events");
    refresh(store, SWEPT);
    for (Event event : late()) {
      assertEquals(new Outcome.Ignored(), deliver(store, event), event.toString());
    }
    assertForgotten(store, "swept");
  }

  private static List<Event> late() {
    return Stream.concat(
            life().stream().filter(event -> !event.envelope().isUndated()),
            Stream.of(
                balance("b9", "-1m", "77", ""),
                balance("b10", "+1m", "77", ""),
                balance(envelope("b11", "-1m", "-1m", "r3"), new AccountNames(Optional.of("new"), Optional.empty()), "1", ""),
                feed("f9", "-1m", hold("p9", "1", "-1m")),
                new Event.Authorized(envelope("a9", "-1m", "+1m", "r3"))))
        .toList();
  }

  @Test
  void a_request_for_fresh_figures_goes_with_its_record() {
    AccountStore store = lived();
    FreshFigures figures = new FreshFigures(store, ProviderRefresh.NONE);
    assertTrue(figures.look(APP, "r1", Asked.Kind.BALANCE, ERASED).isPresent());
    erase(store);
    assertEquals(Optional.empty(), figures.look(APP, "r1", Asked.Kind.BALANCE, ERASED));
    assertEquals(
        Optional.empty(),
        figures.ask(APP, "acc", Optional.empty(), Asked.Kind.BALANCE, "", ERASED));
    // One that was in flight.
    store.ask(APP.id(), new Asked("r1", Asked.Kind.BALANCE, "acc", Asked.State.SENT, ERASED.plusSeconds(5)));
    refresh(store, SWEPT);
    assertForgotten(store, "swept");
  }

  @Test
  void a_request_of_a_new_life_outlives_the_one_before() {
    AccountStore store = lived();
    erase(store);
    second().forEach(event -> deliver(store, event));
    asked(store, at("+5m"));
    refresh(store, at("+6m"));
    for (Asked.Kind kind : Asked.Kind.values()) {
      assertTrue(store.asked(APP.id(), "r1", kind).isPresent(), kind.name());
    }
  }

  // ---- a new life

  private static final Duration LATER = Duration.ofSeconds(30);

  private static Event signIn() {
    return second(1).getFirst();
  }

  private static List<Event> second() {
    return second(1);
  }

  /** A life that begins so many minutes after the erasure. */
  protected static List<Event> second(int minutes) {
    String first = "+" + minutes + "m";
    String then = "+" + (minutes + 1) + "m";
    return List.of(
        new Event.Authorized(envelope("n1" + first, first, first, "r1")),
        balance("n2" + first, then, "300", ""),
        feed("n3" + first, "+" + (minutes + 2) + "m", hold("p1", "50", then)));
  }

  @ParameterizedTest
  @EnumSource(Sweep.class)
  void who_signs_in_again_begins_anew_under_the_same_ids(Sweep sweep) {
    AccountStore store = lived();
    erase(store);
    if (sweep == Sweep.BEFORE) {
      refresh(store, SWEPT);
    }
    for (Event event : second()) {
      assertEquals(new Outcome.Applied(0), deliver(store, event), event.toString());
    }
    assertSecondLife(store);
    if (sweep == Sweep.AFTER) {
      refresh(store, SWEPT);
      assertSecondLife(store);
    }
    for (Event event : life()) {
      if (!event.envelope().isUndated()) {
        assertEquals(new Outcome.Ignored(), deliver(store, event), event.toString());
      }
    }
    assertSecondLife(store);
    assertTrue(new EraseCustomer(store).erase(APP, "cus", at("+10m")));
    assertHidden(store, "erased again");
    assertEquals(new Outcome.Ignored(), deliver(store, balance("n4", "+4m", "300", "")));
    refresh(store, at("+20m"));
    assertForgotten(store, "swept again");
  }

  enum Sweep {
    BEFORE,
    AFTER,
    NEVER
  }

  protected static void assertSecondLife(AccountStore store) {
    Balances balances = new Balances(store);
    Account account = balances.latest(APP, "acc").orElseThrow();
    assertEquals("acc", account.ref().id());
    assertEquals("300.00", account.figures().ledger().orElseThrow().amount().toString());
    assertEquals("250.00", account.figures().available().orElseThrow().amount().toString());
    assertEquals(Optional.empty(), balances.latest(APP, "acc2"), "a name of the life before");
    assertEquals(
        1,
        balances
            .history(APP, "acc", Instant.EPOCH, at("+1d"), Optional.empty(), 10, at("+1d"))
            .orElseThrow()
            .changes()
            .size());
    assertEquals(
        List.of("p1"),
        new Transactions(store)
            .list(APP, "acc", Optional.empty(), Optional.empty(), 10, at("+10m"))
            .orElseThrow()
            .items()
            .stream()
            .map(item -> item.transaction().id())
            .toList());
    assertEquals(List.of(account), balances.ofCustomer(APP, "cus"));
    assertEquals(List.of(account), balances.ofApp(APP, Optional.empty(), 10).items());
    assertEquals(1, store.countOfAccounts(APP.id()));
    assertTrue(store.record(APP.id(), "r1").isPresent());
  }

  @Test
  void a_sign_in_that_does_not_say_when_it_started_begins_no_new_life() {
    AccountStore store = empty();
    Event auth = new Event.Authorized(envelope("a1", "", "", "r1"));
    deliver(store, auth);
    erase(store);
    Event again =
        new Event.Authorized(auth.envelope().receivedAt(ERASED.plusSeconds(20)));
    assertEquals(
        new Outcome.Ignored(), new ApplyEvent(store).apply(APP, again, ERASED.plusSeconds(20)));
    assertHidden(store, "an old sign-in, sent again");
  }

  @Test
  void a_sign_in_ahead_of_our_clock_sent_again_after_the_erasure_begins_no_new_life() {
    AccountStore store = empty();
    Event auth = new Event.Authorized(envelope("a1", "+2m", "+2m", "r1"));
    deliver(store, auth);
    erase(store);
    assertEquals(
        new Outcome.Ignored(), new ApplyEvent(store).apply(APP, auth, ERASED.plusSeconds(20)));
    deliver(store, new Event.Authorized(envelope("a2", "+3m", "+3m", "r1")));
    assertTrue(store.record(APP.id(), "r1").isPresent(), "a later one does");
  }

  // ---- two customers

  private static Event hers(String id, String number, String record) {
    AccountNames names = new AccountNames(Optional.of(id), Optional.of(number));
    return balance(of("her", envelope("h1", "-1h", "-1h", record)), names, "55", "");
  }

  @Test
  void who_claims_anothers_id_gets_one_of_her_own() {
    AccountStore store = empty();
    AtomicInteger claims = new AtomicInteger();
    AccountStore meeting =
        Intercepted.store(
            store,
            (method, arguments, call) -> {
              if (method.equals("claim") && claims.incrementAndGet() == 1) {
                deliver(store, balance("b1", "-3h", "1000", ""));
              }
              return call.proceed();
            });
    Event hers = hers("acc", "2000000009", "r9");
    try {
      deliver(meeting, hers);
    } catch (StoreUnavailable refused) {
      assertEquals(new Outcome.Applied(0), deliver(store, hers), "sent again");
    }
    Account account = store.account(new AccountRef(APP.id(), "acc")).orElseThrow();
    assertEquals("cus", account.identity().customer());
    assertEquals("1000.00", account.figures().ledger().orElseThrow().amount().toString());
    assertEquals(1, new Balances(store).ofCustomer(APP, "her").size());
    deliver(store, balance(envelope("b3", "-1h", "-1h", "r2"), OTHER_NAME, "800", ""));
    new EraseCustomer(store).erase(APP, "her", ERASED);
    assertEquals(List.of(), new Balances(store).ofCustomer(APP, "her"));
    assertTrue(store.account(new AccountRef(APP.id(), "acc2")).isPresent(), "another customer's name");
    assertEquals(List.of("acc"), store.accountsOfApp(APP.id(), Optional.empty(), 9).items());
  }

  @Test
  void a_record_that_two_customers_named_keeps_the_others_accounts() {
    AccountStore store = empty();
    deliver(store, new Event.Authorized(envelope("a1", "-4h", "-4h", "r1")));
    deliver(store, balance("b1", "-3h", "1000", ""));
    deliver(store, hers("hers", "2000000009", "r1"));
    new EraseCustomer(store).erase(APP, "her", ERASED);
    refresh(store, SWEPT);
    assertEquals(List.of("acc"), store.accountsOfRecord(APP.id(), "r1"));
    assertTrue(store.record(APP.id(), "r1").isPresent());
  }

  // ---- meeting

  /** Of the first life, stalled before it is saved; meanwhile erased, come back and erased again. */
  @Test
  void an_event_that_sleeps_through_two_erasures_brings_nothing_back() {
    AccountStore store = empty();
    deliver(store, new Event.Authorized(envelope("a1", "-4h", "-4h", "r1")));
    AtomicInteger saves = new AtomicInteger();
    AccountStore slow =
        Intercepted.store(
            store,
            (method, arguments, call) -> {
              if (method.equals("save") && saves.incrementAndGet() == 1) {
                erase(store);
                deliver(store, new Event.Authorized(envelope("n1", "+1s", "+1s", "r1")));
                deliver(store, balance("n2", "+2s", "300", ""));
                new EraseCustomer(store).erase(APP, "cus", ERASED.plusSeconds(20));
              }
              return call.proceed();
            });
    assertEquals(new Outcome.Ignored(), deliver(slow, balance("b1", "-3h", "1000", "")));
    assertHidden(store, "asleep");
    refresh(store, ERASED.plusSeconds(20).plus(CustomerStore.IN_FLIGHT));
    assertForgotten(store, "asleep");
  }

  @Test
  void a_sweep_of_an_older_erasure_leaves_a_newer_one_for_later() {
    AccountStore store = lived();
    erase(store);
    deliver(store, signIn());
    new EraseCustomer(store).erase(APP, "cus", at("+3m"));
    assertTrue(store.forget(APP.id(), "cus", SWEPT, () -> true));
    assertTrue(left(store).size() > 5, "somebody may still be writing");
    refresh(store, at("+4m"));
    assertForgotten(store, "swept");
  }

  /** An event of the life that ends, and the erasure run, whole, before any one of its calls. */
  @Test
  void an_event_in_flight_brings_nothing_back() {
    List<Event> events =
        Stream.concat(
                life().stream(),
                Stream.of(
                    new Event.Authorized(envelope("a7", "-1m", "-1m", "r7")),
                    balance(envelope("b7", "-1m", "-1m", "r7"), new AccountNames(Optional.of("new"), Optional.of("2000000007")), "1", ""),
                    balance(envelope("b8", "-1m", "-1m", "r7"), Tell.ACC, "1", ""),
                    balance(envelope("b9", "-1m", "-1m", "r1"), new AccountNames(Optional.of("acc9"), Optional.of("2000000000")), "1", ""),
                    feed("f8", "-1m", hold("p8", "1", "-1m"), posted("p2", "30", "-1m"))))
            .toList();
    for (Event event : events) {
      boolean isNew = !life().contains(event);
      for (int n = 1; ; n += stride()) {
        AccountStore real = isNew ? lived() : empty();
        if (!isNew) {
          life().subList(0, life().indexOf(event)).forEach(before -> deliver(real, before));
        }
        AtomicInteger calls = new AtomicInteger();
        int at = n;
        AccountStore meeting =
            Intercepted.store(
                real,
                (method, arguments, call) -> {
                  if (calls.incrementAndGet() == at) {
                    // Of a customer who is not heard of yet there is nothing to erase.
                    erase(real);
                  }
                  return call.proceed();
                });
        try {
          deliver(meeting, event);
        } catch (StoreUnavailable refused) {
          assertEquals(new Outcome.Ignored(), deliver(real, event), event + " sent again");
        }
        if (calls.get() < n) {
          break;
        }
        if (real.life(APP.id(), "cus").isPresent()) {
          String where = event + " before call " + n;
          assertHidden(real, where);
          refresh(real, SWEPT);
          assertForgotten(real, where);
        }
      }
    }
  }

  /** The other way around: an event comes, whole, before any one call of the erasure. */
  @Test
  void an_event_during_the_erasure_is_in_the_life_that_ends() {
    for (Event event : late()) {
      for (int n = 1; ; n += stride()) {
        AccountStore real = lived();
        AtomicInteger calls = new AtomicInteger();
        int at = n;
        AccountStore meeting =
            Intercepted.store(
                real,
                (method, arguments, call) -> {
                  if (calls.incrementAndGet() == at) {
                    sent(real, event);
                  }
                  return call.proceed();
                });
        erase(meeting);
        if (calls.get() < n) {
          break;
        }
        assertHidden(real, event + " before call " + n);
        // A clock ahead of ours moves the end of the life.
        refresh(real, real.life(APP.id(), "cus").orElseThrow().erasedAt().plus(CustomerStore.IN_FLIGHT));
        assertForgotten(real, event + " before call " + n);
      }
    }
  }

  /** A new life's events come, whole, before any one call of the sweep. */
  @Test
  void a_sweep_leaves_the_new_life_alone() {
    for (int n = 1; ; n++) {
      AccountStore real = lived();
      erase(real);
      AtomicInteger calls = new AtomicInteger();
      int at = n;
      AccountStore meeting =
          Intercepted.store(
              real,
              (method, arguments, call) -> {
                if (calls.incrementAndGet() == at) {
                  second().forEach(event -> deliver(real, event));
                }
                return call.proceed();
              });
      refresh(meeting, SWEPT);
      if (calls.get() < n) {
        break;
      }
      assertSecondLife(real);
      refresh(real, SWEPT.plus(LATER));
      assertSecondLife(real);
      new EraseCustomer(real).erase(APP, "cus", at("+10m"));
      refresh(real, at("+20m"));
      assertForgotten(real, "before call " + n);
    }
  }

  // ---- dying

  @Test
  void an_erasure_that_dies_is_finished_by_the_refresh_or_by_its_repetition() {
    for (boolean done : new boolean[] {false, true}) {
      for (boolean repeats : new boolean[] {false, true}) {
        for (int n = 1; ; n++) {
          AccountStore store = lived();
          try {
            erase(Intercepted.failing(store, n, done));
            break;
          } catch (StoreUnavailable died) {
            String where = (done ? "after" : "before") + " write " + n;
            if (repeats) {
              assertTrue(erase(store));
              assertHidden(store, where);
            }
            boolean began = store.life(APP.id(), "cus").isPresent();
            refresh(store, SWEPT);
            if (began) {
              assertForgotten(store, where);
            }
          }
        }
      }
    }
  }

  @Test
  void a_sweep_out_of_time_goes_on_where_it_stopped() {
    AccountStore store = lived();
    erase(store);
    AtomicInteger asked = new AtomicInteger();
    int slices = 0;
    while (!store.forget(APP.id(), "cus", SWEPT, () -> asked.incrementAndGet() % 2 == 1)) {
      slices++;
      assertHidden(store, "slice " + slices);
      assertTrue(slices < 50, "it never ends");
    }
    assertTrue(slices > 0, "it never ran out of time");
    assertForgotten(store, "in slices");
  }

  // ---- apps

  @Test
  void an_app_that_is_alive_is_not_forgotten() {
    AccountStore store = lived();
    InMemoryAppStore apps = new InMemoryAppStore();
    apps.create(APP, new SecretKey(APP.id(), "k", "hash", ERASED));
    RefreshDue due = new RefreshDue(store, apps::find, new ForgetApp(store, apps), () -> at("+1d"));
    assertThrows(
        IllegalStateException.class,
        () -> due.alone(new Task.ForgetApp(APP.id()), at("+1d"), () -> true));
    assertEquals(1, new Balances(store).ofCustomer(APP, "cus").size());
  }

  /** What takes long leaves, so that what is short is not kept waiting. */
  @Test
  void forgetting_does_not_hold_up_the_refresh_of_others() {
    AccountStore store = lived();
    AccountNames names = new AccountNames(Optional.of("hers"), Optional.of("2000000009"));
    deliver(store, hers("hers", "2000000009", "r9"));
    deliver(
        store,
        new Event.Transactions(
            of("her", envelope("h2", "-1h", "-1h", "r9")),
            names,
            List.of(hold("p1", "5", "-1h", "+1h")),
            false,
            0));
    erase(store);
    List<Task> alone = new ArrayList<>();
    RefreshDue due =
        new RefreshDue(
            store, id -> Optional.of(APP), new ForgetApp(store, new InMemoryAppStore()), () -> at("+2h"));
    int changed = due.shard(WHOLE, at("+2h"), false, () -> true, leaving(alone)).changed();
    assertEquals(List.of(new Task.ForgetCustomer(APP.id(), "cus")), alone);
    assertEquals(1, changed, "her hold is over");
    alone.clear();
    due.shard(WHOLE, at("+2h"), false, () -> true, leaving(alone));
    assertEquals(List.of(), alone, "it was sent on once");
    due.shard(WHOLE, at("+4h"), false, () -> true, leaving(alone));
    assertEquals(1, alone.size(), "its message may have been lost");
  }

  @Test
  void an_app_with_customers_is_deleted_only_if_they_are_erased_with_it() {
    AccountStore store = lived();
    InMemoryAppStore apps = new InMemoryAppStore();
    apps.create(APP, new SecretKey(APP.id(), "k", "hash", ERASED));
    DeleteApp deletion = new DeleteApp(apps, store);
    assertEquals(DeleteApp.Result.HAS_CUSTOMERS, deletion.delete(APP.id(), false, ERASED));
    assertTrue(apps.find(APP.id()).isPresent());
    assertEquals(DeleteApp.Result.DELETED, deletion.delete(APP.id(), true, ERASED));
    assertEquals(DeleteApp.Result.UNKNOWN, deletion.delete(APP.id(), true, ERASED));
    assertEquals(Set.of(APP.id()), apps.gone());
    RefreshDue due = new RefreshDue(store, id -> Optional.empty(), new ForgetApp(store, apps), () -> SWEPT);
    AtomicInteger asked = new AtomicInteger();
    int slices = 0;
    while (!due.alone(new Task.ForgetApp(APP.id()), SWEPT, () -> asked.incrementAndGet() % 3 != 0)) {
      assertTrue(++slices < 50, "it never ends");
    }
    assertTrue(slices > 0, "it never ran out of time");
    assertForgotten(store, "deleted");
    assertEquals(List.of(), store.customersOfApp(APP.id(), Optional.empty(), 10).items());
    assertEquals(Optional.empty(), store.life(APP.id(), "cus"), "not even the mark");
    assertEquals(Set.of(), apps.gone());
  }

  @Test
  void an_app_whose_customers_were_all_erased_has_none() {
    AccountStore store = lived();
    InMemoryAppStore apps = new InMemoryAppStore();
    apps.create(APP, new SecretKey(APP.id(), "k", "hash", ERASED));
    erase(store);
    assertEquals(
        DeleteApp.Result.DELETED, new DeleteApp(apps, store).delete(APP.id(), false, ERASED));
  }

  @Test
  void an_app_whose_customer_came_back_has_one() {
    AccountStore store = lived();
    InMemoryAppStore apps = new InMemoryAppStore();
    apps.create(APP, new SecretKey(APP.id(), "k", "hash", ERASED));
    erase(store);
    deliver(store, signIn());
    assertEquals(
        DeleteApp.Result.HAS_CUSTOMERS,
        new DeleteApp(apps, store).delete(APP.id(), false, ERASED));
  }
}
