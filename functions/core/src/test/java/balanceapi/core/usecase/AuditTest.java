package balanceapi.core.usecase;

import static balanceapi.core.oracle.Tell.ACC;
import static balanceapi.core.oracle.Tell.at;
import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.credit;
import static balanceapi.core.oracle.Tell.envelope;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.SecretKey;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Policy;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.money.Currency;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.money.Money;
import balanceapi.core.oracle.Replay;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AuditStore;
import balanceapi.core.store.InMemoryAuditStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.Intercepted;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.transaction.Showing.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daily audit (design section 8). */
final class AuditTest {

  private static final App APP = Apps.plain();
  private static final Instant DAY = at("+1m");
  private static final BooleanSupplier ALWAYS = () -> true;
  private static final int RATE = 800;

  private final InMemoryStore real = new InMemoryStore();
  private final Set<String> broken = new HashSet<>();
  private final List<String> read = new ArrayList<>();
  private final AccountStore store = Intercepted.store(real, this::call);
  private final InMemoryAppStore apps = new InMemoryAppStore();
  private final InMemoryAuditStore audits = new InMemoryAuditStore();
  private final List<String> drifted = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();

  @BeforeEach
  void create() {
    create(APP);
  }

  private void create(App app) {
    apps.create(app, new SecretKey(app.id(), "key", "sha-" + app.id(), Worlds.NOW));
  }

  private Object call(String method, Object[] arguments, Intercepted.Call call) {
    if (method.equals("book") && arguments[0] instanceof AccountRef ref) {
      read.add(ref.account());
      if (broken.contains(ref.account())) {
        throw new IllegalStateException("this account is broken");
      }
    }
    return call.proceed();
  }

  private final Audit.Findings findings =
      new Audit.Findings() {
        @Override
        public void drift(AccountRef ref) {
          drifted.add(ref.account());
        }

        @Override
        public void failed(AccountRef ref, RuntimeException fault) {
          failed.add(ref.account());
        }
      };

  private Audit audit(int rate) {
    return new Audit(store, apps, audits, rate);
  }

  /** All lanes; how many accounts were looked at. */
  private int run(Audit audit, Instant time) {
    int audited = 0;
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      Audit.Report report = audit.slice(lane, time, ALWAYS, findings);
      assertTrue(report.complete());
      audited += report.audited();
    }
    return audited;
  }

  /** Accounts of 900 of which 50 is held. */
  private void accounts(App app, int count) {
    for (int i = 0; i < count; i++) {
      String id = "acc-" + i;
      AccountNames names = new AccountNames(Optional.of(id), Optional.of("20000%05d".formatted(i)));
      deliver(app, balance(envelope("b" + i, "-2h", "-2h", "r" + i), names, "900", ""));
      deliver(
          app,
          new Event.Transactions(
              envelope("f" + i, "-1h", "-1h", "r" + i),
              names,
              List.of(hold("p1", "50", "-1h")),
              false,
              0));
    }
    read.clear();
  }

  private void deliver(App app, Event event) {
    new ApplyEvent(real).apply(app, event, Worlds.NOW);
  }

  private Account account(String id) {
    return real.account(new AccountRef(APP.id(), id)).orElseThrow();
  }

  private String available(String id) {
    return account(id).figures().available().orElseThrow().amount().toPlainString();
  }

  /** Gives an account figures that nothing explains. */
  private void spoil(String id) {
    Account account = account(id);
    Figures f = account.figures();
    Figures wrong =
        new Figures(
            f.currency(),
            f.ledger(),
            Optional.of(Money.of(Currency.of("NGN"), new BigDecimal("1000000"))),
            f.source(),
            f.pending(),
            f.credits(),
            f.nextExpiry(),
            f.parts(),
            f.policy());
    real.save(account.computed(wrong, account.computedAt())).orElseThrow();
  }

  @Test
  void a_sound_store_has_no_drift_and_is_not_written_to() {
    accounts(APP, 40);
    List<Long> versions = real.glanceAll(APP.id(), ids(40)).stream().map(Account::version).toList();
    assertEquals(40, run(audit(RATE), DAY));
    assertEquals(List.of(), drifted);
    assertEquals(
        versions, real.glanceAll(APP.id(), ids(40)).stream().map(Account::version).toList());
  }

  private static List<String> ids(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("acc-" + i);
    }
    return ids;
  }

  @Test
  void figures_that_the_transactions_do_not_give_are_repaired_and_counted_once() {
    accounts(APP, 20);
    spoil("acc-7");
    spoil("acc-11");
    run(audit(RATE), DAY);
    assertEquals(Set.of("acc-7", "acc-11"), Set.copyOf(drifted));
    assertEquals(2, drifted.size());
    assertEquals("850.00", available("acc-7"));
    run(audit(RATE), DAY.plus(Duration.ofDays(1)));
    assertEquals(2, drifted.size());
  }

  @Test
  void every_account_of_every_app_is_looked_at_once_a_pass_in_slices_that_the_rate_bounds() {
    App second = with("64f0000000000000000000bb", App.PendingPolicy.CONSERVATIVE);
    create(with("64f0000000000000000000ab", App.PendingPolicy.CONSERVATIVE));
    create(second);
    accounts(APP, 300);
    accounts(second, 200);
    // One account a second over all lanes, a slice each 64 seconds: eight a lane.
    Audit slow = audit(1);
    run(audit(1), DAY);
    int whole = read.size();
    assertEquals(500, whole, "the first slice may make up for an hour");
    read.clear();
    Instant next = DAY.plus(Duration.ofDays(1));
    int slices = 0;
    Instant time = next.minusSeconds(64);
    assertEquals(0, run(slow, time), "the pass of the day before is over");
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      audits.save(audits.progress(lane).orElseThrow().slice(time, 0)).orElseThrow();
    }
    time = next;
    do {
      assertTrue(run(slow, time) <= 8 * AccountStore.LANES);
      time = time.plusSeconds(64);
      assertTrue(++slices < 30);
    } while (!isOver());
    assertEquals(500, read.size());
    assertTrue(slices > 500 / (8 * AccountStore.LANES), "over several slices");
  }

  private boolean isOver() {
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      if (audits.progress(lane).orElseThrow().place().isPresent()) {
        return false;
      }
    }
    return true;
  }

  private static App with(String id, App.PendingPolicy policy) {
    App like = Apps.with(policy, 14, Set.of());
    return new App(
        id,
        like.key(),
        like.token(),
        like.settings(),
        like.webhookSecrets(),
        like.notificationSecrets(),
        like.signingSecret(),
        like.createdAt());
  }

  @Test
  void a_slice_that_runs_out_of_time_goes_on_where_it_was() {
    accounts(APP, 60);
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      boolean complete = false;
      for (int run = 0; !complete; run++) {
        AtomicInteger looks = new AtomicInteger();
        BooleanSupplier threeLooks = () -> looks.incrementAndGet() <= 4;
        complete = audit(RATE).slice(lane, DAY, threeLooks, findings).complete();
        assertTrue(run < 30);
      }
    }
    assertEquals(60, read.size(), "each once");
    assertEquals(60, Set.copyOf(read).size());
  }

  @Test
  void a_message_repeated_or_overtaken_looks_at_nothing_again() {
    accounts(APP, 30);
    run(audit(RATE), DAY);
    read.clear();
    assertEquals(0, run(audit(RATE), DAY));
    assertEquals(0, run(audit(RATE), DAY.minusSeconds(3600)));
    assertEquals(List.of(), read);
  }

  @Test
  void of_two_at_once_one_goes_on_and_drift_is_counted_once() {
    accounts(APP, 10);
    spoil("acc-3");
    AtomicInteger saves = new AtomicInteger();
    AuditStore meeting =
        Intercepted.port(
            AuditStore.class,
            audits,
            (method, arguments, call) -> {
              // The other run does the same slice whole before this one keeps its place.
              if (method.equals("save") && saves.getAndIncrement() == 0) {
                run(audit(RATE), DAY);
              }
              return call.proceed();
            });
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      assertTrue(
          new Audit(store, apps, meeting, RATE).slice(lane, DAY, ALWAYS, findings).complete());
    }
    assertEquals(List.of("acc-3"), drifted);
    assertEquals("850.00", available("acc-3"));
  }

  @Test
  void a_run_that_dies_before_it_keeps_its_place_is_made_again_from_there() {
    accounts(APP, 10);
    spoil("acc-3");
    AuditStore dying =
        Intercepted.port(
            AuditStore.class,
            audits,
            (method, arguments, call) -> {
              if (method.equals("save")) {
                throw new StoreUnavailable("the test's store is gone");
              }
              return call.proceed();
            });
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      int each = lane;
      assertThrows(
          StoreUnavailable.class,
          () -> new Audit(store, apps, dying, RATE).slice(each, DAY, ALWAYS, findings));
    }
    run(audit(RATE), DAY);
    assertEquals(List.of("acc-3"), drifted);
    assertTrue(isOver());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void an_account_that_cannot_be_read_holds_up_no_other(int accounts) {
    accounts(APP, accounts);
    broken.add("acc-0");
    run(audit(RATE), DAY);
    assertEquals(List.of("acc-0"), failed);
    assertEquals(accounts, Set.copyOf(read).size());
    assertTrue(isOver());
  }

  /** What changes by itself is the refresh's, and no drift. */
  @Test
  void an_account_that_is_due_is_left_to_the_refresh() {
    accounts(APP, 3);
    run(audit(RATE), at("+14d"));
    assertEquals(List.of(), drifted);
    assertEquals("850.00", available("acc-1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void an_account_of_which_an_event_is_being_applied_is_not_judged(long sinceTheRun) {
    accounts(APP, 1);
    spoil("acc-0");
    real.save(account("acc-0").applying("e", DAY.plusSeconds(sinceTheRun))).orElseThrow();
    run(audit(RATE), DAY);
    assertEquals(List.of(), drifted);
  }

  /** Whatever became of its place in the index. */
  @Test
  void an_account_that_was_due_for_over_a_day_is_refreshed_which_is_no_drift() {
    accounts(APP, 1);
    run(audit(RATE), at("+16d"));
    assertEquals("900.00", available("acc-0"));
    assertEquals(List.of(), drifted);
  }

  @Test
  void a_pass_goes_on_behind_an_app_that_was_just_deleted() {
    App gone = with("64f0000000000000000000ab", App.PendingPolicy.CONSERVATIVE);
    App last = with("64f0000000000000000000bb", App.PendingPolicy.CONSERVATIVE);
    create(last);
    accounts(last, 10);
    AppStore stillListing =
        Intercepted.port(
            AppStore.class,
            apps,
            (method, arguments, call) ->
                method.equals("next") && arguments[0].equals(Optional.of(APP.id()))
                    ? Optional.of(gone.id())
                    : call.proceed());
    run(new Audit(store, stillListing, audits, RATE), DAY);
    assertEquals(10, Set.copyOf(read).size());
  }

  @Test
  void what_came_in_after_the_runs_time_is_not_judged_by_it() {
    accounts(APP, 1);
    new RefreshAccount(real).refresh(APP, new AccountRef(APP.id(), "acc-0"), at("+20d"));
    assertEquals("900.00", available("acc-0"));
    run(audit(RATE), DAY);
    assertEquals(List.of(), drifted);
    assertEquals("900.00", available("acc-0"));
  }

  @Test
  void a_change_of_the_apps_policy_is_no_drift_and_is_made_good() {
    App net = Apps.with(App.PendingPolicy.NET, 14, Set.of());
    Replay replay = new Replay(net, real);
    replay.deliver(
        List.of(
            balance("b1", "-2h", "900", ""),
            feed("f1", "-1h", credit("c1", State.PENDING, "70", "-90m"))));
    assertEquals("970.00", available(ACC.id().orElseThrow()));
    run(audit(RATE), DAY);
    assertEquals(List.of(), drifted);
    assertEquals("900.00", available(ACC.id().orElseThrow()));
  }

  /** A stored figure of the policy before would be a wrong "sufficient". */
  @Test
  void money_is_decided_by_the_policy_of_now_before_anything_was_recomputed() {
    App net = Apps.with(App.PendingPolicy.NET, 14, Set.of());
    new Replay(net, real)
        .deliver(
            List.of(
                balance("b1", "-2h", "900", ""),
                feed("f1", "-1h", credit("c1", State.PENDING, "70", "-90m"))));
    String id = ACC.id().orElseThrow();
    Balances balances = new Balances(real);
    BigDecimal amount = new BigDecimal("950");
    Currency currency = Currency.of("NGN");
    for (App app : List.of(net, APP)) {
      Account account = balances.latest(app, id, Worlds.NOW).orElseThrow();
      assertEquals(
          app == net ? FundsCheck.Decision.SUFFICIENT : FundsCheck.Decision.INSUFFICIENT,
          FundsCheck.check(
                  account,
                  FundsCheck.Question.of(Money.of(currency, amount), Duration.ofHours(24)),
                  Worlds.NOW)
              .reason()
              .decision());
    }
    assertFalse(account(id).figures().follow(policyOfNow()));
  }

  private static Policy policyOfNow() {
    return Policy.of(APP.settings());
  }
}
