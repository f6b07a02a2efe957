package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Amounts below which an app is told of an account. They tell of a balance that falls below from then on: not of one
 * that is below already.
 */
public final class Thresholds {

  private final AccountStore store;

  public Thresholds(AccountStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /** The account with its thresholds; empty when the app has no such account. */
  public Optional<Account> of(App app, String account) {
    return store.account(new AccountRef(app.id(), account));
  }

  /**
   * Gives an account thresholds of its own.
   *
   * @param own absent for those of its app again
   * @return the account as stored; empty when the app has no such account
   */
  public Optional<Account> set(App app, String account, Optional<List<Money>> own) {
    return Attempts.until(
        () -> {
          Optional<Account> found = of(app, account);
          return found.filter(there -> !there.thresholds().equals(own)).isEmpty()
              ? Optional.of(found)
              : store.save(found.get().watched(own)).map(Optional::of);
        });
  }
}
