package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Policy;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recomputes one account that is due: a hold's time is over, or an event was left half applied.
 *
 * <p>Run twice, or by two at once, it changes nothing twice: it saves under the account's version, and
 * only what differs.
 */
public final class RefreshAccount {

  /** An event that is applied for longer than a function may run was left by one that died. */
  static final Duration LEFT_BEHIND = Duration.ofSeconds(60);

  private final AccountStore store;
  private final ApplyTransactions transactions;
  private final Recompute recompute;

  public RefreshAccount(AccountStore store) {
    this.store = store;
    this.transactions = new ApplyTransactions(store);
    this.recompute = new Recompute(store);
  }

  /** What a refresh did. */
  public enum Result {
    /** The account has new figures, or another time at which it is due. */
    CHANGED,
    /** It is as it was. */
    UNCHANGED,
    /** It is gone. */
    GONE
  }

  /**
   * Recomputes the account.
   *
   * @param app the account's app
   * @param ref which account
   * @param time the run's now: holds expire by it
   */
  public Result refresh(App app, AccountRef ref, Instant time) {
    return refresh(app, ref, time, Optional.empty());
  }

  /**
   * Recomputes the account.
   *
   * @param indexed when the index says that it is due, if that is why: an account that is not due itself
   *     was refreshed by another since the index was read
   */
  public Result refresh(App app, AccountRef ref, Instant time, Optional<Instant> indexed) {
    Policy policy = Policy.of(app.settings());
    return Attempts.until(
        () ->
            store
                .book(ref)
                .map(book -> attempt(book, policy, time, indexed))
                .orElse(Optional.of(Result.GONE)));
  }

  private Optional<Result> attempt(
      Book book, Policy policy, Instant time, Optional<Instant> indexed) {
    Account account = book.account();
    if (indexed.isPresent() && account.due().filter(at -> !at.isAfter(time)).isEmpty()) {
      return Optional.of(Result.UNCHANGED);
    }
    List<String> left =
        account.applying().entrySet().stream()
            .filter(entry -> !entry.getValue().plus(LEFT_BEHIND).isAfter(time))
            .map(Map.Entry::getKey)
            .toList();
    if (!left.isEmpty()) {
      boolean finished = resume(book, left.getFirst(), policy, time);
      return finished && left.size() == 1 ? Optional.of(Result.CHANGED) : Optional.empty();
    }
    AvailableBalance.Result result = recompute.computed(account, book.open(), policy, time);
    return result.figures().equals(account.figures())
        ? Optional.of(Result.UNCHANGED)
        : recompute.saved(account, book.open(), result, time).map(saved -> Result.CHANGED);
  }

  /**
   * Finishes an event from what was kept of it; of which nothing was kept, nothing was written. Either under
   * the version that shows the mark: an event that another finished meanwhile is not begun again.
   *
   * @return whether the account was saved, with its figures of now; else another change came first
   */
  private boolean resume(Book book, String event, Policy policy, Instant time) {
    Account account = book.account();
    Optional<Receipt> kept =
        store.keptReceipt(account.ref(), event).filter(receipt -> receipt.content().isPresent());
    return kept.isPresent()
        ? transactions.resume(book, kept.get(), policy, time).isPresent()
        : recompute.saved(account.applied(event), book.open(), policy, time).isPresent();
  }
}
