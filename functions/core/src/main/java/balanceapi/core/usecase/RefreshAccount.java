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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Recomputes one account that is due: a hold's or a reservation's time is over, or an event was left half applied.
 *
 * <p>Run twice, or by two at once, it changes nothing twice: it saves under the account's version, and
 * only what differs.
 */
public final class RefreshAccount {

  /** An event that is applied for longer than a function may run was left by one that died. */
  static final Duration LEFT_BEHIND = Duration.ofSeconds(60);

  /** No run is as late: an account that was due before is in no part of the index that anybody reads. */
  private static final Duration OVERDUE = Duration.ofHours(25);

  private final AccountStore store;
  private final ApplyTransactions transactions;
  private final Recompute recompute;
  private final InstantSource clock;

  /** One whose runs are never ahead of the clock. */
  public RefreshAccount(AccountStore store) {
    this(store, () -> Instant.MAX);
  }

  /**
   * One whose runs may be ahead of the clock, as an operator may wish for holds. A reservation does not end before its
   * time by the clock: its client counts on it, and its money would be promised twice.
   */
  public RefreshAccount(AccountStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
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
   * What one refresh did, for who counts.
   *
   * @param result what became of the account
   * @param expired how many holds it found to be over and recorded so
   * @param conflicts how often another change came first and it was made again
   */
  record Done(Result result, int expired, int conflicts) {}

  /**
   * Recomputes the account.
   *
   * @param app the account's app
   * @param ref which account
   * @param time the run's now: holds expire by it
   */
  public Result refresh(App app, AccountRef ref, Instant time) {
    return refresh(app, ref, time, Optional.empty()).result();
  }

  /**
   * Recomputes the account.
   *
   * @param indexed when the index says that it is due, if that is why: an account that is not due itself
   *     was refreshed by another since the index was read
   */
  Done refresh(App app, AccountRef ref, Instant time, Optional<Instant> indexed) {
    Policy policy = Policy.of(app.settings());
    AtomicInteger conflicts = new AtomicInteger();
    return Attempts.until(
        () ->
            store
                .book(ref)
                .map(book -> attempt(book, policy, time, indexed, conflicts))
                .orElse(Optional.of(new Done(Result.GONE, 0, 0))));
  }

  private Optional<Done> attempt(
      Book book,
      Policy policy,
      Instant time,
      Optional<Instant> indexed,
      AtomicInteger conflicts) {
    Account account = book.account();
    if (indexed.isPresent() && account.due().filter(at -> !at.isAfter(time)).isEmpty()) {
      return Optional.of(new Done(Result.UNCHANGED, 0, conflicts.get()));
    }
    List<String> left =
        account.applying().entrySet().stream()
            .filter(entry -> !entry.getValue().plus(LEFT_BEHIND).isAfter(time))
            .map(Map.Entry::getKey)
            .toList();
    if (!left.isEmpty()) {
      boolean finished = resume(book, left.getFirst(), policy, time);
      if (!finished) {
        conflicts.incrementAndGet();
      }
      return finished && left.size() == 1
          ? Optional.of(new Done(Result.CHANGED, 0, conflicts.get()))
          : Optional.empty();
    }
    AvailableBalance.Result result = recompute.computed(account, book.open(), policy, time);
    Instant clockNow = clock.instant();
    Account rest =
        Reservations.withoutThoseOver(store, account, time.isAfter(clockNow) ? clockNow : time);
    if (result.figures().equals(account.figures()) && rest.reserved().equals(account.reserved())) {
      return Optional.of(new Done(Result.UNCHANGED, 0, conflicts.get()));
    }
    Optional<Account> saved = recompute.saved(rest, book.open(), result, time);
    if (saved.isEmpty()) {
      conflicts.incrementAndGet();
    }
    return saved.map(
        stored -> new Done(Result.CHANGED, result.expired().size(), conflicts.get()));
  }

  /** What an audit found. */
  enum Audited {
    /** The figures are those that the stored transactions give. */
    SOUND,
    /** They were not, and have been repaired. */
    REPAIRED,
    /** They follow a policy that the app had before. */
    OTHER_POLICY,
    /** Not to be judged: it is gone, or due, or an event is being applied. */
    LEFT,
    /** It has been due for long, and nobody came. */
    OVERDUE
  }

  /** Recomputes an account that should be as it is. */
  Audited audit(App app, AccountRef ref, Instant time) {
    Policy policy = Policy.of(app.settings());
    return Attempts.until(
        () ->
            store
                .book(ref)
                .map(book -> audit(book, policy, time))
                .orElse(Optional.of(Audited.LEFT)));
  }

  private Optional<Audited> audit(Book book, Policy policy, Instant time) {
    Account account = book.account();
    // What came in meanwhile is not judged by a time before it.
    Instant now = time.isBefore(account.computedAt()) ? account.computedAt() : time;
    if (account.due().filter(at -> !at.plus(OVERDUE).isAfter(now)).isPresent()) {
      return Optional.of(Audited.OVERDUE);
    }
    // While an event is applied, holds are stored that the figures do not know yet.
    if (!account.applying().isEmpty() || account.due().filter(at -> !at.isAfter(now)).isPresent()) {
      return Optional.of(Audited.LEFT);
    }
    if (!account.figures().follow(policy)) {
      return Optional.of(Audited.OTHER_POLICY);
    }
    AvailableBalance.Result result = recompute.computed(account, book.open(), policy, now);
    return result.figures().equals(account.figures())
        ? Optional.of(Audited.SOUND)
        : recompute.saved(account, book.open(), result, now).map(saved -> Audited.REPAIRED);
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
