package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two tenants who have one of everything, and a third who has nothing. */
final class TenancyWorld implements AutoCloseable {

  /** What a tenant is told of its furniture. */
  private static final int NOTIFICATIONS = 5;

  /**
   * A tenant with one of everything.
   *
   * @param deletedKey a key that was deleted before anyone used it
   * @param deletedSecret a webhook secret that was deleted before anyone used it
   */
  record Estate(Tenant tenant, Belongings belongings, String deletedKey, String deletedSecret) {

    /** What the tenant reads of its own, all of it. */
    List<String> answers() throws Exception {
      List<String> answers = new ArrayList<>();
      for (String account : List.of(belongings.account(), belongings.secondAccount())) {
        for (String list : List.of("balance", "balances", "transactions")) {
          answers.add(tenant.get("/accounts/" + account + "/" + list).expect(200).text());
        }
      }
      answers.add(tenant.get("/accounts").expect(200).text());
      answers.add(tenant.post("/v2/products/balances", "{}").expect(200).text());
      return answers;
    }
  }

  /** Tenants to come. Each of them waits for seconds until it has been told of its furniture: so they wait together. */
  private static final class Spares implements AutoCloseable {

    private static final int AHEAD = 4;

    private final LocalStack stack;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Future<Estate>> ahead = new ArrayDeque<>();

    Spares(LocalStack stack) {
      this.stack = stack;
      refill();
    }

    private void refill() {
      while (ahead.size() < AHEAD) {
        ahead.add(threads.submit(() -> estate(stack)));
      }
    }

    Estate next() throws Exception {
      Estate next = ahead.remove().get();
      refill();
      return next;
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }

  final LocalStack stack;
  private final Spares spares;
  final Estate mine;
  final Estate others;
  final Tenant stranger;

  /** An app that was deleted before its key was used. */
  final Tenant gone;

  private TenancyWorld(
      LocalStack stack, Spares spares, Estate mine, Estate others, Tenant stranger, Tenant gone) {
    this.stack = stack;
    this.spares = spares;
    this.mine = mine;
    this.others = others;
    this.stranger = stranger;
    this.gone = gone;
  }

  static TenancyWorld create(LocalStack stack) throws Exception {
    Tenant stranger =
        Tenant.create(stack, Json.object().put("callback_url", EndToEnd.receiver().url("stranger")));
    Tenant gone = Tenant.create(stack, Json.object());
    admin(stack, "DELETE", "/apps/" + gone.appId()).expect(204);
    Spares spares = new Spares(stack);
    return new TenancyWorld(stack, spares, spares.next(), spares.next(), stranger, gone);
  }

  /** The same world with a new tenant in the place of the one who has this app. */
  TenancyWorld renewed(String app) throws Exception {
    remove(stored().get(app).values());
    return app.equals(mine.belongings().app())
        ? new TenancyWorld(stack, spares, spares.next(), others, stranger, gone)
        : new TenancyWorld(stack, spares, mine, spares.next(), stranger, gone);
  }

  /** Furnishes nobody any more. */
  @Override
  public void close() {
    spares.close();
  }

  /** Leaves no more in the table than the next test has to read. */
  private void remove(Collection<JsonNode> items) throws Exception {
    List<ObjectNode> deletions = new ArrayList<>();
    for (JsonNode item : items) {
      ObjectNode key = Json.object();
      key.set("pk", item.path("pk"));
      key.set("sk", item.path("sk"));
      deletions.add(Json.object().set("DeleteRequest", Json.object().set("Key", key)));
    }
    for (int start = 0; start < deletions.size(); start += 25) {
      ObjectNode request = Json.object();
      request
          .putObject("RequestItems")
          .putArray("BalanceTable")
          .addAll(deletions.subList(start, Math.min(deletions.size(), start + 25)));
      AwsJson.dynamo(stack.dynamodb()).call("BatchWriteItem", request);
    }
  }

  private static Tenant.Reply admin(LocalStack stack, String method, String path) throws Exception {
    return Tenant.send(
        Tenant.at(stack.url(), path)
            .header("authorization", "Bearer " + stack.secret("ADMIN_TOKEN"))
            .method(method, BodyPublishers.noBody()));
  }

  /** What is deleted is so before any function has seen the app: they remember what they know for a while. */
  private static Estate estate(LocalStack stack) throws Exception {
    String marker = Belongings.newMarker();
    ObjectNode options = Json.object().put("name", "Shop " + marker);
    options.put("callback_url", EndToEnd.receiver().url(marker));
    Tenant tenant = Tenant.create(stack, options);
    String app = "/apps/" + tenant.appId();
    JsonNode oldKey = admin(stack, "POST", app + "/keys").expect(201).json();
    admin(stack, "DELETE", app + "/keys/" + oldKey.path("key_id").asText()).expect(204);
    JsonNode oldSecret = admin(stack, "POST", app + "/webhook-secrets").expect(201).json();
    admin(stack, "DELETE", app + "/webhook-secrets/" + oldSecret.path("secret_id").asText()).expect(204);
    Belongings belongings =
        new Belongings(
            marker,
            tenant.appId(),
            admin(stack, "POST", app + "/keys").expect(201).json().path("key_id").asText(),
            admin(stack, "POST", app + "/webhook-secrets").expect(201).json().path("secret_id").asText(),
            admin(stack, "POST", app + "/notification-secrets").expect(201).json().path("secret_id").asText(),
            new HashMap<>());
    furnish(tenant, belongings);
    told(tenant, belongings);
    cursors(stack, tenant, belongings);
    return new Estate(
        tenant,
        belongings,
        oldKey.path("secret_key").asText(),
        oldSecret.path("webhook_secret").asText());
  }

  private static void furnish(Tenant tenant, Belongings its) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String record = its.record();
    tenant.applied(Belongings.signedIn(ago(now, 60), true, record, its).toString());
    ObjectNode first = Belongings.balance(ago(now, 50), "500.00", its.account(), its.number(), record, its);
    tenant.webhook(its.event(), first.toString()).expect(200);
    tenant.applied(
        Belongings.balance(ago(now, 40), "450.00", its.alias(), its.number(), record, its).toString());
    tenant.applied(
        Belongings.balance(ago(now, 40), "90.00", its.secondAccount(), its.secondNumber(), record, its)
            .toString());
    tenant.applied(Belongings.transactions(ago(now, 30), its, its).toString());
    tenant.post("/accounts/" + its.account() + "/refresh", "").expect(202);
    for (String reference : List.of(Belongings.RESERVATION, its.reservation())) {
      ObjectNode reserving = Json.object().put("amount", "1.00").put("currency", "NGN");
      reserving.putObject("reserve").put("reference", reference).put("for", "PT9H");
      JsonNode made = tenant.post("/accounts/" + its.account() + "/funds-check", reserving).expect(200).json();
      assertEquals("sufficient", made.path("decision").asText(), made::toString);
      its.cursors().put("check", made.path("check_id").asText());
    }
  }

  /** Waits until the tenant has taken all that it is told of its furniture: then nothing changes by itself. */
  private static void told(Tenant tenant, Belongings its) throws Exception {
    JsonNode told =
        EndToEnd.eventually(
            NOTIFICATIONS + " notifications",
            () ->
                Optional.of(tenant.get("/notifications?status=delivered").expect(200).json().path("data"))
                    .filter(data -> data.size() >= NOTIFICATIONS));
    its.cursors().put("notification", told.path(0).path("id").asText());
  }

  private static Instant ago(Instant now, int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private static void cursors(LocalStack stack, Tenant tenant, Belongings its) throws Exception {
    Map<String, String> lists =
        Map.of(
            "accounts", "/accounts?limit=1",
            "balances", "/accounts/" + its.account() + "/balances?limit=1",
            "transactions", "/accounts/" + its.account() + "/transactions?limit=1",
            "checks", "/accounts/" + its.account() + "/checks?limit=1",
            "reservations", "/accounts/" + its.account() + "/reservations?limit=1",
            "notifications", "/notifications?limit=1",
            "customer", "/customers/" + its.customer() + "/balances?limit=1",
            "customer's accounts", "/accounts?customer=" + its.customer() + "&limit=1");
    its.cursors().put("export", tenant.get("/exports/balances?limit=1").expect(200).header("x-next-cursor"));
    for (Map.Entry<String, String> list : lists.entrySet()) {
      its.cursors().put(list.getKey(), cursor(tenant.get(list.getValue())));
    }
    String v2 =
        tenant.post("/v2/products/transactions", "{\"limit\":1}").expect(200).json().at("/data/next_cursor").asText("");
    assertFalse(v2.isEmpty(), "a second page of transactions");
    its.cursors().put("v2 transactions", v2);
    ObjectNode one = Json.object().put("limit", 1).put("customer", its.customer());
    its.cursors().put("v2 balances", v2Cursor(tenant.post("/v2/products/balances", one)));
    its.cursors().put("v2 customer", v2Cursor(tenant.post("/v2/balance/getByCustomer", one)));
    ObjectNode first = Json.object().put("customer", its.customer()).put("limit", 1);
    JsonNode page = tenant.post("/v2/accounts/getByCustomer", first).expect(200).json();
    its.cursors().put("customer's v2 accounts", page.at("/data/next_cursor").asText());
    its.cursors().put("apps", cursor(admin(stack, "GET", "/apps?limit=1")));
  }

  private static String v2Cursor(Tenant.Reply page) {
    String cursor = page.expect(200).json().at("/data/next_cursor").asText("");
    assertFalse(cursor.isEmpty(), page.text());
    return cursor;
  }

  private static String cursor(Tenant.Reply page) {
    String cursor = page.expect(200).json().path("next_cursor").asText("");
    assertFalse(cursor.isEmpty(), page.text());
    return cursor;
  }

  /** Everything that is stored of the two tenants, by app and key. */
  Map<String, Map<String, JsonNode>> stored() throws Exception {
    String me = mine.belongings().app();
    String other = others.belongings().app();
    Map<String, Map<String, JsonNode>> stored = Map.of(me, new TreeMap<>(), other, new TreeMap<>());
    ObjectNode request =
        Json.object()
            .put("TableName", "BalanceTable")
            .put(
                "FilterExpression",
                "begins_with(pk, :me) OR sk = :me OR begins_with(pk, :other) OR sk = :other");
    ObjectNode values = request.putObject("ExpressionAttributeValues");
    values.putObject(":me").put("S", me);
    values.putObject(":other").put("S", other);
    JsonNode page;
    do {
      page = AwsJson.dynamo(stack.dynamodb()).call("Scan", request);
      for (JsonNode item : page.path("Items")) {
        String key = item.at("/pk/S").asText() + " " + item.at("/sk/S").asText();
        stored.get(key.contains(me) ? me : other).put(key, item);
      }
      request.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
    } while (page.has("LastEvaluatedKey"));
    return stored;
  }

  /** Both tenants have all that the rows ask for, and answer for it. */
  void assertFurnished() throws Exception {
    for (Estate estate : List.of(mine, others)) {
      assertEquals(8, estate.answers().size());
      assertFalse(stored().get(estate.belongings().app()).isEmpty(), "what is stored is found");
      String alias = estate.belongings().alias();
      assertEquals(
          estate.belongings().account(), estate.tenant().balance(alias).path("account_id").asText());
    }
  }
}
