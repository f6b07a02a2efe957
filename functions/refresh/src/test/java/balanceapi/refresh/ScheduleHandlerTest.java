package balanceapi.refresh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.store.AccountStore;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.platform.Events;
import balanceapi.platform.log.Log;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scheduled run sends one message a shard, and its time is the run's now. */
final class ScheduleHandlerTest {

  private static final Instant TIME = Instant.parse("2026-11-22T09:15:00Z");

  private final List<Message> sent = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private ScheduleHandler handler(RefreshQueue queue, int shards) {
    return new ScheduleHandler(
        queue, shards, Log.to(lines::add, "refresh", Clock.fixed(TIME.plusSeconds(40), ZoneOffset.UTC)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> event(String json) {
    return Events.of(json, Map.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 64})
  void each_shard_gets_one_message_with_the_scheduled_time(int shards) {
    Map<String, Object> answer =
        handler(sent::addAll, shards).handleRequest(event("{\"time\":\"2026-11-22T09:15:00Z\"}"), null);
    assertEquals(shards, sent.size());
    for (int shard = 0; shard < shards; shard++) {
      assertEquals(new Message.Shard(new RefreshDue.Shard(shard, shards), TIME), sent.get(shard));
      assertEquals(sent.get(shard), Message.parse(sent.get(shard).body()));
    }
    assertTrue(Events.write(answer).contains("\"shards\":" + shards), answer::toString);
    assertEquals(1, lines.size());
  }

  @Test
  void an_audit_is_one_message_a_lane() {
    Map<String, Object> answer =
        handler(sent::addAll, 3)
            .handleRequest(event("{\"time\":\"2026-11-22T09:15:00Z\",\"audit\":true}"), null);
    assertEquals(AccountStore.LANES, sent.size());
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      assertEquals(new Message.Audit(lane, TIME), sent.get(lane));
    }
    assertTrue(Events.write(answer).contains("\"lanes\":8"), answer::toString);
  }

  @Test
  void a_run_repeated_sends_the_same_messages() {
    ScheduleHandler handler = handler(sent::addAll, 4);
    handler.handleRequest(event("{\"time\":\"2026-11-22T10:15:00+01:00\"}"), null);
    handler.handleRequest(event("{\"time\":\"2026-11-22T09:15:00Z\"}"), null);
    assertEquals(sent.subList(0, 4), sent.subList(4, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}", "{\"time\":null}", "{\"time\":5}", "{\"time\":\"soon\"}",
        "{\"time\":\"<aws.scheduler.scheduled-time>\"}"
      })
  void an_input_without_a_time_fails_and_sends_nothing(String json) {
    ScheduleHandler handler = handler(sent::addAll, 4);
    assertThrows(RuntimeException.class, () -> handler.handleRequest(event(json), null));
    assertThrows(RuntimeException.class, () -> handler.handleRequest(null, null));
    assertEquals(List.of(), sent);
  }

  @Test
  void a_queue_that_refuses_fails_the_run_so_that_the_scheduler_repeats_it() {
    RefreshQueue refusing =
        messages -> {
          throw new IllegalStateException("refused");
        };
    assertThrows(
        IllegalStateException.class,
        () -> handler(refusing, 4).handleRequest(event("{\"time\":\"2026-11-22T09:15:00Z\"}"), null));
    assertEquals(List.of(), lines);
  }
}
