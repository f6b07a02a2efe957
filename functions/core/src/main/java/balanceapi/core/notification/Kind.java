package balanceapi.core.notification;

import java.util.Optional;
import java.util.stream.Stream;

/** What an app can be told. */
public enum Kind {
  /** A customer signed in for the first time with this record. */
  CONNECTION_CREATED("connection.created"),
  /** The bank could not be asked; a later success ends that. */
  CONNECTION_ERROR("connection.error"),
  /** The customer must sign in again. */
  CONNECTION_REAUTH_REQUIRED("connection.reauth_required"),
  /** An account has another ledger or available balance, or another source of it. */
  BALANCE_UPDATED("balance.updated"),
  /** The available balance fell below a threshold. */
  BALANCE_BELOW("balance.below"),
  /** A pending transaction's time was over before it was posted. */
  HOLD_EXPIRED("hold.expired");

  private final String wireName;

  Kind(String wireName) {
    this.wireName = wireName;
  }

  /** As it is named on the wire. */
  public String wireName() {
    return wireName;
  }

  /** The kind of this name. */
  public static Optional<Kind> named(String wireName) {
    return Stream.of(values()).filter(kind -> kind.wireName.equals(wireName)).findFirst();
  }
}
