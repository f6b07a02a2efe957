package balanceapi.core.store;

import balanceapi.core.store.AccountStore.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The lives of customers. An erasure ends one: first it is marked, so that no event begins anything new; then
 * all that a query reads is hidden; then, once no function of before can still be running, everything is
 * deleted. Each step may be repeated from its beginning.
 */
public interface CustomerStore {

  /** No function runs for longer: what was in flight at an erasure is over by then. */
  Duration IN_FLIGHT = Duration.ofMinutes(1);

  /** When this customer was erased, if ever. */
  Optional<Life> life(String app, String customer);

  /** Says whether anything was ever stored of this customer, be it the erasure alone. */
  boolean knows(String app, String customer);

  /**
   * Marks the customer's life as ended, and as due to be forgotten {@link #IN_FLIGHT} later. One that has
   * ended stays as it is. It ends no earlier than its newest sign-in, whose clock may be ahead of ours: sent
   * again, that one must not look like a new life's.
   *
   * @return when it ended
   */
  Instant erase(String app, String customer, Instant now);

  /** Begins a new life of an erased customer, unless it was erased again at or after this instant. */
  void revive(String app, String customer, Instant started);

  /** Hides the accounts and records of the life that ended then: no read finds them any more. */
  void hide(String app, String customer, Instant erasedAt);

  /**
   * Deletes what is left of the lives that ended, in slices; the mark of the erasure stays, so that late
   * events are known for what they are. What ended less than {@link #IN_FLIGHT} ago is left for later.
   *
   * @param now the clock's now
   * @param hasTime asked between slices
   * @return whether all is gone that could be; else to be called again
   */
  boolean forget(String app, String customer, Instant now, BooleanSupplier hasTime);

  /** Customers of the app, those erased too, from this place on, a page. */
  Page<String> customersOfApp(String app, Optional<String> after, int limit);

  /** Deletes the last that is known of an erased customer: for an app that is deleted itself. */
  void drop(String app, String customer);

  /** Deletes the counts of an app's accounts: for an app that is deleted, when its last customer is gone. */
  void dropCounts(String app);

  /**
   * The lives of a customer.
   *
   * @param erasedAt when the last life ended
   * @param reborn whether an AUTH that started later began a new one
   */
  record Life(Instant erasedAt, boolean reborn) {}
}
