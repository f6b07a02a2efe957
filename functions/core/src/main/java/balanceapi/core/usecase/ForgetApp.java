package balanceapi.core.usecase;

import balanceapi.core.app.AppStore;
import balanceapi.core.store.CustomerStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Deletes what is left of an app that was deleted: its customers one by one, then its own last mark. */
public final class ForgetApp {

  private static final int PAGE = 100;

  private final CustomerStore customers;
  private final AppStore apps;

  public ForgetApp(CustomerStore customers, AppStore apps) {
    this.customers = Objects.requireNonNull(customers, "customers");
    this.apps = Objects.requireNonNull(apps, "apps");
  }

  /**
   * Goes on from wherever an earlier run stopped: a customer who is gone is listed no more.
   *
   * @return whether all is gone; else to be called again
   */
  boolean app(String app, Instant now, BooleanSupplier hasTime) {
    if (apps.find(app).isPresent()) {
      throw new IllegalStateException("an app is to be forgotten that was not deleted");
    }
    while (true) {
      List<String> page = customers.customersOfApp(app, Optional.empty(), PAGE).items();
      if (page.isEmpty()) {
        customers.dropCounts(app);
        apps.forget(app);
        return true;
      }
      for (String customer : page) {
        customers.erase(app, customer, now);
        // Whatever was in flight for this app was over when the deletion fell due.
        if (!hasTime.getAsBoolean()
            || !customers.forget(app, customer, Instant.MAX, hasTime)) {
          return false;
        }
        customers.drop(app, customer);
      }
    }
  }
}
