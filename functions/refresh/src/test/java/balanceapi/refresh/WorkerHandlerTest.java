package balanceapi.refresh;

import static balanceapi.refresh.Shop.NOW;
import static balanceapi.refresh.Shop.alone;
import static balanceapi.refresh.Shop.later;
import static balanceapi.refresh.Shop.shard;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.SecretKey;
import balanceapi.core.privacy.Canaries;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.platform.Events;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Working off the refresh queue (design section 8). */
final class WorkerHandlerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Shop shop = new Shop();

  /** Messages as SQS hands them over, their ids m0, m1…; which of them failed. */
  private List<String> handle(Context context, String... bodies) {
    return handle(shop, context, bodies);
  }

  private static List<String> handle(Shop shop, Context context, String... bodies) {
    return handle(shop, context, 1, bodies);
  }

  private static List<String> handle(Shop shop, Context context, int times, String... bodies) {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (String body : bodies) {
      ObjectNode message = records.addObject().put("body", body).put("receiptHandle", "r");
      message.put("messageId", "m" + (records.size() - 1));
      message.putObject("attributes").put("ApproximateReceiveCount", Integer.toString(times));
      message.put("eventSource", "aws:sqs").put("awsRegion", "eu-west-1");
      message.put("eventSourceARN", "arn:aws:sqs:eu-west-1:123456789012:RefreshQueue");
    }
    SQSBatchResponse answer =
        shop.worker.handleRequest(Events.of(event.toString(), SQSEvent.class), context);
    assertTrue(Events.write(answer).startsWith("{\"batchItemFailures\":["), Events.write(answer));
    return answer.getBatchItemFailures().stream()
        .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private List<String> handle(String... bodies) {
    return handle(null, bodies);
  }

  /** A context whose function has this time left, less at each look. */
  private static Context with(int millis, int lessEachTime) {
    int[] left = {millis};
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemainingTimeInMillis" -> {
                    int now = left[0];
                    left[0] -= lessEachTime;
                    yield now;
                  }
                  case "getAwsRequestId" -> "req-1";
                  default -> null;
                });
  }

  @Test
  void a_hold_that_is_over_is_taken_off_when_its_shard_is_refreshed() {
    shop.accounts("a", "b");
    assertEquals("380.00", shop.available("a"));
    assertEquals(List.of(), handle(shard(NOW)));
    assertEquals("380.00", shop.available("a"));
    assertEquals(List.of(), handle(shard(later())));
    assertEquals("500.00", shop.available("a"));
    assertEquals("500.00", shop.available("b"));
    assertEquals(List.of(), shop.sent);
  }

  @Test
  void the_runs_time_decides_not_the_clock() {
    shop.accounts("a");
    handle(shard(NOW.plus(Duration.ofDays(13))));
    assertEquals("380.00", shop.available("a"));
    handle(shard(Instant.parse("2026-12-06T09:00:00Z")));
    assertEquals("500.00", shop.available("a"));
  }

  @Test
  void a_run_repeated_or_an_older_one_afterwards_changes_nothing() {
    shop.accounts("a", "b");
    handle(shard(later()));
    shop.writes.clear();
    handle(shard(later()));
    handle(shard(NOW));
    handle(shard(later()), shard(later()));
    handle(alone("a", later()).body());
    assertEquals(List.of(), shop.writes);
    assertEquals("500.00", shop.available("a"));
  }

  @Test
  void what_is_not_due_costs_no_write() {
    shop.accounts("a", "b");
    handle(shard(NOW));
    assertEquals(List.of(), shop.writes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "no json", "{}", "[]", "{\"time\":\"2026-11-22T09:15:00Z\"}", "{\"shard\":1}",
        "{\"shard\":-1,\"time\":\"2026-11-22T09:15:00Z\"}",
        "{\"shard\":0,\"of\":65,\"time\":\"2026-11-22T09:15:00Z\"}",
        "{\"shard\":8,\"of\":8,\"time\":\"2026-11-22T09:15:00Z\"}",
        "{\"shard\":0,\"time\":\"2026-11-22T09:15:00Z\"}", "{\"shard\":1,\"of\":8,\"time\":\"soon\"}",
        "{\"audit\":8,\"time\":\"2026-11-22T09:15:00Z\"}", "{\"audit\":true,\"time\":\"2026-11-22T09:15:00Z\"}",
        "{\"account\":\"a\",\"time\":\"2026-11-22T09:15:00Z\"}"
      })
  void a_poison_message_fails_alone_and_the_rest_of_its_batch_goes_on(String poison) {
    shop.accounts("a");
    assertEquals(List.of("m0"), handle(poison, shard(later())));
    assertEquals("500.00", shop.available("a"));
    assertEquals(List.of("m1"), handle(shard(later()), poison));
  }

  @Test
  void a_message_without_a_body_fails_alone() {
    shop.accounts("a");
    assertEquals(List.of("m0"), handle((Context) null, null, shard(later())));
    assertEquals("500.00", shop.available("a"));
  }

  @Test
  void an_empty_batch_is_no_failure() {
    assertEquals(List.of(), handle((Context) null));
  }

  @Test
  void a_failing_account_leaves_as_its_own_message_and_is_parked_while_the_rest_goes_on() {
    shop.accounts("a", "b", "c");
    shop.broken.add("b");
    assertEquals(List.of(), handle(shard(later())));
    assertEquals(List.of("b"), shop.sentAlone());
    assertEquals("500.00", shop.available("a"));
    assertEquals("500.00", shop.available("c"));
    // Parked: the next run does not meet it.
    handle(shard(later().plus(Duration.ofMinutes(15))));
    assertEquals(1, shop.sent.size());
    // Its own message fails as long as it does, and works when it does.
    assertEquals(List.of("m0"), handle(alone("b", later()).body()));
    shop.broken.clear();
    assertEquals(List.of(), handle(alone("b", later()).body()));
    assertEquals("500.00", shop.available("b"));
  }

  @Test
  void a_parked_account_is_tried_again_after_its_backoff() {
    shop.accounts("a");
    shop.broken.add("a");
    handle(shard(later()));
    shop.broken.clear();
    handle(shard(later().plus(Duration.ofHours(1))));
    assertEquals("500.00", shop.available("a"));
  }

  @Test
  void the_backoff_doubles_up_to_a_day_and_begins_anew_after_a_success() {
    shop.accounts("a");
    shop.broken.add("a");
    List<Long> hours = new ArrayList<>();
    Instant failedAt = later();
    for (Instant time = later(); hours.size() < 7; time = time.plus(Duration.ofHours(1))) {
      shop.sent.clear();
      handle(shard(time));
      if (!shop.sent.isEmpty() && time.isAfter(failedAt)) {
        hours.add(Duration.between(failedAt, time).toHours());
        failedAt = time;
      }
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 24L, 24L), hours);
    shop.broken.clear();
    handle(shard(failedAt.plus(Duration.ofDays(1))));
    assertEquals("500.00", shop.available("a"));
  }

  @Test
  void any_number_of_shards_finds_every_account_that_is_due() {
    List<String> ids = IntStream.range(0, 40).mapToObj(i -> "acc-" + i).toList();
    for (int of : List.of(1, 3, 8, 64)) {
      Shop each = new Shop();
      each.accounts(ids.toArray(String[]::new));
      for (RefreshDue.Shard shard : RefreshDue.Shard.all(of)) {
        Message message = new Message.Shard(shard, later());
        assertEquals(List.of(), handle(each, null, message.body()));
      }
      for (String id : ids) {
        assertEquals("500.00", each.available(id), of + " shards");
      }
    }
  }

  /** It died of one of them, and nobody knows of which: it must not die of it again with all the others. */
  @Test
  void what_is_due_in_a_shard_that_comes_again_leaves_one_by_one() {
    shop.accounts("a", "b", "c");
    assertEquals(List.of(), handle(shop, null, 2, shard(later())));
    assertEquals("380.00", shop.available("a"));
    List<Message> sent = List.copyOf(shop.sent);
    assertEquals(3, sent.size());
    shop.sent.clear();
    assertEquals(List.of(), handle(shop, null, 3, shard(later())));
    assertEquals(List.of(), shop.sent, "they are put off");
    for (Message message : sent) {
      assertEquals(List.of(), handle(message.body()));
    }
    for (String id : List.of("a", "b", "c")) {
      assertEquals("500.00", shop.available(id));
    }
  }

  @Test
  void an_account_that_takes_all_the_stack_leaves_its_shard_like_any_other() {
    shop.accounts("a", "b");
    shop.overflowing.add("a");
    assertEquals(List.of(), handle(shard(later())));
    assertEquals(List.of("a"), shop.sentAlone());
    assertEquals("500.00", shop.available("b"));
  }

  @Test
  void accounts_of_a_deleted_app_are_not_counted_as_due() {
    shop.accounts("a");
    shop.deleted = true;
    assertEquals(List.of(), handle(shard(later())));
    String log = String.join("\n", shop.lines);
    assertEquals(0, sum(log, "AccountsDue"));
    assertTrue(log.contains("\"OldestDueAge\":0"), log);
  }

  @Test
  void an_audit_is_measured_and_what_is_left_of_its_slice_sent_on() {
    shop.apps.create(Shop.APP, new SecretKey(Shop.APP.id(), "key", "sha", NOW));
    shop.accounts("a", "b", "c", "d", "e", "f", "g", "h");
    List<Message> waiting = new ArrayList<>();
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      waiting.add(new Message.Audit(lane, NOW));
    }
    for (int handled = 0; !waiting.isEmpty(); handled++) {
      assertTrue(handled < 60);
      assertEquals(List.of(), handle(with(13_000, 1_000), waiting.removeFirst().body()));
      waiting.addAll(shop.sent);
      shop.sent.clear();
    }
    String log = String.join("\n", shop.lines);
    assertEquals(8, sum(log, "AccountsAudited"));
    assertEquals(0, sum(log, "Drift"));
    assertTrue(log.contains("\"AuditAge\":0"), log);
    assertEquals(List.of(), shop.writes);
  }

  private static int sum(String log, String metric) {
    return Pattern.compile("\"" + metric + "\":([0-9]+)")
        .matcher(log)
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }

  @Test
  void an_audit_run_by_hand_with_a_far_time_stops_no_later_slice() {
    shop.apps.create(Shop.APP, new SecretKey(Shop.APP.id(), "key", "sha", NOW));
    shop.accounts("a");
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      handle(new Message.Audit(lane, NOW.plus(Duration.ofDays(20_000))).body());
    }
    assertEquals(1, sum(String.join("\n", shop.lines), "AccountsAudited"));
    assertEquals(NOW, shop.audits.progress(0).orElseThrow().sliceAt());
    assertEquals("380.00", shop.available("a"));
  }

  @Test
  void an_account_that_the_audit_cannot_read_is_logged_and_counted() {
    shop.apps.create(Shop.APP, new SecretKey(Shop.APP.id(), "key", "sha", NOW));
    shop.accounts("a");
    shop.broken.add("a");
    for (int lane = 0; lane < AccountStore.LANES; lane++) {
      assertEquals(List.of(), handle(new Message.Audit(lane, NOW).body()));
    }
    String log = String.join("\n", shop.lines);
    assertEquals(1, sum(log, "AccountsFailed"));
    assertTrue(log.contains("an account could not be audited"), log);
  }

  @Test
  void all_accounts_failing_is_no_failure_of_the_shard() {
    shop.accounts("a", "b", "c");
    shop.broken.addAll(List.of("a", "b", "c"));
    assertEquals(List.of(), handle(shard(later())));
    assertEquals(3, shop.sent.size());
  }

  @Test
  void it_stops_before_the_deadline_and_sends_the_rest_on() {
    shop.accounts("a", "b", "c", "d");
    // Time for two accounts: 10 seconds are kept in reserve.
    assertEquals(List.of(), handle(with(12_000, 1_000), shard(later())));
    assertEquals(List.of(new Message.Shard(new RefreshDue.Shard(0, 1), later())), shop.sent);
    List<String> all = List.of("a", "b", "c", "d");
    assertEquals(2, all.stream().filter(id -> shop.available(id).equals("500.00")).count());
    assertEquals(List.of(), handle(with(60_000, 0), shop.sent.removeFirst().body()));
    assertEquals(List.of(), shop.sent);
    for (String id : all) {
      assertEquals("500.00", shop.available(id));
    }
  }

  @Test
  void a_rest_that_cannot_be_sent_on_fails_its_message_so_that_the_queue_repeats_it() {
    shop.accounts("a", "b");
    shop.queueRefuses = true;
    assertEquals(List.of("m0"), handle(with(5_000, 0), shard(later())));
    shop.queueRefuses = false;
    assertEquals(List.of(), handle(shard(later())));
    assertEquals("500.00", shop.available("a"));
  }

  @Test
  void a_failing_account_whose_message_cannot_be_sent_gets_one_when_the_shard_is_repeated() {
    shop.accounts("a", "b");
    shop.broken.add("a");
    shop.queueRefuses = true;
    assertEquals(List.of("m0"), handle(shard(later())));
    shop.queueRefuses = false;
    assertEquals(List.of(), handle(shard(later())));
    assertEquals(List.of("a"), shop.sentAlone());
  }

  @Test
  void an_account_that_cannot_be_parked_does_not_block_its_shard() {
    shop.accounts("a", "b", "c");
    shop.broken.add("a");
    shop.parkingRefuses = true;
    handle(shard(later()));
    assertEquals("500.00", shop.available("b"));
    assertEquals("500.00", shop.available("c"));
  }

  @Test
  void an_account_of_a_deleted_app_or_one_that_is_gone_is_no_failure() {
    shop.accounts("a");
    assertEquals(List.of(), handle(alone("none", later()).body()));
    String other = alone("a", later()).body().replace(Shop.APP.id(), "64f0000000000000000000cc");
    assertEquals(List.of(), handle(other));
    assertEquals("380.00", shop.available("a"));
  }

  @Test
  void what_was_due_recomputed_and_failed_is_measured_and_no_number_of_an_account_is_logged() {
    shop.accounts("a", "b");
    shop.broken.add("b");
    handle(with(60_000, 0), shard(later()));
    String log = String.join("\n", shop.lines);
    assertTrue(log.contains("\"AccountsDue\":2"), log);
    assertTrue(log.contains("\"AccountsRecomputed\":1"), log);
    assertTrue(log.contains("\"AccountsFailed\":1"), log);
    assertTrue(log.contains("\"AccountsUnchanged\":0"), log);
    assertTrue(log.contains("\"HoldsExpired\":1"), log);
    assertTrue(log.contains("\"Conflicts\":0"), log);
    assertTrue(log.contains("\"MessagesSentOn\":1"), log);
    // Its hold is over 14 days after the event that shows it, the run is 15 days after half an hour later.
    assertTrue(log.contains("\"OldestDueAge\":" + Duration.ofDays(1).plusMinutes(30).toSeconds()), log);
    assertFalse(log.contains("2012345678"), log);
  }

  @Test
  void an_account_whose_id_is_its_number_is_logged_masked() {
    Canaries person = new Canaries();
    shop.accounts(person.nuban);
    shop.broken.add(person.nuban);
    handle(shard(later()));
    assertTrue(shop.lines.stream().anyMatch(line -> line.contains(Log.masked(person.nuban))));
    assertEquals(List.of(), Canaries.leaks(List.of(person.nuban), shop.lines));
  }

  @Test
  void a_dead_letter_says_what_failed_where_and_when_and_no_more_of_anybody() throws Exception {
    shop.accounts("a");
    shop.broken.add("a");
    handle(with(60_000, 0), shard(later()));
    JsonNode letter = JSON.readTree(shop.sent.getFirst().body());
    List<String> names = new ArrayList<>();
    letter.fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("time", "app", "account", "failure"), names);
    JsonNode failure = letter.path("failure");
    assertEquals("2026-12-06T09:00:00Z", failure.path("due_at").asText());
    assertEquals(StoreUnavailable.class.getName(), failure.path("exception").asText());
    assertTrue(failure.path("at").asText().contains("balanceapi.core.usecase.RefreshAccount"));
    assertEquals("req-1", failure.path("request_id").asText());
    assertFalse(letter.toString().contains("2012345678"), "what an exception says may name somebody");
  }

  @Test
  void a_poison_message_is_logged_without_what_is_in_it() {
    Canaries person = new Canaries();
    for (String value : person.all()) {
      for (String poison :
          List.of(
              value, "{\"" + value + "\":1,\"" + value + "\":2}", "{\"time\":\"" + value + "\",\"shard\":0}",
              "{\"time\":\"2026-11-22T09:15:00Z\",\"shard\":\"" + value + "\"}",
              "{\"time\":\"2026-11-22T09:15:00Z\",\"account\":\"" + value + "\",\"app\":[]}")) {
        assertEquals(List.of("m0"), handle(poison));
      }
    }
    assertFalse(shop.lines.isEmpty());
    assertEquals(List.of(), Canaries.leaks(person.all(), shop.lines));
  }

  @Test
  void a_message_reads_as_it_was_written() {
    for (Message message :
        List.of(
            new Message.Shard(new RefreshDue.Shard(63, 64), NOW),
            new Message.Audit(7, NOW),
            alone("a", NOW),
            new Message.Alone(
                new Task.ForgetApp("app"),
                NOW,
                Optional.of(new Message.Failure(NOW, "java.lang.Error", "a.B.c(B.java:1)", "req"))),
            alone("a 1773140400000", NOW),
            new Message.Alone(new Task.ForgetCustomer("app", "cus"), NOW, Optional.empty()),
            new Message.Alone(new Task.ForgetApp("app"), NOW, Optional.empty()))) {
      assertEquals(message, Message.parse(message.body()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"forget_app\":false", ",\"customer\":\"cus\""})
  void a_message_that_does_not_say_what_to_do_is_none(String rest) {
    String body = "{\"time\":\"" + NOW + "\",\"app\":\"app\"" + rest + "}";
    assertThrows(BadRequest.class, () -> Message.parse(body));
  }

  @Test
  void forgetting_leaves_its_shard_and_goes_on_until_it_is_done() {
    shop.accounts("a");
    new EraseCustomer(shop.real).erase(Shop.APP, "cus-1", NOW.minusSeconds(120));
    assertEquals(List.of(), handle(shard(NOW)));
    Message forget =
        new Message.Alone(
            new Task.ForgetCustomer(Shop.APP.id(), "cus-1"), NOW, Optional.empty());
    assertEquals(List.of(forget), shop.sent);
    shop.sent.clear();
    // Time for a look, none for a slice.
    assertEquals(List.of(), handle(with(9_000, 0), forget.body()));
    assertEquals(List.of(forget), shop.sent, "the rest is sent on");
    shop.sent.clear();
    assertEquals(List.of(), handle(forget.body()));
    assertEquals(List.of(), shop.sent, "it is done");
    assertTrue(shop.real.left().isEmpty(), () -> shop.real.left().toString());
  }
}
