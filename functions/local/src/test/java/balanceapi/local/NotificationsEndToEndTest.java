package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What apps are told: from a webhook through the table's stream and the queue to an endpoint, and back over the API. */
@ExtendWith(EndToEnd.class)
@ResourceLock(EndToEnd.CLOCK)
final class NotificationsEndToEndTest {

  private final Receiver receiver = EndToEnd.receiver();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /** The endpoint's name; each test has its own. */
  private final String endpoint = "told-" + UUID.randomUUID();

  private Tenant tenant(ObjectNode options) throws Exception {
    return Tenant.create(EndToEnd.stack(), options.put("callback_url", receiver.url(endpoint)));
  }

  private Tenant tenant(String... kinds) throws Exception {
    ObjectNode options = Json.object();
    for (String kind : kinds) {
      options.withArray("notifications").add(kind);
    }
    return tenant(options);
  }

  private Instant ago(int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private String signedIn() {
    return WidgetEvent.envelope("AUTH", ago(61), ago(60)).set("auth", Json.object()).toString();
  }

  private String balance(int minutesAgo, String ledger) {
    return WidgetEvent.balance(ago(minutesAgo), ledger, null).toString();
  }

  /** What the endpoint was sent as soon as it is so many calls. */
  private List<Receiver.Call> calls(int count) throws Exception {
    return EndToEnd.eventually(
        count + " calls", () -> Optional.of(receiver.calls(endpoint)).filter(calls -> calls.size() >= count));
  }

  private static JsonNode listed(Tenant tenant, String status) throws Exception {
    return EndToEnd.eventually(
        "one that is " + status,
        () ->
            Optional.of(tenant.get("/notifications?status=" + status).expect(200).json().path("data"))
                .filter(data -> !data.isEmpty())
                .map(data -> data.path(0)));
  }

  private static Set<String> types(List<Receiver.Call> calls) {
    return calls.stream().map(call -> call.json().path("type").asText()).collect(Collectors.toSet());
  }

  // ---- what is told

  @Test
  void a_connection_and_its_balances_are_told_signed() throws Exception {
    Tenant tenant = tenant(Json.object());
    tenant.applied(signedIn());
    tenant.applied(balance(50, "500.00"));
    tenant.applied(WidgetEvent.hold(ago(40), "t1", "120.00").toString());
    List<Receiver.Call> calls = calls(3);
    assertEquals(Set.of("connection.created", "balance.updated"), types(calls));
    for (Receiver.Call call : calls) {
      assertTrue(call.isSignedWith(tenant.told("notification_secret")), call::toString);
      assertFalse(call.isSignedWith(tenant.webhookSecret()), "the two secrets are not one");
      assertEquals(call.id(), call.json().path("id").asText());
      assertEquals(tenant.appId(), call.json().path("app_id").asText());
    }
    assertEquals(3, calls.stream().map(Receiver.Call::id).distinct().count());
    JsonNode last =
        calls.stream()
            .map(Receiver.Call::json)
            .filter(body -> body.at("/data/available_balance").asText().equals("380.00"))
            .findFirst()
            .orElseThrow();
    assertEquals("500.00", last.at("/data/previous/available_balance").asText());
    assertEquals(ago(50).toString(), last.at("/data/as_of").asText());
    JsonNode stored = tenant.balance(WidgetEvent.ACCOUNT);
    assertEquals(stored.path("as_of"), last.at("/data/as_of"));

    JsonNode delivered = listed(tenant, "delivered");
    JsonNode shown =
        tenant.get("/notifications/" + delivered.path("id").asText()).expect(200).json();
    assertTrue(calls.stream().map(Receiver.Call::body).toList().contains(shown.path("body").asText()));
    assertEquals(
        "active", tenant.get("/notifications/endpoint").expect(200).json().path("status").asText());
  }

  @Test
  void an_app_with_two_secrets_is_signed_to_under_both() throws Exception {
    ObjectNode options = Json.object();
    options.putArray("notifications").add("connection.created");
    Tenant tenant = tenant(options);
    JsonNode second =
        Tenant.send(
                Tenant.at(EndToEnd.stack().url(), "/apps/" + tenant.appId() + "/notification-secrets")
                    .header("authorization", "Bearer " + EndToEnd.stack().secret("ADMIN_TOKEN"))
                    .POST(BodyPublishers.noBody()))
            .expect(201)
            .json();
    tenant.applied(signedIn());
    Receiver.Call call = calls(1).getFirst();
    assertTrue(call.isSignedWith(tenant.told("notification_secret")));
    assertTrue(call.isSignedWith(second.path("notification_secret").asText()));
  }

  @Test
  void an_app_of_the_old_dialect_is_told_in_its_envelope() throws Exception {
    ObjectNode options = Json.object().put("notification_format", "v2");
    options.putArray("notifications").add("balance.updated");
    Tenant tenant = tenant(options);
    tenant.applied(balance(50, "500.25"));
    JsonNode body = calls(1).getFirst().json();
    assertEquals("BALANCE", body.path("method").asText());
    assertEquals("BALANCE_SUCCESS", body.path("callback_code").asText());
    assertEquals(WidgetEvent.CUSTOMER, body.path("customerId").asText());
    assertEquals(500.25, body.at("/balance/ledger_balance").asDouble());
    assertTrue(body.at("/balance/available_balance").isNull(), "nobody is sure of it");
    assertFalse(body.has("customerBvn"));
  }

  @Test
  void a_fall_below_a_threshold_of_the_app_or_of_the_account_is_told() throws Exception {
    ObjectNode options = Json.object();
    options.putArray("notifications").add("balance.below");
    options.putArray("thresholds").addObject().put("amount", "400.00").put("currency", "NGN");
    Tenant tenant = tenant(options);
    tenant.applied(balance(50, "500.00"));
    tenant.applied(balance(45, "399.99"));
    assertEquals("400.00", calls(1).getFirst().json().at("/data/threshold/amount").asText());

    ObjectNode own = Json.object();
    own.putArray("thresholds").addObject().put("amount", "100.00").put("currency", "NGN");
    String thresholds = "/accounts/" + WidgetEvent.ACCOUNT + "/thresholds";
    assertEquals("app", tenant.get(thresholds).expect(200).json().path("of").asText());
    assertEquals("account", tenant.put(thresholds, own).expect(200).json().path("of").asText());
    tenant.applied(balance(40, "500.00"));
    tenant.applied(balance(35, "300.00"));
    tenant.applied(balance(30, "99.00"));
    assertEquals("100.00", calls(2).getLast().json().at("/data/threshold/amount").asText());
  }

  @Test
  void a_login_that_fails_and_one_that_needs_its_customer_are_told() throws Exception {
    Tenant tenant = tenant("connection.error", "connection.reauth_required");
    tenant.applied(signedIn());
    tenant.applied(balance(50, "500.00"));
    tenant.applied(
        WidgetEvent.envelope("BALANCE", ago(41), ago(40)).put("status", "is_error").put("code", "1003").toString());
    assertEquals("connection.error", calls(1).getFirst().json().path("type").asText());
    tenant.applied(
        WidgetEvent.envelope("AUTH", ago(31), ago(30)).put("status", "is_error").put("code", "1010").toString());
    EndToEnd.eventually(
        "the other",
        () -> Optional.of(types(receiver.calls(endpoint))).filter(Set.of("connection.error", "connection.reauth_required")::equals));
    assertEquals(
        2,
        receiver.calls(endpoint).stream().map(Receiver.Call::id).distinct().count(),
        "the record and its accounts tell it under one id");
  }

  @Test
  void a_hold_whose_time_is_over_is_told_by_the_refresh() throws Exception {
    ObjectNode options = Json.object().put("hold_days", 1);
    options.putArray("notifications").add("hold.expired");
    Tenant tenant = tenant(options);
    tenant.applied(balance(50, "500.00"));
    tenant.applied(WidgetEvent.hold(ago(40), "t1", "120.00").toString());
    EndToEnd.refresh(now.plus(Duration.ofDays(2)));
    JsonNode body = calls(1).getFirst().json();
    assertEquals("t1", body.at("/data/transaction/id").asText());
    assertEquals("120.00", body.at("/data/transaction/amount").asText());
    assertEquals("500.00", tenant.balance(WidgetEvent.ACCOUNT).path("available_balance").asText());
  }

  // ---- what fails, and again

  @Test
  void what_was_not_taken_waits_and_is_replayed_under_the_same_id() throws Exception {
    receiver.answers(endpoint, new Receiver.Answer(500, "the receiver's own words"));
    Tenant tenant = tenant("connection.created");
    tenant.applied(signedIn());
    JsonNode waiting = listed(tenant, "waiting");
    assertEquals(1, waiting.path("attempts").asInt());
    assertEquals("http_500", waiting.at("/last_attempt/result").asText());
    assertEquals("the receiver's own words", waiting.at("/last_attempt/answer").asText());
    assertEquals(
        "failing", tenant.get("/notifications/endpoint").expect(200).json().path("status").asText());

    String id = waiting.path("id").asText();
    tenant.post("/notifications/" + id + "/replay", "").expect(202);
    List<Receiver.Call> calls = calls(2);
    assertEquals(List.of(id, id), calls.stream().map(Receiver.Call::id).toList());
    assertEquals(calls.getFirst().body(), calls.getLast().body());
    listed(tenant, "delivered");
    assertEquals(
        "active", tenant.get("/notifications/endpoint").expect(200).json().path("status").asText());
  }

  @Test
  void what_was_not_taken_is_tried_again_by_itself() throws Exception {
    receiver.answers(endpoint, new Receiver.Answer(503, ""));
    Tenant tenant = tenant("connection.created");
    tenant.applied(signedIn());
    List<Receiver.Call> calls = calls(2);
    assertEquals(calls.getFirst().id(), calls.getLast().id());
    listed(tenant, "delivered");
  }

  @Test
  void with_its_customer_goes_what_was_told_of_it() throws Exception {
    Tenant tenant = tenant(Json.object());
    tenant.applied(signedIn());
    tenant.applied(balance(50, "500.00"));
    calls(2);
    String id = listed(tenant, "delivered").path("id").asText();
    assertEquals(2, kept(tenant));
    tenant.delete("/customers/" + WidgetEvent.CUSTOMER).expect(204);
    tenant.get("/notifications/" + id).expect(404);
    assertEquals(0, tenant.get("/notifications").expect(200).json().path("data").size());
    EndToEnd.refresh(Instant.now().plus(Duration.ofMinutes(2)));
    assertEquals(0, kept(tenant));
  }

  /** How many notifications about its accounts and records stand in the table. */
  private static int kept(Tenant tenant) throws Exception {
    ObjectNode scan = Json.object().put("TableName", "BalanceTable");
    scan.put("FilterExpression", "begins_with(pk, :app) AND begins_with(sk, :notice)");
    scan.putObject("ExpressionAttributeValues").putObject(":app").put("S", tenant.appId());
    scan.withObject("/ExpressionAttributeValues").putObject(":notice").put("S", "NOTICE#");
    int kept = 0;
    JsonNode page;
    do {
      page = AwsJson.dynamo(EndToEnd.stack().dynamodb()).call("Scan", scan);
      kept += page.path("Count").asInt();
      scan.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
    } while (page.has("LastEvaluatedKey"));
    return kept;
  }

  // ---- asking for fresh figures

  @Test
  void the_apps_refresh_url_is_asked_once_and_its_webhook_settles_it() throws Exception {
    String asked = endpoint + "-asked";
    ObjectNode options = Json.object().put("refresh_url", receiver.url(asked));
    options.putArray("notifications");
    Tenant tenant = tenant(options);
    tenant.applied(signedIn());
    tenant.applied(balance(50, "500.00"));
    String path = "/accounts/" + WidgetEvent.ACCOUNT + "/refresh";
    tenant.get(path).expect(404);

    JsonNode first = tenant.post(path, "").expect(202).json();
    assertEquals("running", first.path("status").asText());
    assertEquals(EndToEnd.stack().url() + path, first.path("poll_url").asText());
    JsonNode second = tenant.post(path, "").expect(202).json();
    assertEquals(first.path("asked_at"), second.path("asked_at"), "it joins the first");
    tenant.post("/v2/balance/refresh", Json.object().put("account_id", WidgetEvent.ACCOUNT)).expect(200);

    Receiver.Call call =
        EndToEnd.eventually("the request", () -> receiver.calls(asked).stream().findFirst());
    assertTrue(call.isSignedWith(tenant.told("notification_secret")));
    assertEquals("refresh.requested", call.json().path("type").asText());
    assertEquals(WidgetEvent.ACCOUNT, call.json().at("/data/account_id").asText());
    assertEquals(first.path("deadline"), call.json().at("/data/deadline"));

    tenant.applied(WidgetEvent.balance(Instant.now().plusMillis(2), "480.00", "470.00").toString());
    JsonNode settled = tenant.get(path).expect(200).json();
    assertEquals("fresh", settled.path("status").asText(), settled::toString);
    assertEquals("470.00", settled.at("/balance/available_balance").asText());
    assertEquals(1, receiver.calls(asked).size());
  }

  @Test
  void with_nobody_to_ask_the_last_figures_come_with_their_age() throws Exception {
    Tenant tenant = tenant("hold.expired");
    tenant.applied(balance(50, "500.00"));
    JsonNode answer =
        tenant.post("/accounts/" + WidgetEvent.ACCOUNT + "/refresh", "").expect(202).json();
    assertEquals("failed", answer.path("status").asText());
    assertEquals("no_provider", answer.path("reason").asText());
    Duration age = Duration.parse(answer.path("age").asText());
    assertTrue(age.compareTo(Duration.ofMinutes(50)) >= 0 && age.compareTo(Duration.ofMinutes(55)) < 0, age::toString);
    assertEquals("500.00", answer.at("/balance/ledger_balance").asText());
  }
}
