package balanceapi.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Edge;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.RateLimited;
import balanceapi.platform.log.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of five tokens, two back a second, and a clock that moves when it is told. */
class RateLimitTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final RateLimit limit = new RateLimit(2, 5, clock);
  private final List<String> lines = new ArrayList<>();
  private final Log log = Log.to(lines::add, "test", clock);

  private void after(Duration time) {
    now.set(now.get().plus(time));
  }

  /** How many requests pass right now. */
  private int passing(String caller) {
    return passing(limit, caller);
  }

  private static int passing(RateLimit limit, String caller) {
    int passed = 0;
    while (limit.take(caller).isZero()) {
      passed++;
    }
    return passed;
  }

  // ---- burst, rate, refill

  @Test
  void a_full_bucket_lets_the_burst_through_and_no_more() {
    assertEquals(5, passing("a"));
    assertEquals(0, passing("a"));
  }

  @Test
  void tokens_come_back_at_the_rate() {
    passing("a");
    after(Duration.ofMillis(499));
    assertEquals(0, passing("a"));
    after(Duration.ofMillis(1));
    assertEquals(1, passing("a"));
    after(Duration.ofSeconds(2));
    assertEquals(4, passing("a"));
  }

  @Test
  void no_pause_gives_more_than_the_burst() {
    passing("a");
    after(Duration.ofDays(1));
    assertEquals(5, passing("a"));
  }

  @Test
  void what_is_refused_takes_nothing() {
    passing("a");
    for (int i = 0; i < 100; i++) {
      limit.take("a");
    }
    after(Duration.ofMillis(500));
    assertEquals(1, passing("a"));
  }

  @Test
  void one_caller_takes_nothing_from_another() {
    passing("a");
    assertEquals(5, passing("b"));
  }

  @Test
  void over_a_long_time_the_rate_and_one_burst_pass_whatever_the_rhythm() {
    int passed = 0;
    for (int i = 0; i < 10_000; i++) {
      after(Duration.ofMillis(i % 7));
      passed += passing("a");
    }
    // 10,000 steps of 0 to 6 ms are 29.994 s.
    assertEquals(5 + 59, passed);
  }

  // ---- what the caller is told

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "10, 5, 1", "1, 1000, 1", "3, 7, 1"})
  void the_pause_asked_for_is_enough(int rate, int burst, int seconds) {
    RateLimit one = new RateLimit(rate, burst, clock);
    assertEquals(burst, passing(one, "a"));
    RateLimited refused = assertThrows(RateLimited.class, () -> one.take("a", log));
    assertEquals(Map.of("retry-after", Integer.toString(seconds)), refused.headers());
    after(Duration.ofSeconds(seconds));
    assertEquals(Duration.ZERO, one.take("a"));
  }

  @ParameterizedTest
  @CsvSource({"PT0.000000001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT59.5S, 60"})
  void retry_after_is_in_whole_seconds_rounded_up(Duration wait, String seconds) {
    assertEquals(Map.of("retry-after", seconds), new RateLimited(wait).headers());
  }

  @Test
  void a_refusal_is_a_problem_with_retry_after_and_is_counted() {
    passing("a");
    var answer =
        Edge.answer(
            log,
            () -> {
              limit.take("a", log);
              return Answer.empty().build();
            });
    assertEquals(429, answer.getStatusCode());
    assertEquals("1", answer.getHeaders().get("retry-after"));
    assertTrue(answer.getBody().contains("\"code\":\"" + Problem.RATE_LIMITED.code() + "\""));
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().contains("\"Throttled\":1"), lines::toString);
  }

  @Test
  void what_passes_leaves_no_line() {
    limit.take("a", log);
    assertEquals(List.of(), lines);
  }

  // ---- clocks and memory

  @Test
  void a_clock_that_goes_back_refuses_nobody_for_longer_than_an_empty_bucket() {
    passing("a");
    after(Duration.ofHours(-1));
    assertEquals(Duration.ofMillis(500), limit.take("a"));
    after(Duration.ofMillis(500));
    assertEquals(1, passing("a"));
  }

  @Test
  void no_number_of_callers_fills_the_memory() {
    for (int i = 0; i < 10 * RateLimit.MOST; i++) {
      limit.take("caller-" + i);
      assertTrue(limit.kept() <= RateLimit.MOST);
    }
  }

  @Test
  void full_buckets_are_forgotten_first_which_changes_nothing() {
    for (int i = 0; i < RateLimit.MOST - 1; i++) {
      limit.take("caller-" + i);
    }
    after(Duration.ofSeconds(1));
    passing("greedy");
    limit.take("one more");
    assertEquals(2, limit.kept());
    assertEquals(0, passing("greedy"));
    assertEquals(5, passing("caller-0"));
  }

  @Test
  void who_is_at_its_limit_is_not_let_off_by_a_crowd_of_others() {
    passing("greedy");
    for (int i = 0; i < 3 * RateLimit.MOST; i++) {
      limit.take("caller-" + i);
    }
    assertEquals(0, passing("greedy"));
    assertTrue(limit.kept() <= RateLimit.MOST);
  }

  @Test
  void callers_at_once_get_the_burst_between_them() throws Exception {
    RateLimit shared = new RateLimit(1, 1000, clock);
    Callable<Integer> work =
        () -> {
          int passed = 0;
          for (int i = 0; i < 500; i++) {
            passed += shared.take("a").isZero() ? 1 : 0;
          }
          return passed;
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int passed = 0;
      for (Future<Integer> done : threads.invokeAll(List.of(work, work, work, work))) {
        passed += done.get();
      }
      assertEquals(1000, passed);
    }
  }

  // ---- configuration

  @Test
  void without_variables_an_app_may_send_twenty_a_second_and_a_thousand_at_once() {
    RateLimit usual = RateLimit.of(Config.of(Map.of()), clock);
    assertEquals(1000, passing(usual, "a"));
    assertEquals(Duration.ofMillis(50), usual.take("a"));
  }

  @Test
  void the_variables_set_both() {
    RateLimit set = RateLimit.of(Config.of(Map.of("APP_RATE", "4", "APP_BURST", "1")), clock);
    assertEquals(Duration.ZERO, set.take("a"));
    assertEquals(Duration.ofMillis(250), set.take("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10001", "1.5", "many"})
  void a_rate_that_cannot_be_fails_the_start(String rate) {
    Config config = Config.of(Map.of("APP_RATE", rate));
    var wrong = assertThrows(Config.Missing.class, () -> RateLimit.of(config, clock));
    assertTrue(wrong.getMessage().contains("APP_RATE"));
    assertThrows(IllegalArgumentException.class, () -> new RateLimit(0, 1, clock));
    assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 0, clock));
  }
}
