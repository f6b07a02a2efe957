package balanceapi.platform.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogTest {

  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);

  private final List<String> lines = new ArrayList<>();
  private final Consumer<String> sink = lines::add;
  private final Log log = Log.to(sink, "webhook", CLOCK);

  @Test
  void a_line_is_one_json_object_with_powertools_names() throws Exception {
    log.in(null).with("app_id", "a1").info("it \"worked\"\nwell");
    JsonNode line = only();
    assertEquals("INFO", line.get("level").textValue());
    assertEquals("it \"worked\"\nwell", line.get("message").textValue());
    assertEquals("2026-11-22T09:00:00Z", line.get("timestamp").textValue());
    assertEquals("webhook", line.get("service").textValue());
    assertEquals("a1", line.get("app_id").textValue());
    assertFalse(lines.getFirst().contains("\n"));
  }

  @Test
  void the_first_invocation_of_an_instance_is_its_cold_start() throws Exception {
    log.in(null).info("first");
    log.in(null).info("second");
    ObjectMapper mapper = new ObjectMapper();
    assertTrue(mapper.readTree(lines.get(0)).get("cold_start").booleanValue());
    assertFalse(mapper.readTree(lines.get(1)).get("cold_start").booleanValue());
  }

  @Test
  void an_exception_is_logged_by_its_classes_and_never_by_its_message() throws Exception {
    log.error("failed", new IllegalStateException("canary 22222222222", new RuntimeException("canary")));
    JsonNode line = only();
    assertEquals(
        "java.lang.IllegalStateException < java.lang.RuntimeException", line.get("exception").textValue());
    assertTrue(line.get("stack").textValue().contains("LogTest"));
    assertFalse(lines.getFirst().contains("canary"));
  }

  @Test
  void a_metric_is_a_line_in_the_embedded_metric_format() throws Exception {
    log.metric("WebhooksApplied", "Count", 3);
    JsonNode line = only();
    assertEquals(3, line.get("WebhooksApplied").intValue());
    JsonNode directive = line.get("_aws").get("CloudWatchMetrics").get(0);
    assertEquals("BalanceApi", directive.get("Namespace").textValue());
    assertEquals("service", directive.get("Dimensions").get(0).get(0).textValue());
    assertEquals("WebhooksApplied", directive.get("Metrics").get(0).get("Name").textValue());
    assertEquals("Count", directive.get("Metrics").get(0).get("Unit").textValue());
    assertEquals("webhook", line.get("service").textValue());
    assertEquals(CLOCK.millis(), line.get("_aws").get("Timestamp").longValue());
  }

  @Test
  void a_masked_account_number_shows_its_last_four_digits_at_most() {
    assertEquals("******6789", Log.masked("0123456789"));
    assertEquals("**34", Log.masked("1234"));
    assertEquals("*", Log.masked("1"));
    assertEquals("", Log.masked(""));
  }

  @Test
  void an_id_that_is_an_account_number_or_a_bvn_is_masked_and_others_are_not() {
    assertEquals("******5678", Log.id("2012345678"));
    assertEquals("*******5678", Log.id("22212345678"));
    assertEquals("NG-******5678_a", Log.id("NG-2012345678_a"));
    List<String> others = List.of("acc-1", "64ba00000000000000000001", "123456789012", "");
    for (String id : others) {
      assertEquals(id, Log.id(id));
    }
    assertEquals("x".repeat(1_000_000), Log.id("x".repeat(1_000_000)));
  }

  private JsonNode only() throws Exception {
    assertEquals(1, lines.size());
    return new ObjectMapper().readTree(lines.getFirst());
  }
}
