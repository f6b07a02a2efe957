package balanceapi.core.decision;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Reading;
import balanceapi.core.account.Reservation;
import balanceapi.core.availability.Figures;
import balanceapi.core.decision.FundsCheck.Reason;
import balanceapi.core.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A decision with what it was made on: what was asked, what was answered, and the figures of then, whatever has come
 * in since.
 *
 * @param id where it is kept
 * @param asked what was asked
 * @param answered what was answered
 * @param reservation the reservation that holds the amount, made by this decision or by an earlier one of its
 *     reference
 * @param basis what it was made on
 * @param considered the accounts that were looked at, best first, where any of a customer's would do
 */
public record Check(
    CheckId id,
    Inquiry asked,
    Answer answered,
    Optional<Reservation> reservation,
    Basis basis,
    List<Considered> considered) {

  /**
   * What was answered.
   *
   * @param reason why; it implies the decision
   * @param available the available balance of then
   * @param spendable what of it was not reserved, but for this reservation
   */
  public record Answer(Reason reason, Optional<Money> available, Optional<Money> spendable) {

    static Answer of(FundsCheck.Answer answer) {
      return new Answer(answer.reason(), answer.available(), answer.spendable());
    }
  }

  /**
   * What a decision is made on.
   *
   * @param account the account's id, as the outside knows it
   * @param figures the balances, with what they were made of
   * @param asOf when the bank gave them
   * @param pendingAsOf the newest statement of transactions
   * @param computedAt when they were computed
   * @param connection the state of the connection
   * @param status what the bank calls the account, such as Active
   * @param isUpdating whether an event was being applied
   * @param reserved what was reserved besides
   */
  public record Basis(
      String account,
      Figures figures,
      Optional<Instant> asOf,
      Optional<Instant> pendingAsOf,
      Instant computedAt,
      Connection.State connection,
      Optional<String> status,
      boolean isUpdating,
      List<Reservation> reserved) {

    static Basis of(Account account, Instant now) {
      return new Basis(
          account.ref().id(),
          account.figures(),
          account.asOf(),
          account.feed().asOf(),
          account.computedAt(),
          account.connection().state(),
          account.profile().status().map(Reading::value),
          !account.applying().isEmpty(),
          account.reserved().live(now));
    }
  }

  /**
   * One of the accounts that were looked at.
   *
   * @param account its id
   * @param reason how it would have been decided for it alone
   * @param spendable what of it was not reserved
   */
  public record Considered(String account, Reason reason, Optional<Money> spendable) {

    static Considered of(FundsCheck.Answer answer) {
      return new Considered(answer.account().ref().id(), answer.reason(), answer.spendable());
    }
  }

  /** A decision of one account. */
  public static Check of(
      CheckId id, Inquiry asked, FundsCheck.Answer answer, Optional<Reservation> reservation) {
    return new Check(
        id,
        asked,
        Answer.of(answer),
        reservation,
        Basis.of(answer.account(), id.at()),
        List.of());
  }

  /** The decision of the best of these. */
  public static Check ofBest(
      CheckId id, Inquiry asked, FundsCheck.Answer best, List<FundsCheck.Answer> bestFirst) {
    return new Check(
        id,
        asked,
        Answer.of(best),
        Optional.empty(),
        Basis.of(best.account(), id.at()),
        bestFirst.stream().map(Considered::of).toList());
  }
}
