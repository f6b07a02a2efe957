package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.STRANGER;
import static balanceapi.balance.Counter.hold;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import balanceapi.core.cases.AcceptanceCase;
import balanceapi.core.provider.ProviderRefresh.Answer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking for fresh figures in the v2 dialect, and looking how far that is. */
final class V2RefreshTest {

  private static final String REFRESH = "/v2/balance/refresh";

  private final Counter counter = new Counter();

  @BeforeEach
  void an_account() {
    counter.authorized(ago(61));
    counter.observed("acc-1", ago(60), "500.00", "400.00");
  }

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private JsonNode ask(String path) {
    return ok(counter.post(path, "{\"account_id\":\"acc-1\"}"));
  }

  private JsonNode look(String method) {
    return ok(counter.get("/v2/callback?record=rec-1&method=" + method)).path("data");
  }

  private static String process(JsonNode data) {
    JsonNode process = data.at("/status/process");
    return (process.path("running").asBoolean() ? "running" : "stopped")
        + (process.path("completed").asBoolean() ? " completed" : "");
  }

  // ---- the shapes

  private static JsonNode captured(String name) throws Exception {
    Optional<Path> file = AcceptanceCase.shared("payloads/okra/" + name);
    assumeTrue(file.isPresent(), "skipped: shared/payloads is not beside the project, nothing to compare");
    return new ObjectMapper().readTree(file.get().toFile());
  }

  @Test
  void a_refresh_is_answered_as_the_captured_one() throws Exception {
    JsonNode captured = captured("14_api_balance_refresh_docs.json");
    JsonNode ours = ask(REFRESH);
    assertEquals(names(captured), names(ours));
    assertEquals(names(captured.path("data")), names(ours.path("data")));
    assertEquals(captured.path("message"), ours.path("message"));
    assertEquals(captured.at("/data/method"), ours.at("/data/method"));
  }

  @Test
  void a_look_has_every_member_of_the_shape_that_clients_know() throws Exception {
    JsonNode shape = captured("30_shape_GET_callback_BALANCE.json");
    ask(REFRESH);
    Set<String> differences = new TreeSet<>();
    compare("", shape, ok(counter.get("/v2/callback?record=rec-1&method=BALANCE")), differences);
    assertEquals(Set.of(), differences);
  }

  private static void compare(String path, JsonNode shape, JsonNode ours, Set<String> differences) {
    for (var member : shape.properties()) {
      String name = path + member.getKey();
      JsonNode value = ours.path(member.getKey());
      if (member.getKey().equals("...")) {
        continue;
      }
      boolean fits =
          switch (member.getValue().asText()) {
            case "" -> value.getNodeType() == member.getValue().getNodeType();
            case "int" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean", "boolean?" -> value.isBoolean();
            case "any|null" -> !value.isMissingNode();
            default -> value.isTextual();
          };
      if (!fits) {
        differences.add(name + " is " + value.getNodeType());
      } else if (value.isObject()) {
        compare(name + ".", member.getValue(), value, differences);
      } else if (value.isArray() && !value.isEmpty()) {
        compare(name + "[].", member.getValue().get(0), value.get(0), differences);
      }
    }
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(member -> member.getKey()).toList();
  }

  // ---- asking

  @ParameterizedTest
  @CsvSource({
    "/v2,balance/refresh,BALANCE", "/v2/sandbox,balance/check,CHECK_BALANCE",
    "/sandbox/v2,products/balance/periodic,PERIODIC_BALANCE",
    "/v2,transactions/refresh,REFRESH_TRANSACTIONS", "/v2/sandbox,transaction/refresh,REFRESH_TRANSACTIONS"
  })
  void the_address_to_look_at_is_under_the_base_url_as_called(String base, String route, String method) {
    String body = "{\"account\":\"acc-1\",\"record_id\":\"rec-1\",\"currency\":\"NGN\"}";
    ObjectNode asked = withBody(request("POST", base + "/" + route, APP), "application/json", body);
    ((ObjectNode) asked.get("requestContext")).put("domainName", "api.example.com");
    JsonNode data = ok(counter.handle(asked)).path("data");
    assertEquals(method, data.path("method").asText());
    assertEquals("rec-1", data.path("record").asText());
    String address = data.path("callback_url").asText();
    assertEquals("https://api.example.com" + base + "/callback?record=rec-1&method=" + method, address);
    String path = address.substring("https://api.example.com".length());
    assertEquals("stopped completed", process(ok(counter.get(path)).path("data")));
  }

  @Test
  void a_refresh_recomputes_at_once_what_is_stored() {
    counter.observed("acc-1", ago(50), "500.00", null);
    counter.transactions("acc-1", ago(50), hold("t1", "120.00", ago(55)));
    assertEquals("380", look("BALANCE").at("/balance/available_balance").toString());
    counter.sleep(Duration.ofDays(15));
    ask(REFRESH);
    assertEquals("500", look("BALANCE").at("/balance/available_balance").toString());
    assertEquals(0, counter.get("/accounts/acc-1/transactions?status=pending").getBody().split("t1").length - 1);
  }

  @Test
  void without_a_provider_the_stored_figures_are_the_answer_and_say_from_when() {
    ask(REFRESH);
    JsonNode data = look("BALANCE");
    assertEquals("stopped completed", process(data));
    String told = data.path("msg").asText();
    assertTrue(told.contains("No provider") && told.contains(ago(60).toString()), told);
    assertEquals("400", data.at("/balance/available_balance").toString());
    assertEquals("acc-1", data.at("/balance/account/id").asText());
    assertEquals(1, data.path("balances").size());
  }

  @Test
  void with_a_provider_it_runs_until_newer_figures_come() {
    counter.provider = Answer.SENT;
    ask(REFRESH);
    assertEquals("running", process(look("BALANCE")));
    counter.sleep(Duration.ofSeconds(5));
    counter.observed("acc-1", ago(30), "100.00", "100.00");
    assertEquals("running", process(look("BALANCE")), "older than the request");
    counter.observed("acc-1", NOW.plusSeconds(4), "90.00", "80.00");
    JsonNode data = look("BALANCE");
    assertEquals("stopped completed", process(data));
    assertTrue(data.path("msg").isNull());
    assertEquals("80", data.at("/balance/available_balance").toString());
  }

  @Test
  void transactions_are_fresh_when_a_newer_feed_has_come() {
    counter.provider = Answer.SENT;
    ask("/v2/transactions/refresh");
    counter.sleep(Duration.ofSeconds(5));
    counter.observed("acc-1", NOW.plusSeconds(3), "90.00", "80.00");
    assertEquals("running", process(look("REFRESH_TRANSACTIONS")));
    counter.transactions("acc-1", NOW.plusSeconds(4));
    assertEquals("stopped completed", process(look("REFRESH_TRANSACTIONS")));
  }

  @Test
  void a_provider_that_does_not_answer_is_waited_for_no_longer_than_the_deadline() {
    counter.provider = Answer.SENT;
    ask(REFRESH);
    counter.sleep(Duration.ofSeconds(59));
    assertEquals("running", process(look("BALANCE")));
    counter.sleep(Duration.ofSeconds(1));
    JsonNode data = look("BALANCE");
    assertEquals("stopped", process(data));
    assertTrue(data.path("msg").asText().contains("60 seconds"), data.path("msg").asText());
    counter.observed("acc-1", NOW.plusSeconds(60), "90.00", "80.00");
    assertEquals("stopped completed", process(look("BALANCE")), "late is better than never");
  }

  @Test
  void a_second_request_joins_the_first_until_its_deadline() {
    counter.provider = Answer.SENT;
    ask(REFRESH);
    counter.sleep(Duration.ofSeconds(59));
    ask(REFRESH);
    assertEquals(1, counter.asked);
    ask("/v2/balance/check");
    assertEquals(2, counter.asked, "another kind");
    counter.sleep(Duration.ofSeconds(1));
    assertEquals("stopped", process(look("BALANCE")), "the first one's deadline");
    ask(REFRESH);
    assertEquals(3, counter.asked);
    assertEquals("running", process(look("BALANCE")));
  }

  @Test
  void a_request_within_a_minute_joins_the_one_before_also_when_that_is_answered() {
    counter.provider = Answer.SENT;
    ask(REFRESH);
    counter.sleep(Duration.ofSeconds(5));
    counter.observed("acc-1", NOW.plusSeconds(4), "90.00", "80.00");
    assertEquals("stopped completed", process(look("BALANCE")));
    ask(REFRESH);
    assertEquals(1, counter.asked);
    assertEquals("stopped completed", process(look("BALANCE")));

    counter.sleep(Duration.ofSeconds(60));
    ask(REFRESH);
    assertEquals(2, counter.asked);
    assertEquals("running", process(look("BALANCE")));
  }

  @Test
  void a_login_that_needs_its_customer_is_not_asked() {
    counter.provider = Answer.SENT;
    counter.handle(request("DELETE", "/records/rec-1", APP));
    ask(REFRESH);
    assertEquals(0, counter.asked);
    JsonNode data = look("BALANCE");
    assertEquals("stopped", process(data));
    assertTrue(data.path("msg").asText().contains("sign in"), data.path("msg").asText());
    assertFalse(data.at("/balances/0/connected").asBoolean(true));
  }

  @Test
  void without_a_request_the_stored_figures_are_shown() {
    JsonNode data = look("BALANCE");
    assertEquals("stopped completed", process(data));
    assertTrue(data.path("msg").asText().contains(ago(60).toString()));
  }

  // ---- refusals

  @Test
  void an_unknown_account_or_record_is_404_and_so_is_another_apps() {
    for (String path :
        List.of(REFRESH, "/v2/balance/check", "/v2/products/balance/periodic", "/v2/transactions/refresh")) {
      String none = "{\"account_id\":\"none\",\"record_id\":\"none\"}";
      assertEquals(404, counter.post(path, none).getStatusCode(), path);
      String mixed = "{\"account_id\":\"acc-1\",\"record_id\":\"none\"}";
      assertEquals(404, counter.post(path, mixed).getStatusCode(), path);
      APIGatewayV2HTTPResponse others =
          counter.handle(
              withBody(request("POST", path, STRANGER), "application/json", "{\"account_id\":\"acc-1\"}"));
      assertEquals(counter.post(path, none).getBody(), others.getBody());
      assertEquals(404, others.getStatusCode());
    }
    assertEquals(404, counter.get("/v2/callback?record=none&method=BALANCE").getStatusCode());
    ObjectNode stranger = request("GET", "/v2/callback?record=rec-1&method=BALANCE", STRANGER);
    assertEquals(404, counter.handle(stranger).getStatusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "record=rec-1,method", "method=BALANCE,record", "record=rec-1&method=AUTH,method",
    "record=rec-1&record=rec-2&method=BALANCE,record", "record=a%20b&method=BALANCE,record",
    "record=rec-1&method=,method"
  })
  void a_look_at_what_cannot_be_is_400_naming_the_parameter(String query, String named) {
    APIGatewayV2HTTPResponse answer = counter.get("/v2/callback?" + query);
    assertEquals(400, answer.getStatusCode());
    String told = Counter.json(answer).path("message").asText();
    assertTrue(told.startsWith(named + " "), told);
  }

  @Test
  void a_request_that_cannot_be_is_400_naming_the_parameter() {
    String told = Counter.json(counter.post(REFRESH, "{}")).path("message").asText();
    assertTrue(told.startsWith("account_id"), told);
    String money = "{\"account_id\":\"acc-1\",\"currency\":\"XXY\"}";
    APIGatewayV2HTTPResponse answer = counter.post("/v2/products/balance/periodic", money);
    assertEquals(400, answer.getStatusCode());
    assertTrue(Counter.json(answer).path("message").asText().startsWith("currency"));
    assertEquals(404, counter.get(REFRESH).getStatusCode());
    assertEquals(404, counter.post("/v2/callback", "{}").getStatusCode());
  }
}
