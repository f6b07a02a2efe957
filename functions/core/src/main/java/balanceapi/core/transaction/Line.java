package balanceapi.core.transaction;

import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One line of a bank's transaction feed, as one event stated it.
 *
 * @param direction whether it takes money or brings it
 * @param amount a positive amount in major units
 * @param currency its currency; absent means the account's
 * @param begun its {@code trans_date}; absent means the {@code as_of} of the first event that showed it
 * @param cleared its {@code cleared_date}; for a posting, absent means {@code begun}
 * @param expires its {@code expires_at}, for a hold
 * @param replaces the pending transaction that this posting names as its own
 */
public record Line(
    Direction direction,
    BigDecimal amount,
    Optional<Currency> currency,
    Optional<When> begun,
    Optional<When> cleared,
    Optional<When> expires,
    Optional<String> replaces) {

  /** Which way the money goes. */
  public enum Direction {
    DEBIT,
    CREDIT
  }
}
