package balanceapi.core.usecase;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Refreshes what is due in one shard (design section 8). Its cost grows with what is due, not with more. */
public final class RefreshDue {

  private static final int PAGE = 100;

  /** An account that failed is left alone for so long: it must not refill the dead letters at each run. */
  private static final Duration PUT_OFF = Duration.ofHours(6);

  /**
   * What a run did.
   *
   * @param due how many accounts were due
   * @param changed how many of them have new figures
   * @param failed those that could not be refreshed; they are put off and to be tried alone
   * @param oldest since when the oldest of them was due
   * @param complete whether all that was due was looked at; else time ran out
   */
  public record Report(
      int due, int changed, List<Failure> failed, Optional<Instant> oldest, boolean complete) {}

  /**
   * An account that could not be refreshed.
   *
   * @param ref which account
   * @param fault why
   */
  public record Failure(AccountRef ref, RuntimeException fault) {}

  private final AccountStore store;
  private final Function<String, Optional<App>> apps;
  private final RefreshAccount refresh;

  /**
   * Refreshes.
   *
   * @param store the store, not null
   * @param apps finds an app by its id
   */
  public RefreshDue(AccountStore store, Function<String, Optional<App>> apps) {
    this.store = store;
    this.apps = apps;
    this.refresh = new RefreshAccount(store);
  }

  /**
   * Refreshes a shard.
   *
   * @param shard which
   * @param time the run's now
   * @param hasTime whether there is time for one more account
   * @param leaves takes an account that failed out of the shard: sends it on alone
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
          if (account(due.ref(), time, Optional.of(due.at()))) {
            changed++;
          }
        } catch (RuntimeException fault) {
          Failure failure = new Failure(due.ref(), fault);
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

  /**
   * Refreshes one account.
   *
   * @return whether it changed
   */
  public boolean account(AccountRef ref, Instant time) {
    return account(ref, time, Optional.empty());
  }

  private boolean account(AccountRef ref, Instant time, Optional<Instant> indexed) {
    return apps.apply(ref.app())
        .map(app -> refresh.refresh(app, ref, time, indexed) == RefreshAccount.Result.CHANGED)
        .orElse(false);
  }
}
