package balanceapi.sandbox;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a bank says of one account at one instant.
 *
 * @param ledger what it has booked, if it says
 * @param available what it says can be spent, if it says
 * @param pendings every payment that it knows and has not booked
 */
record Statement(
    Optional<BigDecimal> ledger, Optional<BigDecimal> available, List<Pending> pendings) {

  /**
   * A payment that is pending.
   *
   * @param id its id, the same each time it is shown
   * @param amount how much, positive
   * @param isCredit whether it comes in
   * @param since when it began
   * @param description what the bank calls it
   */
  record Pending(
      String id, BigDecimal amount, boolean isCredit, Instant since, String description) {}
}
