package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ScheduleExpressionTest {

  private static String next(String expression, String after) {
    return ScheduleExpression.of(expression).next(Instant.parse(after)).toString();
  }

  @Test
  void a_rate_fires_every_so_often() {
    assertEquals("2026-01-01T00:15:00Z", next("rate(15 minutes)", "2026-01-01T00:00:00.123Z"));
    assertEquals("2026-01-02T00:00:00Z", next("rate(1 day)", "2026-01-01T00:00:00Z"));
  }

  @Test
  void a_cron_fires_when_all_its_fields_fit() {
    assertEquals("2026-01-01T00:15:00Z", next("cron(0/15 * * * ? *)", "2026-01-01T00:00:00Z"));
    assertEquals("2026-01-02T03:30:00Z", next("cron(30 3 * * ? *)", "2026-01-01T03:30:00Z"));
    assertEquals("2026-01-05T09:00:00Z", next("cron(0 9 ? * 2-6 *)", "2026-01-02T09:00:00Z"));
    assertEquals("2026-03-01T00:00:00Z", next("cron(0 0 1 3,9 ? *)", "2026-01-02T09:00:00Z"));
  }

  @Test
  void what_is_neither_is_named() {
    assertEquals(
        "the local run does not know the schedule hourly",
        assertThrows(LocalFailure.class, () -> ScheduleExpression.of("hourly")).getMessage());
  }

  @Test
  void the_input_says_when_the_schedule_was_due() {
    assertEquals(
        "{\"time\":\"2026-01-01T00:15:00Z\"}",
        Schedules.input(
            new Template.ScheduleTrigger("s", "F", "", "{\"time\":\"<aws.scheduler.scheduled-time>\"}"),
            Instant.parse("2026-01-01T00:15:00Z")));
  }
}
