package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import balanceapi.core.cases.AcceptanceCase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.UUID;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users do and what goes wrong on their way, over HTTP against the whole deployment. */
@ExtendWith(EndToEnd.class)
@ResourceLock(EndToEnd.CLOCK)
final class JourneysEndToEndTest {

  private static final String ACCOUNT = "/accounts/" + WidgetEvent.ACCOUNT;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private Tenant tenant;

  @BeforeEach
  void create() throws Exception {
    tenant = Tenant.create(EndToEnd.stack(), Json.object());
  }

  private Instant ago(int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private String available() throws Exception {
    return tenant.balance(WidgetEvent.ACCOUNT).path("available_balance").asText();
  }

  private JsonNode funds(String amount) throws Exception {
    ObjectNode request = Json.object().put("amount", amount).put("currency", "NGN");
    return tenant.post(ACCOUNT + "/funds-check", request).expect(200).json();
  }

  // ---- the main job

  @Test
  void the_captured_production_sequence_gives_153_37_in_both_dialects() throws Exception {
    String id = "64ba5a64303403e516f98b3c";
    for (String name : List.of("03_webhook_AUTH", "05_webhook_BALANCE", "06_webhook_ACCOUNTS")) {
      Optional<Path> file = AcceptanceCase.shared("payloads/okra/" + name + "_production_kuda.json");
      assumeTrue(file.isPresent(), "skipped: shared/payloads is not beside the project: no captured events");
      tenant.applied(Files.readString(file.get()));
    }
    Tenant.Reply current = tenant.get("/accounts/" + id + "/balance").expect(200);
    JsonNode balance = current.json();
    assertEquals("153.37", balance.path("ledger_balance").asText());
    assertEquals("153.37", balance.path("available_balance").asText());
    assertEquals("reported", balance.path("available_source").asText());
    assertEquals("2023-07-22T02:22:37.518Z", balance.path("as_of").asText());
    assertEquals("2000000000", balance.path("nuban").asText());
    assertEquals("Kuda Bank", balance.at("/bank/name").asText());
    assertEquals("active", balance.path("connection").asText());
    assertTrue(balance.path("stale").asBoolean());

    Tenant.Reply v2 =
        tenant
            .post("/v2/balance/getByCustomer", "{\"customer\":\"63d43e042e2c240013b94ed5\"}")
            .expect(200);
    JsonNode data = v2.json().path("data");
    assertEquals(1, data.at("/pagination/totalDocs").asInt());
    assertEquals(1, data.path("balance").size());
    assertTrue(v2.text().contains("\"available_balance\":153.37,"), v2.text());
    assertTrue(v2.text().contains("\"ledger_balance\":153.37,"), v2.text());
    for (Tenant.Reply reply : List.of(current, v2)) {
      assertFalse(reply.text().contains("22200000000"), "a BVN is in an answer");
    }
    assertFalse(everythingStored().contains("22200000000"), "a BVN is stored");
  }

  private static String everythingStored() throws Exception {
    ObjectNode request = Json.object().put("TableName", "BalanceTable");
    StringBuilder all = new StringBuilder();
    JsonNode page;
    do {
      page = AwsJson.dynamo(EndToEnd.stack().dynamodb()).call("Scan", request);
      all.append(page.path("Items"));
      request.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
    } while (page.has("LastEvaluatedKey"));
    assertTrue(all.length() > 100, "the table is read");
    return all.toString();
  }

  @Test
  void a_pending_transaction_lowers_the_balance_until_the_refresh_finds_it_expired() throws Exception {
    tenant.applied(WidgetEvent.envelope("AUTH", ago(61), ago(60)).set("auth", Json.object()).toString());
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    assertEquals("incomplete", tenant.balance(WidgetEvent.ACCOUNT).path("available_source").asText());
    assertEquals("incomplete", funds("100.00").path("reason").asText());
    tenant.applied(WidgetEvent.hold(ago(30), "t1", "420.00").toString());
    assertEquals("80.00", available());
    assertEquals("insufficient", funds("100.00").path("decision").asText());
    assertEquals("sufficient", funds("80.00").path("decision").asText());
    assertEquals("pending", statusOf("t1"));
    EndToEnd.refresh(now);
    assertEquals("80.00", available());
    EndToEnd.refresh(now.plus(Duration.ofDays(13)));
    assertEquals("80.00", available());
    EndToEnd.refresh(now.plus(Duration.ofDays(15)));
    assertEquals("500.00", available());
    EndToEnd.refresh(now.plus(Duration.ofDays(15)));
    EndToEnd.refresh(now);
    assertEquals("500.00", available());
    assertEquals("expired", statusOf("t1"));
  }

  private String statusOf(String id) throws Exception {
    for (JsonNode one : tenant.get(ACCOUNT + "/transactions").expect(200).json().path("data")) {
      if (one.path("id").asText().equals(id)) {
        return one.path("status").asText();
      }
    }
    return "none";
  }

  // ---- erasing

  @Test
  void an_erased_person_leaves_the_table_and_comes_back_only_by_signing_in() throws Exception {
    String auth = WidgetEvent.envelope("AUTH", ago(61), ago(60)).set("auth", Json.object()).toString();
    tenant.applied(auth);
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    tenant.applied(WidgetEvent.hold(ago(30), "t1", "420.00").toString());
    tenant.delete("/customers/" + WidgetEvent.CUSTOMER).expect(204);
    tenant.get(ACCOUNT + "/balance").expect(404);
    tenant.get("/customers/" + WidgetEvent.CUSTOMER + "/balances").expect(404);
    tenant
        .post("/v2/balance/getById", Json.object().put("id", WidgetEvent.ACCOUNT))
        .expect(404);
    for (String late : List.of(auth, WidgetEvent.hold(ago(1), "t2", "1.00").toString())) {
      Tenant.Reply reply = tenant.webhook(UUID.randomUUID().toString(), late).expect(200);
      assertEquals("ignored", reply.json().path("outcome").asText());
    }
    EndToEnd.refresh(Instant.now().plus(Duration.ofMinutes(2)));
    assertEquals(
        3,
        stored("\"S\":\"" + tenant.appId() + "#"),
        "the erasure's mark, the list of customers, and the count of accounts");
    Instant later = Instant.now().plusSeconds(1);
    tenant.applied(WidgetEvent.envelope("AUTH", later, later).set("auth", Json.object()).toString());
    tenant.applied(WidgetEvent.balance(later.plusSeconds(1), "70.00", "70.00").toString());
    assertEquals("70.00", available());
    assertEquals(
        WidgetEvent.ACCOUNT,
        tenant.get(ACCOUNT + "/balance").expect(200).json().path("account_id").asText());
    assertEquals("none", statusOf("t1"));
  }

  private static int stored(String text) throws Exception {
    return everythingStored().split(Pattern.quote(text), -1).length - 1;
  }

  // ---- deliveries

  @Test
  void a_duplicate_delivery_changes_nothing() throws Exception {
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    String hold = WidgetEvent.hold(ago(30), "t1", "120.00").toString();
    assertEquals("applied", tenant.webhook("e1", hold).expect(200).json().path("outcome").asText());
    String before = tenant.get(ACCOUNT + "/balance").text();
    assertEquals("duplicate", tenant.webhook("e1", hold).expect(200).json().path("outcome").asText());
    assertEquals(before, tenant.get(ACCOUNT + "/balance").text());
    assertEquals("380.00", available());
  }

  @Test
  void one_event_delivered_many_times_at_once_has_one_effect() throws Exception {
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    String hold = WidgetEvent.hold(ago(30), "t1", "120.00").toString();
    List<Callable<Tenant.Reply>> deliveries = Collections.nCopies(12, () -> tenant.webhook("e1", hold));
    for (Tenant.Reply reply : atOnce(deliveries)) {
      assertTrue(List.of(200, 503).contains(reply.status()), reply.text());
    }
    tenant.webhook("e1", hold).expect(200);
    assertEquals("380.00", available());
    assertEquals(1, tenant.balance(WidgetEvent.ACCOUNT).at("/pending/count").asInt());
  }

  @Test
  void different_events_delivered_at_once_all_count() throws Exception {
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    List<Callable<Tenant.Reply>> deliveries = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String id = "t" + i;
      String hold = WidgetEvent.hold(ago(30), id, "10.00").toString();
      deliveries.add(() -> tenant.webhook("e-" + id, hold));
    }
    for (Tenant.Reply reply : atOnce(deliveries)) {
      reply.expect(200);
    }
    assertEquals("380.00", available());
    assertEquals(12, tenant.balance(WidgetEvent.ACCOUNT).at("/pending/count").asInt());
    assertEquals("enough", funds("380.00").path("reason").asText());
  }

  private static List<Tenant.Reply> atOnce(List<Callable<Tenant.Reply>> calls) throws Exception {
    List<Tenant.Reply> replies = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Tenant.Reply> reply : threads.invokeAll(calls)) {
        replies.add(reply.get());
      }
    }
    return replies;
  }

  @Test
  void deliveries_in_any_order_end_in_the_same_balance() throws Exception {
    List<String> events =
        List.of(
            WidgetEvent.envelope("AUTH", ago(91), ago(90)).set("auth", Json.object()).toString(),
            WidgetEvent.balance(ago(60), "500.00", null).toString(),
            WidgetEvent.balance(ago(40), "450.00", null).toString(),
            WidgetEvent.hold(ago(50), "t1", "120.00").toString(),
            WidgetEvent.hold(ago(30), "t1", "130.00").toString(),
            WidgetEvent.hold(ago(20), "t2", "20.00").toString());
    for (long seed = 1; seed <= 5; seed++) {
      Tenant other = Tenant.create(EndToEnd.stack(), Json.object());
      List<String> shuffled = new ArrayList<>(events);
      Collections.shuffle(shuffled, new Random(seed));
      for (String event : shuffled) {
        other.webhook("e" + events.indexOf(event), event).expect(200);
      }
      JsonNode balance = other.balance(WidgetEvent.ACCOUNT);
      assertEquals("300.00", balance.path("available_balance").asText(), "seed " + seed);
      assertEquals("150.00", balance.at("/pending/debits").asText(), "seed " + seed);
      assertEquals(ago(40).toString(), balance.path("as_of").asText(), "seed " + seed);
      assertEquals(2, other.get(ACCOUNT + "/balances").expect(200).json().path("data").size());
    }
  }

  @Test
  void an_older_balance_that_comes_late_is_stale_and_takes_its_place_in_the_history() throws Exception {
    tenant.applied(WidgetEvent.balance(ago(30), "500.00", "400.00").toString());
    Tenant.Reply late =
        tenant.webhook("late", WidgetEvent.balance(ago(60), "900.00", "900.00").toString());
    assertEquals("stale", late.expect(200).json().path("outcome").asText());
    assertEquals("400.00", available());
    JsonNode then = tenant.get(ACCOUNT + "/balance?at=" + ago(45)).expect(200).json();
    assertEquals("900.00", then.path("available_balance").asText());
    Tenant.Reply before = tenant.get(ACCOUNT + "/balance?at=" + ago(61)).expect(404);
    assertEquals("no_balance_yet", before.json().path("code").asText());
  }

  // ---- a newcomer's wrong turns

  private static void assertProblem(int status, String code, String advice, Tenant.Reply reply) {
    reply.expect(status);
    assertEquals("application/problem+json", reply.type());
    assertEquals(code, reply.json().path("code").asText());
    assertEquals(status, reply.json().path("status").asInt());
    assertTrue(reply.json().path("detail").asText().contains(advice), reply.text());
  }

  @Test
  void without_a_key_one_is_told_to_send_one() throws Exception {
    Tenant.Reply reply = Tenant.send(Tenant.at(EndToEnd.stack().url(), ACCOUNT + "/balance"));
    assertProblem(401, "unauthorized", "Authorization: Bearer sk_", reply);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer nonsense",
        "Bearer sk_64f0000000000000000000aa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "Basic dXNlcjpwYXNz",
        "Bearer"
      })
  void with_a_wrong_key_one_is_told_to_send_a_right_one(String header) throws Exception {
    Tenant.Reply reply =
        Tenant.send(
            Tenant.at(EndToEnd.stack().url(), ACCOUNT + "/balance").header("authorization", header));
    assertProblem(401, "unauthorized", "Send a secret key of your app", reply);
  }

  @Test
  void with_the_admin_token_one_is_told_which_key_to_send() throws Exception {
    Tenant.Reply reply =
        Tenant.send(
            Tenant.at(EndToEnd.stack().url(), ACCOUNT + "/balance")
                .header("authorization", "Bearer " + EndToEnd.stack().secret("ADMIN_TOKEN")));
    assertProblem(403, "forbidden", "secret key", reply);
  }

  @Test
  void an_unknown_account_is_told_to_be_looked_for_in_this_app() throws Exception {
    assertProblem(404, "not_found", "check the id and the key's app", tenant.get(ACCOUNT + "/balance"));
  }

  @Test
  void another_apps_objects_answer_like_none_byte_for_byte() throws Exception {
    tenant.applied(WidgetEvent.envelope("AUTH", ago(31), ago(30)).set("auth", Json.object()).toString());
    tenant.applied(WidgetEvent.balance(ago(30), "500.00", "400.00").toString());
    Tenant stranger = Tenant.create(EndToEnd.stack(), Json.object());
    for (String path : List.of("/balance", "/balances", "/transactions", "/balance?at=" + now)) {
      assertEquals(stranger.get("/accounts/none" + path).said(), stranger.get(ACCOUNT + path).said());
    }
    assertEquals(
        stranger.get("/customers/none/balances").said(),
        stranger.get("/customers/" + WidgetEvent.CUSTOMER + "/balances").said());
    assertEquals(
        stranger.delete("/records/none").said(), stranger.delete("/records/" + WidgetEvent.RECORD).said());
    assertEquals(
        stranger.post("/v2/balance/getById", "{\"id\":\"none\"}").said(),
        stranger.post("/v2/balance/getById", "{\"id\":\"" + WidgetEvent.ACCOUNT + "\"}").said());
    assertEquals("active", tenant.balance(WidgetEvent.ACCOUNT).path("connection").asText());
  }

  @Test
  void broken_json_is_told_where_it_breaks() throws Exception {
    assertProblem(
        400, "invalid_request", "is not valid JSON near line 1", tenant.webhook("e1", "{\"method\":"));
    assertProblem(
        400, "invalid_request", "is not valid JSON", tenant.post(ACCOUNT + "/funds-check", "{\"amount\""));
  }

  @Test
  void an_unsigned_webhook_is_told_how_to_be_signed() throws Exception {
    Tenant.Reply unsigned = tenant.unsigned(WidgetEvent.balance(now, "1.00", null).toString());
    assertProblem(401, "unauthorized", "Standard Webhooks 1.0", unsigned);
    HttpRequest.Builder nowhere =
        Tenant.at(EndToEnd.stack().url(), "/webhooks/64f0000000000000000000aa")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{}"));
    assertEquals(unsigned.said(), Tenant.send(nowhere).said());
  }

  @Test
  void a_webhook_that_is_not_json_or_too_large_is_told() throws Exception {
    HttpRequest.Builder form =
        Tenant.at(EndToEnd.stack().url(), "/webhooks/" + tenant.appId())
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("a=b"));
    assertProblem(415, "unsupported_media_type", "content-type: application/json", Tenant.send(form));
    assertProblem(413, "payload_too_large", "262144 bytes", tenant.unsigned("x".repeat(262_145)));
  }

  @ParameterizedTest
  @CsvSource({"POST,/", "GET,/nowhere", "POST,/webhooks", "GET,/webhooks/x", "PUT,/accounts/acc-1/balance"})
  void a_route_that_is_not_there_is_a_problem_too(String method, String path) throws Exception {
    Tenant.Reply reply =
        Tenant.send(
            Tenant.at(EndToEnd.stack().url(), path)
                .header("authorization", "Bearer " + tenant.key())
                .method(method, BodyPublishers.noBody()));
    assertProblem(404, "not_found", "", reply);
  }

  @Test
  void health_and_the_description_need_no_key() throws Exception {
    Tenant.Reply health = Tenant.send(Tenant.at(EndToEnd.stack().url(), "/health"));
    assertEquals("ok", health.expect(200).json().path("status").asText());
    Tenant.Reply description = Tenant.send(Tenant.at(EndToEnd.stack().url(), "/openapi.yaml")).expect(200);
    assertTrue(description.text().startsWith("openapi: 3"), description.text());
  }

  @ParameterizedTest
  @ValueSource(ints = {129, 1100})
  void a_long_id_is_unknown_not_a_fault(int length) throws Exception {
    assertUnknown("a".repeat(length));
  }

  @Test
  void an_id_longer_than_a_key_of_the_table_may_be_is_unknown_not_a_fault() throws Exception {
    assertUnknown("a".repeat(2500));
  }

  private void assertUnknown(String id) throws Exception {
    assertEquals(404, tenant.get("/accounts/" + id + "/balance").status());
    assertEquals(404, tenant.get("/customers/" + id + "/balances").status());
    assertEquals(404, tenant.delete("/records/" + id).status());
    // In a body it is a parameter, which may be refused as one that cannot be an id.
    String body = "{\"id\":\"%s\",\"customer\":\"%s\"}".formatted(id, id);
    assertTrue(List.of(400, 404).contains(tenant.post("/v2/balance/getById", body).status()));
    assertTrue(List.of(400, 200).contains(tenant.post("/v2/balance/getByCustomer", body).status()));
    HttpRequest.Builder webhook =
        Tenant.at(EndToEnd.stack().url(), "/webhooks/" + id)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{}"));
    assertEquals(401, Tenant.send(webhook).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"acc-1%20x", "acc-1%23", "%23A%23acc-1", "..", "%2e%2e", "acc-1%00", "%ff", ""})
  void an_id_that_cannot_be_one_is_unknown_not_a_fault(String id) throws Exception {
    tenant.applied(WidgetEvent.balance(ago(30), "500.00", "400.00").toString());
    assertEquals(404, tenant.get("/accounts/" + id + "/balance").status());
    assertEquals(404, tenant.get("/customers/" + id + "/balances").status());
  }

  // ---- the old clients

  /** A person's three accounts, found by day, by value and by what the app gave its widget; page by page. */
  @Test
  void an_old_client_finds_balances_by_day_by_value_and_by_its_own_options() throws Exception {
    String day = ago(30).toString().substring(0, 10);
    for (int i = 1; i <= 3; i++) {
      ObjectNode event = WidgetEvent.balance(ago(30), i + "00.00", i + "00.00");
      event.put("nuban", "200000000" + i).putObject("options").put("order", "A-" + i).put("shop", 7);
      event.withObject("/balance").put("accountId", "acc-" + i).put("nuban", "200000000" + i);
      tenant.applied(event.toString());
    }
    String days = "\"from\":\"%s\",\"to\":\"%s\"".formatted(day, day);
    assertEquals(3, records("/v2/balance/getByDate", "{" + days + "}").size());
    assertEquals(0, records("/v2/balance/getByDate", "{\"from\":\"2020-01-01\",\"to\":\"2020-12-31\"}").size());
    String rich = "{\"type\":\"available_balance\",\"value\":\"250\"}";
    assertEquals("acc-3", records("/sandbox/v2/balance/getByType", rich).at("/0/_id").asText());
    String ordered = "{\"options\":{\"order\":\"A-2\",\"shop\":7}}";
    assertEquals("acc-2", records("/v2/sandbox/balance/byOptions", ordered).at("/0/_id").asText());
    Tenant.Reply form =
        Tenant.send(
            Tenant.at(EndToEnd.stack().url(), "/v2/balance/byOptions")
                .header("authorization", "Bearer " + tenant.key())
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("options%5Bshop%5D=7&limit=1")));
    assertEquals(3, form.expect(200).json().at("/data/pagination/totalDocs").asInt());
    Set<String> seen = new TreeSet<>();
    String cursor = "start";
    for (int page = 1; page <= 3; page++) {
      String body = "{\"limit\":1,\"cursor\":\"" + cursor + "\"}";
      JsonNode data = tenant.post("/v2/products/balances", body).expect(200).json().path("data");
      assertEquals(3, data.at("/pagination/totalDocs").asInt());
      assertEquals(page, data.at("/pagination/page").asInt());
      seen.add(data.at("/balances/0/_id").asText());
      cursor = data.path("next_cursor").asText();
    }
    assertEquals(Set.of("acc-1", "acc-2", "acc-3"), seen);
    assertEquals("null", cursor);
    String customer = tenant.get("/accounts/acc-1/balance").expect(200).json().path("customer_id").asText();
    tenant.delete("/customers/" + customer).expect(204);
    JsonNode erased = tenant.post("/v2/products/balances", "{}").expect(200).json().path("data");
    assertEquals(0, erased.at("/pagination/totalDocs").asInt());
  }

  private JsonNode records(String path, String body) throws Exception {
    return tenant.post(path, body).expect(200).json().at("/data/balance");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/sandbox", "/sandbox/v2"})
  void each_base_url_of_the_old_dialect_answers(String base) throws Exception {
    tenant.applied(WidgetEvent.balance(ago(30), "500.00", "400.00").toString());
    String first = "{\"page\":\"1\",\"limit\":\"5\"}";
    Tenant.Reply all = tenant.post(base + "/products/balances", first).expect(200);
    assertEquals("success", all.json().path("status").asText());
    assertEquals(1, all.json().at("/data/pagination/totalDocs").asInt());
    assertEquals(400, all.json().at("/data/balances/0/available_balance").asInt());
    Tenant.Reply form =
        Tenant.send(
            Tenant.at(EndToEnd.stack().url(), base + "/balance/getByAccount")
                .header("authorization", "Bearer " + tenant.key())
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("account=" + WidgetEvent.ACCOUNT + "&limit=5")));
    assertEquals(1, form.expect(200).json().at("/data/balance").size());
    Tenant.Reply refused =
        Tenant.send(
            Tenant.at(EndToEnd.stack().url(), base + "/products/balances")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    assertEquals("error", refused.expect(401).json().path("status").asText());
    assertFalse(refused.json().path("message").asText().isBlank());
    Tenant.Reply unknown = tenant.post(base + "/balance/none", "{}").expect(404);
    assertEquals("error", unknown.json().path("status").asText());
    Tenant.Reply broken = tenant.post(base + "/balance/getById", "{").expect(400);
    assertEquals("error", broken.json().path("status").asText());
  }

  // ---- the machine

  @Test
  void balances_survive_a_restart(@TempDir Path folder) throws Exception {
    LocalStack.Options options =
        LocalStack.Options.of(EndToEnd.TEMPLATE).withData(folder.resolve("data"));
    Tenant before;
    String hold = WidgetEvent.hold(ago(30), "t1", "120.00").toString();
    try (LocalStack first = LocalStack.start(options)) {
      before = Tenant.create(first, Json.object());
      before.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
      before.webhook("e1", hold).expect(200);
    }
    try (LocalStack second = LocalStack.start(options)) {
      Tenant after = before.on(second.url());
      assertEquals("380.00", after.balance(WidgetEvent.ACCOUNT).path("available_balance").asText());
      assertEquals("duplicate", after.webhook("e1", hold).expect(200).json().path("outcome").asText());
      after.applied(WidgetEvent.hold(ago(20), "t2", "80.00").toString());
      assertEquals("300.00", after.balance(WidgetEvent.ACCOUNT).path("available_balance").asText());
    }
  }
}
