package balanceapi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** {@code ./bench/run}: measures, prints, draws, and says what does not hold. */
public final class Main {

  /** The folder that has the template; {@code ./bench/run} sets it. */
  private static final String HOME = "balanceapi.home";

  /** DynamoDB Local's process: its heap is small, for what it stores is in SQLite's memory. */
  private static final List<String> DATABASE = List.of("-XX:+UseSerialGC", "-Xmx1g");

  private final Path home;
  private final Options options;
  private final StringBuilder report = new StringBuilder();

  private Main(Path home, Options options) {
    this.home = home;
    this.options = options;
  }

  /** Exit status 0 when all that is promised holds, 1 when something does not, 2 for a wrong command line. */
  public static void main(String[] words) throws Exception {
    if (List.of(words).contains("--help")) {
      System.out.println(Options.USAGE);
      return;
    }
    Path home = Path.of(System.getProperty(HOME, "")).toAbsolutePath();
    try {
      System.exit(new Main(home, Options.of(List.of(words), home)).run() ? 0 : 1);
    } catch (Options.Wrong e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private boolean run() throws IOException, InterruptedException, ExecutionException {
    Files.createDirectories(options.out());
    List<Row> usual = new ArrayList<>();
    Stored little = null;
    for (int accounts : options.accounts()) {
      Stored stored = table(accounts, options.history(), usual);
      little = little == null ? stored : little;
    }
    List<Row> much = new ArrayList<>();
    Stored more = table(options.accounts().getFirst(), options.muchHistory(), much);

    print("## Refresh\n\n" + refresh(usual, much));
    Path plot = options.out().resolve("refresh.svg");
    Plot.write(usual, plot);
    List<String> failures = new ArrayList<>(RefreshChecks.failures(usual, much));
    failures.forEach(line -> System.err.println("does not hold: " + line));
    Files.writeString(options.out().resolve("report.md"), report, StandardCharsets.UTF_8);
    System.err.println("written: " + options.out().resolve("report.md") + ", " + plot);
    return failures.isEmpty();
  }

  /** What a table of accounts costs to be looked at as a whole. */
  private record Stored(int accounts, int history, double readsAnAccount) {}

  private Stored table(int accounts, int history, List<Row> rows)
      throws IOException, InterruptedException, ExecutionException {
    try (Deployed deployed = Deployed.start(home, DATABASE, Optional.empty());
        RefreshBench bench = new RefreshBench(deployed.environment(), accounts, history)) {
      bench.seed();
      double scanned = accounts == options.accounts().getFirst() ? bench.scanned() : 0;
      for (Run run : Run.values()) {
        rows.add(bench.refresh(run));
      }
      return new Stored(accounts, history, scanned / accounts);
    }
  }

  private void print(String text) {
    System.out.println(text);
    report.append(text).append('\n');
  }

  private static String refresh(List<Row> usual, List<Row> much) {
    Table table =
        new Table(
            "accounts", "history", "due", "seconds", "due/s", "requests", "reads", "writes",
            "requests/due", "reads/due", "index/due", "writes/due", "peak MB");
    List<Row> all = new ArrayList<>(usual);
    all.addAll(much);
    for (Row row : all) {
      boolean any = row.due() > 0;
      table.row(
          Table.number(row.accounts(), 0),
          Table.number(row.history(), 0),
          row.percent() + " %",
          Table.number(row.seconds(), 2),
          any ? Table.number(row.accountsASecond(), 0) : "-",
          Table.number(row.spent().requests(), 0),
          Table.number(row.spent().allReads(), 1),
          Table.number(row.spent().writes(), 1),
          any ? Table.number(row.requestsADue(), 2) : "-",
          any ? Table.number(row.readsADue(), 2) : "-",
          any ? Table.number(row.indexReadsADue(), 2) : "-",
          any ? Table.number(row.writesADue(), 2) : "-",
          Table.number(row.peakMegabytes(), 0));
    }
    return table.toString();
  }
}
