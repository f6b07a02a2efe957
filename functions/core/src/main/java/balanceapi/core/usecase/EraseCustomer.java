package balanceapi.core.usecase;

import balanceapi.core.app.App;
import balanceapi.core.store.CustomerStore;
import java.time.Instant;
import java.util.Objects;

/** Erases a person (design section 4): hidden when this returns, deleted by the refresh soon after. */
public final class EraseCustomer {

  private final CustomerStore store;

  public EraseCustomer(CustomerStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * Erases the customer; to be repeated when it throws. What a repetition finds hidden stays hidden.
   *
   * @return false when the app never heard of this customer
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses
   */
  public boolean erase(App app, String customer, Instant now) {
    if (!store.knows(app.id(), customer)) {
      return false;
    }
    store.hide(app.id(), customer, store.erase(app.id(), customer, now));
    return true;
  }
}
