package balanceapi.core.notification;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.DerivedId;

/**
 * Where a notification is kept: with the account or the record that it is about, so that it goes with it.
 *
 * @param owner whom it is about
 * @param own 24 hex digits that follow from what happened: told twice, it is the same notification
 */
public record NotificationId(Owner owner, String own) {

  /** Whom a notification is about. */
  public sealed interface Owner {

    /** The app whose it is. */
    String app();

    /** An account. */
    record OfAccount(AccountRef ref) implements Owner {
      @Override
      public String app() {
        return ref.app();
      }
    }

    /** A connection. */
    record OfRecord(String app, String record) implements Owner {}
  }

  /**
   * The notification of this kind about something that happened once.
   *
   * @param what tells it from all else of its kind that ever happens to its owner
   */
  static NotificationId of(Owner owner, Kind kind, String what) {
    return new NotificationId(owner, DerivedId.of(kind.wireName() + "\n" + what));
  }
}
