package balanceapi.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** So many clients that each send the next request when the last is answered. */
final class Load {

  /** One request, answered. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  /**
   * How long requests took.
   *
   * @param clients how many at once
   * @param nanos each request's time, ascending
   * @param seconds how long it was measured
   */
  record Measured(int clients, long[] nanos, double seconds) {

    /** The time in milliseconds within which this share of the requests was answered. */
    double percentile(double share) {
      int index = (int) Math.ceil(share * nanos.length) - 1;
      return nanos[Math.clamp(index, 0, nanos.length - 1)] / 1e6;
    }

    double aSecond() {
      return nanos.length / seconds;
    }
  }

  private Load() {}

  /**
   * Sends for so long, after a warm-up that is not counted.
   *
   * @throws ExecutionException if a request fails
   */
  static Measured run(int clients, double seconds, Call call)
      throws InterruptedException, ExecutionException {
    send(clients, seconds / 3, call);
    return send(clients, seconds, call);
  }

  private static Measured send(int clients, double seconds, Call call)
      throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    List<Future<List<Long>>> threads = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < clients; i++) {
        threads.add(executor.submit(() -> client(end, call)));
      }
    }
    List<Long> all = new ArrayList<>();
    for (Future<List<Long>> thread : threads) {
      all.addAll(thread.get());
    }
    long[] nanos = all.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(nanos);
    return new Measured(clients, nanos, (System.nanoTime() - began) / 1e9);
  }

  private static List<Long> client(long end, Call call) throws Exception {
    List<Long> nanos = new ArrayList<>();
    long before = System.nanoTime();
    while (before < end || nanos.isEmpty()) {
      call.run();
      long after = System.nanoTime();
      nanos.add(after - before);
      before = after;
    }
    return nanos;
  }
}
