package balanceapi.balance;

import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import java.time.Instant;
import java.util.Optional;

/** The balance is older than the caller accepts; the answer says from when it is. */
final class TooOld extends Refused {
  private static final long serialVersionUID = 1;

  TooOld(Optional<Instant> asOf) {
    super(
        Problem.BALANCE_TOO_OLD,
        "The balance is older than max_age. Ask the customer to connect again, or accept an older one.");
    with("as_of", asOf.map(Instant::toString).orElse(null));
  }
}
