package balanceapi.core.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * An exact amount in one currency, always at the currency's own number of decimals.
 *
 * <p>Nothing here rounds: an amount that does not fit its currency is refused. Mixed currencies throw.
 */
public final class Money implements Comparable<Money> {

  /** The digits before the decimal point that an amount may have: more is an error of the sender. */
  public static final int MAX_INTEGER_DIGITS = 15;

  private final Currency currency;
  private final BigDecimal amount;

  private Money(Currency currency, BigDecimal amount) {
    this.currency = currency;
    this.amount = amount;
  }

  /**
   * The amount in major units.
   *
   * @param currency the currency, not null
   * @param amount the amount in major units, not null; trailing zeros do not matter
   * @return the money, never null
   * @throws IllegalArgumentException if {@link #fits} says no
   */
  public static Money of(Currency currency, BigDecimal amount) {
    Objects.requireNonNull(currency, "currency");
    if (!fits(currency.decimals(), amount)) {
      throw new IllegalArgumentException("the amount does not fit " + currency);
    }
    return new Money(currency, scaled(currency, amount));
  }

  /**
   * A sum that was computed from amounts that each fit, and may have more integer digits than they.
   *
   * @throws ArithmeticException if it has more decimals than the currency
   */
  public static Money computed(Currency currency, BigDecimal amount) {
    return new Money(currency, scaled(currency, amount));
  }

  /** Nothing at all in this currency. */
  public static Money zero(Currency currency) {
    return new Money(currency, BigDecimal.ZERO.setScale(currency.decimals()));
  }

  /**
   * Says whether an amount has at most {@value #MAX_INTEGER_DIGITS} integer digits and this many decimals.
   *
   * <p>It looks at precision and scale before any arithmetic: rescaling 1e20000000 takes seconds.
   *
   * @param decimals the most decimals it may have, trailing zeros aside
   * @param amount the amount in major units, not null
   */
  public static boolean fits(int decimals, BigDecimal amount) {
    if (amount.signum() == 0) {
      return true;
    }
    long integerDigits = (long) amount.precision() - amount.scale();
    if (integerDigits > MAX_INTEGER_DIGITS) {
      return false;
    }
    int surplus = amount.scale() - decimals;
    if (surplus <= 0) {
      return true;
    }
    // An unscaled value of p digits has fewer than p trailing zeros.
    return surplus < amount.precision() && hasTrailingZeros(amount, surplus);
  }

  private static boolean hasTrailingZeros(BigDecimal amount, int count) {
    String digits = amount.unscaledValue().toString();
    for (int i = digits.length() - count; i < digits.length(); i++) {
      if (digits.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal scaled(Currency currency, BigDecimal amount) {
    return amount.signum() == 0
        ? BigDecimal.ZERO.setScale(currency.decimals())
        : amount.setScale(currency.decimals(), RoundingMode.UNNECESSARY);
  }

  public Currency currency() {
    return currency;
  }

  /** The amount in major units, at the currency's scale. */
  public BigDecimal amount() {
    return amount;
  }

  /**
   * The sum.
   *
   * @throws IllegalArgumentException if the other is of another currency
   */
  public Money plus(Money other) {
    return new Money(currency, amount.add(same(other).amount));
  }

  /**
   * The difference; it may be negative.
   *
   * @throws IllegalArgumentException if the other is of another currency
   */
  public Money minus(Money other) {
    return new Money(currency, amount.subtract(same(other).amount));
  }

  public Money negated() {
    return new Money(currency, amount.negate());
  }

  /**
   * Compares by amount.
   *
   * @throws IllegalArgumentException if the other is of another currency
   */
  @Override
  public int compareTo(Money other) {
    return amount.compareTo(same(other).amount);
  }

  private Money same(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException("cannot mix " + currency + " and " + other.currency);
    }
    return other;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Money that
        && currency.equals(that.currency)
        && amount.equals(that.amount);
  }

  @Override
  public int hashCode() {
    return Objects.hash(currency, amount);
  }

  /** The amount as the native dialect prints it: {@code 380.00}, or {@code 10000} for JPY. */
  @Override
  public String toString() {
    return amount.toPlainString();
  }
}
