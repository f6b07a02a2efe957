package balanceapi.core.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When an endpoint is left alone for a while, and when until somebody says that it works. */
final class EndpointTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
  private static final Endpoint FRESH = Endpoint.fresh("app", "https://example.com/a");

  private static Attempt failure(Instant at) {
    return new Attempt(at, "http_500", false, Optional.empty());
  }

  private static Endpoint failing(int times, Duration apart) {
    Endpoint endpoint = FRESH;
    for (int i = 0; i < times; i++) {
      endpoint = endpoint.failed(failure(NOW.plus(apart.multipliedBy(i))));
    }
    return endpoint;
  }

  @Test
  void it_is_paused_after_ten_failures_over_a_day() {
    assertFalse(failing(9, Duration.ofHours(3)).isPaused(), "not often enough");
    assertFalse(failing(100, Duration.ofMinutes(10)).isPaused(), "not for long enough");
    Endpoint paused = failing(10, Duration.ofHours(3));
    assertEquals(Optional.of(NOW.plus(Duration.ofHours(27))), paused.pausedAt());
    assertEquals(Optional.of(NOW), paused.failingSince());
    assertEquals(
        paused.pausedAt(), paused.failed(failure(NOW.plus(Duration.ofHours(30)))).pausedAt());
  }

  @Test
  void a_success_between_two_failures_begins_the_count_anew() {
    Endpoint once = failing(9, Duration.ofHours(3)).succeeded(NOW.plus(Duration.ofHours(25)));
    Endpoint again = once.failed(failure(NOW.plus(Duration.ofHours(26))));
    assertEquals(1, again.failures());
    assertFalse(again.isPaused());
    assertEquals(Optional.of(NOW.plus(Duration.ofHours(25))), again.lastSuccess());
  }

  @Test
  void a_success_and_somebodys_word_end_the_pause() {
    Endpoint paused = failing(10, Duration.ofHours(3));
    assertFalse(paused.succeeded(NOW).isPaused());
    assertFalse(paused.resumed().isPaused());
    assertEquals(0, paused.resumed().failures());
    assertEquals(paused.lastFailure(), paused.resumed().lastFailure());
  }

  @Test
  void of_many_successes_only_one_an_hour_changes_it() {
    Endpoint once = FRESH.succeeded(NOW);
    assertSame(once, once.succeeded(NOW.plus(Duration.ofMinutes(59))));
    assertEquals(
        Optional.of(NOW.plus(Duration.ofHours(1))), once.succeeded(NOW.plus(Duration.ofHours(1))).lastSuccess());
  }

  @Test
  void it_rests_after_three_failures_the_longer_the_more() {
    assertEquals(Instant.MIN, failing(2, Duration.ZERO).restsUntil());
    assertEquals(NOW.plusSeconds(10), failing(3, Duration.ZERO).restsUntil());
    assertEquals(NOW.plusSeconds(30), failing(4, Duration.ZERO).restsUntil());
    assertEquals(NOW.plusSeconds(120), failing(5, Duration.ZERO).restsUntil());
    assertEquals(NOW.plusSeconds(900), failing(99, Duration.ZERO).restsUntil());
  }

  @Test
  void at_another_url_it_is_another_endpoint() {
    Endpoint paused = failing(10, Duration.ofHours(3)).stored(7);
    Endpoint moved = paused.at("https://example.com/b");
    assertFalse(moved.isPaused());
    assertEquals(7, moved.revision(), "it takes the other's place");
    assertTrue(paused.at("https://example.com/a").isPaused());
  }
}
