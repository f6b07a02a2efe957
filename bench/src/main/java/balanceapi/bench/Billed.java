package balanceapi.bench;

/**
 * Request units as AWS bills them, where DynamoDB Local reports less: an empty Query is 0.5 read units, 1 when
 * strongly consistent; a transaction is at least 2 units an item; a failed condition is at least 1.
 */
final class Billed {

  private Billed() {}

  /** The read units of a call that reported so many. */
  static double reads(String operation, double reported, boolean consistent) {
    return switch (operation) {
      case "GetItem", "Query", "Scan" -> Math.max(reported, consistent ? 1 : 0.5);
      case "BatchGetItem", "TransactGetItems" -> reported;
      default -> 0;
    };
  }

  /**
   * The write units of a call that reported so many.
   *
   * @param items how many items it writes
   */
  static double writes(String operation, double reported, int items) {
    return switch (operation) {
      case "PutItem", "UpdateItem", "DeleteItem" -> Math.max(reported, 1);
      case "BatchWriteItem" -> reported;
      case "TransactWriteItems" -> Math.max(reported, 2.0 * items);
      default -> 0;
    };
  }
}
