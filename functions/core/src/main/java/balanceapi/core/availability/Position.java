package balanceapi.core.availability;

import balanceapi.core.account.Feed;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Profile;
import balanceapi.core.account.Reading;
import balanceapi.core.money.Currency;
import java.time.Instant;
import java.util.Optional;

/**
 * What an available balance is computed from, besides the transactions.
 *
 * @param observation the figures in force; absent before the first
 * @param feed what the transaction feed said as a whole
 * @param profile the account's kind, currency and country
 * @param bank the bank's id
 * @param begunBy only what began by this instant counts: the figures of then; absent for those of now
 */
public record Position(
    Optional<Observation> observation,
    Feed feed,
    Profile profile,
    String bank,
    Optional<Instant> begunBy) {

  /** The currency of the figures: as stated with them, else for the account, else the app's. */
  public Currency currency(Policy policy) {
    return observation
        .flatMap(Observation::currency)
        .or(profile::currency)
        .map(Reading::value)
        .orElse(policy.currency());
  }
}
