package balanceapi.core.notification;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.RecordState;
import balanceapi.core.transaction.Transaction;
import java.util.Optional;

/** A stored thing as it was and as it is: what notifications are made of. */
public sealed interface Change {

  /** The app in which it was changed. */
  String app();

  /** An account was stored. */
  record OfAccount(Optional<Account> before, Account after) implements Change {
    @Override
    public String app() {
      return after.ref().app();
    }
  }

  /** A record was stored. */
  record OfRecord(String app, Optional<RecordState> before, RecordState after) implements Change {}

  /** A transaction of an account was stored in one place. */
  record OfTransaction(AccountRef ref, Optional<Transaction> before, Transaction after)
      implements Change {
    @Override
    public String app() {
      return ref.app();
    }
  }
}
