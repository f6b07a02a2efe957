package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the fake follower of a stream has logged. */
final class Followed {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Followed() {}

  /** The batches that it got, as it shows them. */
  static List<String> batches(List<String> lines) {
    return lines.stream().filter(line -> line.matches("(all|new|patient)#.*")).toList();
  }

  /** The records that it got, as it shows them. */
  static List<String> words(List<String> lines) {
    return batches(lines).stream().flatMap(line -> Stream.of(line.split(" "))).toList();
  }

  /** Waits until this is so. */
  static <T> void await(T expected, Supplier<T> actual) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!expected.equals(actual.get()) && Instant.now().isBefore(deadline)) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    assertEquals(expected, actual.get());
  }
}
