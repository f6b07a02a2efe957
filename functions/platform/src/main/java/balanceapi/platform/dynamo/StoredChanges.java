package balanceapi.platform.dynamo;

import balanceapi.core.account.Account;
import balanceapi.core.account.RecordState;
import balanceapi.core.notification.Change;
import balanceapi.core.transaction.Transaction;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the table's stream says, as changes of what is stored there. */
public final class StoredChanges {

  private StoredChanges() {}

  /**
   * The change from one image of an item to the next.
   *
   * @param before as it was; empty where there was none
   * @param after as it is, not empty
   * @return empty when it is nothing that anybody is told of
   */
  public static Optional<Change> of(
      Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
    String pk = after.get("pk").s();
    String sk = after.get("sk").s();
    // Neither a tombstone nor another name of an account has a version.
    if (!after.containsKey("n")) {
      return Optional.empty();
    }
    Optional<Map<String, AttributeValue>> was =
        Optional.of(before).filter(item -> item.containsKey("n"));
    return switch (sk) {
      case Keys.BALANCE -> Optional.of(account(was, after));
      case Keys.RECORD -> Optional.of(record(pk, was, after));
      default ->
          sk.startsWith(Keys.HOLD) || sk.startsWith(Keys.TRANSACTION)
              ? Optional.of(transaction(pk, was, after))
              : Optional.empty();
    };
  }

  private static Change account(
      Optional<Map<String, AttributeValue>> was, Map<String, AttributeValue> after) {
    Account now = AccountItems.account(after);
    return new Change.OfAccount(was.map(AccountItems::account), now);
  }

  private static Change record(
      String pk, Optional<Map<String, AttributeValue>> was, Map<String, AttributeValue> after) {
    RecordState now = AccountItems.record(after);
    return new Change.OfRecord(
        pk.substring(0, pk.indexOf('#')), was.map(AccountItems::record), now);
  }

  private static Change transaction(
      String pk, Optional<Map<String, AttributeValue>> was, Map<String, AttributeValue> after) {
    Transaction now = TransactionItems.transaction(after);
    return new Change.OfTransaction(
        Keys.account(pk), was.map(TransactionItems::transaction), now);
  }
}
