package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.availability.Source;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Rule 11: says whether an account has an amount. A pure function of the account's item. */
public final class FundsCheck {

  /** What a client is told. */
  public enum Decision {
    SUFFICIENT,
    INSUFFICIENT,
    UNKNOWN
  }

  /** Why, in the order in which they are looked at. */
  public enum Reason {
    OTHER_CURRENCY(Decision.UNKNOWN),
    UNKNOWN_BALANCE(Decision.UNKNOWN),
    NOT_ENOUGH(Decision.INSUFFICIENT),
    ACCOUNT_RESTRICTED(Decision.UNKNOWN),
    CONNECTION(Decision.UNKNOWN),
    UPDATING(Decision.UNKNOWN),
    TOO_OLD(Decision.UNKNOWN),
    INCOMPLETE(Decision.UNKNOWN),
    ENOUGH(Decision.SUFFICIENT);

    private final Decision decision;

    Reason(Decision decision) {
      this.decision = decision;
    }

    public Decision decision() {
      return decision;
    }

    /** As it is named on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The answer.
   *
   * @param reason why; it implies the decision
   * @param available what was compared with the amount; absent when nobody knows
   * @param account the account as it was
   */
  public record Answer(Reason reason, Optional<Money> available, Account account) {}

  private FundsCheck() {}

  /**
   * Decides.
   *
   * @param account the account, read strongly consistent
   * @param amount the amount in major units, positive
   * @param currency the amount's currency
   * @param maxAge the age from which the figures are too old
   * @param now the clock's now
   */
  public static Answer check(
      Account account, BigDecimal amount, Currency currency, Duration maxAge, Instant now) {
    Optional<Money> available = account.figures().availableAt(now);
    return new Answer(
        reason(account, available, amount, currency, maxAge, now), available, account);
  }

  private static Reason reason(
      Account account,
      Optional<Money> available,
      BigDecimal amount,
      Currency currency,
      Duration maxAge,
      Instant now) {
    if (!account.figures().currency().equals(currency)) {
      return Reason.OTHER_CURRENCY;
    }
    if (available.isEmpty()) {
      return Reason.UNKNOWN_BALANCE;
    }
    // Also when the rest is doubtful: it is the most there can be.
    if (amount.compareTo(available.get().amount()) > 0) {
      return Reason.NOT_ENOUGH;
    }
    if (account.profile().isRestricted()) {
      return Reason.ACCOUNT_RESTRICTED;
    }
    if (account.connection().state() != Connection.State.ACTIVE) {
      return Reason.CONNECTION;
    }
    if (!account.applying().isEmpty()) {
      return Reason.UPDATING;
    }
    if (account.isOlderThan(maxAge, now)) {
      return Reason.TOO_OLD;
    }
    return account.figures().source() == Source.INCOMPLETE ? Reason.INCOMPLETE : Reason.ENOUGH;
  }
}
