package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.STRANGER;
import static balanceapi.balance.Counter.hold;
import static balanceapi.balance.Counter.json;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.problem;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static balanceapi.balance.Counter.withScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.platform.Events;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The native dialect (design section 4). */
final class NativeRoutesTest {

  private final Counter counter = new Counter();

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  /** An account that has 500.00 booked and 120.00 pending. */
  @BeforeEach
  void connect() {
    counter.authorized(ago(61));
    counter.observed("acc-1", ago(60), "500.00", null);
    counter.transactions("acc-1", ago(50), hold("t1", "120.00", ago(55)));
  }

  // ---- the current balance

  @Test
  void the_current_balance_has_the_members_of_the_design_and_their_values() {
    JsonNode balance = ok(counter.get("/accounts/acc-1/balance"));
    List<String> names = new ArrayList<>();
    balance.fieldNames().forEachRemaining(names::add);
    assertEquals(
        List.of(
            "account_id", "customer_id", "record_id", "nuban", "name", "bank", "currency",
            "ledger_balance", "available_balance", "available_source", "pending",
            "spendable_balance", "reserved", "as_of", "pending_as_of", "refreshed_at", "stale",
            "connection"),
        names);
    assertEquals("\"380.00\"", balance.get("spendable_balance").toString());
    assertEquals("{\"amount\":\"0.00\",\"count\":0}", balance.get("reserved").toString());
    assertEquals("{\"id\":\"bank-1\",\"name\":\"Kuda Bank\"}", balance.get("bank").toString());
    assertEquals("\"500.00\"", balance.get("ledger_balance").toString());
    assertEquals("\"380.00\"", balance.get("available_balance").toString());
    assertEquals("computed", balance.get("available_source").asText());
    assertEquals(
        "{\"debits\":\"120.00\",\"credits\":\"0.00\",\"count\":1,\"excluded\":0}",
        balance.get("pending").toString());
    assertEquals(ago(60).toString(), balance.get("as_of").asText());
    assertEquals(ago(50).toString(), balance.get("pending_as_of").asText());
    assertEquals("false", balance.get("stale").toString());
    assertEquals("active", balance.get("connection").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/accounts/acc-1/balance", "/accounts/acc-1/balance?explain=true", "/accounts/acc-1/balances",
        "/accounts/acc-1/transactions?limit=1", "/accounts?limit=1", "/accounts?stale=false",
        "/customers/cus-1/balances?limit=1"
      })
  void who_has_an_answer_is_told_that_it_is_as_it_was_until_it_is_not(String path) {
    counter.transactions("acc-1", ago(45), hold("t2", "1.00", ago(50)));
    counter.observed("acc-2", ago(60), "10.00", null);
    String tag = counter.get(path).getHeaders().get("etag");
    APIGatewayV2HTTPResponse same = counter.handle(knowing(path, tag));
    assertEquals(304, same.getStatusCode());
    assertNull(same.getBody());
    assertEquals(tag, same.getHeaders().get("etag"));
    assertEquals("no-store", same.getHeaders().get("cache-control"));

    counter.observed("acc-1", ago(40), "300.00", null);
    counter.transactions("acc-1", ago(30), hold("t3", "20.00", ago(35)));
    APIGatewayV2HTTPResponse changed = counter.handle(knowing(path, tag));
    ok(changed);
    assertFalse(changed.getHeaders().get("etag").equals(tag));
  }

  private static ObjectNode knowing(String path, String tag) {
    ObjectNode event = request("GET", path, APP);
    event.withObject("/headers").put("if-none-match", tag);
    return event;
  }

  @Test
  void never_observed_is_unknown_with_nulls_and_never_zero() {
    counter.transactions("acc-2", ago(50), hold("t1", "120.00", ago(55)));
    JsonNode balance = ok(counter.get("/accounts/acc-2/balance"));
    assertEquals("unknown", balance.get("available_source").asText());
    for (String name : List.of("ledger_balance", "available_balance", "as_of")) {
      assertTrue(balance.has(name) && balance.get(name).isNull(), name);
    }
    assertEquals(1, balance.at("/pending/count").asInt());
    JsonNode funds = ok(funds("acc-2", "{\"amount\":\"1\",\"currency\":\"NGN\"}"));
    assertEquals("unknown_balance", funds.get("reason").asText());
    problem(404, "no_balance_yet", counter.get("/accounts/acc-2/balance?at=" + NOW));
  }

  @Test
  void a_balance_of_an_instant_is_the_one_in_force_then() {
    counter.observed("acc-1", ago(10), "300.00", "250.00");
    assertEquals("380.00", available("/accounts/acc-1/balance?at=" + ago(20)));
    assertEquals("500.00", available("/accounts/acc-1/balance?at=" + ago(56)));
    assertEquals("250.00", available("/accounts/acc-1/balance?at=" + NOW));
    assertEquals("250.00", available("/accounts/acc-1/balance?at=2026-11-22T10:30:00%2B01:00"));
    String detail = problem(404, "no_balance_yet", counter.get("/accounts/acc-1/balance?at=" + ago(61)));
    assertTrue(detail.contains("ask for a later one"), detail);
  }

  @Test
  void a_balance_older_than_max_age_is_409_with_its_as_of() {
    assertEquals("380.00", available("/accounts/acc-1/balance?max_age=PT1H"));
    APIGatewayV2HTTPResponse old = counter.get("/accounts/acc-1/balance?max_age=PT59M");
    problem(409, "balance_too_old", old);
    assertEquals(ago(60).toString(), json(old).get("as_of").asText());
    problem(409, "balance_too_old", counter.get("/accounts/acc-1/balance?max_age=PT59M&explain=true"));
    counter.transactions("acc-2", ago(50), hold("t1", "120.00", ago(55)));
    APIGatewayV2HTTPResponse none = counter.get("/accounts/acc-2/balance?max_age=PT1H");
    problem(409, "balance_too_old", none);
    assertTrue(json(none).has("as_of") && json(none).get("as_of").isNull(), none::getBody);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at=yesterday", "at=2026-11-22", "at=2026-11-22T09:00:00", "max_age=1h", "max_age=PT0S",
        "max_age=-PT1H", "max_age=P400D", "explain=yes", "at=2026-11-22T09:00:00Z&max_age=PT1H",
        "at=2026-11-22T09:00:00Z&explain=true", "at=%ff", "max_age=PT1H&max_age=PT2H", "max_age=", "at=",
        "maxAge=PT1H", "Max_Age=PT1H", "max_age%00=PT1H", "max-age=PT1H&explain=true", "limit=5"
      })
  void a_parameter_that_cannot_be_is_named(String query) {
    String detail = problem(400, "invalid_request", counter.get("/accounts/acc-1/balance?" + query));
    String name = query.substring(0, query.indexOf('='));
    assertTrue(detail.contains(name) || detail.contains("query"), detail);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/accounts?customer_id=cus-1,'customer, nuban, stale, source, limit, cursor'",
    "GET,/accounts/acc-1/balance?maxage=PT1H,'at, max_age, explain'",
    "GET,/accounts/acc-1/balances?since=1,'from, to, limit, cursor'",
    "GET,/accounts/acc-1/transactions?state=pending,'status, limit, cursor'",
    "GET,/customers/cus-1/balances?page=2,'limit, cursor'",
    "POST,/accounts/acc-1/funds-check?max_age=PT1H,no query parameters",
    "DELETE,/records/rec-1?dry_run=true,no query parameters"
  })
  void a_parameter_that_a_route_does_not_know_is_told_rather_than_ignored(
      String method, String path, String known) {
    String detail = problem(400, "invalid_request", counter.handle(request(method, path, APP)));
    assertTrue(detail.endsWith("this route takes " + known), detail);
    problem(401, "unauthorized", counter.handle(withScope(request(method, path, APP), "none")));
  }

  @Test
  void an_explanation_adds_up_to_the_figure() {
    counter.transactions("acc-1", ago(40), hold("t2", "30.00", ago(45)), dollars("t3"));
    JsonNode balance = ok(counter.get("/accounts/acc-1/balance?explain=true"));
    JsonNode explanation = balance.get("explanation");
    assertEquals("500.00", explanation.get("base").asText());
    assertEquals(3, explanation.get("transactions").size());
    var sum = new BigDecimal(explanation.get("base").asText());
    for (JsonNode step : explanation.get("transactions")) {
      sum = sum.add(new BigDecimal(step.get("effect").asText()));
      assertFalse(step.get("why").asText().isBlank());
      assertEquals(step.get("id").asText().equals("t3"), !step.get("counted").asBoolean(), step::toString);
    }
    assertEquals(balance.get("available_balance").asText(), sum.toPlainString());
    assertEquals("350.00", sum.toPlainString());
    assertEquals("incomplete", balance.get("available_source").asText());
    assertEquals(1, balance.at("/pending/excluded").asInt());
    assertEquals(0, explanation.get("more").asInt());
    assertFalse(ok(counter.get("/accounts/acc-1/balance?explain=false")).has("explanation"));
  }

  @Test
  void an_explanation_has_at_most_200_lines_and_says_how_many_more_there_are() {
    for (int part = 0; part < 3; part++) {
      int first = part * 100;
      counter.transactions(
          "acc-1",
          ago(40 - part),
          Stream.iterate(first, i -> i + 1)
              .limit(100)
              .map(i -> hold("n" + i, "1.00", ago(45)))
              .toArray(String[]::new));
    }
    JsonNode explanation = ok(counter.get("/accounts/acc-1/balance?explain=true")).get("explanation");
    assertEquals(200, explanation.get("transactions").size());
    assertEquals(101, explanation.get("more").asInt());
    assertEquals("80.00", available("/accounts/acc-1/balance?explain=true"));
  }

  // ---- who asks

  static List<String> routes() {
    return List.of(
        "GET /accounts/acc-1/balance", "GET /accounts/acc-1/balance?at=2026-11-22T09:00:00Z",
        "GET /accounts/acc-1/balance?explain=true", "GET /accounts/acc-1/balances",
        "GET /accounts/acc-1/transactions", "POST /accounts/acc-1/funds-check",
        "GET /customers/cus-1/balances", "DELETE /records/rec-1", "GET /accounts");
  }

  private APIGatewayV2HTTPResponse ask(String route, String app, String scope) {
    String[] words = route.split(" ");
    ObjectNode event =
        withBody(
            request(words[0], words[1], app), "application/json", "{\"amount\":1,\"currency\":\"NGN\"}");
    return counter.handle(scope.equals("app") ? event : withScope(event, scope));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void without_an_apps_key_nothing_is_told(String route) {
    problem(401, "unauthorized", ask(route, APP, "none"));
    problem(401, "unauthorized", ask(route, APP, "no such scope"));
    problem(403, "forbidden", ask(route, APP, "admin"));
    APIGatewayV2HTTPResponse unsure = ask(route, APP, "unavailable");
    problem(503, "unavailable", unsure);
    assertNotNull(unsure.getHeaders().get("retry-after"));
    problem(401, "unauthorized", ask(route, "64f0000000000000000000cc", "app"));
    assertEquals("Bearer", ask(route, APP, "none").getHeaders().get("www-authenticate"));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void another_apps_object_and_none_answer_alike_byte_for_byte(String route) {
    APIGatewayV2HTTPResponse others = ask(route, STRANGER, "app");
    String none = route.replace("acc-1", "none").replace("cus-1", "none").replace("rec-1", "none");
    assertEquals(Events.write(ask(none, STRANGER, "app")), Events.write(others));
    if (route.equals("GET /accounts")) {
      assertEquals("{\"data\":[],\"next_cursor\":null}", others.getBody());
    } else {
      problem(404, "not_found", others);
    }
    assertEquals("active", ok(counter.get("/accounts/acc-1/balance")).get("connection").asText());
  }

  @ParameterizedTest
  @MethodSource("routes")
  void a_store_that_refuses_is_503_and_logged_without_its_message(String route) {
    counter.refuse();
    problem(503, "unavailable", ask(route, APP, "app"));
    assertFalse(counter.lines.isEmpty());
    counter.lines.forEach(line -> assertFalse(line.contains(Counter.BVN), line));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/", "GET,/nowhere", "POST,/accounts/acc-1/balance", "DELETE,/accounts/acc-1", "GET,/accounts/",
    "GET,/accounts//balance", "GET,/accounts/acc-1/balance/", "GET,/accounts/acc-1%2Fbalance",
    "GET,/accounts/*/balance/x", "PUT,/records/rec-1", "GET,/accounts%2F*%2Fbalance",
    "GET,/accounts%2Facc-1%2Fbalance", "DELETE,/records%2F*", "GET,/customers%2F*/balances",
    "GET,/accounts/acc-1/../acc-1/balance", "GET,/accounts/%2e%2e/balance", "GET,//accounts",
    "GET,/accounts/acc-1%00/balance", "GET,/accounts/%00/balance", "GET,/accounts/%ff/balance",
    "GET,/accounts/acc%252D1/balance", "GET,/./accounts", "GET,/accounts;x=1", "GET,/Accounts"
  })
  void a_route_that_is_not_there_is_404(String method, String path) {
    problem(404, "not_found", counter.handle(request(method, path, APP)));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/accounts/,the slash at the end", "GET,/accounts/acc-1/balance/,the slash at the end",
    "GET,/health/,the slash at the end", "POST,/accounts/acc-1/balance,takes GET",
    "GET,/accounts/acc-1/funds-check,takes POST", "PUT,/records/rec-1,takes DELETE",
    "POST,/accounts,takes GET", "GET,/webhooks/64f0000000000000000000aa,takes POST",
    "GET,/accounts/acc-1/nothing,GET /openapi.yaml", "GET,/,GET /openapi.yaml"
  })
  void what_is_nearly_a_route_is_told_what_to_change(String method, String path, String change) {
    String detail = problem(404, "not_found", counter.handle(request(method, path, APP)));
    assertTrue(detail.contains(change), detail);
  }

  @Test
  void a_segment_of_any_length_is_404() {
    problem(404, "not_found", counter.get("/accounts/" + "x".repeat(129) + "/balance"));
    problem(404, "not_found", counter.get("/accounts/" + "x".repeat(1_000_000) + "/balance"));
    problem(404, "not_found", counter.get("/accounts" + "/x".repeat(100_000)));
    problem(404, "not_found", counter.get("/accounts" + "/".repeat(100_000)));
  }

  @Test
  void health_and_the_description_need_no_key() {
    JsonNode health = ok(counter.handle(withScope(request("GET", "/health", ""), "none")));
    assertEquals("ok", health.get("status").asText());
    APIGatewayV2HTTPResponse description =
        counter.handle(withScope(request("GET", "/openapi.yaml", ""), "none"));
    assertEquals(200, description.getStatusCode());
    assertEquals("application/yaml", description.getHeaders().get("content-type"));
  }

  @Test
  void an_event_without_anything_is_a_problem_not_an_exception() {
    ObjectNode event = request("GET", "/", APP);
    event.removeAll();
    problem(404, "not_found", counter.handle(event));
  }

  // ---- lists

  private List<JsonNode> pages(String pathAndQuery) {
    List<JsonNode> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    for (int page = 0; page < 50; page++) {
      String next = cursor.map(c -> (pathAndQuery.contains("?") ? "&" : "?") + "cursor=" + c).orElse("");
      JsonNode answer = ok(counter.get(pathAndQuery + next));
      answer.get("data").forEach(all::add);
      assertTrue(answer.has("next_cursor"));
      cursor = Optional.of(answer.get("next_cursor")).filter(JsonNode::isTextual).map(JsonNode::asText);
      if (cursor.isEmpty()) {
        return all;
      }
    }
    throw new AssertionError("the pages of " + pathAndQuery + " never end");
  }

  private static List<String> texts(List<JsonNode> nodes, String name) {
    return nodes.stream().map(node -> node.path(name).asText()).toList();
  }

  @Test
  void the_history_has_one_entry_a_change_newest_first_page_by_page() {
    counter.observed("acc-1", ago(45), "500.00", null);
    counter.observed("acc-1", ago(30), "400.00", null);
    counter.observed("acc-1", ago(20), "400.00", "390.00");
    counter.observed("acc-1", ago(10), "500.00", null);
    List<JsonNode> all = pages("/accounts/acc-1/balances");
    assertEquals(List.of("500.00", "400.00", "400.00", "500.00"), texts(all, "ledger_balance"));
    assertEquals(List.of("380.00", "390.00", "280.00", "500.00"), texts(all, "available_balance"));
    assertEquals(
        List.of(ago(10), ago(20), ago(30), ago(60)).toString(), texts(all, "valid_from").toString());
    assertEquals(
        List.of(ago(10), ago(20), ago(30), ago(45)).toString(), texts(all, "last_seen").toString());
    for (int limit = 1; limit <= 5; limit++) {
      assertEquals(all, pages("/accounts/acc-1/balances?limit=" + limit));
    }
    assertEquals(2, pages("/accounts/acc-1/balances?from=" + ago(25)).size());
    assertEquals(2, pages("/accounts/acc-1/balances?to=" + ago(25)).size());
  }

  @Test
  void a_page_of_the_history_stays_right_while_events_arrive() {
    counter.observed("acc-1", ago(30), "400.00", null);
    counter.observed("acc-1", ago(20), "300.00", null);
    JsonNode first = ok(counter.get("/accounts/acc-1/balances?limit=2"));
    counter.observed("acc-1", ago(5), "200.00", null);
    JsonNode second =
        ok(counter.get("/accounts/acc-1/balances?limit=2&cursor=" + first.get("next_cursor").asText()));
    assertEquals("500.00", second.at("/data/0/ledger_balance").asText());
    assertTrue(second.get("next_cursor").isNull());
  }

  @Test
  void the_history_ends_also_when_two_pulls_gave_figures_at_the_same_instant() {
    ObjectNode one = Counter.balance("acc-1", ago(30), "400.00", null);
    ObjectNode two = Counter.balance("acc-1", ago(30), "300.00", null);
    counter.tell(one.put("started_at", ago(31).toString()));
    counter.tell(two.put("started_at", ago(32).toString()));
    assertEquals(pages("/accounts/acc-1/balances"), pages("/accounts/acc-1/balances?limit=1"));
  }

  @Test
  void transactions_are_listed_by_status_and_page_by_page() {
    counter.transactions(
        "acc-1",
        ago(40),
        hold("t2", "30.00", ago(45)),
        "{\"_id\":\"x1\",\"credit\":\"5\",\"status\":\"posted\",\"trans_date\":\"2026-11-20\","
            + "\"cleared_date\":\"2026-11-21\",\"ref\":\"R1\",\"notes\":{\"desc\":\"salary\"}}",
        hold("old", "1.00", NOW.minus(Duration.ofDays(20)))
            .replace("\"status\"", "\"expires_at\":\"2026-11-22T09:00:00Z\",\"status\""),
        dollars("t3"));
    List<JsonNode> all = pages("/accounts/acc-1/transactions");
    assertEquals(List.of("old", "t1", "t2", "t3", "x1"), texts(all, "id").stream().sorted().toList());
    for (int limit = 1; limit <= 5; limit++) {
      assertEquals(all, pages("/accounts/acc-1/transactions?limit=" + limit));
    }
    List<JsonNode> pending = pages("/accounts/acc-1/transactions?status=pending&limit=1");
    assertEquals(List.of("t1", "t2", "t3"), texts(pending, "id").stream().sorted().toList());
    assertEquals(List.of("old"), texts(pages("/accounts/acc-1/transactions?status=expired&limit=1"), "id"));
    assertEquals(List.of(), pages("/accounts/acc-1/transactions?status=removed"));
    JsonNode posted = pages("/accounts/acc-1/transactions?status=posted&limit=1").getFirst();
    assertEquals("credit", posted.get("direction").asText());
    assertEquals("\"5.00\"", posted.get("amount").toString());
    assertEquals("2026-11-20", posted.get("trans_date").asText());
    assertEquals("2026-11-21", posted.get("cleared_date").asText());
    assertEquals("salary", posted.get("description").asText());
    problem(400, "invalid_request", counter.get("/accounts/acc-1/transactions?status=open"));
  }

  @Test
  void accounts_are_listed_filtered_and_paged() {
    for (int i = 2; i <= 7; i++) {
      counter.observed("acc-" + i, ago(i == 7 ? 60 * 30 : 30), i + "00.00", i + "00.00");
    }
    List<JsonNode> all = pages("/accounts");
    assertEquals(7, all.size());
    for (int limit = 1; limit <= 8; limit++) {
      assertEquals(all, pages("/accounts?limit=" + limit));
      assertEquals(all, pages("/accounts?customer=cus-1&limit=" + limit));
      assertEquals(List.of("acc-7"), texts(pages("/accounts?stale=true&limit=" + limit), "account_id"));
      assertEquals(List.of("acc-1"), texts(pages("/accounts?source=computed&limit=" + limit), "account_id"));
      assertEquals(6, pages("/accounts?stale=false&limit=" + limit).size());
    }
    String nuban = all.get(3).get("nuban").asText();
    assertEquals(List.of(all.get(3)), pages("/accounts?nuban=" + nuban + "&limit=1"));
    assertEquals(List.of(), pages("/accounts?customer=nobody"));
    problem(400, "invalid_request", counter.get("/accounts?stale=maybe"));
    problem(400, "invalid_request", counter.get("/accounts?source=guessed"));
  }

  @Test
  void a_customers_balances_are_listed_and_never_summed() {
    counter.observed("acc-2", ago(30), "200.00", "200.00");
    List<JsonNode> all = pages("/customers/cus-1/balances?limit=1");
    assertEquals(List.of("380.00", "200.00"), texts(all, "available_balance"));
    assertEquals(all, pages("/customers/cus-1/balances"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/accounts", "/accounts/acc-1/balances", "/accounts/acc-1/transactions",
      "/customers/cus-1/balances"})
  void a_limit_is_a_whole_number_from_1_to_100(String path) {
    for (String limit : List.of("0", "101", "-1", "1.5", "ten", "1e9", "99999999999999999999")) {
      String detail = problem(400, "invalid_request", counter.get(path + "?limit=" + limit));
      assertTrue(detail.startsWith("limit must"), detail);
    }
    ok(counter.get(path + "?limit=100"));
    assertEquals(
        "limit has no value; give it one, or leave it out",
        problem(400, "invalid_request", counter.get(path + "?limit=")));
  }

  @Test
  void a_cursor_that_was_tampered_with_or_is_of_another_list_is_refused() {
    counter.observed("acc-1", ago(30), "400.00", null);
    counter.observed("acc-2", ago(30), "400.00", null);
    counter.observed("acc-2", ago(20), "300.00", null);
    String cursor = ok(counter.get("/accounts/acc-1/balances?limit=1")).get("next_cursor").asText();
    ok(counter.get("/accounts/acc-1/balances?cursor=" + cursor));
    char last = cursor.charAt(cursor.length() - 2);
    String tampered = cursor.substring(0, cursor.length() - 2) + (last == 'A' ? "BA" : "AA");
    for (String path :
        List.of(
            "/accounts/acc-1/balances?cursor=" + tampered,
            "/accounts/acc-1/balances?cursor=x",
            "/accounts/acc-1/balances?cursor=" + "A".repeat(5000),
            "/accounts/acc-2/balances?cursor=" + cursor,
            "/accounts/acc-1/transactions?cursor=" + cursor,
            "/accounts?cursor=" + cursor,
            "/customers/cus-1/balances?cursor=" + cursor)) {
      String detail = problem(400, "invalid_request", counter.get(path));
      assertTrue(detail.startsWith("cursor is none of this list"), detail);
    }
    String accounts = ok(counter.get("/accounts?limit=1")).get("next_cursor").asText();
    problem(400, "invalid_request", counter.get("/accounts?stale=true&cursor=" + accounts));
    problem(
        400, "invalid_request", counter.handle(request("GET", "/accounts?cursor=" + accounts, STRANGER)));
  }

  // ---- the funds check

  private APIGatewayV2HTTPResponse funds(String account, String body) {
    return counter.post("/accounts/" + account + "/funds-check", body);
  }

  private String reason(String amount) {
    return ok(funds("acc-1", "{\"amount\":\"%s\",\"currency\":\"NGN\"}".formatted(amount)))
        .get("reason")
        .asText();
  }

  /** The stored figure is still the one of before; it would be a wrong "sufficient". */
  @Test
  void a_funds_check_follows_the_apps_policy_of_now() {
    pendingInLedger(Set.of("bank-1"));
    counter.observed("acc-9", ago(60), "500.00", null);
    counter.transactions("acc-9", ago(50), hold("t9", "120.00", ago(70)));
    String check = "{\"amount\":\"450\",\"currency\":\"NGN\"}";
    assertEquals("enough", ok(funds("acc-9", check)).get("reason").asText());
    pendingInLedger(Set.of());
    counter.sleep(Duration.ofSeconds(31));
    JsonNode stricter = ok(funds("acc-9", check));
    assertEquals("not_enough", stricter.get("reason").asText());
    assertEquals("380.00", stricter.get("available_balance").asText());
  }

  private void pendingInLedger(Set<String> banks) {
    counter
        .apps()
        .change(
            Counter.APP,
            s ->
                new App.Settings(
                    s.name(), s.env(), s.products(), s.currency(), s.countries(), s.color(), s.logo(),
                    s.callbackUrl(), s.redirectUrl(), s.showBalance(), s.pendingPolicy(), s.holdDays(),
                    s.maxBalanceAge(), s.fundsMaxAge(), banks, s.webhookAuth(), s.decisionsDays(),
                    s.notifications(), s.refreshUrl()));
  }

  @Test
  void a_funds_check_has_the_members_of_the_design() {
    String answer = funds("acc-1", "{\"amount\":\"380.00\",\"currency\":\"NGN\"}").getBody();
    assertEquals(
        "{\"decision\":\"sufficient\",\"reason\":\"enough\",\"available_balance\":\"380.00\","
            + "\"currency\":\"NGN\",\"as_of\":\"" + ago(60) + "\",\"available_source\":\"computed\","
            + "\"spendable_balance\":\"380.00\",\"check_id\":\"<id>\",\"reservation\":null}",
        answer.replaceFirst("chk_[A-Za-z0-9_-]+", "<id>"));
    assertEquals("not_enough", reason("380.01"));
    JsonNode number = ok(funds("acc-1", "{\"amount\":380,\"currency\":\"NGN\"}"));
    assertEquals("enough", number.get("reason").asText());
  }

  @Test
  void each_doubt_has_its_reason_and_too_much_is_insufficient_before_all_of_them() {
    JsonNode dollars = ok(funds("acc-1", "{\"amount\":1,\"currency\":\"USD\"}"));
    assertEquals("other_currency", dollars.get("reason").asText());
    JsonNode old = ok(funds("acc-1", "{\"amount\":1,\"currency\":\"NGN\",\"max_age\":\"PT59M\"}"));
    assertEquals("too_old", old.get("reason").asText());
    assertEquals("unknown", old.get("decision").asText());
    counter.observed("acc-2", ago(30), "500.00", null);
    assertEquals(
        "incomplete", ok(funds("acc-2", "{\"amount\":1,\"currency\":\"NGN\"}")).get("reason").asText());
    assertEquals(204, counter.handle(request("DELETE", "/records/rec-1", APP)).getStatusCode());
    assertEquals("connection", reason("1"));
    assertEquals("not_enough", reason("1000"));
    ObjectNode frozen = Counter.balance("acc-1", ago(5), "500.00", null);
    ((ObjectNode) frozen.get("balance")).put("status", "Frozen");
    counter.tell(frozen);
    assertEquals("account_restricted", reason("1"));
  }

  @Test
  void the_apps_own_age_counts_where_the_request_has_none() {
    counter.observed("acc-3", ago(121), "500.00", "500.00");
    String check = "{\"amount\":1,\"currency\":\"NGN\"%s}";
    assertEquals("too_old", ok(funds("acc-3", check.formatted(""))).get("reason").asText());
    JsonNode longer = ok(funds("acc-3", check.formatted(",\"max_age\":\"PT3H\"")));
    assertEquals("enough", longer.get("reason").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'amount':'0','currency':'NGN'}|amount",
        "{'amount':'-1','currency':'NGN'}|amount",
        "{'amount':'1.001','currency':'NGN'}|amount",
        "{'amount':'0.5','currency':'JPY'}|amount",
        "{'amount':1e20000000,'currency':'NGN'}|amount",
        "{'amount':'NaN','currency':'NGN'}|amount",
        "{'currency':'NGN'}|amount",
        "{'amount':true,'currency':'NGN'}|amount",
        "{'amount':'1'}|currency",
        "{'amount':'1','currency':'XXY'}|currency",
        "{'amount':'1','currency':'NGN','max_age':'1h'}|max_age",
        "{'amount':'1','amount':'2','currency':'NGN'}|the body",
        "{'amount':'1'|the body",
        "[]|the body"
      })
  void a_funds_check_that_cannot_be_is_400_naming_the_field(String body, String field) {
    String detail = problem(400, "invalid_request", funds("acc-1", body.replace('\'', '"')));
    assertTrue(detail.contains(field), detail);
  }

  @Test
  void a_misspelt_member_of_a_funds_check_is_told_rather_than_ignored() {
    String body = "{'amount':'1.00','currency':'NGN','maxAge':'PT1M'}".replace('\'', '"');
    String detail = problem(400, "invalid_request", funds("acc-1", body));
    assertTrue(detail.contains("maxAge"), detail);
  }

  @Test
  void a_funds_check_wants_a_small_json_body() {
    String path = "/accounts/acc-1/funds-check";
    problem(400, "invalid_request", counter.post(path, ""));
    problem(415, "unsupported_media_type", counter.handle(request("POST", path, APP)));
    problem(
        415,
        "unsupported_media_type",
        counter.handle(withBody(request("POST", path, APP), "text/plain", "{}")));
    problem(413, "payload_too_large", counter.post(path, " ".repeat(16 * 1024 + 1)));
    ObjectNode zipped = withBody(request("POST", path, APP), "application/json", "{}");
    ((ObjectNode) zipped.get("headers")).put("content-encoding", "gzip");
    problem(415, "unsupported_media_type", counter.handle(zipped));
    problem(400, "invalid_request", counter.post(path, "[".repeat(16_000)));
    problem(400, "invalid_request", counter.post(path, "{\"amount\":" + "9".repeat(16_000) + "}"));
  }

  // ---- unlinking

  @Test
  void an_unlinked_connection_is_readable_and_asks_for_a_new_sign_in() {
    APIGatewayV2HTTPResponse gone = counter.handle(request("DELETE", "/records/rec-1", APP));
    assertEquals(204, gone.getStatusCode());
    assertNull(gone.getBody());
    JsonNode balance = ok(counter.get("/accounts/acc-1/balance"));
    assertEquals("reauth_required", balance.get("connection").asText());
    assertEquals("380.00", balance.get("available_balance").asText());
    problem(409, "balance_too_old", counter.get("/accounts/acc-1/balance?max_age=P300D"));
    assertEquals(204, counter.handle(request("DELETE", "/records/rec-1", APP)).getStatusCode());
  }

  @Test
  void a_connection_of_which_no_AUTH_came_can_be_unlinked_too() {
    ObjectNode event = Counter.balance("acc-9", ago(30), "1.00", "1.00").put("record", "rec-9");
    counter.tell(event);
    assertEquals("rec-9", ok(counter.get("/accounts/acc-9/balance")).get("record_id").asText());
    assertEquals(204, counter.handle(request("DELETE", "/records/rec-9", APP)).getStatusCode());
  }

  // ---- erasing

  private static final List<String> OF_THE_PERSON =
      List.of(
          "/accounts/acc-1/balance", "/accounts/acc-1/balances", "/accounts/acc-1/transactions",
          "/customers/cus-1/balances");

  @Test
  void an_erased_customer_is_as_if_never_heard_of() {
    OF_THE_PERSON.forEach(path -> assertEquals(200, counter.get(path).getStatusCode(), path));
    APIGatewayV2HTTPResponse gone = counter.handle(request("DELETE", "/customers/cus-1", APP));
    assertEquals(204, gone.getStatusCode());
    assertNull(gone.getBody());
    assertTrue(counter.lines.getLast().contains("\"deleted\""), counter.lines::toString);
    assertFalse(counter.lines.getLast().contains("cus-1"), counter.lines::toString);
    OF_THE_PERSON.forEach(path -> problem(404, "not_found", counter.get(path)));
    assertEquals(0, ok(counter.get("/accounts")).get("data").size());
    problem(404, "not_found", counter.handle(request("DELETE", "/records/rec-1", APP)));
    assertEquals(204, counter.handle(request("DELETE", "/customers/cus-1", APP)).getStatusCode());
  }

  @Test
  void a_customer_of_whom_nobody_heard_and_another_apps_are_not_erased() {
    String nobody = counter.handle(request("DELETE", "/customers/nobody", APP)).getBody();
    APIGatewayV2HTTPResponse anothers = counter.handle(request("DELETE", "/customers/cus-1", STRANGER));
    problem(404, "not_found", anothers);
    assertEquals(nobody, anothers.getBody());
    assertEquals(200, counter.get("/accounts/acc-1/balance").getStatusCode());
  }

  private String available(String pathAndQuery) {
    return ok(counter.get(pathAndQuery)).get("available_balance").asText();
  }

  private static String dollars(String id) {
    return hold(id, "7.00", ago(45)).replace("\"debit\"", "\"currency\":\"USD\",\"debit\"");
  }
}
