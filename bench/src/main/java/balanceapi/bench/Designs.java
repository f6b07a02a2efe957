package balanceapi.bench;

/**
 * What a run over a million accounts costs, of this design and of three that could have been built instead.
 * The others are charged with the least that they can do: a scan finds what is due without another read, and
 * none of them keeps an index.
 *
 * <p>Units are measured; see {@link Prices} for what is assumed.
 */
final class Designs {

  private static final double MILLION = 1e6;

  /** A page of a scan, and the bytes of a read unit, eventually consistent. */
  private static final double PAGE_BYTES = 1 << 20;

  private static final double UNIT_BYTES = 8_192;

  /** A balance item is written in one unit, its index key moved in two. */
  private static final double INDEX_WRITES = 2;

  /** Messages to send, to receive and to delete in one request, at most. */
  private static final double BATCH = 10;

  private final Prices prices;
  private final double writes;
  private final double reads;
  private final double calls;
  private final double constantReads;
  private final int messages;
  private final int parts;
  private final double scanReads;

  /**
   * On measured units.
   *
   * @param nothing a run with nothing due
   * @param everything a run with all due
   * @param scanReads read units of all that is stored of an account
   * @param parts the parts of the due index
   */
  Designs(Prices prices, Row nothing, Row everything, double scanReads, int parts) {
    this.prices = prices;
    this.writes = everything.writesADue();
    this.reads = everything.readsADue() + everything.indexReadsADue();
    this.calls = everything.requestsADue();
    this.constantReads = nothing.spent().allReads();
    this.messages = nothing.messages();
    this.scanReads = scanReads;
    this.parts = parts;
  }

  private double lambda(double invocations, double calls) {
    return invocations * prices.invocation()
        + calls * prices.callSeconds() * prices.gigabytes() * prices.gigabyteSecond();
  }

  double due(double share) {
    double due = MILLION * share;
    return due * (writes * prices.write() + reads * prices.read())
        + constantReads * prices.read()
        + 3 * messages * prices.queueRequest()
        + lambda(messages, due * calls);
  }

  double scan(double share) {
    double due = MILLION * share;
    return MILLION * scanReads * prices.read()
        + due * (writes - INDEX_WRITES) * prices.write()
        + lambda(1, MILLION * scanReads * UNIT_BYTES / PAGE_BYTES + due * (calls - 1));
  }

  double messageEach(double share) {
    double due = MILLION * share;
    return listing()
        + MILLION * prices.read()
        + due * (writes - INDEX_WRITES) * prices.write()
        + MILLION * 3 / BATCH * prices.queueRequest()
        + lambda(MILLION / BATCH, MILLION + due * (calls - 1));
  }

  double rewrite(double share) {
    double due = MILLION * share;
    double holds = writes - INDEX_WRITES - 1;
    return listing()
        + MILLION * (prices.read() + prices.write())
        + due * holds * prices.write()
        + lambda(messages, 2 * MILLION + due * holds);
  }

  /** Finding the ids of a million accounts. */
  private double listing() {
    return MILLION * prices.lineBytes() / UNIT_BYTES * prices.read();
  }

  /** The table, and how its figures come about. */
  String text() {
    Table table =
        new Table("due", "this design", "scan the table", "a message an account", "rewrite all");
    for (Run run : Run.values()) {
      double share = run.percent() / 100.0;
      table.row(
          run.percent() + " %",
          dollars(due(share)),
          dollars(scan(share)),
          dollars(messageEach(share)),
          dollars(rewrite(share)));
    }
    return "Dollars a run over a million accounts (list prices of "
        + prices.origin()
        + "):\n\n"
        + table
        + """

          With D accounts due of N; W, R, Q, I, G the prices of a write unit, a read unit, a request to SQS, an
          invocation and a second of the worker's memory; t = %.0f ms a call, assumed:

              this design           D x (%.2f W + %.3f R) + %.1f R + 3 x %d Q + %d I + D x %.2f t G
              scan the table        N x %.2f R + D x %.2f W + I + (N x %.2f x 8 kB / 1 MB + D x %.2f) t G
              a message an account  N x (%.3f + 1) R + D x %.2f W + N x 0.3 Q + N / 10 I + (N + D x %.2f) t G
              rewrite all           N x (%.3f + 1) R + (N + D x %.2f) W + %d I + (2 N + D x %.2f) t G

          """
            .formatted(
                prices.callSeconds() * 1_000,
                writes,
                reads,
                constantReads,
                messages,
                messages,
                calls,
                scanReads,
                writes - INDEX_WRITES,
                scanReads,
                calls - 1,
                prices.lineBytes() / UNIT_BYTES,
                writes - INDEX_WRITES,
                calls - 1,
                prices.lineBytes() / UNIT_BYTES,
                writes - INDEX_WRITES - 1,
                messages,
                writes - INDEX_WRITES - 1)
        + "A scan is cheaper from %.0f %% due.\n\n".formatted(100 * breakEven())
        + ceiling();
  }

  /** The share due from which a scan costs less: it keeps no index. */
  private double breakEven() {
    double ahead = scan(0) - due(0);
    return ahead / (ahead - (scan(1) - due(1)));
  }

  private static String dollars(double dollars) {
    return dollars < 0.005 ? "%.6f".formatted(dollars) : "%.2f".formatted(dollars);
  }

  private String ceiling() {
    double byWorkers = prices.workers() / (calls * prices.callSeconds());
    double byTable = prices.tableWrites() / writes;
    double byIndex = parts * prices.partitionWrites() / INDEX_WRITES;
    double least = Math.min(byWorkers, Math.min(byTable, byIndex));
    return """
        The ceiling on AWS, computed from default quotas and not measured, in accounts due a second:

            workers     %d at once / (%.2f calls x %.0f ms) = %,.0f
            index       %d parts x %,.0f write units / 2 = %,.0f
            table       %,.0f write units / %.2f = %,.0f

        The least of them binds: %,.0f a second, a million due in %,.0f minutes. More workers
        (RefreshConcurrency, and as many Shards) move the first up to the others. Reading the index takes %.3f of a part's %,.0f
        read units an account; SQS has no quota near %d messages a run.
        """
        .formatted(
            prices.workers(),
            calls,
            prices.callSeconds() * 1_000,
            byWorkers,
            parts,
            prices.partitionWrites(),
            byIndex,
            prices.tableWrites(),
            writes,
            byTable,
            least,
            MILLION / least / 60,
            reads - 1,
            prices.partitionReads(),
            messages);
  }
}
