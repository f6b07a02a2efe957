package balanceapi.core.availability;

import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The balances of an account, as computed.
 *
 * @param currency the account's currency; every amount here is in it
 * @param ledger what the bank has booked; absent when it did not say
 * @param available what can be spent; absent when nobody knows
 * @param source where {@code available} came from
 * @param pending the pending transactions that live
 * @param credits the pending credits inside {@code available}, which end (rules 4 and 11)
 * @param nextExpiry when the first live pending ends: then the figures must be computed anew
 * @param policy the mark of the policy that they follow; empty before the first computation
 */
public record Figures(
    Currency currency,
    Optional<Money> ledger,
    Optional<Money> available,
    Source source,
    Pending pending,
    List<Until> credits,
    Optional<Instant> nextExpiry,
    String policy) {

  /**
   * The live pendings in the account's currency.
   *
   * @param debits their debits' sum
   * @param credits their credits' sum
   * @param count how many they are
   * @param excluded how many transactions in another currency would have counted (rule 7)
   */
  public record Pending(Money debits, Money credits, int count, int excluded) {}

  /**
   * An amount that counts until an instant.
   *
   * @param amount the amount
   * @param end when it ends
   */
  public record Until(Money amount, Instant end) {

    private static final int FEW = 12;

    /**
     * At most {@value #FEW} of them, the earliest first. Of more, the last ones are one sum that ends with
     * the first of them: a credit may be left out early, never late.
     */
    static List<Until> few(List<Until> all) {
      List<Until> sorted = all.stream().sorted(Comparator.comparing(Until::end)).toList();
      if (sorted.size() <= FEW) {
        return sorted;
      }
      Until rest =
          sorted.stream()
              .skip(FEW - 1)
              .reduce((sum, next) -> new Until(sum.amount.plus(next.amount), sum.end))
              .orElseThrow();
      return Stream.concat(sorted.stream().limit(FEW - 1), Stream.of(rest)).toList();
    }
  }

  /** The figures of an account of which nothing is known. */
  public static Figures none(Currency currency) {
    Money zero = Money.zero(currency);
    return new Figures(
        currency,
        Optional.empty(),
        Optional.empty(),
        Source.UNKNOWN,
        new Pending(zero, zero, 0, 0),
        List.of(),
        Optional.empty(),
        "");
  }

  /** Says whether they follow this policy; the app's may have been changed since. */
  public boolean follow(Policy policy) {
    return this.policy.equals(policy.mark());
  }

  /** Rule 11: the available balance without the credits that have ended by then, refreshed or not. */
  public Optional<Money> availableAt(Instant now) {
    return available.map(
        money ->
            credits.stream()
                .filter(credit -> !credit.end.isAfter(now))
                .map(Until::amount)
                .reduce(money, Money::minus));
  }
}
