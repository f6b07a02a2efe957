package balanceapi.core.account;

import balanceapi.core.money.Money;
import java.time.Instant;
import java.util.Objects;

/**
 * An amount that a client holds for a payment of its own: the bank knows nothing of it, and whoever asks here sees it
 * taken off.
 *
 * @param reference the client's name for it, one of the account's
 * @param amount what is held, positive
 * @param madeAt when it was made
 * @param expiresAt when it ends by itself; at that instant it holds nothing any more
 */
public record Reservation(String reference, Money amount, Instant madeAt, Instant expiresAt) {

  public Reservation {
    Objects.requireNonNull(reference, "reference");
    Objects.requireNonNull(madeAt, "madeAt");
    if (amount.amount().signum() <= 0) {
      throw new IllegalArgumentException("a reservation holds more than nothing");
    }
    if (!expiresAt.isAfter(madeAt)) {
      throw new IllegalArgumentException("a reservation ends after it was made");
    }
  }

  /** How a reservation ended. */
  public enum End {
    /** Its client gave it back. */
    RELEASED,
    /** Its time was over. */
    EXPIRED
  }

  /**
   * A reservation that is over. It is remembered for a while, so that a reference never reserves twice.
   *
   * @param reservation what it was
   * @param end how it ended
   * @param at when it ended
   */
  public record Ended(Reservation reservation, End end, Instant at) {}

  /** Says whether it holds anything at this instant. */
  public boolean isLive(Instant now) {
    return expiresAt.isAfter(now);
  }

  /** How it ends if it is given back now: one whose time is over has expired already. */
  public Ended released(Instant now) {
    return isLive(now) ? new Ended(this, End.RELEASED, now) : expired();
  }

  /** As it is when its time is over. */
  public Ended expired() {
    return new Ended(this, End.EXPIRED, expiresAt);
  }
}
