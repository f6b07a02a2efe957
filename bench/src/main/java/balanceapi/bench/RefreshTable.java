package balanceapi.bench;

import java.util.List;

/** The runs of the refresh as a table. */
final class RefreshTable {

  private RefreshTable() {}

  static String of(List<Row> rows) {
    Table table =
        new Table(
            "accounts", "history", "due", "seconds", "due/s", "reads", "writes",
            "calls/due", "reads/due", "index/due", "writes/due", "live MB");
    for (Row row : rows) {
      table.row(
          Table.number(row.accounts(), 0),
          Table.number(row.history(), 0),
          row.percent() + " %",
          Table.number(row.seconds(), 2),
          aDue(row, row.accountsASecond(), 0),
          Table.number(row.spent().allReads(), 1),
          Table.number(row.spent().writes(), 0),
          aDue(row, row.requestsADue(), 2),
          aDue(row, row.readsADue(), 2),
          aDue(row, row.indexReadsADue(), 3),
          aDue(row, row.writesADue(), 2),
          Table.number(row.peakMegabytes(), 0));
    }
    return table.toString();
  }

  private static String aDue(Row row, double value, int decimals) {
    return row.due() == 0 ? "-" : Table.number(value, decimals);
  }
}
