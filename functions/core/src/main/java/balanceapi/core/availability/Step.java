package balanceapi.core.availability;

import balanceapi.core.money.Money;
import balanceapi.core.transaction.Line.Direction;
import java.util.Optional;

/**
 * One transaction's part in an available balance: a line of the explanation. The figure is the base plus
 * the effects of all steps.
 *
 * @param transaction the transaction's id
 * @param direction which way its money goes; absent of one that was only ever removed
 * @param amount the transaction's amount; absent when it is in another currency or was only ever removed
 * @param effect what it adds to the base, negative for a debit; zero when it did not count
 * @param why why it counted, or why it did not
 * @param mergedWith the posting that took its place, where one did
 */
public record Step(
    String transaction,
    Optional<Direction> direction,
    Optional<Money> amount,
    Money effect,
    Why why,
    Optional<String> mergedWith) {

  /** Why a transaction counted or did not. */
  public enum Why {
    /** Rule 3: a live debit, not in the ledger. */
    PENDING,
    /** Rule 3: posted after the ledger's instant, so not in it. */
    POSTED_AFTER,
    /** Rule 2: begun after the figure's instant. */
    BEGUN_AFTER,
    /** Rule 2: known to the bank, but it has grown since. */
    GROWN_SINCE,
    /** Rule 4: a credit that the app's policy counts. */
    CREDIT,
    /** Rule 4: a credit that does not count. */
    CREDIT_NOT_COUNTED,
    /** Posted by the figure's instant, or known to the bank when it gave the figure. */
    ALREADY_IN_FIGURE,
    /** Rule 5: a posting took its place. */
    MERGED,
    /** Rule 5: its time is over. */
    EXPIRED,
    /** Rule 5: an event that lists every pending left it out. */
    DROPPED,
    /** Rule 5: the bank took it back. */
    REMOVED,
    /** Rule 7: in another currency; it would have counted. */
    OTHER_CURRENCY,
    /** There is no figure to count from, or the account's kind allows no arithmetic (rule 9). */
    NO_ARITHMETIC
  }

  /** Says whether it changed the figure. */
  public boolean counted() {
    return effect.amount().signum() != 0;
  }
}
