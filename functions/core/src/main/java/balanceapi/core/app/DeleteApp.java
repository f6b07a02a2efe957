package balanceapi.core.app;

import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.CustomerStore;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Deletes an app: its keys and webhooks stop, as soon as no function remembers them; what it holds of people,
 * the refresh deletes soon after.
 */
public final class DeleteApp {

  private static final int PAGE = 100;

  private final AppStore apps;
  private final CustomerStore customers;

  public DeleteApp(AppStore apps, CustomerStore customers) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.customers = Objects.requireNonNull(customers, "customers");
  }

  /** What became of it. */
  public enum Result {
    DELETED,
    /** It has customers, and nobody said that they are to be erased. */
    HAS_CUSTOMERS,
    UNKNOWN
  }

  /**
   * Deletes the app.
   *
   * @param erase whether its customers are erased with it
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses; to be repeated
   */
  public Result delete(String appId, boolean erase, Instant now) {
    if (apps.find(appId).isEmpty()) {
      return Result.UNKNOWN;
    }
    if (!erase && hasCustomers(appId)) {
      return Result.HAS_CUSTOMERS;
    }
    return apps.delete(appId, now) ? Result.DELETED : Result.UNKNOWN;
  }

  private boolean hasCustomers(String appId) {
    Optional<String> after = Optional.empty();
    do {
      Page<String> page = customers.customersOfApp(appId, after, PAGE);
      if (page.items().stream().anyMatch(customer -> isHere(appId, customer))) {
        return true;
      }
      after = page.next();
    } while (after.isPresent());
    return false;
  }

  private boolean isHere(String appId, String customer) {
    return customers.life(appId, customer).filter(life -> !life.reborn()).isEmpty();
  }
}
