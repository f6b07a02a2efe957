package balanceapi.core.race;

import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.complete;
import static balanceapi.core.oracle.Tell.completes;
import static balanceapi.core.oracle.Tell.credit;
import static balanceapi.core.oracle.Tell.envelope;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static balanceapi.core.oracle.Tell.posted;
import static balanceapi.core.oracle.Tell.removed;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.oracle.Tell;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.Intercepted;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.usecase.ApplyEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Accounts that are due, what comes in for them, and a process that dies. */
public final class Scenes {

  /** Credits count, so that a credit that ends is noticed, too. */
  public static final App APP = Apps.with(App.PendingPolicy.NET, 14, Set.of());

  public static final AccountRef ACC = new AccountRef(APP.id(), "acc");

  /** Before anything ends. */
  private static final Instant EARLY = Tell.at("-2h");

  private Scenes() {}

  /** The process is gone: unlike what a store throws, nobody who is in it lives to catch this. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  /** What happened to an account before it was due. */
  public enum Before {
    /** Two holds and a credit are over by now, others are not. */
    EXPIRED(0),
    /** The same, and an event was left behind by one that died after its first, second… write. */
    LEFT_MARKED(1),
    LEFT_KEPT(2),
    LEFT_HALF_JOINED(4),
    LEFT_UNSAVED(6);

    private final int writes;

    Before(int writes) {
      this.writes = writes;
    }

    public void in(AccountStore store) {
      known().forEach(event -> deliver(store, event, EARLY));
      if (writes > 0) {
        diesAfter(store, writes);
      }
    }

    private void diesAfter(AccountStore store, int writes) {
      try {
        deliver(dying(store, writes + 1, false, Intercepted.WRITES), left(), Tell.at("-20m"));
        throw new AssertionError("it came to no write " + (writes + 1));
      } catch (Killed died) {
        // as it was to be
      }
    }
  }

  private static List<Event> known() {
    return List.of(
        new Event.Authorized(envelope("a0", "-4h", "-4h", "r1")),
        balance("b0", "-3h", "1000", ""),
        feed(
            "f0",
            "-150m",
            hold("over1", "100", "-3h", "-30m"),
            hold("over2", "30", "-3h", "-10m"),
            hold("live1", "7", "-3h"),
            hold("live2", "55", "-3h", "+1d"),
            credit("paid", State.POSTED, "4", "-160m"),
            posted("x0", "3", "-160m")));
  }

  /** An event that somebody died of. */
  static Event left() {
    return feed(
        "left", "-25m", hold("new", "11", "-26m"), posted("over1", "101", "-27m"), removed("live1"));
  }

  /** What the widget sends while the account is due. */
  static List<Event> webhooks() {
    return List.of(
        balance("newer", "-1m", "900", ""),
        balance("reported", "-1m", "900", "850"),
        balance("older", "-5h", "1100", "1000"),
        balance(envelope("sibling", "-3h", "-179m", "r1"), Tell.ACC, "", "950"),
        balance(envelope("other login", "-1m", "-1m", "r2"), Tell.ACC, "900", ""),
        feed("adds", "-5m", hold("added", "20", "-6m")),
        feed("adds a short one", "-5m", hold("added", "20", "-6m", "+1h")),
        feed("adds one that is over", "-15m", hold("added", "20", "-20m", "-12m")),
        feed("posts a live one", "-5m", completes("x1", "8", "-6m", "live1")),
        feed("posts one that is over", "-5m", completes("x1", "110", "-6m", "over1")),
        feed("posts one that is over under its own id", "-5m", posted("over1", "110", "-6m")),
        feed("posts one like one that is over", "-5m", posted("x1", "100", "-6m")),
        feed("shows one again that is over", "-5m", hold("over1", "100", "-3h", "+1h")),
        feed("shows one again for as long", "-20m", hold("over2", "31", "-3h", "-10m")),
        feed("removes a live one", "-5m", removed("live1")),
        feed("removes one that is over", "-5m", removed("over1")),
        complete("lists every pending", "-5m", hold("live2", "56", "-3h", "+2h")),
        complete("lists none", "-5m"),
        feed("says nothing", "-5m"),
        feed(envelope("undated", "", "", "r1"), false, hold("added", "20", "-6m")),
        left(),
        new Event.Failed(envelope("failed", "-1m", "-1m", "r1"), App.Product.BALANCE, false),
        new Event.Authorized(envelope("signed in", "-1m", "-1m", "r1")));
  }

  static void deliver(AccountStore store, Event event, Instant now) {
    new ApplyEvent(store).apply(APP, event, now);
  }

  /** More accounts of the customer, each with a hold that is over by now. */
  public static void others(AccountStore store, int count) {
    for (int i = 0; i < count; i++) {
      AccountNames names =
          new AccountNames(Optional.of("more" + i), Optional.of("300000000" + i));
      deliver(store, balance(envelope("mb" + i, "-3h", "-3h", "r1"), names, "50", ""), EARLY);
      deliver(
          store,
          new Event.Transactions(
              envelope("mf" + i, "-150m", "-150m", "r1"),
              names,
              List.of(hold("over", "5", "-3h", "-30m"), hold("live", "1", "-3h")),
              false,
              0),
          EARLY);
    }
  }

  /** A store in which something comes between, before the n-th call. */
  static AccountStore meeting(AccountStore real, int n, Runnable something) {
    AtomicInteger made = new AtomicInteger();
    return Intercepted.store(
        real,
        (method, arguments, call) -> {
          if (made.incrementAndGet() == n) {
            something.run();
          }
          return call.proceed();
        });
  }

  /** A store whose caller dies at its n-th such call, before or after it is done. */
  public static AccountStore dying(
      AccountStore real, int n, boolean done, Set<String> calls) {
    return failing(
        real,
        n,
        done,
        calls,
        () -> {
          throw new Killed();
        });
  }

  /** The same with another way to fail; of no calls by name, each counts. */
  public static AccountStore failing(
      AccountStore real, int n, boolean done, Set<String> calls, Runnable fault) {
    AtomicInteger made = new AtomicInteger();
    return Intercepted.store(
        real,
        (method, arguments, call) -> {
          if ((!calls.isEmpty() && !calls.contains(method)) || made.incrementAndGet() != n) {
            return call.proceed();
          }
          Object result = done ? call.proceed() : null;
          fault.run();
          return result;
        });
  }
}
