package balanceapi.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * What of this JVM's heap is alive at most while something runs. It is looked at each second, right after a full
 * collection: garbage that waits to be collected would say how long the run was, not what it needs.
 */
final class Heap implements AutoCloseable {

  private final LongAccumulator peak = new LongAccumulator(Long::max, 0);
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  Heap() {
    look();
    looks.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    System.gc();
    peak.accumulate(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  /** The most that was alive, in bytes. */
  long peak() {
    look();
    return peak.get();
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
