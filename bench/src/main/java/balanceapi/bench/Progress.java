package balanceapi.bench;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;

/** How far a piece of work is: a bar on a terminal, else a line now and then. */
final class Progress implements AutoCloseable {

  private static final int WIDTH = 30;
  private static final long BAR_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintStream stream;
  private final boolean terminal;
  private final String what;
  private final long all;
  private final long started = System.nanoTime();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong next;

  /**
   * Begins.
   *
   * @param terminal whether the stream is one, on which a line can be written over
   * @param all how much there is to do; 0 when nothing is counted
   */
  Progress(PrintStream stream, boolean terminal, String what, long all) {
    this.stream = stream;
    this.terminal = terminal;
    this.what = what;
    this.all = all;
    this.next = new AtomicLong(started + (terminal ? 0 : LINE_NANOS));
  }

  /** On standard error. */
  static Progress of(String what, long all) {
    return new Progress(System.err, isTerminal(), what, all);
  }

  /** The run script says so, for the JVM cannot tell of standard error alone. */
  private static boolean isTerminal() {
    return Boolean.getBoolean("balanceapi.terminal");
  }

  /** Says that so much more is done. */
  void add(long more) {
    long now = System.nanoTime();
    long sum = done.addAndGet(more);
    long due = next.get();
    if (now >= due && next.compareAndSet(due, now + (terminal ? BAR_NANOS : LINE_NANOS))) {
      show(sum, now, terminal ? "\r" : "");
    }
  }

  private void show(long sum, long now, String before) {
    double share = all == 0 ? 1 : Math.min(1, (double) sum / all);
    double seconds = (now - started) / 1e9;
    String line = "%-44s %3.0f %% %,d of %,d, %.0f s".formatted(what, share * 100, sum, all, seconds);
    if (terminal) {
      int full = (int) (share * WIDTH);
      stream.print(before + "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + line);
      stream.flush();
    } else {
      stream.println(line);
    }
  }

  /** Says that it is over. */
  @Override
  public void close() {
    show(done.get(), System.nanoTime(), "\r");
    if (terminal) {
      stream.println();
    }
  }
}
