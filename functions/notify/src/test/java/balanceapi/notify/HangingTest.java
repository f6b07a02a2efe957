package balanceapi.notify;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.notification.Attempt;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** URLs that hang are left alone, those that only fail are not. */
final class HangingTest {

  private static final String URL = "https://app.example/refresh";
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private final Hanging hanging = new Hanging();

  private void ends(String result, Instant at) {
    hanging.note(URL, new Attempt(at, result, result.equals("delivered"), Optional.empty()));
  }

  @Test
  void after_three_in_a_row_a_url_is_called_once_a_minute() {
    ends("timed_out", NOW);
    ends("timed_out", NOW);
    assertFalse(hanging.rests(URL, NOW));
    ends("timed_out", NOW);
    assertTrue(hanging.rests(URL, NOW.plusSeconds(59)));
    assertFalse(hanging.rests("https://other.example/refresh", NOW));
    Instant minute = NOW.plusSeconds(60);
    assertFalse(hanging.rests(URL, minute));
    ends("timed_out", minute);
    assertTrue(hanging.rests(URL, minute.plusSeconds(59)));
  }

  @Test
  void what_hung_long_ago_counts_no_more() {
    for (int i = 0; i < 3; i++) {
      ends("timed_out", NOW);
    }
    Instant later = NOW.plusSeconds(300);
    ends("timed_out", later);
    assertFalse(hanging.rests(URL, later));
  }

  @Test
  void one_that_answers_at_once_is_not_waited_for() {
    for (String result : new String[] {"http_500", "connect_failed", "delivered"}) {
      ends("timed_out", NOW);
      ends("timed_out", NOW);
      ends(result, NOW);
      ends("timed_out", NOW);
      assertFalse(hanging.rests(URL, NOW), result);
    }
  }
}
