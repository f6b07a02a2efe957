package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.json;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.problem;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.provider.ProviderRefresh;
import balanceapi.platform.Events;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking for fresh figures, thresholds, and exports, over the wire. */
final class FiguresRoutesTest {

  private static final String REFRESH = "/accounts/acc-1/refresh";
  private static final String THRESHOLDS = "/accounts/acc-1/thresholds";

  private final Counter counter = new Counter();

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  @BeforeEach
  void connect() {
    counter.authorized(ago(61));
    counter.observed("acc-1", ago(60), "500.00", null);
  }

  // ---- fresh figures

  private JsonNode ask() {
    APIGatewayV2HTTPResponse answer = counter.handle(request("POST", REFRESH, APP));
    assertEquals(202, answer.getStatusCode(), answer::getBody);
    return json(answer);
  }

  private static String stands(JsonNode answer) {
    return answer.path("status").asText() + " " + answer.path("reason").asText();
  }

  @Test
  void the_webhook_that_comes_settles_a_request() {
    counter.provider = ProviderRefresh.Answer.SENT;
    JsonNode asked = ask();
    assertEquals("running null", stands(asked));
    assertEquals(NOW.toString(), asked.path("asked_at").asText());
    assertEquals(NOW.plusSeconds(60).toString(), asked.path("deadline").asText());
    assertEquals("PT1H", asked.path("age").asText());
    assertTrue(asked.path("poll_url").asText().endsWith(REFRESH));
    counter.sleep(Duration.ofSeconds(7));
    counter.observed("acc-1", NOW.plusSeconds(5), "480.00", "470.00");
    JsonNode settled = ok(counter.get(REFRESH));
    assertEquals("fresh null", stands(settled));
    assertEquals("PT2S", settled.path("age").asText());
    assertEquals("470.00", settled.at("/balance/available_balance").asText());
  }

  @Test
  void nothing_by_the_deadline_is_a_failure_with_the_last_figures_and_their_age() {
    counter.provider = ProviderRefresh.Answer.SENT;
    ask();
    counter.sleep(Duration.ofSeconds(59));
    assertEquals("running null", stands(ok(counter.get(REFRESH))));
    counter.sleep(Duration.ofSeconds(1));
    JsonNode failed = ok(counter.get(REFRESH));
    assertEquals("failed no_answer", stands(failed));
    assertEquals("PT1H1M", failed.path("age").asText());
    assertEquals("500.00", failed.at("/balance/ledger_balance").asText());
  }

  @Test
  void a_second_request_within_a_minute_joins_the_first() {
    counter.provider = ProviderRefresh.Answer.SENT;
    JsonNode first = ask();
    counter.sleep(Duration.ofSeconds(59));
    assertEquals(first.path("asked_at"), ask().path("asked_at"));
    assertEquals(1, counter.asked);
    counter.sleep(Duration.ofSeconds(1));
    assertFalse(first.path("asked_at").equals(ask().path("asked_at")));
    assertEquals(2, counter.asked);
  }

  @Test
  void one_of_the_old_dialect_and_one_of_this_are_one() {
    counter.provider = ProviderRefresh.Answer.SENT;
    ok(counter.post("/v2/balance/refresh", "{\"account_id\":\"acc-1\"}"));
    ask();
    assertEquals(1, counter.asked);
  }

  @Test
  void without_anybody_to_ask_it_says_so_at_once() {
    assertEquals("failed no_provider", stands(ask()));
    counter.handle(request("DELETE", "/records/rec-1", APP));
    counter.sleep(Duration.ofMinutes(2));
    assertEquals("failed sign_in_needed", stands(ask()));
  }

  @Test
  void the_apps_own_endpoint_is_asked_through_the_queue() {
    counter.tells("https://example.com/hook", "https://example.com/refresh");
    JsonNode asked = ask();
    assertEquals("running null", stands(asked));
    assertEquals(1, counter.queued.size());
    assertEquals(
        "{\"app\":\"%s\",\"ask\":\"acc-1\",\"record\":\"rec-1\",\"asked_at\":\"%s\"}"
            .formatted(APP, asked.path("asked_at").asText()),
        counter.queued.getFirst());
  }

  @Test
  void nobody_asked_and_no_account_are_not_there() {
    assertTrue(problem(404, "not_found", counter.get(REFRESH)).contains("POST here"));
    problem(404, "not_found", counter.get("/accounts/none/refresh"));
    problem(404, "not_found", counter.handle(request("POST", "/accounts/none/refresh", APP)));
    problem(404, "not_found", counter.handle(request("POST", REFRESH, Counter.STRANGER)));
  }

  // ---- thresholds

  private APIGatewayV2HTTPResponse put(String body) {
    return counter.handle(
        withBody(request("PUT", THRESHOLDS, APP), "application/json", body.replace('\'', '"')));
  }

  @Test
  void an_account_has_its_apps_thresholds_until_it_has_its_own() {
    assertEquals("{\"thresholds\":[],\"of\":\"app\"}", counter.get(THRESHOLDS).getBody());
    String own =
        "{\"thresholds\":[{\"amount\":\"100.00\",\"currency\":\"NGN\"},{\"amount\":\"500.50\",\"currency\":\"NGN\"}],\"of\":\"account\"}";
    assertEquals(
        own,
        put("{'thresholds':[{'amount':500.5,'currency':'NGN'},{'amount':'100','currency':'NGN'},{'amount':'100.00','currency':'NGN'}]}")
            .getBody());
    assertEquals(own, counter.get(THRESHOLDS).getBody());
    assertEquals("{\"thresholds\":[],\"of\":\"account\"}", put("{'thresholds':[]}").getBody());
    assertEquals("{\"thresholds\":[],\"of\":\"app\"}", put("{'thresholds':null}").getBody());
  }

  @Test
  void setting_them_changes_no_figure() {
    JsonNode before = ok(counter.get("/accounts/acc-1/balance"));
    put("{'thresholds':[{'amount':'100.00','currency':'NGN'}]}");
    assertEquals(before, ok(counter.get("/accounts/acc-1/balance")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'thresholds':'100.00'}",
        "{'thresholds':[{'amount':'100.00'}]}",
        "{'thresholds':[{'currency':'NGN'}]}",
        "{'thresholds':[{'amount':'1.001','currency':'NGN'}]}",
        "{'thresholds':[{'amount':'1','currency':'NGN','of':'app'}]}",
        "{'thresholds':[],'more':1}",
        "{'thresholds':[{'amount':1,'currency':'NGN'},{'amount':2,'currency':'NGN'},{'amount':3,'currency':'NGN'},{'amount':4,'currency':'NGN'},{'amount':5,'currency':'NGN'},{'amount':6,'currency':'NGN'}]}"
      })
  void what_are_no_thresholds_is_refused_and_changes_nothing(String body) {
    problem(400, "invalid_request", put(body));
    assertEquals("{\"thresholds\":[],\"of\":\"app\"}", counter.get(THRESHOLDS).getBody());
  }

  // ---- exports

  @Test
  void an_export_has_a_header_and_a_row_an_account() {
    APIGatewayV2HTTPResponse answer = counter.get("/exports/balances");
    assertEquals(200, answer.getStatusCode());
    assertEquals("text/csv; charset=utf-8; header=present", answer.getHeaders().get("content-type"));
    List<String> lines = answer.getBody().lines().toList();
    assertEquals(
        "account_id,customer_id,record_id,nuban,name,bank.id,bank.name,currency,ledger_balance,available_balance,"
            + "available_source,spendable_balance,reserved.amount,pending.debits,pending.credits,pending.count,"
            + "pending.excluded,as_of,pending_as_of,refreshed_at,stale,connection",
        lines.getFirst());
    assertTrue(
        lines
            .get(1)
            .matches(
                "acc-1,cus-1,rec-1,20[0-9]{8},\"OBI, ADA\",bank-1,Kuda Bank,NGN,500.00,500.00,incomplete,500.00,0.00,"
                    + "0.00,0.00,0,0,2026-11-22T08:30:00Z,,2026-11-22T09:30:00Z,false,active"),
        lines.get(1));
    assertEquals(null, answer.getHeaders().get("x-next-cursor"));
  }

  @Test
  void the_parts_have_every_account_once_and_are_bounded_by_their_size() {
    int accounts = 260;
    for (int i = 0; i < accounts; i++) {
      counter.observed("more-" + i, ago(50), "1.00", null);
    }
    Set<String> seen = new HashSet<>();
    String next = "/exports/balances?format=ndjson&limit=101";
    int parts = 0;
    int rows = 0;
    while (next != null) {
      APIGatewayV2HTTPResponse part = counter.get(next);
      assertEquals("application/x-ndjson", part.getHeaders().get("content-type"));
      for (String line : part.getBody().lines().toList()) {
        seen.add(line.substring(0, line.indexOf(',')));
        rows++;
      }
      parts++;
      String cursor = part.getHeaders().get("x-next-cursor");
      next = cursor == null ? null : "/exports/balances?format=ndjson&limit=101&cursor=" + cursor;
    }
    assertEquals(accounts + 1, rows);
    assertEquals(rows, seen.size());
    assertEquals(3, parts);
  }

  @Test
  void a_part_ends_before_it_is_too_large_for_a_functions_answer() {
    // Each quotation mark takes two characters in the answer, and four where it was two already.
    String name = "\"".repeat(200);
    for (int i = 0; i < 3_600; i++) {
      ObjectNode event = Counter.balance("wide-" + i, ago(50), "1.00", null);
      event.withObject("/balance").put("name", name);
      counter.tell(event);
    }
    APIGatewayV2HTTPResponse part = counter.get("/exports/balances?format=ndjson");
    String answer = Events.write(part);
    assertTrue(answer.length() < 6 * 1024 * 1024, answer.length() + " characters");
    assertTrue(part.getHeaders().containsKey("x-next-cursor"), "there is more");
  }

  @Test
  void the_cursor_of_one_format_is_none_of_another() {
    counter.observed("acc-2", ago(50), "1.00", null);
    String cursor = counter.get("/exports/balances?limit=1").getHeaders().get("x-next-cursor");
    problem(400, "invalid_request", counter.get("/exports/balances?format=ndjson&cursor=" + cursor));
  }
}
