package balanceapi.core.availability;

import balanceapi.core.app.App;
import balanceapi.core.money.Currency;
import java.util.Set;

/**
 * What an app decided about its numbers.
 *
 * @param countsCredits rule 4: {@code net} counts credits that are not booked yet
 * @param holdDays rule 5: the days that a hold without an expiry of its own lives
 * @param pendingInLedger rule 10: the ids of the banks whose ledger already contains pendings
 * @param currency the currency of accounts for which none was stated
 */
public record Policy(
    boolean countsCredits, int holdDays, Set<String> pendingInLedger, Currency currency) {

  public static Policy of(App.Settings settings) {
    return new Policy(
        settings.pendingPolicy() == App.PendingPolicy.NET,
        settings.holdDays(),
        settings.pendingInLedger(),
        settings.currency());
  }

  /** A short word that is another for another policy: figures carry it, to be known when theirs has changed. */
  public String mark() {
    return (countsCredits ? "n" : "c")
        + holdDays
        + currency.code()
        + (pendingInLedger.isEmpty()
            ? ""
            : Integer.toHexString(pendingInLedger.stream().sorted().toList().hashCode()));
  }
}
