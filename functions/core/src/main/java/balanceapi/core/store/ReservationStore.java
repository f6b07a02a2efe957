package balanceapi.core.store;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Reservation;
import balanceapi.core.store.AccountStore.Page;
import java.time.Duration;
import java.util.Optional;

/**
 * Reservations that are over. Those that hold something stand in their account's item. One is kept here before it
 * leaves that item, so that at no time its reference seems free.
 */
public interface ReservationStore {

  /** How long a reference is remembered after its reservation ended, and cannot reserve again. */
  Duration REMEMBERED = Duration.ofDays(90);

  /** Keeps how a reservation ended; the first end of a reference stands. */
  void end(AccountRef ref, Reservation.Ended ended);

  /** How the reservation of this reference ended, if it did. */
  Optional<Reservation.Ended> ended(AccountRef ref, String reference);

  /**
   * The reservations that ended, newest end first, a page; eventually consistent.
   *
   * @param after the place where the previous page ended
   */
  Page<Reservation.Ended> ended(AccountRef ref, Optional<String> after, int limit);
}
