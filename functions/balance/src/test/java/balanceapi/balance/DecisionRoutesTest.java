package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.STRANGER;
import static balanceapi.balance.Counter.hold;
import static balanceapi.balance.Counter.json;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.problem;
import static balanceapi.balance.Counter.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reservations, many checks at once, and what was decided, over the wire. */
final class DecisionRoutesTest {

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

  private APIGatewayV2HTTPResponse funds(String body) {
    return counter.post("/accounts/acc-1/funds-check", body.replace('\'', '"'));
  }

  private JsonNode reserve(String amount, String reference) {
    return ok(
        funds(
            "{'amount':'%s','currency':'NGN','reserve':{'reference':'%s','for':'PT2H'}}"
                .formatted(amount, reference)));
  }

  private JsonNode balance() {
    return ok(counter.get("/accounts/acc-1/balance"));
  }

  private APIGatewayV2HTTPResponse delete(String path) {
    return counter.handle(request("DELETE", path, APP));
  }

  private JsonNode many(String rows) {
    return ok(counter.post("/funds-checks", ("{'checks':[" + rows + "]}").replace('\'', '"'))).get("data");
  }

  // ---- reservations

  @Test
  void a_sufficient_amount_is_held_and_everybody_sees_it() {
    JsonNode answer = reserve("300.00", "loan-17");
    assertEquals("sufficient", answer.get("decision").asText());
    assertEquals(
        "{\"reference\":\"loan-17\",\"amount\":\"300.00\",\"currency\":\"NGN\",\"status\":\"open\","
            + "\"made_at\":\"" + NOW + "\",\"expires_at\":\"" + NOW.plus(Duration.ofHours(2))
            + "\",\"ended_at\":null}",
        answer.get("reservation").toString());
    assertEquals("380.00", balance().get("available_balance").asText());
    assertEquals("80.00", balance().get("spendable_balance").asText());
    assertEquals("{\"amount\":\"300.00\",\"count\":1}", balance().get("reserved").toString());
    JsonNode next = ok(funds("{'amount':'80.01','currency':'NGN'}"));
    assertEquals("not_enough", next.get("reason").asText());
    assertEquals("380.00", next.get("available_balance").asText());
    assertEquals("80.00", next.get("spendable_balance").asText());
    for (String list : List.of("/accounts", "/customers/cus-1/balances")) {
      assertEquals("80.00", ok(counter.get(list)).at("/data/0/spendable_balance").asText());
    }
    JsonNode then = ok(counter.get("/accounts/acc-1/balance?at=" + ago(1)));
    assertTrue(then.get("spendable_balance").isNull() && then.get("reserved").isNull());
  }

  @Test
  void the_same_reference_is_the_same_reservation_and_another_amount_a_conflict() {
    reserve("300.00", "loan-17");
    counter.sleep(Duration.ofMinutes(1));
    JsonNode again = reserve("300", "loan-17");
    assertEquals("sufficient", again.get("decision").asText());
    assertEquals(NOW.toString(), again.at("/reservation/made_at").asText());
    assertEquals(1, balance().at("/reserved/count").asInt());
    String detail =
        problem(
            409,
            "reference_taken",
            funds("{'amount':'299','currency':'NGN','reserve':{'reference':'loan-17','for':'PT2H'}}"));
    assertTrue(detail.contains("300.00 NGN"), detail);
  }

  @Test
  void a_reservation_is_given_back_and_its_reference_reserves_no_more() {
    reserve("300.00", "loan-17");
    assertEquals(204, delete("/accounts/acc-1/reservations/loan-17").getStatusCode());
    assertEquals(204, delete("/accounts/acc-1/reservations/loan-17").getStatusCode());
    assertEquals("380.00", balance().get("spendable_balance").asText());
    String again = "{'amount':'300','currency':'NGN','reserve':{'reference':'loan-17','for':'PT2H'}}";
    assertTrue(problem(409, "reference_used", funds(again)).contains("was released"));
    problem(404, "not_found", delete("/accounts/acc-1/reservations/loan-18"));
    problem(404, "not_found", delete("/accounts/acc-2/reservations/loan-17"));
    assertEquals(List.of(), references("open"));
    assertEquals(List.of("loan-17"), references("ended"));
    assertEquals(
        "released", ok(counter.get("/accounts/acc-1/reservations?status=ended")).at("/data/0/status").asText());
  }

  @Test
  void its_time_over_it_holds_nothing_before_any_refresh() {
    reserve("300.00", "loan-17");
    counter.sleep(Duration.ofHours(2).minusMillis(1));
    assertEquals("80.00", balance().get("spendable_balance").asText());
    counter.sleep(Duration.ofMillis(1));
    assertEquals("380.00", balance().get("spendable_balance").asText());
    assertEquals(List.of(), references("open"));
    String again = "{'amount':'300','currency':'NGN','reserve':{'reference':'loan-17','for':'PT2H'}}";
    assertTrue(problem(409, "reference_used", funds(again)).contains("has expired"));
  }

  private List<String> references(String status) {
    List<String> references = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      JsonNode page =
          ok(
              counter.get(
                  "/accounts/acc-1/reservations?limit=2&status=" + status
                      + cursor.map(next -> "&cursor=" + next).orElse("")));
      page.get("data").forEach(each -> references.add(each.get("reference").asText()));
      cursor = Optional.of(page.get("next_cursor")).filter(JsonNode::isTextual).map(JsonNode::asText);
    } while (cursor.isPresent());
    return references;
  }

  @Test
  void reservations_are_listed_page_by_page() {
    List<String> made = IntStream.range(0, 5).mapToObj(i -> "r" + i).toList();
    made.forEach(reference -> reserve("1", reference));
    assertEquals(made, references("open"));
    counter.sleep(Duration.ofSeconds(1));
    made.forEach(reference -> delete("/accounts/acc-1/reservations/" + reference));
    assertEquals(made.reversed(), references("ended"));
    String cursor =
        ok(counter.get("/accounts/acc-1/reservations?limit=2&status=ended")).get("next_cursor").asText();
    problem(400, "invalid_request", counter.get("/accounts/acc-1/reservations?cursor=" + cursor));
    problem(400, "invalid_request", counter.get("/accounts/acc-1/reservations?status=closed"));
    problem(404, "not_found", counter.get("/accounts/acc-2/reservations"));
    problem(404, "not_found", counter.get("/accounts/acc-2/reservations?status=ended"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'reference':'x'}|reserve.for is required",
        "{'for':'PT2H'}|reserve.reference is required",
        "{'reference':'','for':'PT2H'}|reserve.reference must have 1 to 128",
        "{'reference':'a/b','for':'PT2H'}|reserve.reference must have 1 to 128",
        "{'reference':'..','for':'PT2H'}|reserve.reference must have 1 to 128",
        "{'reference':'a b','for':'PT2H'}|reserve.reference must have 1 to 128",
        "{'reference':'x','for':'PT0S'}|reserve.for must be a positive ISO-8601 duration",
        "{'reference':'x','for':'PT0.0005S'}|reserve.for must be at least a second",
        "{'reference':'x','for':'PT0.999S'}|reserve.for must be at least a second",
        "{'reference':'x','for':'2h'}|reserve.for must be a positive ISO-8601 duration",
        "{'reference':'x','for':'P367D'}|reserve.for must be a positive ISO-8601 duration",
        "{'reference':7,'for':'PT2H'}|reserve.reference must be a text",
        "{'reference':'x','for':'PT2H','until':'x'}|reserve.until is not known here",
        "7|reserve must be an object"
      })
  void a_wish_that_cannot_be_is_refused_and_says_what_to_change(String reserve, String change) {
    String detail =
        problem(400, "invalid_request", funds("{'amount':'1','currency':'NGN','reserve':" + reserve + "}"));
    assertTrue(detail.contains(change), detail);
    assertEquals(0, balance().at("/reserved/count").asInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "a%2Fb", "a%20b", "_a"})
  void what_can_be_no_reference_is_no_reservation(String segment) {
    problem(404, "not_found", delete("/accounts/acc-1/reservations/" + segment));
    problem(404, "not_found", delete("/accounts/acc-1/reservations/" + "x".repeat(1100)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "loan-17", "A.b_c~d:e@f-9", "0123456789012345678901234567890123456789"})
  void a_reference_can_be_all_that_stands_in_a_path(String reference) {
    reserve("1", reference);
    assertEquals(204, delete("/accounts/acc-1/reservations/" + reference).getStatusCode());
  }

  @Test
  void a_buffer_stays_in_the_account() {
    assertEquals(
        "not_enough",
        ok(funds("{'amount':'300','currency':'NGN','buffer':'80.01'}")).get("reason").asText());
    assertEquals(
        "enough", ok(funds("{'amount':'300','currency':'NGN','buffer':80}")).get("reason").asText());
    String negative =
        problem(400, "invalid_request", funds("{'amount':'1','currency':'NGN','buffer':'-1'}"));
    assertTrue(negative.contains("buffer must not be negative"), negative);
    problem(400, "invalid_request", funds("{'amount':'1','currency':'NGN','buffer':'0.001'}"));
  }

  // ---- many

  @Test
  void each_row_has_its_own_decision_or_problem_in_the_order_of_the_rows() {
    counter.observed("acc-2", ago(10), "90.00", "90.00");
    JsonNode rows =
        many(
            "{'account_id':'acc-1','amount':'380','currency':'NGN','reference':'first'},"
                + "{'account_id':'nobody','amount':'1','currency':'NGN','reference':'second'},"
                + "{'account_id':'acc-2','amount':'-1','currency':'NGN','reference':'third'},"
                + "{'account_id':'acc-2','amount':'90','currency':'NGN','buffer':'0.01'},"
                + "{'customer_id':'cus-1','amount':'100','currency':'NGN','reference':'any'},"
                + "{'account_id':'acc-2','amount':'1','currency':'NGN','max_age':'PT1M'}");
    assertEquals(
        List.of("enough", "404", "400", "not_enough", "enough", "too_old"),
        IntStream.range(0, 6)
            .mapToObj(i -> rows.get(i))
            .map(row -> row.has("problem") ? row.at("/problem/status").asText() : row.get("reason").asText())
            .toList());
    assertEquals(
        List.of("first", "second", "third", "null", "any", "null"),
        IntStream.range(0, 6).mapToObj(i -> rows.get(i).get("reference").asText()).toList());
    assertTrue(rows.at("/2/problem/detail").asText().startsWith("checks[2].amount must be"));
    assertEquals("acc-1", rows.at("/4/account_id").asText());
    assertEquals(
        "[{\"account_id\":\"acc-1\",\"decision\":\"sufficient\",\"reason\":\"enough\",\"spendable_balance\":\"380.00\"},"
            + "{\"account_id\":\"acc-2\",\"decision\":\"insufficient\",\"reason\":\"not_enough\",\"spendable_balance\":\"90.00\"}]",
        rows.at("/4/considered").toString());
    assertFalse(rows.get(0).has("considered"));
    assertEquals(4, counter.checks.count());
  }

  @Test
  void a_row_that_reserves_takes_from_the_rows_after_it() {
    String reserve =
        "{'account_id':'acc-1','amount':'200','currency':'NGN','reserve':{'reference':'%s','for':'PT1H'}}";
    JsonNode rows =
        many(
            reserve.formatted("a") + "," + reserve.formatted("b")
                + ",{'account_id':'acc-1','amount':'181','currency':'NGN'}");
    assertEquals("enough", rows.at("/0/reason").asText());
    assertEquals("not_enough", rows.at("/1/reason").asText());
    assertEquals("not_enough", rows.at("/2/reason").asText());
    assertEquals("200.00", balance().at("/reserved/amount").asText());
    assertTrue(many(reserve.formatted("a").replace("200", "100")).at("/0/problem/code").asText()
        .equals("reference_taken"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'amount':'1','currency':'NGN'}|account_id or customer_id is required",
        "{'account_id':'a','customer_id':'c','amount':'1','currency':'NGN'}|account_id or customer_id is required",
        "{'customer_id':'cus-1','amount':'1','currency':'NGN','reserve':{}}|reserve takes an account_id",
        "{'account_id':'acc-1','amount':'1','currency':'NGN','maxage':'PT1H'}|maxage is not known here",
        "{'account_id':'acc-1','currency':'NGN'}|amount is required",
        "{'account_id':'acc-1','amount':'1','currency':'XXX'}|currency must be a currency code",
        "{'account_id':'acc-1','amount':'1','currency':'NGN','reference':''}|reference must have 1 to 128 characters"
      })
  void a_row_that_is_wrong_says_what_to_change_and_the_others_are_decided(String row, String change) {
    JsonNode rows = many(row + ",{'account_id':'acc-1','amount':'1','currency':'NGN'}");
    assertTrue(rows.at("/0/problem/detail").asText().contains("checks[0]." + change), rows::toString);
    assertEquals("enough", rows.at("/1/reason").asText());
  }

  @Test
  void a_call_has_one_to_a_hundred_rows() {
    String row = "{'account_id':'acc-1','amount':'1','currency':'NGN'}";
    assertEquals(100, many(rows(row, 100)).size());
    for (String body :
        List.of(
            "{'checks':[]}", "{'checks':[" + rows(row, 101) + "]}", "{}", "{'checks':{}}", "{'checks':[7]}",
            "{'checks':[" + row + "],'currency':'NGN'}")) {
      problem(400, "invalid_request", counter.post("/funds-checks", body.replace('\'', '"')));
    }
    problem(404, "not_found", counter.get("/funds-checks"));
  }

  private static String rows(String row, int count) {
    return IntStream.range(0, count).mapToObj(i -> row).collect(Collectors.joining(","));
  }

  // ---- what was decided

  @Test
  void a_decision_can_be_looked_up_as_it_was_made_whatever_came_since() {
    reserve("80.00", "loan-16");
    JsonNode answer =
        ok(
            funds(
                "{'amount':'250.00','currency':'NGN','buffer':'10','max_age':'PT3H','reference':'order 7',"
                    + "'reserve':{'reference':'loan-17','for':'PT2H'}}"));
    String path = "/checks/" + answer.get("check_id").asText();
    JsonNode check = ok(counter.get(path));
    assertEquals(
        "{\"account_id\":\"acc-1\",\"amount\":\"250.00\",\"currency\":\"NGN\",\"buffer\":\"10.00\","
            + "\"max_age\":\"PT3H\",\"reference\":\"order 7\","
            + "\"reserve\":{\"reference\":\"loan-17\",\"for\":\"PT2H\"}}",
        check.get("asked").toString());
    assertEquals("enough", check.at("/answered/reason").asText());
    assertEquals("380.00", check.at("/answered/available_balance").asText());
    assertEquals("300.00", check.at("/answered/spendable_balance").asText());
    assertEquals("loan-17", check.at("/answered/reservation/reference").asText());
    assertEquals("500.00", check.at("/figures/ledger_balance").asText());
    assertEquals(ago(60).toString(), check.at("/figures/as_of").asText());
    assertEquals("500.00", check.at("/explanation/base").asText());
    assertEquals(
        "[{\"id\":\"t1\",\"effect\":\"-120.00\",\"why\":\"pending\"}]",
        check.at("/explanation/parts").toString());
    assertEquals("loan-16", check.at("/explanation/reserved/0/reference").asText());
    assertEquals(1, check.at("/explanation/reserved").size());
    assertEquals(NOW.toString(), check.get("decided_at").asText());

    counter.observed("acc-1", ago(5), "7.00", "7.00");
    counter.transactions("acc-1", ago(4), hold("t1", "1.00", ago(55)));
    delete("/accounts/acc-1/reservations/loan-16");
    assertEquals(check, ok(counter.get(path)));
  }

  @Test
  void a_decision_about_a_customer_tells_which_accounts_were_looked_at() {
    counter.observed("acc-2", ago(10), "90.00", "90.00");
    JsonNode row = many("{'customer_id':'cus-1','amount':'100','currency':'NGN'}").get(0);
    JsonNode check = ok(counter.get("/checks/" + row.get("check_id").asText()));
    assertEquals("cus-1", check.at("/asked/customer_id").asText());
    assertEquals("acc-1", check.get("account_id").asText());
    assertEquals(row.get("considered"), check.get("considered"));
  }

  @Test
  void decisions_are_listed_newest_first() {
    for (int i = 1; i <= 3; i++) {
      ok(funds("{'amount':'" + i + "','currency':'NGN'}"));
      counter.sleep(Duration.ofMillis(1));
    }
    JsonNode first = ok(counter.get("/accounts/acc-1/checks?limit=2"));
    JsonNode second =
        ok(counter.get("/accounts/acc-1/checks?limit=2&cursor=" + first.get("next_cursor").asText()));
    assertEquals(
        List.of("3.00", "2.00", "1.00"),
        List.of(
            first.at("/data/0/asked/amount").asText(),
            first.at("/data/1/asked/amount").asText(),
            second.at("/data/0/asked/amount").asText()));
    assertTrue(second.get("next_cursor").isNull());
    problem(404, "not_found", counter.get("/accounts/acc-2/checks"));
  }

  @Test
  void another_apps_decision_answers_like_none() {
    String id = ok(funds("{'amount':'1','currency':'NGN'}")).get("check_id").asText();
    APIGatewayV2HTTPResponse others = counter.handle(request("GET", "/checks/" + id, STRANGER));
    problem(404, "not_found", others);
    for (String none :
        List.of("chk_", "chk_AAAA", id + "A", id.substring(0, id.length() - 1), "x" + id, "chk_" + "A".repeat(400))) {
      APIGatewayV2HTTPResponse answer = counter.get("/checks/" + none);
      assertEquals(others.getBody(), answer.getBody(), none);
    }
    assertNotEquals(404, counter.get("/checks/" + id).getStatusCode());
  }

  @Test
  void an_app_that_keeps_no_decisions_gets_no_id() {
    counter.apps().change(APP, DecisionRoutesTest::keepingNone);
    counter.sleep(Duration.ofMinutes(1));
    JsonNode answer = ok(funds("{'amount':'1','currency':'NGN'}"));
    assertTrue(answer.has("check_id") && answer.get("check_id").isNull());
    assertEquals(0, counter.checks.count());
  }

  private static App.Settings keepingNone(App.Settings s) {
    return new App.Settings(
        s.name(), s.env(), s.products(), s.currency(), s.countries(), s.color(), s.logo(), s.callbackUrl(),
        s.redirectUrl(), s.showBalance(), s.pendingPolicy(), s.holdDays(), s.maxBalanceAge(), s.fundsMaxAge(),
        s.pendingInLedger(), s.webhookAuth(), 0, s.notifications(), s.refreshUrl());
  }

  @Test
  void a_store_that_refuses_is_an_answer_to_repeat() {
    counter.refuse();
    problem(503, "unavailable", funds("{'amount':'1','currency':'NGN'}"));
    problem(
        503,
        "unavailable",
        counter.post(
            "/funds-checks", "{\"checks\":[{\"account_id\":\"a\",\"amount\":\"1\",\"currency\":\"NGN\"}]}"));
    assertEquals("unavailable", json(delete("/accounts/acc-1/reservations/x")).get("code").asText());
  }
}
