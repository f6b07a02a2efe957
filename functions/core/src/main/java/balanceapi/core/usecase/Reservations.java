package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Reservation;
import balanceapi.core.app.App;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Page;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is reserved of an account, and giving it back. Reservations are made by {@link Decisions}. */
public final class Reservations {

  private final AccountStore store;

  public Reservations(AccountStore store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * The reservations that hold something now, by reference, a page; empty when the app has no such account.
   *
   * @param after the place where the previous page ended
   */
  public Optional<Page<Reservation>> live(
      App app, String account, Optional<String> after, int limit, Instant now) {
    return store
        .account(new AccountRef(app.id(), account))
        .map(
            found ->
                page(
                    found.reserved().live(now).stream()
                        .filter(r -> after.filter(at -> r.reference().compareTo(at) <= 0).isEmpty())
                        .toList(),
                    limit));
  }

  private static Page<Reservation> page(List<Reservation> left, int limit) {
    List<Reservation> items = left.subList(0, Math.min(limit, left.size()));
    return new Page<>(
        items,
        left.size() > limit ? Optional.of(items.getLast().reference()) : Optional.empty());
  }

  /** Those that are over, newest end first, a page; empty when the app has no such account. */
  public Optional<Page<Reservation.Ended>> ended(
      App app, String account, Optional<String> after, int limit) {
    return store
        .glance(new AccountRef(app.id(), account))
        .map(found -> store.ended(found.ref(), after, limit));
  }

  /**
   * Gives a reservation back; one that is over stays as it ended.
   *
   * @return false when the app has no such account, or that never had a reservation of this reference
   */
  public boolean release(App app, String account, String reference, Instant now) {
    AccountRef ref = new AccountRef(app.id(), account);
    return Attempts.until(
        () -> {
          Optional<Account> found = store.account(ref);
          Optional<Reservation> known = found.flatMap(a -> a.reserved().of(reference));
          if (known.isEmpty()) {
            return Optional.of(found.flatMap(a -> store.ended(a.ref(), reference)).isPresent());
          }
          Account left = without(store, found.get(), List.of(known.get().released(now)));
          return store.save(left).map(saved -> true);
        });
  }

  /** The account without the reservations whose time is over, still to be saved; the same one if there are none. */
  static Account withoutThoseOver(AccountStore store, Account account, Instant now) {
    return without(
        store, account, account.reserved().over(now).stream().map(Reservation::expired).toList());
  }

  /**
   * The account without these reservations, still to be saved. How they ended is kept first, so that no reference
   * seems free in between; done half-way it is done again by the next release or refresh.
   */
  private static Account without(AccountStore store, Account account, List<Reservation.Ended> ended) {
    Account left = account;
    for (Reservation.Ended each : ended) {
      store.end(account.ref(), each);
      left = left.reserving(left.reserved().without(each.reservation().reference()));
    }
    return left;
  }
}
