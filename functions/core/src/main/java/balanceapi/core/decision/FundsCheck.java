package balanceapi.core.decision;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.availability.Source;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
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
   * What is asked.
   *
   * @param amount the amount, positive
   * @param buffer what is to be left in the account, not negative; in the amount's currency
   * @param maxAge the age from which the figures are too old
   */
  public record Question(Money amount, Money buffer, Duration maxAge) {

    public Question {
      if (amount.amount().signum() <= 0 || buffer.amount().signum() < 0) {
        throw new IllegalArgumentException("an amount is more than zero, a buffer no less");
      }
      Objects.requireNonNull(maxAge, "maxAge");
    }

    /** Nothing is to be left. */
    public static Question of(Money amount, Duration maxAge) {
      return new Question(amount, Money.zero(amount.currency()), maxAge);
    }
  }

  /**
   * The answer.
   *
   * @param reason why; it implies the decision
   * @param available the available balance; absent when nobody knows
   * @param spendable what of it is not reserved, which was compared with the amount; absent when nobody knows
   * @param account the account as it was
   */
  public record Answer(
      Reason reason, Optional<Money> available, Optional<Money> spendable, Account account) {

    /** The same answer by an account of which more is known. */
    public Answer by(Account other) {
      return new Answer(reason, available, spendable, other);
    }
  }

  private FundsCheck() {}

  /**
   * Decides.
   *
   * @param account the account, read strongly consistent
   * @param now the clock's now
   */
  public static Answer check(Account account, Question question, Instant now) {
    return new Answer(
        reason(account, question, now),
        account.figures().availableAt(now),
        account.spendableAt(now),
        account);
  }

  private static Reason reason(Account account, Question question, Instant now) {
    Currency currency = question.amount().currency();
    if (!account.figures().currency().equals(currency)) {
      return Reason.OTHER_CURRENCY;
    }
    Optional<Money> available = account.figures().availableAt(now);
    if (available.isEmpty()) {
      return Reason.UNKNOWN_BALANCE;
    }
    // Also when the rest is doubtful: it is the most there can be.
    Money most = available.get().minus(account.reserved().sum(currency, now));
    if (question.amount().plus(question.buffer()).compareTo(most) > 0) {
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
    if (account.isOlderThan(question.maxAge(), now)) {
      return Reason.TOO_OLD;
    }
    return account.figures().source() == Source.INCOMPLETE || account.spendableAt(now).isEmpty()
        ? Reason.INCOMPLETE
        : Reason.ENOUGH;
  }
}
