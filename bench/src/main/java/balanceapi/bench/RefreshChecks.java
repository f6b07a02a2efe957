package balanceapi.bench;

import balanceapi.core.store.AccountStore;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the refresh promises, held against what was measured. */
final class RefreshChecks {

  /** The balance, two of the index, and the hold that ends (design section 7). */
  private static final double MOST_WRITES = 1 + 2 + 1;

  /** The balance with its three pendings is less than 4 kB: one strongly consistent read. */
  private static final double MOST_READS = 1;

  /** The app is read anew every half a minute. */
  private static final double APP_SECONDS = 30;

  /** A page of the index holds a hundred keys of less than 200 bytes, read twice to its end at most. */
  private static final double MOST_INDEX_READS = 0.1;

  private static final double ROUNDING = 0.02;
  private static final double MOST_HEAP_GROWTH = 1.25;

  private final List<String> failures = new ArrayList<>();

  private RefreshChecks() {}

  /**
   * What does not hold, one line each; empty when all does.
   *
   * @param usual the runs with the usual history
   * @param much the runs of the smallest size with much more
   */
  static List<String> failures(List<Row> usual, List<Row> much) {
    RefreshChecks checks = new RefreshChecks();
    List<Row> all = new ArrayList<>(usual);
    all.addAll(much);
    checks.nothingDue(all.stream().filter(row -> row.due() == 0).toList());
    all.stream().filter(row -> row.due() > 0).forEach(checks::price);
    checks.history(usual, much);
    checks.memory(all.stream().filter(row -> row.percent() == 100).toList());
    return checks.failures;
  }

  private void check(boolean holds, String line, Object... values) {
    if (!holds) {
      failures.add(String.format(Locale.ROOT, line, values));
    }
  }

  private void nothingDue(List<Row> rows) {
    for (Row row : rows) {
      check(
          row.spent().equals(rows.getFirst().spent()),
          "with nothing due, %,d accounts cost %s, %,d cost %s",
          row.accounts(),
          row.spent(),
          rows.getFirst().accounts(),
          rows.getFirst().spent());
      check(row.spent().writes() == 0, "with nothing due, %.1f units were written", row.spent().writes());
    }
  }

  private void price(Row row) {
    String which = "%,d accounts, history %,d, %d %% due".formatted(row.accounts(), row.history(), row.percent());
    check(
        row.writesADue() <= MOST_WRITES + ROUNDING,
        "%s: %.3f write units an account due, at most %.0f",
        which,
        row.writesADue(),
        MOST_WRITES);
    check(
        row.spent().reads() <= MOST_READS * row.due() + aside(row),
        "%s: %.3f read units an account due, at most %.0f",
        which,
        row.readsADue(),
        MOST_READS);
    check(
        row.spent().indexReads() <= MOST_INDEX_READS * row.due() + AccountStore.DUE_PARTS,
        "%s: %.3f read units of the index an account due, at most %.2f and one a part",
        which,
        row.indexReadsADue(),
        MOST_INDEX_READS);
  }

  /** What is read beside the accounts, however many are due. */
  private static double aside(Row row) {
    return 1 + row.seconds() / APP_SECONDS;
  }

  private void history(List<Row> usual, List<Row> much) {
    for (Row row : much.stream().filter(one -> one.due() > 0).toList()) {
      Row other =
          usual.stream()
              .filter(one -> one.accounts() == row.accounts() && one.percent() == row.percent())
              .findFirst()
              .orElseThrow();
      same("write units", row, other, Row::writesADue);
      same("read units", row, other, Row::readsADue);
      same("index reads", row, other, Row::indexReadsADue);
    }
  }

  private void same(String what, Row row, Row other, ToDoubleFunction<Row> figure) {
    double here = figure.applyAsDouble(row);
    double there = figure.applyAsDouble(other);
    check(
        Math.abs(here - there) <= ROUNDING + Math.max(aside(row), aside(other)) / row.due(),
        "%s an account due move with the history: %.3f at %,d entries, %.3f at %,d",
        what,
        there,
        other.history(),
        here,
        row.history());
  }

  private void memory(List<Row> rows) {
    DoubleSummaryStatistics peaks =
        rows.stream().mapToDouble(Row::peakMegabytes).summaryStatistics();
    check(
        peaks.getMax() <= peaks.getMin() * MOST_HEAP_GROWTH,
        "the live heap is not flat: from %.0f to %.0f MB",
        peaks.getMin(),
        peaks.getMax());
  }
}
