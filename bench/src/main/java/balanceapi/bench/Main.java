package balanceapi.bench;

import balanceapi.core.store.AccountStore;
import balanceapi.platform.log.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
    } catch (IOException | ExecutionException | RuntimeException e) {
      System.err.println("the benchmark failed: " + Log.classes(e) + " at " + Log.stack(e));
      System.exit(1);
    }
  }

  private boolean run() throws IOException, InterruptedException, ExecutionException {
    Files.createDirectories(options.out());
    List<String> failures = options.refresh() ? refresh() : List.of();
    if (options.ingest()) {
      IngestBench bench = new IngestBench(home, options.seconds(), Clock.systemUTC());
      print("## Webhooks and queries\n\n" + bench.run());
    }
    Path file = options.out().resolve("report.md");
    Files.writeString(file, report, StandardCharsets.UTF_8);
    System.err.println("written to " + options.out());
    failures.forEach(line -> System.err.println("does not hold: " + line));
    return failures.isEmpty();
  }

  /** Measures the refresh, and says what does not hold. */
  private List<String> refresh() throws IOException, InterruptedException, ExecutionException {
    int smallest = options.accounts().getFirst();
    List<Row> much = new ArrayList<>();
    double scannedMuch = table(smallest, options.muchHistory(), much);
    List<Row> usual = new ArrayList<>();
    double scanned = 0;
    for (int accounts : options.accounts()) {
      scanned = table(accounts, options.history(), usual);
    }
    List<Row> all = new ArrayList<>(usual);
    all.addAll(much);

    print("## Refresh\n\n" + RefreshTable.of(all));
    Row nothing = usual.get(usual.size() - Run.values().length);
    Prices prices = Prices.read(home.resolve("bench/prices.properties"));
    Designs designs = new Designs(prices, nothing, usual.getLast(), scanned, AccountStore.DUE_PARTS);
    print("## Prices\n\n" + designs.text());
    print(
        "With %,d entries of history a scan reads %.1f units an account, with %,d %.1f; the index reads none.\n"
            .formatted(options.history(), scanned, options.muchHistory(), scannedMuch));
    Plot.write(usual, options.out().resolve("refresh.svg"));
    return RefreshChecks.failures(usual, much);
  }

  /** Measures all runs of a table, and gives back what a scan would read of each account. */
  private double table(int accounts, int history, List<Row> rows)
      throws IOException, InterruptedException, ExecutionException {
    try (Deployed deployed = Deployed.start(home, DATABASE, Optional.empty());
        RefreshBench bench = new RefreshBench(deployed.environment(), accounts, history)) {
      bench.seed();
      double scanned = bench.scanned();
      for (Run run : Run.values()) {
        rows.add(bench.refresh(run));
      }
      // The whole table is printed at the end; a long run that is stopped leaves this much.
      System.err.println(RefreshTable.of(rows.subList(rows.size() - Run.values().length, rows.size())));
      return scanned;
    }
  }

  private void print(String text) {
    System.out.println(text);
    report.append(text).append('\n');
  }
}
