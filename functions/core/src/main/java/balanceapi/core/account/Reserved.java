package balanceapi.core.account;

import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is reserved of an account. It stands in the account's own item, so that the read that decides sees it, and the
 * write that reserves is the one that every other change of the account meets.
 *
 * @param all the reservations that nobody has ended yet, by reference, at most {@value #MOST}; one whose time is over
 *     holds nothing, and stays until the next refresh of the account
 */
public record Reserved(List<Reservation> all) {

  /** So many make the item some ten times as large as usual, and each of its writes as much dearer. */
  public static final int MOST = 100;

  public static final Reserved NOTHING = new Reserved(List.of());

  public Reserved {
    all = all.stream().sorted(Comparator.comparing(Reservation::reference)).toList();
  }

  /** The reservation of this reference, live or not. */
  public Optional<Reservation> of(String reference) {
    return all.stream().filter(each -> each.reference().equals(reference)).findFirst();
  }

  /** With one more. */
  public Reserved with(Reservation reservation) {
    return new Reserved(Stream.concat(all.stream(), Stream.of(reservation)).toList());
  }

  /** Without the one of this reference. */
  public Reserved without(String reference) {
    return new Reserved(all.stream().filter(each -> !each.reference().equals(reference)).toList());
  }

  /** Those that hold something at this instant. */
  public List<Reservation> live(Instant now) {
    return all.stream().filter(each -> each.isLive(now)).toList();
  }

  /** Those whose time is over. */
  public List<Reservation> over(Instant now) {
    return all.stream().filter(each -> !each.isLive(now)).toList();
  }

  /** What is held in this currency at this instant. */
  public Money sum(Currency currency, Instant now) {
    return live(now).stream()
        .map(Reservation::amount)
        .filter(amount -> amount.currency().equals(currency))
        .reduce(Money.zero(currency), Money::plus);
  }

  /** Says whether something is held in another currency: the account's was restated since. */
  public boolean isForeign(Currency currency, Instant now) {
    return live(now).stream().anyMatch(each -> !each.amount().currency().equals(currency));
  }

  /** When the first of them ends. */
  public Optional<Instant> nextExpiry() {
    return all.stream().map(Reservation::expiresAt).min(Instant::compareTo);
  }
}
