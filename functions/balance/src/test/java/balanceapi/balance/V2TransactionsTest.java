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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions in the v2 dialect: its shapes are other people's clients' (okra-v2.md). */
final class V2TransactionsTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String TX = "/v2/transactions/";

  /** Members of the documented record that we leave out, with why. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          // Pictures, which nobody misses.
          "bank.icon", "bank.logo",
          // Whether its makers' connection to a bank was up; nobody here knows.
          "bank.status");

  private final Counter counter = new Counter();

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private static String line(String id, String more) {
    return "{\"_id\":\"%s\",%s}".formatted(id, more);
  }

  private static String posting(String id, String amount, String date) {
    return line(id, "\"debit\":%s,\"status\":\"posted\",\"trans_date\":\"%s\"".formatted(amount, date));
  }

  private static String credit(String id, String amount, String date) {
    return line(id, "\"credit\":%s,\"status\":\"posted\",\"trans_date\":\"%s\"".formatted(amount, date));
  }

  private void told(String account, String... lines) {
    counter.transactions(account, ago(30), lines);
  }

  private void ofAnother(String customer, String bank, String account, String line) throws Exception {
    ObjectNode event = Counter.balance(account, ago(40), "9.00", null);
    event.put("customerId", customer).put("bankId", bank).put("record", "rec-" + customer);
    counter.tell(event);
    ObjectNode feed = event.deepCopy().put("method", "TRANSACTIONS").put("accountId", account);
    feed.remove("balance");
    feed.set("transactions", new ObjectMapper().readTree("[" + line + "]"));
    counter.tell(feed);
  }

  /** Two customers at two banks, with pendings and postings over some days. */
  private void world() throws Exception {
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    told(
        "acc-1",
        hold("h1", "120", ago(50)),
        posting("p1", "30", "2026-11-21T10:00:00Z"),
        posting("p2", "40.50", "2026-11-20"),
        credit("c1", "1000", "2026-11-19T23:59:59Z"));
    counter.observed("acc-2", ago(60), "500.00", "400.00");
    told("acc-2", credit("c2", "7", "2026-11-20T08:00:00Z"));
    ofAnother("cus-2", "bank-2", "acc-3", posting("p3", "3", "2026-11-20T09:00:00Z"));
  }

  private JsonNode data(String path, String body) {
    JsonNode answer = ok(counter.post(path, body));
    assertEquals("success", answer.path("status").asText());
    return answer.path("data");
  }

  private static List<String> ids(JsonNode data) {
    List<String> ids = new ArrayList<>();
    data.path("transaction").forEach(t -> ids.add(t.path("_id").asText()));
    return ids;
  }

  private List<String> ids(String path, String body) {
    JsonNode data = data(path, body);
    List<String> ids = ids(data);
    assertEquals(ids.size(), data.at("/pagination/totalDocs").asInt());
    assertTrue(data.has("next_cursor") && data.get("next_cursor").isNull());
    return ids;
  }

  private APIGatewayV2HTTPResponse form(String path, String body) {
    return counter.handle(withBody(request("POST", path, APP), FORM, body));
  }

  private static String error(int status, APIGatewayV2HTTPResponse answer) {
    assertEquals(status, answer.getStatusCode(), answer::getBody);
    assertEquals(List.of("status", "message"), names(json(answer)));
    assertEquals("error", json(answer).path("status").asText());
    return json(answer).path("message").asText();
  }

  private static List<String> names(JsonNode node) {
    return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false).toList();
  }

  // ---- the record

  @Test
  void a_record_has_the_members_and_types_of_the_documented_one() throws Exception {
    Optional<Path> file = AcceptanceCase.shared("payloads/okra/17_api_transactions_getById_docs.json");
    assumeTrue(file.isPresent(), "skipped: shared/payloads is not beside the project, nothing to compare");
    JsonNode captured = new ObjectMapper().readTree(file.get().toFile());
    counter.authorized(ago(61));
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    told("acc-1", line("t1", "\"debit\":0.01,\"status\":\"posted\",\"ref\":\"R/1\",\"notes\":{\"desc\":\"POS\"}"));
    JsonNode ours = ok(counter.post(TX + "getById", "{\"id\":\"t1\"}"));
    assertEquals(captured.path("message"), ours.path("message"));
    assertEquals(1, ours.at("/data/transaction").size());
    JsonNode record = ours.at("/data/transaction/0");
    Set<String> differences = new TreeSet<>();
    compare("", captured.at("/data/transaction/0"), record, differences);
    compare("pagination.", captured.at("/data/pagination"), ours.at("/data/pagination"), differences);
    assertEquals(Set.of(), differences);
    Set<String> added = new TreeSet<>();
    compare("", record, captured.at("/data/transaction/0"), added);
    assertEquals(
        Set.of(
            // Ours.
            "status is missing",
            // Other samples and typed clients have them.
            "credit is missing", "branch is missing", "code is missing", "benefactor is missing",
            "balance is missing", "currency is missing", "bank._id is missing", "account.nuban is missing"),
        added);
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
      } else if (!value.getNodeType().equals(member.getValue().getNodeType())) {
        differences.add(name + " is " + value.getNodeType());
      } else if (value.isObject()) {
        compare(name + ".", member.getValue(), value, differences);
      } else if (value.isArray() && !value.isEmpty() && !member.getValue().isEmpty()
          && !value.get(0).getNodeType().equals(member.getValue().get(0).getNodeType())) {
        differences.add(name + " holds " + value.get(0).getNodeType());
      }
    }
  }

  @Test
  void a_posting_says_what_is_known_of_it() {
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    told(
        "acc-1",
        line(
            "t1",
            "\"credit\":\"1250.50\",\"trans_date\":\"2026-11-20\",\"cleared_date\":\"2026-11-21T08:00:00+01:00\","
                + "\"ref\":\"R/1\",\"notes\":{\"desc\":\"BVN %s, POS\"},\"balance\":\"9,1\"".formatted(Counter.BVN)));
    JsonNode t = data(TX + "getById", "{\"id\":\"t1\"}").at("/transaction/0");
    assertEquals("posted", t.path("status").asText());
    assertEquals("1250.5", t.path("credit").toString());
    assertTrue(t.has("debit") && t.get("debit").isNull());
    assertEquals("2026-11-20T00:00:00Z", t.path("trans_date").asText());
    assertEquals("2026-11-20", t.path("unformatted_trans_date").asText());
    assertEquals("2026-11-21T07:00:00Z", t.path("cleared_date").asText());
    assertEquals("BVN ***********, POS", t.at("/notes/desc").asText());
    assertTrue(t.path("balance").isNull(), "a balance that is no number is none");
    assertEquals("NGN", t.path("currency").asText());
    assertEquals("{\"_id\":\"bank-1\",\"name\":\"Kuda Bank\"}", t.path("bank").toString());
    assertEquals("{\"_id\":\"cus-1\",\"name\":\"OBI, ADA\"}", t.path("customer").toString());
    assertEquals("acc-1", t.at("/account/_id").asText());
    assertEquals("[\"rec-1\"]", t.path("record").toString());
    assertEquals("production-sandbox", t.path("env").asText());
    assertEquals(ago(30).toString(), t.path("created_at").asText());
    assertEquals(ago(30).toString(), t.path("last_updated").asText());
  }

  @Test
  void the_newest_event_says_where_a_transaction_comes_from_and_no_bvn_is_in_it() {
    counter.transactions("acc-1", ago(40), line("t1", "\"debit\":5,\"status\":\"posted\",\"branch\":\"OLD\""));
    told(
        "acc-1",
        line(
            "t1",
            ("\"debit\":5,\"status\":\"posted\",\"branch\":\"IKEJA %s\",\"code\":44,"
                    + "\"benefactor\":\"%s\"")
                .formatted(Counter.BVN, "x".repeat(70))),
        line("t2", "\"debit\":5,\"status\":\"posted\",\"branch\":{\"name\":\"IKEJA\"},\"code\":\" \""));
    JsonNode t1 = data(TX + "getById", "{\"id\":\"t1\"}").at("/transaction/0");
    assertEquals("IKEJA ***********", t1.path("branch").asText());
    assertEquals("44", t1.path("code").asText());
    assertEquals("x".repeat(64), t1.path("benefactor").asText());
    JsonNode t2 = data(TX + "getById", "{\"id\":\"t2\"}").at("/transaction/0");
    assertTrue(t2.path("branch").isNull() && t2.path("code").isNull() && t2.path("benefactor").isNull());
  }

  @Test
  void a_pending_has_no_cleared_date_and_a_running_balance_is_a_number() {
    told(
        "acc-1",
        hold("h1", "120.00", ago(50)),
        line("p1", "\"debit\":1,\"currency\":\"USD\",\"balance\":\"380.10\",\"trans_date\":\"2026-11-21T10:00:00Z\""));
    JsonNode list = data(TX + "getByAccount", "{\"account\":\"acc-1\"}").path("transaction");
    assertEquals("pending", list.at("/0/status").asText());
    assertEquals("120", list.at("/0/debit").toString());
    assertTrue(list.at("/0/cleared_date").isNull() && list.at("/0/balance").isNull());
    assertEquals("380.1", list.at("/1/balance").toString());
    assertEquals("USD", list.at("/1/currency").asText());
    assertEquals("2026-11-21T10:00:00Z", list.at("/1/cleared_date").asText());
  }

  // ---- the lists

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/sandbox", "/sandbox/v2"})
  void each_route_answers_under_each_base_url_and_both_spellings(String base) throws Exception {
    world();
    for (String tx : List.of(base + "/transactions/", base + "/transaction/")) {
      assertEquals(List.of("h1", "p1", "p2", "c1"), ids(tx + "getByAccount", "{\"account\":\"acc-1\"}"));
      assertEquals(List.of("c2"), ids(tx + "getByAccount", "{\"account_id\":\"acc-2\"}"));
      assertEquals(List.of("h1", "p1", "c2", "p2", "c1"), ids(tx + "getByCustomer", "{\"customer\":\"cus-1\"}"));
      assertEquals(List.of("p3"), ids(tx + "getByCustomer", "{\"customer_id\":\"cus-2\"}"));
      assertEquals(List.of("p3"), ids(tx + "getByBank", "{\"bank\":\"bank-2\"}"));
      assertEquals(List.of("p3", "c2", "p2"), ids(tx + "getByDate", "{\"from\":\"2026-11-20\",\"to\":\"2026-11-20\"}"));
      assertEquals(
          List.of("c2", "p2", "c1"),
          ids(tx + "getByCustomerDate", "{\"customer_id\":\"cus-1\",\"from\":\"2026-11-19\",\"to\":\"2026-11-20\"}"));
      assertEquals(List.of("c2", "c1"), ids(tx + "getByType", "{\"type\":\"credit\"}"));
      assertEquals(List.of("h1", "p1", "p3", "p2"), ids(tx + "getByType", "{\"type\":\"DEBIT\"}"));
      assertEquals(List.of("h1"), ids(tx + "getById", "{\"id\":\"h1\"}"));
      assertEquals(List.of("p3"), ids(ok(form(tx + "getById", "_id=p3&account=acc-3")).path("data")));
    }
    String number = data(base + "/balance/getById", "{\"id\":\"acc-3\"}").at("/balance/account/nuban").asText();
    String byNuban = base + "/transactions/getByNuban";
    assertEquals(List.of("p3"), ids(byNuban, "{\"nuban\":\"" + number + "\"}"));
    assertEquals(List.of("p3"), ids(ok(form(byNuban, "nuban=" + number)).path("data")));
    assertEquals(
        List.of("h1", "p1", "p3", "c2", "p2", "c1"), ids(base + "/products/transactions", "{}"));
    assertEquals(
        "{\"credit\":\"1000.00\",\"debit\":\"70.50\",\"currency\":\"NGN\"}",
        data(base + "/products/total-debits-credits", "{\"account\":\"acc-1\"}").path("result").toString());
  }

  @Test
  void transactions_are_found_by_their_accounts_widgets_options() throws Exception {
    world();
    counter.observed("acc-2", ago(10), "{\"order\":\"A-1\"}");
    assertEquals(List.of("c2"), ids(TX + "byOptions", "{\"options\":{\"order\":\"A-1\"}}"));
    assertEquals(List.of(), ids(TX + "byOptions", "{\"options\":{\"order\":\"A-2\"}}"));
  }

  @Test
  void lists_of_the_app_are_narrowed_by_what_other_lists_are_named_after() throws Exception {
    world();
    assertEquals(List.of("p3"), ids("/v2/products/transactions", "{\"customer\":\"cus-2\"}"));
    assertEquals(List.of("c1"), ids(TX + "getByType", "{\"type\":\"credit\",\"account\":\"acc-1\"}"));
    assertEquals(List.of(), ids(TX + "getByAccount", "{\"account\":\"acc-1\",\"customer\":\"cus-2\"}"));
    assertEquals(List.of("h1", "p1"), ids(TX + "getByAccount", "{\"account\":\"acc-1\",\"from\":\"2026-11-21\"}"));
    assertEquals(List.of("c1"), ids(TX + "getByBank", "{\"bank\":\"bank-1\",\"to\":\"2026-11-19\"}"));
  }

  @Test
  void what_expired_was_removed_or_was_replaced_is_not_listed() {
    counter.transactions(
        "acc-1",
        ago(60),
        hold("gone", "1", ago(70)),
        hold("taken", "2", ago(70)),
        line("over", "\"debit\":3,\"status\":\"pending\",\"expires_at\":\"%s\"".formatted(ago(10))),
        hold("live", "4", ago(70)));
    counter.transactions("acc-1", ago(20), line("p1", "\"debit\":2.50,\"status\":\"posted\",\"pending_transaction_id\":\"taken\""));
    ObjectNode removed = Counter.balance("acc-1", ago(5), null, null).put("method", "TRANSACTIONS").put("accountId", "acc-1");
    removed.putArray("transactions");
    removed.putArray("removed").add("gone");
    counter.tell(removed);
    assertEquals(List.of("p1", "live"), ids(TX + "getByAccount", "{\"account\":\"acc-1\"}"));
    for (String id : List.of("gone", "taken", "over")) {
      error(404, counter.post(TX + "getById", "{\"id\":\"" + id + "\"}"));
    }
    assertEquals(List.of("live"), ids(TX + "getById", "{\"id\":\"live\",\"account\":\"acc-1\"}"));
  }

  @Test
  void totals_count_postings_alone_in_the_accounts_currency_alone() {
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    told(
        "acc-1",
        hold("h1", "120", ago(50)),
        posting("p1", "30.10", "2026-11-21T10:00:00Z"),
        posting("p2", "0.2", "2026-10-21T10:00:00Z"),
        line("p3", "\"debit\":9,\"currency\":\"USD\",\"status\":\"posted\""),
        credit("c1", "\"999999999999999.99\"", "2026-11-19T23:59:59Z"),
        credit("c2", "0.01", "2026-11-19T23:59:59Z"));
    String path = "/v2/products/total-debits-credits";
    assertEquals(
        "{\"credit\":\"1000000000000000.00\",\"debit\":\"30.30\",\"currency\":\"NGN\"}",
        data(path, "{\"account\":\"acc-1\"}").path("result").toString());
    assertEquals(
        "30.10", data(path, "{\"account_id\":\"acc-1\",\"from\":\"2026-11-01\"}").at("/result/debit").asText());
    counter.observed("acc-2", ago(60), "500.00", "400.00");
    assertEquals(
        "{\"credit\":\"0.00\",\"debit\":\"0.00\",\"currency\":\"NGN\"}",
        data(path, "{\"account\":\"acc-2\"}").path("result").toString());
    error(404, counter.post(path, "{\"account\":\"none\"}"));
    assertTrue(error(400, counter.post(path, "{}")).startsWith("account is required"));
  }

  // ---- pages

  private void postings(int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(posting("p%02d".formatted(i), "1", ago(100 + i / 3).toString()));
    }
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    counter.observed("acc-2", ago(60), "500.00", "400.00");
    told("acc-1", lines.subList(0, count / 2).toArray(String[]::new));
    told("acc-2", lines.subList(count / 2, count).toArray(String[]::new));
  }

  @Test
  void pages_by_number_and_by_cursor_hold_each_transaction_once_in_one_order() {
    postings(21);
    List<String> byNumber = new ArrayList<>();
    for (int page = 1; page <= 3; page++) {
      JsonNode data = data("/v2/products/transactions", "{\"limit\":\"8\",\"page\":" + page + "}");
      assertEquals(21, data.at("/pagination/totalDocs").asInt());
      assertEquals(3, data.at("/pagination/totalPages").asInt());
      assertEquals(page == 3, data.path("next_cursor").isNull());
      byNumber.addAll(ids(data));
    }
    assertEquals(21, Set.copyOf(byNumber).size());
    for (String first : List.of("\"limit\":8", "\"limit\":8,\"cursor\":\"start\"")) {
      List<String> byCursor = new ArrayList<>();
      JsonNode data = data("/v2/products/transactions", "{" + first + "}");
      byCursor.addAll(ids(data));
      while (data.path("next_cursor").isTextual()) {
        data = data("/v2/products/transactions", "{\"limit\":5,\"cursor\":\"%s\"}".formatted(data.path("next_cursor").asText()));
        assertTrue(data.at("/pagination/totalDocs").isNull());
        assertTrue(data.at("/pagination/hasPrevPage").asBoolean());
        assertEquals(data.path("next_cursor").isTextual(), data.at("/pagination/hasNextPage").asBoolean());
        byCursor.addAll(ids(data));
      }
      assertEquals(byNumber, byCursor);
    }
  }

  @Test
  void a_cursor_is_of_its_list_its_filters_and_its_app() {
    postings(4);
    String next = data("/v2/products/transactions", "{\"limit\":1}").path("next_cursor").asText();
    String with = ",\"cursor\":\"" + next + "\",\"limit\":2}";
    assertEquals(2, data("/v2/sandbox/products/transactions", "{\"x\":1" + with).path("transaction").size());
    for (String other : List.of("{\"customer\":\"cus-1\"", "{\"from\":\"2026-01-01\"", "{\"account\":\"acc-1\"")) {
      assertTrue(error(400, counter.post("/v2/products/transactions", other + with)).startsWith("cursor"));
    }
    assertTrue(error(400, counter.post(TX + "getByType", "{\"type\":\"debit\"" + with)).startsWith("cursor"));
    assertTrue(error(400, stranger("/v2/products/transactions", "{\"x\":1" + with)).startsWith("cursor"));
  }

  @ParameterizedTest
  @CsvSource({"101", "\"500\"", "1000000000"})
  void a_limit_above_100_is_answered_as_100(String limit) {
    postings(120);
    JsonNode data = data(TX + "getByCustomer", "{\"customer\":\"cus-1\",\"limit\":" + limit + "}");
    assertEquals(100, data.at("/pagination/limit").asInt());
    assertEquals(100, data.path("transaction").size());
  }

  @Test
  void more_than_ten_thousand_are_listed_by_day_or_by_cursor() {
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    for (int event = 0; event < 21; event++) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 480; i++) {
        Instant begun = NOW.minus(Duration.ofMinutes(10L * (event * 480 + i)));
        lines.add(posting("p-" + event + "-" + i, "1", begun.toString()));
      }
      counter.transactions("acc-1", ago(50 - event), lines.toArray(String[]::new));
    }
    String told = error(400, counter.post(TX + "getByAccount", "{\"account\":\"acc-1\"}"));
    assertTrue(told.startsWith("from ") && told.contains("cursor") && told.contains("10000"), told);
    String oneDay = "{\"account\":\"acc-1\",\"from\":\"2026-11-01\",\"to\":\"2026-11-01\"}";
    assertEquals(144, data(TX + "getByAccount", oneDay).at("/pagination/totalDocs").asInt());
    JsonNode first = data(TX + "getByAccount", "{\"account\":\"acc-1\",\"cursor\":\"start\"}");
    assertEquals(20, first.path("transaction").size());
    assertTrue(first.path("next_cursor").isTextual());
    error(400, counter.post("/v2/products/total-debits-credits", "{\"account\":\"acc-1\"}"));
  }

  @Test
  void an_app_of_many_accounts_is_told_to_name_a_customer_or_an_account() throws Exception {
    for (int i = 0; i <= 1000; i++) {
      ofAnother("cus-" + i, "bank-1", "acc-" + i, posting("p" + i, "1", "2026-11-20"));
    }
    assertTrue(error(400, counter.post("/v2/products/transactions", "{}")).startsWith("customer or account"));
    assertTrue(error(400, counter.post("/v2/products/transactions", "{\"cursor\":\"start\"}")).startsWith("customer"));
    assertEquals(List.of("p1"), ids(TX + "getById", "{\"id\":\"p1\"}"));
    assertEquals(List.of("p1"), ids(TX + "getById", "{\"id\":\"p1\",\"account_id\":\"acc-1\"}"));
    assertEquals(List.of("p7"), ids("/v2/products/transactions", "{\"customer\":\"cus-7\"}"));
  }

  // ---- nothing, and refusals

  static Stream<String> lists() {
    return Stream.of(
        "transactions/getByAccount", "transactions/getByCustomer", "transactions/getByBank",
        "transactions/getByDate", "transactions/getByCustomerDate", "transactions/getByType",
        "transactions/getByNuban", "products/transactions");
  }

  /** Everything that any list asks for. */
  private static String body(String account, String customer, String bank, String nuban) {
    return ("{\"account\":\"%s\",\"customer\":\"%s\",\"bank\":\"%s\",\"nuban\":\"%s\",\"id\":\"p1\","
            + "\"from\":\"2000-01-01\",\"to\":\"2099-01-01\",\"type\":\"debit\"}")
        .formatted(account, customer, bank, nuban);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void nothing_found_is_an_empty_list(String list) {
    assertEquals(List.of(), ids("/v2/" + list, body("none", "nobody", "none", "1")));
    error(404, counter.post(TX + "getById", "{\"id\":\"none\"}"));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void another_apps_transactions_answer_like_none_byte_for_byte(String list) throws Exception {
    world();
    assertEquals(
        Events.write(stranger("/v2/" + list, body("none", "nobody", "none", "1"))),
        Events.write(stranger("/v2/" + list, body("acc-1", "cus-1", "bank-1", "1"))));
    for (String id : List.of("transactions/getById", "products/total-debits-credits")) {
      assertEquals(
          Events.write(stranger("/v2/" + id, "{\"id\":\"none\",\"account\":\"none\"}")),
          Events.write(stranger("/v2/" + id, "{\"id\":\"p1\",\"account\":\"acc-1\"}")));
    }
    error(404, stranger(TX + "getById", "{\"id\":\"p1\"}"));
  }

  private APIGatewayV2HTTPResponse stranger(String path, String body) {
    return counter.handle(withBody(request("POST", path, STRANGER), "application/json", body));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void without_an_apps_key_nothing_is_told(String list) {
    ObjectNode asked = withBody(request("POST", "/v2/" + list, APP), "application/json", "{}");
    error(401, counter.handle(withScope(asked.deepCopy(), "none")));
    error(403, counter.handle(withScope(asked.deepCopy(), "admin")));
    error(503, counter.handle(withScope(asked.deepCopy(), "unavailable")));
    assertTrue(error(404, counter.get("/v2/" + list)).startsWith("This route takes POST"));
    counter.refuse();
    error(503, counter.post("/v2/" + list, body("acc-1", "cus-1", "bank-1", "1")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "getById|{}|id", "getByAccount|{}|account", "getByCustomer|{\"customer\":\" \"}|customer",
        "getByBank|{}|bank", "getByNuban|{}|nuban", "getByType|{}|type", "getByType|{\"type\":\"both\"}|type",
        "getByDate|{\"to\":\"2026-11-20\"}|from", "getByDate|{\"from\":\"2026-11-20\"}|to",
        "getByDate|{\"from\":\"2026-11-21\",\"to\":\"2026-11-20\"}|from",
        "getByDate|{\"from\":\"2026-02-30\",\"to\":\"2026-11-20\"}|from",
        "getByDate|{\"from\":\"20261120\",\"to\":\"2026-11-20\"}|from",
        "getByDate|{\"from\":\"2026-11-20\",\"to\":\"tomorrow\"}|to",
        "getByCustomerDate|{\"from\":\"2026-11-20\",\"to\":\"2026-11-20\"}|customer",
        "getByAccount|{\"account\":\"a b\"}|account", "getByAccount|{\"account\":\"a\",\"from\":\"x\"}|from",
        "getByAccount|{\"account\":\"a\",\"page\":0}|page", "getByAccount|{\"account\":\"a\",\"limit\":0}|limit",
        "getByAccount|{\"account\":\"a\",\"cursor\":\"x\"}|cursor",
        "getByAccount|{\"account\":{\"id\":\"a\"}}|account"
      })
  void what_cannot_be_is_400_naming_the_parameter(String route, String body, String parameter) {
    String told = error(400, counter.post(TX + route, body));
    assertTrue(told.startsWith(parameter + " "), told);
  }

  @Test
  void days_at_the_ends_of_time_are_days() {
    postings(3);
    for (String days : List.of("0000-01-01/9999-12-31", "1970-01-01/2099-01-01")) {
      String[] day = days.split("/");
      assertEquals(
          3, ids(TX + "getByDate", "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(day[0], day[1])).size(), days);
    }
  }
}
