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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Does what is due in one shard (design section 8): refreshes accounts, and forgets who was erased. Its cost
 * grows with what is due, not with more.
 */
public final class RefreshDue {

  private static final int PAGE = 100;

  /** A task that takes long is looked for again after this, should its message be lost. */
  private static final Duration LONG = Duration.ofHours(1);

  /** An account that failed is left alone for so long: it must not refill the dead letters at each run. */
  private static final Duration PUT_OFF = Duration.ofHours(6);

  /**
   * What a run did.
   *
   * @param due how many tasks were due
   * @param changed how many of them changed anything
   * @param failed those that could not be done; they are put off and to be tried alone
   * @param oldest since when the oldest of them was due
   * @param complete whether all that was due was looked at; else time ran out
   */
  public record Report(
      int due, int changed, List<Failure> failed, Optional<Instant> oldest, boolean complete) {}

  /**
   * A task that could not be done.
   *
   * @param task which
   * @param fault why
   */
  public record Failure(Task task, RuntimeException fault) {}

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
   */
  public RefreshDue(
      AccountStore store, Function<String, Optional<App>> apps, ForgetApp forget) {
    this.store = store;
    this.apps = apps;
    this.refresh = new RefreshAccount(store);
    this.forget = forget;
  }

  /** Takes tasks out of a shard's message, each as a message of its own. */
  public interface Leaving {

    /** A task that takes long. */
    void later(Task task);

    /** A task that could not be done. */
    void failed(Failure failure);
  }

  /**
   * Does what is due in a shard.
   *
   * @param shard which
   * @param time the run's now
   * @param hasTime whether there is time for one more task
   * @param leaving where tasks go that must not hold up the others
   */
  public Report shard(int shard, Instant time, BooleanSupplier hasTime, Leaving leaving) {
    List<Failure> failed = new ArrayList<>();
    int looked = 0;
    int changed = 0;
    Optional<Instant> oldest = Optional.empty();
    Optional<Due> after = Optional.empty();
    do {
      Page<Due> page = store.due(shard, time, after, PAGE);
      for (Due due : page.items()) {
        if (!hasTime.getAsBoolean()) {
          return new Report(looked, changed, failed, oldest, false);
        }
        looked++;
        oldest = oldest.or(() -> Optional.of(due.at()));
        changed += done(due, time, leaving, failed) ? 1 : 0;
      }
      after =
          page.next().isPresent() ? Optional.of(page.items().getLast()) : Optional.empty();
    } while (after.isPresent());
    return new Report(looked, changed, failed, oldest, true);
  }

  /** Says whether it changed anything. What leaves is sent on first, and then put off. */
  private boolean done(Due due, Instant time, Leaving leaving, List<Failure> failed) {
    if (!(due.task() instanceof Task.Refresh(var ref))) {
      leaving.later(due.task());
      putOff(due, time.plus(LONG));
      return false;
    }
    try {
      return refreshed(ref, time, Optional.of(due.at()));
    } catch (RuntimeException fault) {
      Failure failure = new Failure(due.task(), fault);
      leaving.failed(failure);
      failed.add(failure);
      putOff(due, time.plus(PUT_OFF));
      return false;
    }
  }

  private void putOff(Due due, Instant until) {
    try {
      store.park(due, until);
    } catch (StoreUnavailable stillDue) {
      // The next run meets it again; the rest of the shard must not wait for that.
    }
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

  private boolean refreshed(AccountRef ref, Instant time, Optional<Instant> indexed) {
    return apps.apply(ref.app())
        .filter(
            app -> refresh.refresh(app, ref, time, indexed) == RefreshAccount.Result.CHANGED)
        .isPresent();
  }
}
