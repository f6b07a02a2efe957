package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.hold;
import static balanceapi.balance.Counter.json;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever is asked, the answer is a figure or a refusal in its form, and nothing fails. The time is an end
 * for what would never end, not a measure.
 */
class QueriesFuzzTest {

  private static final Duration ABORT = Duration.ofSeconds(5);
  private static final List<String> ROUTES =
      List.of(
          "GET /accounts", "GET /accounts/acc-1/balance", "GET /accounts/acc-1/balances",
          "GET /accounts/acc-1/transactions", "GET /customers/cus-1/balances", "GET /health",
          "GET /openapi.yaml", "POST /accounts/acc-1/funds-check", "DELETE /records/rec-9",
          "POST /v2/products/balances", "POST /v2/balance/getById", "POST /sandbox/v2/balance/getByCustomer",
          "POST /v2/sandbox/balance/getByAccount", "POST /v2/balance/getByDate", "POST /v2/balance/getByType",
          "POST /v2/balance/getByCustomerDate", "POST /v2/balance/byOptions", "POST /v2/transactions/getById",
          "POST /v2/transaction/getByAccount", "POST /v2/products/transactions",
          "GET /accounts/acc-1/reservations", "DELETE /accounts/acc-1/reservations/x", "POST /funds-checks",
          "GET /accounts/acc-1/checks", "GET /checks/chk_x", "GET /notifications", "GET /notifications/evt_x",
          "GET /notifications/endpoint", "POST /notifications/replay", "POST /notifications/endpoint/resume",
          "GET /accounts/acc-1/thresholds", "POST /accounts/acc-1/refresh", "GET /exports/balances");
  private static final List<String> LISTS =
      List.of(
          "/accounts", "/accounts/acc-1/balances", "/accounts/acc-1/transactions",
          "/customers/cus-1/balances");
  private static final List<String> NAMES =
      List.of(
          "at", "max_age", "explain", "from", "to", "limit", "cursor", "status", "customer", "nuban", "stale",
          "source", "page", "%00", "", "at%5B%5D", "__proto__");
  private static final List<String> VALUES =
      List.of(
          "", "1", "0", "-1", "100", "101", "1e999999999", "1e-999999999", "0e999999999", "9".repeat(32),
          "9".repeat(5000), "%00", "%ff", "%", "%2", "%zz", "+", "%2B", "true", "false", "null", "NaN",
          "2026-11-22T09:00:00Z", "9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z",
          "1969-12-31T23:59:59Z", "%2B999999999-12-31T23:59:59Z", "2026-11-22T09:00:00%2B18:00", "2026-11-22",
          "PT1H", "PT0.000000001S", "P366D", "P99999999999D", "PT9999999999999999999999H", "-PT1H",
          "pending", "computed", "cus-1", "%F0%9F%98%80", "%ED%A0%80", "..%2F..", "%3Cscript%3E",
          "'%20OR%201=1", "a=b", "&", "%26");

  private static final Counter COUNTER = counter();

  private static Counter counter() {
    Counter counter = new Counter(100_000);
    counter.authorized(NOW.minusSeconds(3700));
    for (int i = 0; i < 4; i++) {
      counter.observed("acc-1", NOW.minusSeconds(3600 - i), i + ".00", null);
      counter.observed("acc-" + (i + 2), NOW.minusSeconds(3600 - i), i + ".00", null);
      counter.transactions("acc-1", NOW.minusSeconds(3000 - i), hold("t" + i, "1", NOW.minusSeconds(3000)));
    }
    return counter;
  }

  private static APIGatewayV2HTTPResponse asked(ObjectNode request) {
    return assertTimeoutPreemptively(ABORT, () -> COUNTER.handle(request), () -> request.toString());
  }

  @Property(tries = 3000, seed = "20261125")
  void a_query_string_is_answered_or_refused(@ForAll long seed) {
    Random random = new Random(seed);
    String[] route = pick(random, ROUTES).split(" ");
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String name = pick(random, NAMES);
      String value = random.nextInt(5) == 0 ? noise(random) : pick(random, VALUES);
      query.append(name).append(random.nextInt(9) == 0 ? "" : "=").append(value).append('&');
    }
    String text = random.nextInt(50) == 0 ? query.toString().repeat(100) : query.toString();
    ObjectNode request = request(route[0], route[1] + "?" + text, APP);
    withBody(request, "application/json", "{\"amount\":1,\"currency\":\"NGN\",\"id\":\"acc-1\"}");
    int status = asked(request).getStatusCode();
    assertTrue(Set.of(200, 202, 204, 400, 404, 409).contains(status), () -> status + " " + request);
  }

  @Property(tries = 3000, seed = "20261126")
  void a_path_is_a_route_or_none(@ForAll long seed) {
    Random random = new Random(seed);
    String[] route = pick(random, ROUTES).split(" ");
    String path = route[1];
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(path.length() + 1);
      String part =
          pick(
              random,
              List.of(
                  "/", "//", "%2F", "%2f", "..", "/../", "%2e%2e", "/./", "*", "%00", "%", "%ff", "%252F",
                  ";a=b", "\\", "%5C", "?", "#", "é", "%C3%A9", "\uD800", " ", "+", "x".repeat(5000), "v2/",
                  "/accounts"));
      path =
          switch (random.nextInt(4)) {
            case 0 -> path.replaceFirst("/", "%2F");
            case 1 -> path.replace("acc-1", part);
            case 2 -> path.substring(0, at);
            default -> path.substring(0, at) + part + path.substring(at);
          };
    }
    String method = pick(random, List.of(route[0], route[0], "HEAD", "PUT", "OPTIONS", "", "get"));
    ObjectNode request = request(method, "/", APP).put("rawPath", path);
    withBody(request, "application/json", "{\"amount\":1,\"currency\":\"NGN\",\"id\":\"acc-1\"}");
    int status = asked(request).getStatusCode();
    assertTrue(Set.of(200, 202, 204, 400, 404, 409).contains(status), () -> status + " " + request);
  }

  @Property(tries = 2000, seed = "20261127")
  void a_body_is_answered_or_refused(@ForAll long seed) {
    Random random = new Random(seed);
    String route = pick(random, ROUTES.stream().filter(one -> one.startsWith("POST")).toList());
    String value = pick(random, VALUES);
    String json =
        "{\"%s\":%s,\"%s\":%s,\"amount\":\"1\",\"currency\":\"NGN\"}"
            .formatted(
                pick(random, List.of(
                        "amount", "currency", "max_age", "id", "customer", "page", "account", "from", "to",
                        "type", "value", "options", "cursor", "buffer", "reference", "reserve", "checks", "for",
                        "status")),
                random.nextBoolean() ? value : nested(random, value),
                pick(random, List.of("x", "includePeriodic", "id", "limit", "to", "value", "options", "cursor")),
                pick(random, List.of("1", "null", "[]", "{}", "\"x\"", "[".repeat(15_000), "1e999999999")));
    String body =
        switch (random.nextInt(4)) {
          case 0 -> json;
          case 1 -> json.substring(0, random.nextInt(json.length()));
          case 2 -> pick(random, NAMES) + "=" + value + "&id=acc-1&" + noise(random);
          default -> noise(random) + json;
        };
    String type =
        pick(
            random,
            List.of(
                "application/json", "application/json; charset=x", "application/x-www-form-urlencoded", ""));
    ObjectNode request = withBody(request("POST", route.substring(5), APP), type, body);
    if (random.nextInt(5) == 0) {
      request.put("body", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.ISO_8859_1)));
      request.put("isBase64Encoded", true);
    }
    int status = asked(request).getStatusCode();
    assertTrue(Set.of(200, 202, 400, 404, 409, 413, 415).contains(status), () -> status + " " + request);
  }

  /** The value as a text, or where one stands deeper. */
  private static String nested(Random random, String value) {
    String reserve = "{\"reference\":\"x\",\"for\":\"" + value + "\"}";
    return switch (random.nextInt(5)) {
      case 0 -> reserve;
      case 1 -> "[{\"account_id\":\"acc-1\",\"amount\":1,\"currency\":\"NGN\",\"reserve\":" + reserve + "}]";
      case 2 -> "[{\"customer_id\":\"" + value + "\",\"amount\":\"" + value + "\",\"currency\":\"NGN\"}]";
      default -> "\"" + value + "\"";
    };
  }

  @Property(tries = 1500, seed = "20261128")
  void a_cursor_is_the_one_that_was_given_or_none(@ForAll long seed) {
    Random random = new Random(seed);
    String list = pick(random, LISTS);
    String right = ok(COUNTER.get(list + "?limit=1")).get("next_cursor").asText();
    ok(COUNTER.get(list + "?limit=1&cursor=" + right));
    String cursor = changed(random, right);
    assertFalse(cursor.equals(right));
    ObjectNode request = request("GET", list + "?limit=1&cursor=" + cursor, APP);
    APIGatewayV2HTTPResponse answer = asked(request);
    assertEquals(400, answer.getStatusCode(), () -> list + " " + right + " " + cursor);
    assertEquals("invalid_request", json(answer).path("code").asText());
  }

  private static String changed(Random random, String right) {
    int at = random.nextInt(right.length());
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char other = alphabet.charAt(random.nextInt(alphabet.length()));
    String replaced = right.substring(0, at) + other + right.substring(at + 1);
    return switch (random.nextInt(8)) {
      case 0 -> right.substring(0, at);
      case 1 -> right + other;
      case 2 -> right.substring(at) + right.substring(0, at).toLowerCase(Locale.ROOT) + "x";
      case 3 -> right + "%3D";
      case 4 -> right + right;
      case 5 -> noise(random);
      case 6 -> pick(random, VALUES);
      default -> replaced.equals(right) ? "" : replaced;
    };
  }

  private static String noise(Random random) {
    StringBuilder noise = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      noise.append((char) (random.nextInt(8) == 0 ? random.nextInt(0xd800) : 0x21 + random.nextInt(0x5e)));
    }
    return noise.toString();
  }

  private static <T> T pick(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
