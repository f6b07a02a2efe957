package balanceapi.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The command line of {@code ./bench/run}.
 *
 * @param accounts the sizes of the table, ascending
 * @param history the history of each account
 * @param muchHistory the history that costs no more, on the smallest size
 * @param seconds how long each load is measured
 * @param refresh whether the refresh is measured
 * @param ingest whether webhooks and queries are
 * @param out where the plot and the tables go
 */
record Options(
    List<Integer> accounts,
    int history,
    int muchHistory,
    double seconds,
    boolean refresh,
    boolean ingest,
    Path out) {

  static final String USAGE =
      "usage: ./bench/run [--accounts 1000,10000,100000] [--quick] [--only refresh|ingest] [--out DIR]";

  /** The command line says something else. */
  static final class Wrong extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message + "; " + USAGE);
    }
  }

  /**
   * Reads it.
   *
   * @param home the project's folder
   * @throws Wrong if it says something else
   */
  static Options of(List<String> words, Path home) {
    List<Integer> accounts = List.of();
    boolean quick = false;
    String only = "";
    Path out = home.resolve("bench/target/report");
    for (Iterator<String> left = words.iterator(); left.hasNext(); ) {
      String option = left.next();
      switch (option) {
        case "--accounts" -> accounts = sizes(value(option, left));
        case "--quick" -> quick = true;
        case "--only" -> only = part(value(option, left));
        case "--out" -> out = Path.of(value(option, left)).toAbsolutePath();
        default -> throw new Wrong("unknown option " + option);
      }
    }
    if (accounts.isEmpty()) {
      accounts = quick ? List.of(1_000, 3_000) : List.of(1_000, 10_000, 100_000);
    }
    return new Options(
        accounts,
        30,
        quick ? 300 : 3_000,
        quick ? 1 : 3,
        !only.equals("ingest"),
        !only.equals("refresh"),
        out);
  }

  private static String value(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new Wrong(option + " needs a value");
    }
    return left.next();
  }

  private static String part(String text) {
    if (!List.of("refresh", "ingest").contains(text)) {
      throw new Wrong("--only needs refresh or ingest, not " + text);
    }
    return text;
  }

  private static List<Integer> sizes(String text) {
    if (!text.matches("[1-9]\\d{2,6}(,[1-9]\\d{2,6})*")) {
      throw new Wrong("--accounts needs numbers from 100 to 9999999, such as 1000,10000");
    }
    return Arrays.stream(text.split(",")).map(Integer::valueOf).distinct().sorted().toList();
  }
}
