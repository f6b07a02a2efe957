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
 * @param parts which transactions made {@code available} what it is
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
    Parts parts,
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

  /**
   * The transactions' parts in an available balance, kept with it: who decides by the figure can be told later what
   * it was made of, whatever has come in since.
   *
   * @param single those that counted, and those left out for their currency
   * @param others how many more counted: of those with the figures in their account's item the smallest are only
   *     summed up, beyond {@value #FEW}
   * @param rest what those others add to it
   */
  public record Parts(List<Part> single, int others, Money rest) {

    /** So many fit into a write unit with all else, and most accounts have fewer. */
    public static final int FEW = 6;

    /** So many are told at all. */
    public static final int MOST = 200;

    public Parts {
      single = List.copyOf(single);
    }

    /** Nothing counted. */
    public static Parts none(Currency currency) {
      return new Parts(List.of(), 0, Money.zero(currency));
    }

    static Parts few(List<Step> steps, Currency currency) {
      return of(steps, currency, FEW);
    }

    /** All of these steps, or the largest of very many. */
    public static Parts most(List<Step> steps, Currency currency) {
      return of(steps, currency, MOST);
    }

    private static Parts of(List<Step> steps, Currency currency, int most) {
      List<Part> all =
          steps.stream()
              .filter(step -> step.counted() || step.why() == Step.Why.OTHER_CURRENCY)
              .map(step -> new Part(step.transaction(), step.effect(), step.why()))
              .toList();
      if (all.size() <= most) {
        return new Parts(all, 0, Money.zero(currency));
      }
      List<Part> sorted = all.stream().sorted(LARGEST).toList();
      List<Part> rest = sorted.subList(most, sorted.size());
      return new Parts(
          sorted.subList(0, most),
          rest.size(),
          rest.stream().map(Part::effect).reduce(Money.zero(currency), Money::plus));
    }

    /** All that they add to the base, negative where debits prevail. */
    public Money sum() {
      return single.stream().map(Part::effect).reduce(rest, Money::plus);
    }
  }

  /**
   * One transaction's part.
   *
   * @param transaction its id
   * @param effect what it adds to the base, negative for a debit; zero of one in another currency
   * @param why why it counted
   */
  public record Part(String transaction, Money effect, Step.Why why) {}

  private static final Comparator<Part> LARGEST =
      Comparator.comparing((Part part) -> part.effect().amount().abs())
          .reversed()
          .thenComparing(Part::transaction);

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
        Parts.none(currency),
        "");
  }

  /** The same with more of their parts told. */
  public Figures madeOf(Parts all) {
    return new Figures(
        currency, ledger, available, source, pending, credits, nextExpiry, all, policy);
  }

  /** Says whether they follow this policy; the app's may have been changed since. */
  public boolean follow(Policy policy) {
    return this.policy.equals(policy.mark());
  }

  /** The figure that the parts start from: the bank's own, an included overdraft taken off. */
  public Optional<Money> base() {
    return available.map(money -> money.minus(parts.sum()));
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
