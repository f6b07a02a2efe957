package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.privacy.Canaries;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * A person's particulars and every secret go through every door of the deployment, while it works and while
 * its table is gone: none of them is logged, measured, told in a refusal or left in a queue.
 */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
final class PrivacyEndToEndTest {

  private static final List<String> FUNCTIONS =
      List.of(
          "WebhookFunction", "BalanceFunction", "RefreshFunction", "RefreshWorkerFunction",
          "AuthorizerFunction", "AppsFunction", "NotifyFunction", "DeliverFunction");

  private static final List<String> INSIDE =
      List.of(
          "Exception", "balanceapi.", "software.amazon", "com.fasterxml", "java.", "DynamoDb", "Caused by");

  private final Canaries person = new Canaries();
  private final String adminToken = person.secret();
  private final String cursorKey = person.secret();
  private final String callbackToken = person.secret();
  private final List<String> refusals = new ArrayList<>();
  private final Instant now = Instant.now();

  @Test
  void nothing_of_a_person_and_no_secret_is_ever_told() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    try (Receiver receiver = new Receiver();
        LocalStack stack = LocalStack.start(options())) {
      String callback = receiver.url("hook?token=" + callbackToken);
      // As an endpoint that says back what it was sent.
      String echo = String.join(" ", person.name, person.nuban, person.narration);
      receiver.answers("hook", new Receiver.Answer(500, echo));
      ObjectNode settings = Json.object().put("callback_url", callback).put("refresh_url", callback);
      settings.putArray("thresholds").addObject().put("amount", "900.00").put("currency", "NGN");
      Tenant tenant = Tenant.create(stack, settings);
      List<String> secrets =
          new ArrayList<>(
              List.of(
                  adminToken, cursorKey, callbackToken, tenant.key(), tenant.webhookSecret().substring(6),
                  tenant.told("notification_secret").substring(6)));
      secrets.addAll(person.all());

      everyDoor(stack, tenant);
      EndToEnd.eventually("what is told", () -> Optional.of(receiver.calls("hook")).filter(c -> c.size() > 2));
      assertEquals(
          List.of(),
          Canaries.leaks(
              List.of(person.bvn, person.email, person.phone),
              receiver.calls("hook").stream().map(Receiver.Call::body).toList()));
      assertEquals(List.of(), refusals.stream().filter(told -> told.startsWith("5")).toList());
      assertEquals(List.of(), Canaries.leaks(neverStored(tenant), List.of(table(stack))));
      assertTrue(table(stack).contains(person.nuban), "the account is there to be searched");
      AwsJson.dynamo(stack.dynamodb())
          .call("DeleteTable", Json.object().put("TableName", tables(stack).get(0).asText()));
      int before = refusals.size();
      failSoon(stack);
      everyDoor(stack, tenant);
      List<String> dead = dead(stack);
      assertTrue(
          refusals.stream().skip(before).anyMatch(told -> told.contains("\"unavailable\"")),
          "the table was gone");

      assertEquals(List.of(), Canaries.leaks(secrets, refusals));
      assertEquals(List.of(), Canaries.leaks(INSIDE, refusals));
      assertEquals(List.of(), Canaries.leaks(secrets, messages(stack, "RefreshQueue")));
      assertEquals(List.of(), Canaries.leaks(secrets, dead));
      for (String queue : List.of("NotificationQueue", "NotificationDeadLetters", "ProviderQueue")) {
        assertEquals(List.of(), Canaries.leaks(secrets, messages(stack, queue)), queue);
      }
      for (String function : FUNCTIONS) {
        assertFalse(stack.logs(function).isEmpty(), () -> function + " logged nothing to be searched");
        assertEquals(List.of(), Canaries.leaks(secrets, stack.logs(function)), function);
      }
      assertEquals(
          List.of(), Canaries.leaks(secrets, List.of(printed.toString(StandardCharsets.UTF_8))));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private LocalStack.Options options() {
    return new LocalStack.Options(
        EndToEnd.TEMPLATE,
        0,
        Optional.empty(),
        Optional.empty(),
        Map.of("CALLBACKS_TO_LOOPBACK", "true"),
        Map.of("ADMIN_TOKEN", adminToken, "CURSOR_KEY", cursorKey),
        Map.of(),
        false,
        Optional.empty(),
        false);
  }

  /** Names and numbers are kept, for they are asked for. */
  private List<String> neverStored(Tenant tenant) {
    return List.of(
        person.bvn, person.email, person.phone, adminToken, cursorKey, tenant.key(), tenant.webhookSecret(),
        tenant.told("notification_secret"));
  }

  // ---- the doors

  private void everyDoor(LocalStack stack, Tenant tenant) throws Exception {
    widget(stack, tenant);
    owner(stack, tenant);
    strangers(stack, tenant);
    builder(stack, tenant);
    refresh(stack);
  }

  private void widget(LocalStack stack, Tenant tenant) throws Exception {
    List<ObjectNode> events =
        List.of(
            about(WidgetEvent.envelope("AUTH", now, now)),
            about(accounts()),
            about(WidgetEvent.balance(now, "500.00", null)),
            about(transactions()),
            about(WidgetEvent.envelope("IDENTITY", now, now)),
            about(WidgetEvent.balance(now, "500.00", null).put("status", "is_failed")));
    for (ObjectNode event : events) {
      String id = person.narration.replace(' ', '-') + event.path("method").asText();
      told(tenant.webhook(id, event.toString()));
    }
    for (ObjectNode event : events) {
      String text = event.toString();
      for (String bad :
          List.of(
              text.substring(0, text.length() - 3),
              text + person.bvn,
              text.replace("500.00", person.bvn + person.bvn).replace("120.00", "\"" + person.name + "\""),
              text.replace("\"NGN\"", "\"" + person.bvn + "\""),
              text.replace(WidgetEvent.CUSTOMER, person.name),
              text.replace("\"country\"", "\"customerBvn\""),
              text.replaceAll("\"ended_at\":\"[^\"]*\"", "\"ended_at\":\"" + person.phone + "\""),
              text.replaceAll("\"_id\":\"[^\"]*\"", "\"_id\":\"" + person.narration + "\""),
              text.replace(person.nuban, person.nuban + " " + person.email))) {
        told(tenant.webhook(person.nuban, bad));
        told(tenant.webhook(person.email + " é", text));
      }
      told(tenant.unsigned(text));
      told(
          send(
              Tenant.at(stack.url(), "/webhooks/" + person.bvn + "?" + query(person.name))
                  .header("content-type", "application/json")
                  .header("webhook-id", person.nuban)
                  .header("webhook-timestamp", person.bvn)
                  .header("webhook-signature", "v1," + person.bvn)
                  .header("authorization", "Bearer " + tenant.webhookSecret())
                  .POST(BodyPublishers.ofString(text))));
    }
  }

  private void owner(LocalStack stack, Tenant tenant) throws Exception {
    for (String value : person.all()) {
      String encoded = query(value);
      for (String path :
          List.of(
              "/accounts/acc-1/balance?at=", "/accounts/acc-1/balance?max_age=",
              "/accounts/acc-1/balance?explain=", "/accounts/acc-1/balance?unknown=",
              "/accounts/acc-1/balances?cursor=", "/accounts?customer=", "/accounts?source=", "/nowhere/",
              "/accounts?limit=", "/accounts/acc-1/transactions?status=", "/accounts/", "/customers/",
              "/accounts/acc-1/", "/v2/nowhere/", "/accounts/acc-1/reservations?cursor=",
              "/accounts/acc-1/checks?cursor=", "/accounts/acc-1/refresh/", "/checks/", "/notifications?status=",
              "/notifications?cursor=", "/notifications/", "/exports/balances?format=",
              "/exports/balances?cursor=")) {
        told(tenant.get(path + encoded));
      }
      told(tenant.get("/accounts/" + encoded + "/balance"));
      told(tenant.get("/customers/" + encoded + "/balances"));
      told(tenant.delete("/records/" + encoded));
      told(tenant.delete("/customers/x" + encoded));
      ObjectNode odd = Json.object().put("amount", value).put("currency", value).put("max_age", value);
      told(tenant.post("/accounts/acc-1/funds-check", odd));
      told(tenant.post("/accounts/" + encoded + "/funds-check", odd));
      told(tenant.post("/accounts/acc-1/funds-check", "{\"amount\":" + value + "}"));
      told(tenant.delete("/accounts/acc-1/reservations/" + encoded));
      told(tenant.post("/accounts/" + encoded + "/refresh", Json.object()));
      ObjectNode thresholds = Json.object();
      thresholds.putArray("thresholds").addObject().put("amount", value).put("currency", value);
      told(tenant.put("/accounts/acc-1/thresholds", thresholds));
      told(tenant.post("/notifications/" + encoded + "/replay", Json.object()));
      told(tenant.post("/notifications/replay", Json.object().put("status", value)));
      told(tenant.post("/funds-checks", rows(asked(person.nuban), odd)));
      for (String route : List.of("products/balances", "balance/getById", "balance/getByCustomer")) {
        ObjectNode asked = Json.object().put("id", value).put("customer", value).put("page", value);
        told(tenant.post("/v2/" + route, asked));
        told(tenant.post("/v2/" + route, "{" + value));
      }
      told(
          send(
              Tenant.at(stack.url(), "/v2/balance/getById")
                  .header("authorization", "Bearer " + tenant.key())
                  .header("content-type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("id=" + encoded + "%zz"))));
    }
    told(tenant.get("/accounts/acc-1/balance"));
    told(tenant.get("/accounts?limit=1"));
    told(tenant.post("/accounts/acc-1/funds-check", "{\"amount\":\"1\",\"currency\":\"NGN\"}"));
    told(tenant.post("/accounts/acc-1/refresh", Json.object()));
    told(tenant.get("/notifications"));
    told(tenant.get("/exports/balances"));
  }

  /** A question that is answered, whatever its owner calls it. */
  private static ObjectNode asked(String reference) {
    ObjectNode row = Json.object().put("account_id", "acc-1").put("amount", "1").put("currency", "NGN");
    row.putObject("reserve").put("reference", reference).put("for", "PT1H");
    return row.put("reference", reference);
  }

  private static ObjectNode rows(ObjectNode... rows) {
    ObjectNode request = Json.object();
    request.putArray("checks").addAll(List.of(rows));
    return request;
  }

  /** Keys that are none, some of them nearly one. */
  private void strangers(LocalStack stack, Tenant tenant) throws Exception {
    List<String> keys = new ArrayList<>(person.all());
    keys.add(tenant.key() + "x");
    keys.add(tenant.webhookSecret());
    keys.add("sk_" + tenant.appId() + "_" + "A".repeat(43));
    keys.add(adminToken.toUpperCase(Locale.ROOT));
    keys.add(person.name.repeat(60));
    for (String key : keys) {
      for (String path : List.of("/accounts/acc-1/balance", "/apps", "/v2/products/balances", "/nowhere")) {
        told(
            send(
                Tenant.at(stack.url(), path + "?" + query(person.bvn))
                    .header("authorization", "Bearer " + key)
                    .header("cookie", person.email)
                    .header("user-agent", person.phone)
                    .POST(BodyPublishers.ofString(person.narration))));
      }
    }
  }

  private void builder(LocalStack stack, Tenant tenant) throws Exception {
    for (String value : person.all()) {
      String encoded = query(value);
      for (String option :
          List.of(
              "env", "products", "currency", "color", "logo", "hold_days", "max_balance_age", "callback_url",
              "refresh_url", "notifications", "thresholds", "decisions_days")) {
        ObjectNode options = Json.object().put("name", "Shop").put(option, value);
        told(admin(stack, "/apps").method("POST", BodyPublishers.ofString(options.toString())));
        told(
            admin(stack, "/apps/" + tenant.appId())
                .method("PATCH", BodyPublishers.ofString(options.toString())));
      }
      told(admin(stack, "/apps").method("POST", BodyPublishers.ofString("{\"name\":" + value)));
      told(admin(stack, "/apps?cursor=" + encoded).GET());
      told(admin(stack, "/apps/" + encoded).GET());
      told(admin(stack, "/apps/" + tenant.appId() + "/keys/" + encoded).DELETE());
      told(admin(stack, "/apps/" + tenant.appId() + "/webhook-secrets/" + encoded).DELETE());
    }
    told(admin(stack, "/apps/" + tenant.appId()).GET());
    told(tenant.get("/apps"));
  }

  private void refresh(LocalStack stack) throws Exception {
    stack.invoke("RefreshFunction", Json.object().put("time", now.toString()).toString());
    ObjectNode event = Json.object();
    ArrayNode records = event.putArray("Records");
    for (String value : person.all()) {
      stack.invoke("RefreshFunction", Json.object().put("time", value).toString());
      stack.invoke("RefreshFunction", Json.object().put("other", value).toString());
      for (String body :
          List.of(
              value,
              "{\"time\":\"" + value + "\",\"shard\":0}",
              "{\"time\":\"" + now + "\",\"shard\":\"" + value + "\"}",
              "{\"time\":\"" + now + "\",\"app\":\"" + value + "\",\"account\":\"" + value + "\"}",
              "{\"time\":\"" + now + "\",\"" + value + "\":1,\"" + value + "\":2}")) {
        records.addObject().put("messageId", "m" + records.size()).put("body", body);
      }
    }
    records.addObject().put("messageId", "shard").put("body", "{\"time\":\"" + now + "\",\"shard\":0,\"of\":1}");
    stack.invoke("RefreshWorkerFunction", event.toString());
  }

  // ---- what is said

  private ObjectNode about(ObjectNode event) {
    event.put("customerBvn", person.bvn).put("nuban", person.nuban).put("customerEmail", person.email);
    ArrayNode phones = event.putArray("customerPhone");
    phones.add(person.phone);
    event.putObject("identity").put("bvn", person.bvn).put("fullname", person.name);
    for (String part : List.of("balance", "account")) {
      if (event.path(part) instanceof ObjectNode object) {
        object.put("nuban", person.nuban).put("name", person.name).put("bvn", person.bvn);
      }
    }
    return event;
  }

  private ObjectNode accounts() {
    ObjectNode event = WidgetEvent.balance(now, "500.00", null).put("method", "ACCOUNTS");
    event.set("account", event.remove("balance"));
    return event;
  }

  private ObjectNode transactions() {
    ObjectNode event = WidgetEvent.hold(now, "t1", "120.00");
    ObjectNode line = (ObjectNode) event.path("transactions").get(0);
    line.put("ref", person.narration).putObject("notes").put("desc", person.narration);
    line.put("beneficiary_bvn", person.bvn);
    return event;
  }

  private HttpRequest.Builder admin(LocalStack stack, String path) {
    return Tenant.at(stack.url(), path)
        .header("authorization", "Bearer " + adminToken)
        .header("content-type", "application/json");
  }

  private static String query(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Tenant.Reply send(HttpRequest.Builder request) throws Exception {
    return Tenant.send(request);
  }

  private void told(HttpRequest.Builder request) throws Exception {
    told(send(request));
  }

  private void told(Tenant.Reply reply) {
    if (reply.status() >= 400) {
      refusals.add(reply.status() + " " + reply.text());
    }
  }

  // ---- what is left

  private static JsonNode tables(LocalStack stack) throws Exception {
    return AwsJson.dynamo(stack.dynamodb()).call("ListTables", Json.object()).path("TableNames");
  }

  private static String table(LocalStack stack) throws Exception {
    StringBuilder items = new StringBuilder();
    for (JsonNode name : tables(stack)) {
      ObjectNode request = Json.object().put("TableName", name.asText());
      JsonNode page;
      do {
        page = AwsJson.dynamo(stack.dynamodb()).call("Scan", request);
        items.append(page.path("Items"));
        request.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
      } while (page.has("LastEvaluatedKey"));
    }
    return items.toString();
  }

  /** What fails is seen again at once, so that its third failure comes while the test is there to see it. */
  private static void failSoon(LocalStack stack) throws Exception {
    URI url = stack.queue("RefreshQueue");
    ObjectNode request = Json.object().put("QueueUrl", url.toString());
    request.putObject("Attributes").put("VisibilityTimeout", "0");
    AwsJson.sqs(URI.create(url.getScheme() + "://" + url.getAuthority()))
        .call("SetQueueAttributes", request);
  }

  private static List<String> dead(LocalStack stack) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    List<String> dead = messages(stack, "RefreshDeadLetters");
    while (dead.isEmpty()) {
      assertTrue(Instant.now().isBefore(deadline), "nothing came to the dead letters");
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      dead = messages(stack, "RefreshDeadLetters");
    }
    return dead;
  }

  private static List<String> messages(LocalStack stack, String queue) throws Exception {
    URI url = stack.queue(queue);
    AwsJson sqs = AwsJson.sqs(URI.create(url.getScheme() + "://" + url.getAuthority()));
    ObjectNode request = Json.object().put("QueueUrl", url.toString()).put("MaxNumberOfMessages", 10);
    List<String> bodies = new ArrayList<>();
    JsonNode found = sqs.call("ReceiveMessage", request).path("Messages");
    while (!found.isEmpty()) {
      found.forEach(message -> bodies.add(message.path("Body").asText()));
      found = sqs.call("ReceiveMessage", request).path("Messages");
    }
    return bodies;
  }
}
