package balanceapi.core.notification;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Account;
import balanceapi.core.availability.Figures;
import balanceapi.core.money.Money;
import balanceapi.core.transaction.Transaction;
import java.time.Instant;
import java.util.Optional;

/** Something that an app may be told of. */
public sealed interface Fact {

  NotificationId id();

  Kind kind();

  /**
   * A connection is another than it was.
   *
   * @param customer whose it is
   * @param bank at which bank
   * @param state what it is now
   * @param asOf since when
   */
  record OfConnection(
      NotificationId id,
      Kind kind,
      String record,
      String customer,
      String bank,
      Connection.State state,
      Instant asOf)
      implements Fact {}

  /**
   * An account's balance is another than it was.
   *
   * @param account the account as it is now
   * @param before its figures as they were
   * @param threshold below which the available balance fell; absent where that is not what is told
   */
  record OfBalance(
      NotificationId id, Kind kind, Account account, Figures before, Optional<Money> threshold)
      implements Fact {}

  /**
   * A hold's time was over.
   *
   * @param ref of which account
   */
  record OfHold(NotificationId id, AccountRef ref, Transaction hold) implements Fact {
    @Override
    public Kind kind() {
      return Kind.HOLD_EXPIRED;
    }
  }
}
