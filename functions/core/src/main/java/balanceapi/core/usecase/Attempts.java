package balanceapi.core.usecase;

import balanceapi.core.store.StoreUnavailable;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Optimistic changes: read, decide, write under a condition; when another change came first, again.
 *
 * <p>Each attempt reads afresh and everything it writes can be written twice, so an attempt that lost
 * half-way does no harm.
 */
final class Attempts {

  /** Some tens of writers may meet at one account; each round one of them wins. */
  private static final int MAX = 100;

  private Attempts() {}

  /**
   * Repeats until an attempt gives something.
   *
   * @throws StoreUnavailable if others always came first; the sender repeats the event later
   */
  static <T> T until(Supplier<Optional<T>> attempt) {
    for (int i = 0; i < MAX; i++) {
      Optional<T> result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
    }
    throw new StoreUnavailable("too many changes of one item at once");
  }
}
