package balanceapi.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The command line of {@code ./bench/run}.
 *
 * @param accounts the sizes of the table, ascending
 * @param history the history of each account, and the one that costs no more, on the smallest size
 * @param seconds how long each load is measured
 * @param out where the plot and the tables go
 */
record Options(List<Integer> accounts, int history, int muchHistory, double seconds, Path out) {

  static final String USAGE = "usage: ./bench/run [--accounts 1000,10000,100000] [--quick] [--out DIR]";

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
    List<Integer> accounts = List.of(1_000, 10_000, 100_000);
    int much = 3_000;
    double seconds = 5;
    Path out = home.resolve("bench/target/report");
    for (Iterator<String> left = words.iterator(); left.hasNext(); ) {
      String option = left.next();
      switch (option) {
        case "--accounts" -> accounts = sizes(value(option, left));
        case "--out" -> out = Path.of(value(option, left)).toAbsolutePath();
        case "--quick" -> {
          accounts = List.of(1_000, 3_000);
          much = 300;
          seconds = 1;
        }
        default -> throw new Wrong("unknown option " + option);
      }
    }
    return new Options(accounts, 30, much, seconds, out);
  }

  private static String value(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new Wrong(option + " needs a value");
    }
    return left.next();
  }

  private static List<Integer> sizes(String text) {
    List<Integer> sizes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.matches("[1-9]\\d{2,6}")) {
        throw new Wrong("--accounts needs numbers from 100 to 9999999, such as 1000,10000");
      }
      sizes.add(Integer.parseInt(part));
    }
    return sizes.stream().distinct().sorted().toList();
  }
}
