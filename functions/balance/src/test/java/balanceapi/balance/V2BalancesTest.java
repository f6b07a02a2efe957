package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.STRANGER;
import static balanceapi.balance.Counter.json;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of balances: what is on them, by page number and by cursor. */
final class V2BalancesTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request of each list that finds every account of the customer, and the name of its records. */
  private static final List<String> LISTS =
      List.of(
          "products/balances balances {}",
          "balance/getByCustomer balance {'customer':'cus-1'}",
          "balance/getByDate balance {'from':'2026-11-22','to':'2026-11-22'}",
          "balance/getByCustomerDate balance {'customer':'cus-1','from':'2026-11-22','to':'2026-11-22'}",
          "balance/getByType balance {'type':'ledger_balance','value':1}",
          "balance/byOptions balance {'options':{}}");

  private final Counter counter = new Counter();

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private void accounts(int count) {
    for (int i = 1; i <= count; i++) {
      counter.observed("acc-" + i, ago(60), "{\"n\":1}");
    }
  }

  private APIGatewayV2HTTPResponse ask(String path, String body) {
    return counter.post("/v2/" + path, body.replace('\'', '"'));
  }

  private JsonNode data(String path, String body) {
    return ok(ask(path, body)).path("data");
  }

  private JsonNode form(String path, String body) {
    return ok(counter.handle(withBody(request("POST", "/v2/" + path, APP), FORM, body))).path("data");
  }

  private static String refused(APIGatewayV2HTTPResponse answer) {
    assertEquals(400, answer.getStatusCode(), answer::getBody);
    assertEquals("error", json(answer).path("status").asText());
    return json(answer).path("message").asText();
  }

  private static List<String> ids(JsonNode records) {
    List<String> ids = new ArrayList<>();
    records.forEach(record -> ids.add(record.path("_id").asText()));
    return ids;
  }

  private static ObjectNode body(String list) throws Exception {
    return (ObjectNode) JSON.readTree(list.split(" ", 3)[2].replace('\'', '"'));
  }

  // ---- by date

  @ParameterizedTest
  @CsvSource({
    "2026-11-20,2026-11-20,first", "2026-11-20,2026-11-21,first;last", "2026-11-21,2026-11-21,last",
    "2026-11-22,2026-11-22,today", "2026-11-19,2026-11-19,''", "2026-11-23,9999-12-31,''",
    "0000-01-01,2026-11-20,first"
  })
  void both_days_belong_to_the_range_and_are_utc(String from, String to, String found) {
    counter.observed("first", Instant.parse("2026-11-20T00:00:00Z"), "1.00", null);
    counter.observed("last", Instant.parse("2026-11-21T23:59:59.999Z"), "1.00", null);
    counter.observed("today", ago(60), "1.00", null);
    String days = "'from':'%s','to':'%s'".formatted(from, to);
    Set<String> expected = new TreeSet<>(List.of(found.split(";")));
    expected.remove("");
    for (String customer : List.of("customer", "customer_id")) {
      JsonNode data =
          data("balance/getByCustomerDate", "{" + days + ",'" + customer + "':'cus-1'}");
      assertEquals(expected, new TreeSet<>(ids(data.path("balance"))));
      assertEquals(expected.size(), data.at("/pagination/totalDocs").asInt());
    }
    assertEquals(
        expected, new TreeSet<>(ids(data("balance/getByDate", "{" + days + "}").path("balance"))));
    assertEquals(
        expected,
        new TreeSet<>(
            ids(form("balance/getByDate", "from=%s&to=%s".formatted(from, to)).path("balance"))));
  }

  @Test
  void a_recomputation_does_not_move_an_account_to_another_day() {
    counter.observed("acc-1", Instant.parse("2026-11-20T12:00:00Z"), "500.00", null);
    counter.transactions("acc-1", ago(10), Counter.hold("t1", "120.00", ago(20)));
    String today = "{'from':'2026-11-22','to':'2026-11-22'}";
    assertEquals(List.of(), ids(data("balance/getByDate", today).path("balance")));
  }

  @ParameterizedTest
  @CsvSource({
    "from,'{\"to\":\"2026-11-22\"}'", "to,'{\"from\":\"2026-11-22\"}'",
    "from,'{\"from\":\"22-11-2026\",\"to\":\"2026-11-22\"}'",
    "from,'{\"from\":\"2026-02-30\",\"to\":\"2026-11-22\"}'",
    "to,'{\"from\":\"2026-11-22\",\"to\":\"2026-11-22T09:00:00Z\"}'",
    "to,'{\"from\":\"2026-11-22\",\"to\":20261122}'",
    "to,'{\"from\":\"2026-11-22\",\"to\":\"+999999999\"}'",
    "from,'{\"from\":\"2026-11-23\",\"to\":\"2026-11-22\"}'",
    "from,'{\"from\":{},\"to\":\"2026-11-22\"}'"
  })
  void a_day_that_is_none_or_days_that_are_reversed_are_400_naming_them(String name, String body) {
    assertTrue(refused(ask("balance/getByDate", body)).startsWith(name + " "));
    String ofCustomer = body.replaceFirst("\\{", "{\"customer\":\"cus-1\",");
    assertTrue(refused(ask("balance/getByCustomerDate", ofCustomer)).startsWith(name + " "));
  }

  @Test
  void a_customers_days_need_the_customer() {
    String days = "{'from':'2026-11-22','to':'2026-11-22'}";
    assertTrue(refused(ask("balance/getByCustomerDate", days)).startsWith("customer is required"));
  }

  // ---- by type

  @ParameterizedTest
  @CsvSource({
    "ledger_balance,500,a;b;c", "ledger_balance,500.01,b", "ledger_balance,'\"600\"',b", "ledger_balance,601,''",
    "ledger_balance,-1,a;b;c;d", "ledger_balance,6e2,b", "available_balance,100,a", "available_balance,-99,a",
    "available_balance,100.001,''"
  })
  void a_balance_of_at_least_the_value_is_found(String type, String value, String found) {
    counter.observed("a", ago(60), "500.00", "100.00");
    counter.observed("b", ago(60), "600.00", null);
    counter.observed("c", ago(60), "500.00", "-100.00");
    counter.observed("d", ago(60), "0.00", null);
    Set<String> expected = new TreeSet<>(List.of(found.split(";")));
    expected.remove("");
    JsonNode data = data("balance/getByType", "{'type':'%s','value':%s}".formatted(type, value));
    assertEquals(expected, new TreeSet<>(ids(data.path("balance"))));
    JsonNode form = form("balance/getByType", "type=" + type + "&value=" + value.replace("\"", ""));
    assertEquals(data, form);
  }

  @Test
  void what_nobody_knows_is_at_least_nothing() {
    counter.observed("unsure", ago(60), "500.00", null);
    JsonNode data = data("balance/getByType", "{'type':'available_balance','value':-1000000}");
    assertEquals(0, data.path("balance").size());
  }

  @ParameterizedTest
  @CsvSource({
    "type,{'value':1}", "type,'{\"type\":\"balance\",\"value\":1}'", "value,{'type':'ledger_balance'}",
    "value,'{\"type\":\"ledger_balance\",\"value\":\"much\"}'",
    "value,'{\"type\":\"ledger_balance\",\"value\":1e999999999}'",
    "value,'{\"type\":\"ledger_balance\",\"value\":{}}'"
  })
  void a_type_or_a_value_that_is_none_is_400_naming_it(String name, String body) {
    assertTrue(refused(ask("balance/getByType", body)).startsWith(name + " "));
  }

  // ---- by options

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"order\":\"A-1\"} | options[order]=A-1 | one;three",
        "{\"order\":\"A-1\",\"n\":7} | options[order]=A-1&options[n]=7 | one",
        "{\"n\":\"7\"} | options[n]=7 | one;two",
        "{\"in\":{\"a\":\"x\"}} | options[in][a]=x | two",
        "{\"order\":\"A\"} | options[order]=A | ''",
        "{\"a b&\":\"ọ\"} | options%5Ba+b%26%5D=%E1%BB%8D | three"
      })
  void accounts_are_found_by_a_part_of_their_widgets_options(String options, String form, String found) {
    counter.observed("one", ago(60), "{\"order\":\"A-1\",\"n\":7,\"more\":[1]}");
    counter.observed("two", ago(60), "{\"in\":{\"a\":\"x\",\"b\":1},\"n\":7}");
    counter.observed("three", ago(60), "{\"order\":\"A-1\",\"a b&\":\"ọ\"}");
    counter.observed("none", ago(60), "{}");
    Set<String> expected = new TreeSet<>(List.of(found.split(";")));
    expected.removeIf(id -> id.isEmpty() || id.equals("''"));
    JsonNode data = data("balance/byOptions", "{\"options\":" + options + "}");
    assertEquals(expected, new TreeSet<>(ids(data.path("balance"))));
    String text = JSON.createObjectNode().put("options", options).toString();
    assertEquals(data, data("balance/byOptions", text), "as a text");
    assertEquals(data, form("balance/byOptions", form));
    String encoded = URLEncoder.encode(options, StandardCharsets.UTF_8);
    assertEquals(data, form("balance/byOptions", "options=" + encoded), "as a text in a form");
  }

  @Test
  void the_newest_events_options_are_the_accounts_whatever_the_order_of_arrival() {
    counter.observed("acc-1", ago(30), "{\"order\":\"new\"}");
    counter.observed("acc-1", ago(60), "{\"order\":\"old\"}");
    counter.observed("acc-1", ago(20), "500.00", null);
    for (String order : List.of("old", "new")) {
      JsonNode data = data("balance/byOptions", "{'options':{'order':'" + order + "'}}");
      assertEquals(order.equals("new") ? 1 : 0, data.path("balance").size(), order);
    }
  }

  @Test
  void options_of_transactions_are_kept_too() {
    ObjectNode event = Counter.balance("acc-1", ago(60), "1.00", null).put("method", "TRANSACTIONS");
    event.put("accountId", "acc-1").putArray("transactions");
    event.putObject("options").put("order", "A-1");
    counter.tell(event);
    assertEquals(
        List.of("acc-1"), ids(data("balance/byOptions", "{'options':{'order':'A-1'}}").path("balance")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}", "{'options':null}", "{'options':[]}", "{'options':1}", "{'options':'A-1'}", "{'options':'[]'}",
        "{'options':{'a':1e999999999}}", "{'options':{'bvn':[1e999999999]}}", "{'options':'{'}"
      })
  void options_that_are_none_are_400_naming_them(String body) {
    counter.observed("acc-1", ago(60), "{\"a\":1}");
    assertTrue(refused(ask("balance/byOptions", body)).startsWith("options "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "options[a]=1&options[a]=2", "options[a]=1&options[a][b]=2", "options[a][b]=2&options[a]=1",
        "options=A-1", "other[a]=1"
      })
  void options_of_a_form_that_are_none_are_400_naming_them(String body) {
    APIGatewayV2HTTPResponse answer =
        counter.handle(withBody(request("POST", "/v2/balance/byOptions", APP), FORM, body));
    assertTrue(refused(answer).startsWith("options"), answer::getBody);
  }

  @Test
  void a_bvn_in_the_options_finds_nothing() {
    counter.observed("acc-1", ago(60), "{\"id\":\"" + Counter.BVN + "\",\"bvn\":\"" + Counter.BVN + "\"}");
    for (String name : List.of("id", "bvn")) {
      JsonNode data = data("balance/byOptions", "{'options':{'" + name + "':'" + Counter.BVN + "'}}");
      assertEquals(0, data.path("balance").size(), name);
    }
  }

  // ---- pages of every list

  @ParameterizedTest
  @CsvSource({
    // records, page, limit, shown, previous, next, pages, counter
    "0,1,20,0,null,null,1,1", "1,1,20,1,null,null,1,1", "20,1,20,20,null,null,1,1",
    "21,1,20,20,null,2,2,1", "21,2,20,1,1,null,2,21"
  })
  void every_list_has_the_captured_pagination(
      int records, int page, int limit, int shown, String previous, String next, int pages, int first)
      throws Exception {
    accounts(records);
    String expected = pagination(records, page, limit, previous, next, pages, first);
    for (String list : LISTS) {
      ObjectNode asked = body(list).put("page", page).put("limit", limit);
      JsonNode data = data(list.split(" ")[0], asked.toString());
      assertEquals(expected, data.path("pagination").toString(), list);
      assertEquals(shown, data.path(list.split(" ")[1]).size(), list);
      assertEquals(next.equals("null"), data.path("next_cursor").isNull(), list);
    }
  }

  private static String pagination(
      int records, int page, int limit, String previous, String next, int pages, int first) {
    return "{\"totalDocs\":%d,\"limit\":%d,\"hasPrevPage\":%s,\"hasNextPage\":%s,\"page\":%d,\"totalPages\":%d,"
            .formatted(records, limit, !previous.equals("null"), !next.equals("null"), page, pages)
        + "\"pagingCounter\":%d,\"prevPage\":%s,\"nextPage\":%s}".formatted(first, previous, next);
  }

  @Test
  void ten_thousand_records_are_counted_and_one_more_is_for_the_cursor() {
    accounts(10_000);
    String page = "'limit':100,'includePeriodic':false";
    for (String list : List.of("products/balances {", "balance/getByType {'type':'ledger_balance','value':'1',")) {
      String path = list.split(" ")[0];
      JsonNode data = data(path, list.split(" ", 2)[1] + "'page':100," + page + "}");
      assertEquals(
          pagination(10_000, 100, 100, "99", "null", 100, 9_901), data.path("pagination").toString());
    }
    accounts(10_001);
    String type = "'type':'ledger_balance','value':1";
    String told = refused(ask("balance/getByType", "{" + type + "}"));
    assertTrue(told.startsWith("page ") && told.contains("cursor"), told);
    JsonNode first = data("balance/getByType", "{" + type + ",'cursor':'start'," + page + "}");
    assertEquals(100, first.path("balance").size());
    assertTrue(first.at("/pagination/totalDocs").isNull());
    assertTrue(data("products/balances", "{'page':101," + page + "}").path("next_cursor").isNull());
  }

  /** Each list from its start to its end, by the cursors that the answers give. */
  @Test
  void what_leaves_a_list_meanwhile_moves_nothing_else() {
    for (String id : List.of("a-1", "a-2", "a-3", "a-4")) {
      counter.observed(id, ago(60), "1.00", null);
    }
    String days = "'customer':'cus-1','from':'2026-11-22','to':'2026-11-22','limit':2";
    JsonNode first = data("balance/getByCustomerDate", "{" + days + ",'cursor':'start'}");
    assertEquals(List.of("a-1", "a-2"), ids(first.path("balance")));
    counter.observed("a-2", NOW.plus(Duration.ofSeconds(1)).plus(Duration.ofSeconds(1)), null, "1.00");
    counter.observed("a-1", Instant.parse("2026-11-21T09:00:00Z"), "2.00", null);
    String cursor = first.path("next_cursor").asText();
    JsonNode second = data("balance/getByCustomerDate", "{" + days + ",'cursor':'" + cursor + "'}");
    assertEquals(List.of("a-3", "a-4"), ids(second.path("balance")));
    assertFalse(second.at("/pagination/hasNextPage").asBoolean());
    assertTrue(second.at("/pagination/hasPrevPage").asBoolean());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "7", "20", "100"})
  void cursors_lead_through_every_list_once(String limit) throws Exception {
    accounts(21);
    for (String list : LISTS) {
      for (String start : List.of("start", "")) {
        List<String> seen = new ArrayList<>();
        ObjectNode asked = body(list).put("limit", limit).put("cursor", start);
        JsonNode data = data(list.split(" ")[0], asked.toString());
        int pages = 0;
        while (true) {
          assertEquals(seen.size() + 1, data.at("/pagination/pagingCounter").asInt(), list);
          seen.addAll(ids(data.path(list.split(" ")[1])));
          assertEquals(!data.path("next_cursor").isNull(), data.at("/pagination/hasNextPage").asBoolean(), list);
          if (data.path("next_cursor").isNull()) {
            break;
          }
          asked.put("cursor", data.path("next_cursor").asText()).put("page", 1);
          data = data(list.split(" ")[0], asked.toString());
          assertTrue(pages++ < 30, list);
        }
        assertEquals(21, seen.size(), list);
        assertEquals(21, new TreeSet<>(seen).size(), list);
      }
    }
  }

  @Test
  void a_cursors_pages_may_be_empty_before_the_list_ends() {
    accounts(1_200);
    counter.observed("zzz-rich", ago(60), "1000000.00", null);
    String asked = "{'type':'ledger_balance','value':1000000,'cursor':'";
    String cursor = "start";
    List<String> found = new ArrayList<>();
    int pages = 0;
    while (!cursor.isEmpty()) {
      JsonNode data = data("balance/getByType", asked + cursor + "'}");
      found.addAll(ids(data.path("balance")));
      cursor = data.path("next_cursor").asText("").replace("null", "");
      pages++;
    }
    assertEquals(List.of("zzz-rich"), found);
    assertEquals(3, pages, "500 accounts are looked at a page");
  }

  @Test
  void a_cursor_is_good_for_its_app_and_its_list_alone() throws Exception {
    accounts(3);
    for (String list : LISTS) {
      String path = list.split(" ")[0];
      String cursor = data(path, body(list).put("limit", 1).toString()).path("next_cursor").asText();
      assertFalse(cursor.isEmpty());
      for (String other : LISTS) {
        ObjectNode asked = body(other).put("cursor", cursor);
        APIGatewayV2HTTPResponse answer = ask(other.split(" ")[0], asked.toString());
        if (other.equals(list)) {
          assertEquals(2, ok(answer).path("data").path(list.split(" ")[1]).size());
        } else {
          assertTrue(refused(answer).startsWith("cursor "), list + " in " + other);
        }
      }
      String body = body(list).put("cursor", cursor).toString();
      ObjectNode strangers =
          withBody(request("POST", "/v2/" + path, STRANGER), "application/json", body);
      assertTrue(refused(counter.handle(strangers)).startsWith("cursor "));
    }
    String another = "{'type':'ledger_balance','value':2,'cursor':'%s'}";
    String cursor =
        data("balance/getByType", "{'type':'ledger_balance','value':1,'limit':1}")
            .path("next_cursor")
            .asText();
    assertTrue(refused(ask("balance/getByType", another.formatted(cursor))).startsWith("cursor "));
  }

  // ---- periodic

  @Test
  void every_list_leaves_periodic_out_when_it_is_not_wanted() throws Exception {
    accounts(1);
    for (String list : LISTS) {
      String name = list.split(" ")[1];
      JsonNode with = data(list.split(" ")[0], body(list).toString()).path(name).path(0);
      assertEquals(1, with.at("/periodic/ledger_balance").size(), list);
      ObjectNode asked = body(list).put("includePeriodic", false);
      assertFalse(data(list.split(" ")[0], asked.toString()).path(name).path(0).has("periodic"), list);
    }
  }

  @Test
  void periodic_has_the_newest_changes_and_is_bounded() {
    for (int i = 0; i < 50; i++) {
      counter.observed("changes", ago(600 - i), (100 + i) + ".00", null);
      counter.observed("stays", ago(600 - i), "7.00", null);
    }
    JsonNode changes = data("balance/getById", "{'id':'changes'}").at("/balance/periodic");
    assertEquals(
        IntStream.range(0, 30).mapToObj(i -> 149 - i).toList(),
        IntStream.range(0, 30).mapToObj(i -> changes.at("/ledger_balance/" + i + "/amount").asInt()).toList());
    assertEquals(30, changes.path("ledger_balance").size());
    JsonNode stays = data("balance/getById", "{'id':'stays'}").at("/balance/periodic");
    assertEquals(1, stays.path("ledger_balance").size());
    assertEquals(ago(551).toString(), stays.at("/ledger_balance/0/last_updated").asText());
  }

  // ---- whose they are

  @Test
  void another_apps_and_another_customers_accounts_are_on_no_list() throws Exception {
    accounts(2);
    counter.observedOf("cus-2", "other", ago(60));
    for (String list : LISTS) {
      String path = list.split(" ")[0];
      ObjectNode strangers =
          withBody(request("POST", "/v2/" + path, STRANGER), "application/json", body(list).toString());
      JsonNode data = ok(counter.handle(strangers)).path("data");
      assertEquals(0, data.path(list.split(" ")[1]).size());
      assertEquals(0, data.at("/pagination/totalDocs").asInt());
    }
    String days = "{'customer':'cus-2','from':'2026-11-22','to':'2026-11-22'}";
    assertEquals(List.of("other"), ids(data("balance/getByCustomerDate", days).path("balance")));
  }
}
