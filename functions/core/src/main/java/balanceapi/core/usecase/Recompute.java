package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Policy;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.transaction.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes an account's figures from what is stored and saves them under the account's version. */
final class Recompute {

  private final AccountStore store;

  Recompute(AccountStore store) {
    this.store = store;
  }

  /**
   * The account with its figures of this instant, saved; holds found expired are recorded first.
   *
   * @return empty when another change came first
   */
  Optional<Account> saved(Account account, Map<String, Held> open, Policy policy, Instant now) {
    return saved(account, open, computed(account, open, policy, now), now);
  }

  /** The account with these figures, saved, as {@link #saved(Account, Map, Policy, Instant)} does. */
  Optional<Account> saved(
      Account account, Map<String, Held> open, AvailableBalance.Result result, Instant now) {
    if (!recordExpired(account, open, result.expired(), now)) {
      return Optional.empty();
    }
    return store.save(account.computed(result.figures(), now));
  }

  AvailableBalance.Result computed(
      Account account, Map<String, Held> open, Policy policy, Instant now) {
    Collection<Transaction> transactions = OpenBook.transactions(store, account, open);
    return AvailableBalance.of(account.position(), transactions, policy, now);
  }

  /** Rule 5: an expiry once recorded on the hold stands, so that an older run never revives it. */
  private boolean recordExpired(
      Account account, Map<String, Held> open, List<Transaction> expired, Instant now) {
    for (Transaction hold : expired) {
      Held held = open.get(hold.id());
      if (held != null
          && !store.keepOpen(account.ref(), new Held(hold.expired(now), held.revision()))) {
        return false;
      }
    }
    return true;
  }
}
