package balanceapi.core.usecase;

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
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does what is due in one shard (design section 8): refreshes accounts, and forgets who was erased. Its cost
 * grows with what is due, not with more.
 */
public final class RefreshDue {

  private static final int PAGE = 100;

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

  /**
   * Refreshes a shard.
   *
   * @param shard which
   * @param time the run's now
   * @param hasTime whether there is time for one more task, or one more slice of one
   * @param leaves takes a task that failed out of the shard: sends it on alone
   */
  public Report shard(
      int shard, Instant time, BooleanSupplier hasTime, Consumer<Failure> leaves) {
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
        try {
          Result result = done(due.task(), time, Optional.of(due.at()), hasTime);
          if (result == Result.OUT_OF_TIME) {
            return new Report(looked, changed, failed, oldest, false);
          }
          if (result == Result.CHANGED) {
            changed++;
          }
        } catch (RuntimeException fault) {
          Failure failure = new Failure(due.task(), fault);
          // Sent on first: what is put off without a message of its own would wait for hours.
          leaves.accept(failure);
          failed.add(failure);
          putOff(due, time);
        }
      }
      after =
          page.next().isPresent() ? Optional.of(page.items().getLast()) : Optional.empty();
    } while (after.isPresent());
    return new Report(looked, changed, failed, oldest, true);
  }

  private void putOff(Due due, Instant time) {
    try {
      store.park(due, time.plus(PUT_OFF));
    } catch (StoreUnavailable stillDue) {
      // The next run meets it again; the rest of the shard must not wait for that.
    }
  }

  /** What became of a task. */
  public enum Result {
    CHANGED,
    UNCHANGED,
    /** A part of it is left. */
    OUT_OF_TIME
  }

  /** Does one task that was sent on alone. */
  public Result alone(Task task, Instant time, BooleanSupplier hasTime) {
    return done(task, time, Optional.empty(), hasTime);
  }

  private Result done(
      Task task, Instant time, Optional<Instant> indexed, BooleanSupplier hasTime) {
    return switch (task) {
      case Task.Refresh(var ref) ->
          apps.apply(ref.app())
                  .filter(
                      app ->
                          refresh.refresh(app, ref, time, indexed)
                              == RefreshAccount.Result.CHANGED)
                  .isPresent()
              ? Result.CHANGED
              : Result.UNCHANGED;
      case Task.ForgetCustomer(var app, var customer) ->
          forgotten(store.forget(app, customer, hasTime));
      case Task.ForgetApp(var app) -> forgotten(forget.app(app, time, hasTime));
    };
  }

  private static Result forgotten(boolean all) {
    return all ? Result.CHANGED : Result.OUT_OF_TIME;
  }
}
