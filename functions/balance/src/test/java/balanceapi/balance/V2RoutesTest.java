package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.STRANGER;
import static balanceapi.balance.Counter.hold;
import static balanceapi.balance.Counter.json;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static balanceapi.balance.Counter.withScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import balanceapi.core.cases.AcceptanceCase;
import balanceapi.platform.Events;
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
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Okra v2 dialect: its shapes are other people's clients' (okra-v2.md). */
final class V2RoutesTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  private static final String ASKED = "{\"id\":\"acc-1\",\"account_id\":\"acc-1\",\"customer\":\"cus-1\"}";

  /**
   * Members of the captured record that we leave out: the bank's pictures and colours, which came with every
   * row, some 10 kB of SVG each, and which no client of a balance missed.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "account.bank.colors", "account.bank.colors.primary", "account.bank.colors.accent",
          "account.bank.colors.button", "account.bank.logo", "account.bank.icon", "account.bank.v2_icon",
          "account.bank.v2_logo");

  private final Counter counter = new Counter();

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private void accounts(int count) {
    for (int i = 1; i <= count; i++) {
      counter.observed("acc-" + i, ago(60), "500.00", "400.00");
    }
  }

  private APIGatewayV2HTTPResponse form(String path, String body) {
    return counter.handle(withBody(request("POST", path, APP), FORM, body));
  }

  private JsonNode data(String path, String body) {
    JsonNode answer = ok(counter.post(path, body));
    assertEquals("success", answer.path("status").asText());
    assertFalse(answer.path("message").asText().isBlank());
    return answer.path("data");
  }

  private static String error(int status, APIGatewayV2HTTPResponse answer) {
    assertEquals(status, answer.getStatusCode(), answer::getBody);
    assertEquals("application/json", answer.getHeaders().get("content-type"));
    assertEquals(List.of("status", "message"), names(json(answer)));
    assertEquals("error", json(answer).path("status").asText());
    String message = json(answer).path("message").asText();
    assertFalse(message.isBlank() || message.contains("Exception") || message.contains(Counter.BVN), message);
    return message;
  }

  private static List<String> names(JsonNode node) {
    return StreamSupport.stream(
            ((Iterable<String>) node::fieldNames).spliterator(), false)
        .toList();
  }

  // ---- the record

  /** Where the captured one has a value, ours has one of the same type; where it has null, ours may have any. */
  @Test
  void a_parameter_that_is_blank_under_one_name_is_looked_for_under_the_other() {
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    JsonNode data =
        ok(counter.post("/v2/balance/getByAccount", "{\"account_id\":\"\",\"account\":\"acc-1\"}")).path("data");
    assertEquals(1, data.path("balance").size());
  }

  @Test
  void a_record_has_the_members_and_types_of_the_captured_one() throws Exception {
    Optional<Path> file = AcceptanceCase.shared("payloads/okra/11_api_balance_getByCustomer_sandbox.json");
    assumeTrue(file.isPresent(), "skipped: shared/payloads is not beside the project, nothing to compare");
    JsonNode captured = new ObjectMapper().readTree(file.get().toFile());
    counter.authorized(ago(61));
    accounts(1);
    for (JsonNode record : captured.at("/data/balance")) {
      for (String route : List.of("getByCustomer", "getByAccount", "getById")) {
        JsonNode ours = ok(counter.post("/v2/balance/" + route, ASKED));
        assertEquals(captured.path("message"), ours.path("message"));
        boolean isList = !route.equals("getById");
        JsonNode balance = ours.at(isList ? "/data/balance/0" : "/data/balance");
        assertEquals(Set.of(), differences(record, balance), route);
        assertEquals(Set.of("available_source is missing"), differences(balance, record), "added");
        assertEquals(
            isList ? List.of("pagination", "balance", "next_cursor") : List.of("balance"),
            names(ours.path("data")));
        if (isList) {
          assertEquals(
              Set.of(), differences(captured.at("/data/pagination"), ours.at("/data/pagination")));
          assertEquals(
              names(captured.at("/data/pagination")), names(ours.at("/data/pagination")), "in order");
        }
      }
    }
  }

  private static Set<String> differences(JsonNode wanted, JsonNode ours) {
    Set<String> differences = new TreeSet<>();
    compare("", wanted, ours, differences);
    return differences;
  }

  private static void compare(String path, JsonNode wanted, JsonNode ours, Set<String> differences) {
    for (var member : wanted.properties()) {
      String name = path + member.getKey();
      if (LEFT_OUT.contains(name)) {
        assertFalse(ours.has(member.getKey()), () -> name + " is no longer left out");
        continue;
      }
      JsonNode value = ours.get(member.getKey());
      if (value == null) {
        differences.add(name + " is missing");
      } else if (!kind(member.getValue()).equals(kind(value)) && !member.getValue().isNull()) {
        differences.add(name + " is " + kind(value));
      } else if (value.isObject()) {
        compare(name + ".", member.getValue(), value, differences);
      } else if (value.isArray() && !value.isEmpty() && !member.getValue().isEmpty()) {
        if (value.get(0).isObject()) {
          compare(name + "[].", member.getValue().get(0), value.get(0), differences);
        } else if (!kind(value.get(0)).equals(kind(member.getValue().get(0)))) {
          differences.add(name + " holds " + kind(value.get(0)));
        }
      }
    }
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().toString();
  }

  @Test
  void a_record_says_what_the_design_says_it_means() {
    counter.observed("acc-1", ago(60), "500.00", null);
    counter.transactions("acc-1", ago(50), hold("t1", "120.00", ago(55)));
    JsonNode record = data("/v2/balance/getById", "{\"id\":\"acc-1\"}").path("balance");
    assertEquals("acc-1", record.path("_id").asText());
    assertEquals("acc-1", record.path("id").asText());
    assertEquals("380", record.path("available_balance").toString());
    assertEquals("500", record.path("ledger_balance").toString());
    assertEquals("computed", record.path("available_source").asText());
    assertEquals(ago(60).toString(), record.path("last_updated").asText());
    assertEquals("production-sandbox", record.path("env").asText());
    assertEquals("rec-1", record.at("/record/0/_id").asText());
    assertEquals(ago(50).toString(), record.at("/record/0/status/transactions/last_success_at").asText());
    assertTrue(record.at("/record/0/status/process/completed").asBoolean());
    assertEquals(1, record.at("/periodic/ledger_balance").size());
    assertEquals(500, record.at("/periodic/ledger_balance/0/amount").asInt());
    assertEquals(
        List.of("_id", "amount", "owner", "last_updated"), names(record.at("/periodic/ledger_balance/0")));
    assertEquals(0, record.at("/periodic/available_balance").size());
  }

  @Test
  void an_available_balance_that_nobody_is_sure_of_is_null() {
    counter.observed("acc-1", ago(60), "500.00", null);
    counter.transactions("acc-2", ago(50), hold("t1", "120.00", ago(55)));
    for (String id : List.of("acc-1", "acc-2")) {
      JsonNode record = data("/v2/balance/getById", "{\"id\":\"" + id + "\"}").path("balance");
      assertTrue(record.has("available_balance") && record.get("available_balance").isNull(), id);
    }
  }

  @ParameterizedTest
  @CsvSource({"153.37,153.37", "10111003.00,10111003", "0.10,0.1", "999999999999999.99,999999999999999.99",
      "0.00,0", "-5.50,-5.5", "1000000,1000000"})
  void money_is_an_exact_plain_number(String said, String shown) {
    counter.observed("acc-1", ago(60), said, said);
    String body = counter.post("/v2/balance/getById", "{\"id\":\"acc-1\"}").getBody();
    assertTrue(body.contains("\"available_balance\":" + shown + ","), body);
    assertTrue(body.contains("\"ledger_balance\":" + shown + ","), body);
  }

  // ---- the four routes

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/sandbox", "/sandbox/v2"})
  void the_four_routes_answer_under_each_base_url_in_json_and_as_forms(String base) {
    accounts(2);
    assertEquals(2, data(base + "/products/balances", "{}").path("balances").size());
    assertEquals(2, ok(form(base + "/products/balances", "")).at("/data/balances").size());
    ObjectNode bare = request("POST", base + "/products/balances", APP);
    assertEquals(2, ok(counter.handle(bare)).at("/data/balances").size());
    String byCustomer = base + "/balance/getByCustomer";
    assertEquals(2, data(byCustomer, "{\"customer\":\"cus-1\"}").path("balance").size());
    assertEquals(2, ok(form(byCustomer, "customer=cus-1")).at("/data/balance").size());
    assertEquals(2, ok(form(byCustomer, "customer_id=cus%2D1")).at("/data/balance").size());
    String byAccount = base + "/balance/getByAccount";
    assertEquals("acc-2", data(byAccount, "{\"account\":\"acc-2\"}").at("/balance/0/_id").asText());
    assertEquals("acc-2", data(byAccount, "{\"account_id\":\"acc-2\"}").at("/balance/0/_id").asText());
    assertEquals("acc-2", ok(form(byAccount, "account_id=acc-2")).at("/data/balance/0/_id").asText());
    String byId = base + "/balance/getById";
    assertEquals("acc-1", data(byId, "{\"id\":\"acc-1\"}").at("/balance/_id").asText());
    assertEquals("acc-1", ok(form(byId, "id=acc-1")).at("/data/balance/_id").asText());
  }

  @Test
  void without_includePeriodic_the_periodic_arrays_are_absent() {
    accounts(1);
    for (String value : List.of("false", "\"false\"")) {
      String body = "{\"id\":\"acc-1\",\"customer\":\"cus-1\",\"includePeriodic\":" + value + "}";
      assertFalse(data("/v2/balance/getById", body).path("balance").has("periodic"));
      assertFalse(data("/v2/balance/getByCustomer", body).at("/balance/0").has("periodic"));
    }
    JsonNode off = ok(form("/v2/balance/getById", "id=acc-1&includePeriodic=false"));
    assertFalse(off.at("/data/balance").has("periodic"));
    JsonNode on = data("/v2/balance/getById", "{\"id\":\"acc-1\",\"includePeriodic\":true}");
    assertTrue(on.path("balance").has("periodic"));
  }

  // ---- pages

  @ParameterizedTest
  @CsvSource({
    // records, page, limit, shown, previous, next, pages, counter
    "0,1,20,0,null,null,1,1",
    "1,1,20,1,null,null,1,1",
    "20,1,20,20,null,null,1,1",
    "21,1,20,20,null,2,2,1",
    "21,2,20,1,1,null,2,21",
    "21,2,5,5,1,3,5,6",
    "21,5,5,1,4,null,5,21",
    "21,1,100,21,null,null,1,1"
  })
  void the_pagination_has_mongoose_paginates_numbers(
      int records, int page, int limit, int shown, String previous, String next, int pages, int first) {
    accounts(records);
    String expected =
        "{\"totalDocs\":%d,\"limit\":%d,\"hasPrevPage\":%s,\"hasNextPage\":%s,\"page\":%d,\"totalPages\":%d,"
            .formatted(records, limit, !previous.equals("null"), !next.equals("null"), page, pages)
            + "\"pagingCounter\":%d,\"prevPage\":%s,\"nextPage\":%s}".formatted(first, previous, next);
    String numbers = "{\"customer\":\"cus-1\",\"page\":%d,\"limit\":%d}".formatted(page, limit);
    String texts = "{\"customer\":\"cus-1\",\"page\":\"%d\",\"limit\":\"%d\"}".formatted(page, limit);
    for (String body : List.of(numbers, texts)) {
      JsonNode all = data("/v2/products/balances", body);
      assertEquals(expected, all.path("pagination").toString());
      assertEquals(shown, all.path("balances").size());
      JsonNode customers = data("/v2/balance/getByCustomer", body);
      assertEquals(expected, customers.path("pagination").toString());
      assertEquals(shown, customers.path("balance").size());
    }
  }

  @Test
  void pages_together_hold_each_record_once() {
    accounts(21);
    for (String path : List.of("/v2/products/balances", "/v2/balance/getByCustomer")) {
      Set<String> seen = new TreeSet<>();
      for (int page = 1; page <= 3; page++) {
        JsonNode data = data(path, "{\"customer\":\"cus-1\",\"limit\":\"8\",\"page\":" + page + "}");
        data.path(path.endsWith("balances") ? "balances" : "balance")
            .forEach(record -> assertTrue(seen.add(record.path("_id").asText())));
      }
      assertEquals(21, seen.size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"101", "\"500\"", "1000000000"})
  void a_limit_above_100_is_answered_as_100(String limit) {
    accounts(2);
    JsonNode data = data("/v2/products/balances", "{\"limit\":" + limit + "}");
    assertEquals(100, data.at("/pagination/limit").asInt());
    assertEquals(2, data.path("balances").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "\"99999999999\"", "1e12"})
  void a_limit_far_above_100_is_answered_as_100_too(String limit) {
    a_limit_above_100_is_answered_as_100(limit);
  }

  @Test
  void nothing_found_is_an_empty_list_and_an_unknown_id_is_404() {
    assertEquals(0, data("/v2/balance/getByCustomer", "{\"customer\":\"nobody\"}").path("balance").size());
    assertEquals(0, data("/v2/balance/getByAccount", "{\"account\":\"none\"}").path("balance").size());
    assertEquals(0, data("/v2/products/balances", "{}").path("balances").size());
    error(404, counter.post("/v2/balance/getById", "{\"id\":\"none\"}"));
  }

  // ---- refusals

  @Test
  void another_apps_records_answer_like_none_byte_for_byte() {
    accounts(1);
    for (String path :
        List.of(
            "/v2/balance/getById", "/v2/balance/getByAccount", "/v2/balance/getByCustomer",
            "/v2/products/balances")) {
      String body = "{\"id\":\"acc-1\",\"account\":\"acc-1\",\"customer\":\"cus-1\"}";
      assertEquals(
          Events.write(stranger(path, body.replaceAll("acc-1|cus-1", "none"))),
          Events.write(stranger(path, body)));
    }
    error(404, stranger("/v2/balance/getById", "{\"id\":\"acc-1\"}"));
  }

  private APIGatewayV2HTTPResponse stranger(String path, String body) {
    return counter.handle(withBody(request("POST", path, STRANGER), "application/json", body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/products/balances", "/v2/balance/getById", "/v2/balance/getByCustomer", "/v2/none"})
  void without_an_apps_key_nothing_is_told(String path) {
    ObjectNode asked = withBody(request("POST", path, APP), "application/json", "{\"id\":\"acc-1\"}");
    assertTrue(error(401, counter.handle(withScope(asked.deepCopy(), "none"))).contains("Bearer sk_"));
    error(403, counter.handle(withScope(asked.deepCopy(), "admin")));
    error(503, counter.handle(withScope(asked.deepCopy(), "unavailable")));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v2/products/balances", "POST,/v2", "POST,/v2/balance", "POST,/v2/balance/getById/x",
    "POST,/v2/v2/balance/getById", "POST,/sandbox/v2/none"
  })
  void a_route_that_is_not_there_is_an_error_of_this_dialect(String method, String path) {
    error(404, counter.handle(request(method, path, APP)));
  }

  @Test
  void what_cannot_be_is_400_naming_the_parameter() {
    assertTrue(error(400, counter.post("/v2/balance/getById", "{}")).startsWith("id is required"));
    String nobody = error(400, counter.post("/v2/balance/getByCustomer", "{\"customer\":\"\"}"));
    assertTrue(nobody.startsWith("customer"), nobody);
    assertTrue(error(400, counter.post("/v2/balance/getByAccount", "{}")).startsWith("account_id"));
    String list = "/v2/products/balances";
    assertTrue(error(400, counter.post(list, "{\"page\":0}")).startsWith("page"));
    assertTrue(error(400, counter.post(list, "{\"page\":\"two\"}")).startsWith("page"));
    assertTrue(error(400, counter.post(list, "{\"limit\":0}")).startsWith("limit"));
    assertTrue(error(400, counter.post(list, "{\"limit\":1.5}")).startsWith("limit"));
    assertTrue(error(400, counter.post(list, "{\"limit\"")).startsWith("the body"));
    assertTrue(error(400, form(list, "limit=%zz")).startsWith("the body"));
    error(413, counter.post(list, " ".repeat(64 * 1024 + 1)));
  }

  @Test
  void a_form_is_bounded_and_says_each_thing_once() {
    String list = "/v2/products/balances";
    assertTrue(error(400, form(list, "limit=1&limit=2")).startsWith("limit is given twice"));
    for (String body : List.of("a=1&".repeat(101), "&".repeat(60_000), "limit=%ff", "%c0%80=1", "limit=%2")) {
      assertTrue(error(400, form(list, body)).startsWith("the body must be a form in percent-encoded UTF-8"));
    }
    assertEquals(200, form(list, "unheard_of=1&unheard_of=2&limit=").getStatusCode());
    assertEquals(200, counter.post(list + "?unheard_of=%ff", "{\"unheard_of\":1}").getStatusCode());
  }

  @Test
  void an_encoded_body_or_one_of_another_charset_is_415() {
    String list = "/v2/products/balances";
    for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
      ObjectNode zipped = withBody(request("POST", list, APP), type, "limit=1");
      ((ObjectNode) zipped.get("headers")).put("content-encoding", "gzip");
      assertTrue(error(415, counter.handle(zipped)).contains("content-encoding"));
      error(415, counter.handle(withBody(request("POST", list, APP), type + ";charset=utf-16", "limit=1")));
    }
  }

  @Test
  void a_hostile_body_is_400_or_answered() {
    for (String body :
        List.of(
            "[".repeat(60_000), "{\"id\":" + "9".repeat(60_000) + "}", "{\"id\":\"a\u0000\"}",
            "{\"id\":\"a\",\"id\":\"b\"}", "{\"id\":[\"a\"]}", "{} {}", "\0")) {
      error(400, counter.post("/v2/balance/getById", body));
    }
    for (String number : List.of("1e999999999", "1e-999999999", "0e999999999", "\"1e99999999999\"", "-0")) {
      error(400, counter.post("/v2/products/balances", "{\"limit\":" + number + "}"));
      error(400, counter.post("/v2/products/balances", "{\"page\":" + number + "}"));
    }
  }

  @Test
  void what_is_nearly_a_route_is_told_what_to_change() {
    assertTrue(
        error(404, counter.get("/v2/balance/getById")).startsWith("This route takes POST"));
    assertTrue(error(404, counter.post("/v2/balance/getById/", "{}")).endsWith("slash at the end."));
    assertTrue(error(404, counter.post("/v2/balance/none", "{}")).contains("openapi.yaml"));
  }

  @Test
  void an_object_where_an_id_belongs_is_told_to_be_a_text() {
    String told = error(400, counter.post("/v2/balance/getByCustomer", "{\"customer\":{\"id\":\"cus-1\"}}"));
    assertFalse(told.contains("true or false"), told);
  }

  @Test
  void a_store_that_refuses_is_503_in_this_dialect() {
    counter.refuse();
    error(503, counter.post("/v2/balance/getById", "{\"id\":\"acc-1\"}"));
    counter.lines.forEach(line -> assertFalse(line.contains(Counter.BVN), line));
    assertFalse(counter.lines.isEmpty());
  }
}
