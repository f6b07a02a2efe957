package balanceapi.core.usecase;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Does what is due in one shard (design section 8): refreshes accounts, and forgets who was erased. Its cost
 * grows with what is due, not with more.
 */
public final class RefreshDue {

  private static final int PAGE = 100;

  /** A task that takes long is looked for again after this, should its message be lost. */
  private static final Duration LONG = Duration.ofHours(1);

  /** What failed is left alone for so long, then twice as long: it must not refill the dead letters at each run. */
  private static final Duration PUT_OFF = Duration.ofHours(1);

  private static final Duration LONGEST_PUT_OFF = Duration.ofDays(1);
  private static final int DOUBLINGS = 5;

  /**
   * A share of the due index, worked off by one message.
   *
   * @param number which, from 0
   * @param of how many there are; any number of them share the whole index
   */
  public record Shard(int number, int of) {

    public Shard {
      if (of < 1 || of > AccountStore.DUE_PARTS || number < 0 || number >= of) {
        throw new IllegalArgumentException("there is no such shard");
      }
    }

    /** All shards, where there are so many. */
    public static List<Shard> all(int of) {
      return IntStream.range(0, of).mapToObj(number -> new Shard(number, of)).toList();
    }

    private int[] parts() {
      return IntStream.range(0, AccountStore.DUE_PARTS)
          .filter(part -> part % of == number)
          .toArray();
    }
  }

  /**
   * What a run did.
   *
   * @param due how many tasks were due
   * @param changed how many accounts were recomputed to something else
   * @param unchanged how many accounts were as they should be
   * @param conflicts how often another change of an account came first
   * @param expired how many holds were found to be over
   * @param failed those that could not be done; they are put off and to be tried alone
   * @param oldest since when the oldest of them was due
   * @param complete whether all that was due was looked at; else time ran out
   */
  public record Report(
      int due,
      int changed,
      int unchanged,
      int conflicts,
      int expired,
      List<Failure> failed,
      Optional<Instant> oldest,
      boolean complete) {}

  /**
   * A task that could not be done.
   *
   * @param due which, and since when it is due, or was to be tried again
   * @param fault why
   */
  public record Failure(Due due, Throwable fault) {}

  private final AccountStore store;
  private final Function<String, Optional<App>> apps;
  private final RefreshAccount refresh;
  private final ForgetApp forget;

  /**
   * Refreshes.
   *
   * @param store the store, not null
   * @param apps finds an app by its id
   * @param forget forgets an app that was deleted
   * @param clock no reservation ends ahead of it, whatever the time of a run
   */
  public RefreshDue(
      AccountStore store, Function<String, Optional<App>> apps, ForgetApp forget, InstantSource clock) {
    this.store = store;
    this.apps = apps;
    this.refresh = new RefreshAccount(store, clock);
    this.forget = forget;
  }

  /** Takes tasks out of a shard's message, each as a message of its own. */
  public interface Leaving {

    /** A task that takes long, or is to be done apart. */
    void later(Task task);

    /** A task that could not be done. */
    void failed(Failure failure);
  }

  /**
   * Does what is due in a shard.
   *
   * @param shard which
   * @param time the run's now
   * @param apart whether each task is to leave for a message of its own: an earlier attempt died, and whatever
   *     it died of must not take the others with it
   * @param hasTime whether there is time for one more task
   * @param leaving where tasks go that must not hold up the others
   */
  public Report shard(
      Shard shard, Instant time, boolean apart, BooleanSupplier hasTime, Leaving leaving) {
    Run run = new Run(time, apart, hasTime, leaving);
    boolean complete = true;
    for (int part : shard.parts()) {
      complete = complete && run.part(part);
    }
    return run.report(complete);
  }

  /** One run over a shard, and what it did so far. */
  private final class Run {
    private final Instant time;
    private final boolean apart;
    private final BooleanSupplier hasTime;
    private final Leaving leaving;
    private final List<Failure> failed = new ArrayList<>();
    private Optional<Instant> oldest = Optional.empty();
    private int due;
    private int changed;
    private int unchanged;
    private int conflicts;
    private int expired;

    Run(Instant time, boolean apart, BooleanSupplier hasTime, Leaving leaving) {
      this.time = time;
      this.apart = apart;
      this.hasTime = hasTime;
      this.leaving = leaving;
    }

    Report report(boolean complete) {
      return new Report(
          due, changed, unchanged, conflicts, expired, failed, oldest, complete);
    }

    /** Says whether there was the time for all that is due there. */
    boolean part(int part) {
      Optional<Due> after = Optional.empty();
      do {
        Page<Due> page = store.due(part, time, after, PAGE);
        for (Due next : page.items()) {
          if (!hasTime.getAsBoolean()) {
            return false;
          }
          done(next);
        }
        after =
            page.next().isPresent() ? Optional.of(page.items().getLast()) : Optional.empty();
      } while (after.isPresent());
      return true;
    }

    /** What leaves is sent on first, and then put off. */
    private void done(Due next) {
      if (apart || !(next.task() instanceof Task.Refresh(var ref))) {
        counted(next);
        leaving.later(next.task());
        putOff(next, times -> time.plus(LONG));
        return;
      }
      try {
        count(next, refreshed(ref, time, Optional.of(next.at())));
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
        counted(next);
        Failure failure = new Failure(next, fault);
        leaving.failed(failure);
        failed.add(failure);
        putOff(next, times -> time.plus(backoff(times)));
      }
    }

    private void counted(Due next) {
      due++;
      oldest = oldest.filter(next.at()::isAfter).or(() -> Optional.of(next.at()));
    }

    private void count(Due next, RefreshAccount.Done done) {
      // What is left of a deleted app is due until it is deleted, too; there is nothing to recompute.
      if (done.result() == RefreshAccount.Result.GONE) {
        return;
      }
      counted(next);
      changed += done.result() == RefreshAccount.Result.CHANGED ? 1 : 0;
      unchanged += done.result() == RefreshAccount.Result.UNCHANGED ? 1 : 0;
      conflicts += done.conflicts();
      expired += done.expired();
    }

    private void putOff(Due next, IntFunction<Instant> until) {
      try {
        store.park(next, until);
      } catch (StoreUnavailable stillDue) {
        // The next run meets it again; the rest of the shard must not wait for that.
      }
    }
  }

  private static Duration backoff(int times) {
    Duration doubled = PUT_OFF.multipliedBy(1L << Math.min(times, DOUBLINGS));
    return doubled.compareTo(LONGEST_PUT_OFF) > 0 ? LONGEST_PUT_OFF : doubled;
  }

  /**
   * Does one task that was sent on alone.
   *
   * @return whether it is done; else there was not the time, and a part is left
   */
  public boolean alone(Task task, Instant time, BooleanSupplier hasTime) {
    return switch (task) {
      case Task.Refresh(var ref) -> {
        refreshed(ref, time, Optional.empty());
        yield true;
      }
      case Task.ForgetCustomer(var app, var customer) ->
          store.forget(app, customer, time, hasTime);
      case Task.ForgetApp(var app) -> forget.app(app, time, hasTime);
    };
  }

  private RefreshAccount.Done refreshed(
      AccountRef ref, Instant time, Optional<Instant> indexed) {
    return apps.apply(ref.app())
        .map(app -> refresh.refresh(app, ref, time, indexed))
        .orElseGet(() -> new RefreshAccount.Done(RefreshAccount.Result.GONE, 0, 0));
  }
}
