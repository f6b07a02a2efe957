package balanceapi.local;

import static balanceapi.local.TenancyRow.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.local.TenancyRow.Call;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The rows of the tenancy matrix: every operation, every way in which one of its requests can name an object.
 *
 * <p>A new operation needs a row here, one for each id, filter or cursor that it takes. {@code it} is whoever's
 * object is named; {@code mine} belongs to the app whose key is right.
 */
final class TenancyRows {

  /** Base URLs of the old dialect; the description has its operations under the first. */
  static final List<String> V2_BASES = List.of("/v2", "/v2/sandbox", "/sandbox/v2");

  /** Base URLs of the sandbox's customers, the documented one first. */
  static final List<String> SANDBOX_BASES = List.of("/v2/sandbox", "/sandbox/v2", "/sandbox");

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /** What the events of the matrix state, and nothing else does. */
  private static final String STATED = "77.00";

  private TenancyRows() {}

  /** The rows of the operations that there are. */
  static final List<TenancyRow> ROWS = rows();

  private static List<TenancyRow> rows() {
    List<TenancyRow> rows = new ArrayList<>();
    rows.addAll(accounts());
    rows.addAll(figures());
    rows.addAll(notifications());
    rows.addAll(connections());
    rows.addAll(webhooks());
    rows.addAll(apps());
    rows.addAll(erasures());
    V2_BASES.forEach(base -> v2().forEach(row -> rows.add(row.under(base))));
    rows.addAll(sandbox());
    rows.add(row("GET /health", "", (mine, it) -> Call.get("/health")).answering(200, 200));
    rows.add(row("GET /openapi.yaml", "", (mine, it) -> Call.get("/openapi.yaml")).answering(200, 200));
    return List.copyOf(rows);
  }

  // ---- the native dialect

  private static List<TenancyRow> accounts() {
    List<TenancyRow> rows = new ArrayList<>();
    String list = "GET /accounts";
    rows.add(row(list, "", (mine, it) -> Call.get("/accounts")).answering(200, 200));
    rows.add(
        row(list, "customer", (mine, it) -> Call.get("/accounts?customer=" + it.customer()))
            .with("customer=").answering(200, 200));
    rows.add(
        row(list, "account number", (mine, it) -> Call.get("/accounts?nuban=" + it.number()))
            .with("nuban=").answering(200, 200));
    rows.add(cursor(list, "accounts", "/accounts?limit=1"));
    rows.add(
        row(
                list,
                "customer",
                (mine, it) ->
                    Call.get(
                        "/accounts?limit=1&customer=" + it.customer() + "&cursor=" + it.cursor("customer's accounts")))
            .with("customer= and its cursor").answering(200, 400));
    rows.add(strayCursor(list, "customer's accounts", "/accounts?limit=1"));
    rows.add(strayCursor(list, "balances", "/accounts?limit=1"));
    for (String view : List.of("balance", "balances", "transactions")) {
      String operation = "GET /accounts/{account_id}/" + view;
      rows.add(row(operation, "account", (mine, it) -> Call.get(account(it.account(), view))));
      rows.add(row(operation, "alias", (mine, it) -> Call.get(account(it.alias(), view))).with("by alias"));
      rows.add(
          row(operation, "partition", (mine, it) -> Call.get(account(partition(it), view)))
              .with("by the key of a partition").answering(404, 404));
    }
    String balance = "GET /accounts/{account_id}/balance";
    for (String query : List.of("at=" + NOW, "max_age=PT12H", "explain=true")) {
      rows.add(
          row(balance, "account", (mine, it) -> Call.get(account(it.account(), "balance?" + query)))
              .with(query.replaceFirst("=.*", "=")));
    }
    String history = "GET /accounts/{account_id}/balances";
    rows.add(
        row(history, "account", (mine, it) -> Call.get(account(it.account(), "balances?from=" + NOW)))
            .with("from="));
    String transactions = "GET /accounts/{account_id}/transactions";
    rows.add(
        row(
                transactions,
                "account",
                (mine, it) -> Call.get(account(it.account(), "transactions?status=pending")))
            .with("status="));
    for (String view : List.of("balances", "transactions")) {
      String operation = "GET /accounts/{account_id}/" + view;
      String limited = view + "?limit=1&cursor=";
      rows.add(
          row(
                  operation,
                  "cursor",
                  (mine, it) -> Call.get(account(mine.account(), limited + it.cursor(view))))
              .with("cursor=").answering(200, 400));
      rows.add(
          row(
                  operation,
                  "account",
                  (mine, it) -> Call.get(account(it.account(), limited + it.cursor(view))))
              .with("with its cursor").answering(200, 400));
      rows.add(
          row(
                  operation,
                  "cursor",
                  (mine, it) -> Call.get(account(mine.account(), limited + it.cursor("accounts"))))
              .with("cursor= of another list").answering(400, 400));
    }
    String funds = "POST /accounts/{account_id}/funds-check";
    ObjectNode amount = Json.object().put("amount", "1.00").put("currency", "NGN");
    rows.add(
        row(funds, "account", (mine, it) -> Call.post(account(it.account(), "funds-check"), amount)));
    rows.add(
        row(funds, "alias", (mine, it) -> Call.post(account(it.alias(), "funds-check"), amount))
            .with("by alias"));
    rows.addAll(decisions(funds, amount));
    return rows;
  }

  private static List<TenancyRow> decisions(String funds, ObjectNode amount) {
    List<TenancyRow> rows = new ArrayList<>();
    ObjectNode reserving = amount.deepCopy();
    reserving.putObject("reserve").put("reference", "matrix").put("for", "PT1H");
    rows.add(
        row(funds, "account", (mine, it) -> Call.post(account(it.account(), "funds-check"), reserving))
            .with("reserving").changing());
    for (String view : List.of("checks", "reservations")) {
      String operation = "GET /accounts/{account_id}/" + view;
      rows.add(row(operation, "account", (mine, it) -> Call.get(account(it.account(), view))));
      rows.add(row(operation, "alias", (mine, it) -> Call.get(account(it.alias(), view))).with("by alias"));
      rows.add(
          row(
                  operation,
                  "cursor",
                  (mine, it) -> Call.get(account(mine.account(), view + "?limit=1&cursor=" + it.cursor(view))))
              .with("cursor=").answering(200, 400));
    }
    String reservations = "GET /accounts/{account_id}/reservations";
    rows.add(
        row(reservations, "account", (mine, it) -> Call.get(account(it.account(), "reservations?status=ended")))
            .with("status="));
    String release = "DELETE /accounts/{account_id}/reservations/{reference}";
    rows.add(
        row(
                release,
                "account",
                (mine, it) -> Call.delete(account(it.account(), "reservations/" + Belongings.RESERVATION)))
            .answering(204, 404).changing());
    rows.add(
        row(
                release,
                "reservation",
                (mine, it) -> Call.delete(account(mine.account(), "reservations/" + it.reservation())))
            .with("by the reference").answering(204, 404).changing());
    rows.add(row("GET /checks/{check_id}", "check", (mine, it) -> Call.get("/checks/" + it.check())));
    String many = "POST /funds-checks";
    // Each row answers for itself; of another tenant's it says what it says of nobody's.
    rows.add(
        row(many, "account", (mine, it) -> Call.post("/funds-checks", checks(amount, "account_id", it.account())))
            .answering(200, 200));
    rows.add(
        row(many, "customer", (mine, it) -> Call.post("/funds-checks", checks(amount, "customer_id", it.customer())))
            .with("any account of the customer").answering(200, 200));
    return rows;
  }

  private static List<TenancyRow> figures() {
    List<TenancyRow> rows = new ArrayList<>();
    String refresh = "/accounts/{account_id}/refresh";
    rows.add(
        row("POST " + refresh, "account", (mine, it) -> Call.post(account(it.account(), "refresh")))
            .answering(202, 404).changing());
    rows.add(
        row("POST " + refresh, "alias", (mine, it) -> Call.post(account(it.alias(), "refresh")))
            .with("by alias").answering(202, 404).changing());
    rows.add(row("GET " + refresh, "account", (mine, it) -> Call.get(account(it.account(), "refresh"))));
    rows.add(
        row("GET " + refresh, "alias", (mine, it) -> Call.get(account(it.alias(), "refresh"))).with("by alias"));
    String export = "GET /exports/balances";
    rows.add(row(export, "", (mine, it) -> Call.get("/exports/balances")).answering(200, 200));
    rows.add(
        row(export, "", (mine, it) -> Call.get("/exports/balances?format=ndjson"))
            .with("format=").answering(200, 200));
    rows.add(cursor(export, "export", "/exports/balances?limit=1"));
    rows.add(strayCursor(export, "accounts", "/exports/balances?limit=1"));
    return rows;
  }

  private static List<TenancyRow> notifications() {
    List<TenancyRow> rows = new ArrayList<>();
    String thresholds = "/accounts/{account_id}/thresholds";
    ObjectNode none = Json.object();
    none.putArray("thresholds");
    for (boolean aliased : List.of(false, true)) {
      Function<Belongings, String> path =
          it -> account(aliased ? it.alias() : it.account(), "thresholds");
      String object = aliased ? "alias" : "account";
      String words = aliased ? "by alias" : "";
      rows.add(row("GET " + thresholds, object, (mine, it) -> Call.get(path.apply(it))).with(words));
      rows.add(
          row("PUT " + thresholds, object, (mine, it) -> Call.put(path.apply(it), none))
              .with(words).changing());
    }
    String list = "GET /notifications";
    rows.add(row(list, "", (mine, it) -> Call.get("/notifications")).answering(200, 200));
    rows.add(
        row(list, "", (mine, it) -> Call.get("/notifications?status=delivered"))
            .with("status=").answering(200, 200));
    rows.add(cursor(list, "notifications", "/notifications?limit=1"));
    rows.add(strayCursor(list, "checks", "/notifications?limit=1"));
    String one = "/notifications/{notification_id}";
    rows.add(
        row("GET " + one, "notification", (mine, it) -> Call.get("/notifications/" + it.notification())));
    rows.add(
        row(
                "POST " + one + "/replay",
                "notification",
                (mine, it) -> Call.post("/notifications/" + it.notification() + "/replay"))
            .answering(202, 404).changing());
    rows.add(
        row(
                "POST /notifications/replay",
                "",
                (mine, it) -> Call.post("/notifications/replay", Json.object().put("status", "dead")))
            .answering(202, 202).changing());
    rows.add(
        row("GET /notifications/endpoint", "", (mine, it) -> Call.get("/notifications/endpoint"))
            .answering(200, 200));
    rows.add(
        row(
                "POST /notifications/endpoint/resume",
                "",
                (mine, it) -> Call.post("/notifications/endpoint/resume"))
            .answering(200, 200).changing());
    return rows;
  }

  private static ObjectNode checks(ObjectNode amount, String name, String id) {
    ObjectNode body = Json.object();
    body.putArray("checks").add(amount.deepCopy().put(name, id));
    return body;
  }

  private static String account(String id, String view) {
    return "/accounts/" + id + "/" + view;
  }

  /** What leads to an account in the table, had ids no bounds. */
  private static String partition(Belongings it) {
    return it.app() + "%23A%23" + it.account();
  }

  private static TenancyRow cursor(String operation, String list, String path) {
    return row(operation, "cursor", (mine, it) -> Call.get(path + "&cursor=" + it.cursor(list)))
        .with("cursor=").answering(200, 400);
  }

  private static TenancyRow strayCursor(String operation, String list, String path) {
    return row(operation, "cursor", (mine, it) -> Call.get(path + "&cursor=" + it.cursor(list)))
        .with("cursor= of the list of " + list).answering(400, 400);
  }

  private static List<TenancyRow> connections() {
    String balances = "GET /customers/{customer_id}/balances";
    return List.of(
        row(balances, "customer", (mine, it) -> Call.get("/customers/" + it.customer() + "/balances")),
        row(
                balances,
                "cursor",
                (mine, it) ->
                    Call.get(
                        "/customers/" + mine.customer() + "/balances?limit=1&cursor=" + it.cursor("customer")))
            .with("cursor=").answering(200, 400),
        row(
                "POST /customers/{customer_id}/return-links",
                "customer",
                (mine, it) -> Call.post("/customers/" + it.customer() + "/return-links"))
            .answering(201, 404).changing(),
        row("DELETE /records/{record_id}", "record", (mine, it) -> Call.delete("/records/" + it.record()))
            .answering(204, 404).changing());
  }

  // ---- webhooks

  private static List<TenancyRow> webhooks() {
    List<TenancyRow> rows = new ArrayList<>();
    rows.add(
        event("app", "", (mine, it) -> webhook(it, stated(mine.account(), mine.number(), mine.record(), mine)))
            .answering(200, 401));
    rows.add(
        event(
                "account",
                "BALANCE",
                (mine, it) ->
                    webhook(
                        mine,
                        stated(
                            it.account(), it == mine ? it.number() : it.unusedNumber(), mine.record(), mine)))
            .then((world, it) -> assertStated(world, it.account())));
    rows.add(
        event(
                "account number",
                "BALANCE",
                (mine, it) -> webhook(mine, stated(it.unusedAccount(), it.number(), mine.record(), mine)))
            .then((world, it) -> assertStated(world, it.unusedAccount())));
    rows.add(
        event(
                "record",
                "BALANCE",
                (mine, it) -> webhook(mine, stated(it.unusedAccount(), it.unusedNumber(), it.record(), mine)))
            .then((world, it) -> assertStated(world, it.unusedAccount())));
    rows.add(
        event(
                "customer",
                "BALANCE",
                (mine, it) -> webhook(mine, stated(it.unusedAccount(), it.unusedNumber(), mine.record(), it)))
            .then((world, it) -> assertStated(world, it.unusedAccount())));
    rows.add(
        event(
                "account, record and customer",
                "BALANCE",
                (mine, it) -> webhook(mine, stated(it.account(), it.number(), it.record(), it)))
            .then((world, it) -> assertStated(world, it.account())));
    rows.add(
        event(
                "event id",
                "BALANCE",
                (mine, it) ->
                    webhook(mine, stated(it.unusedAccount(), it.unusedNumber(), mine.record(), mine))
                        .under(it.event()))
            .then((world, it) -> assertStated(world, it.unusedAccount())));
    rows.add(
        event("account", "TRANSACTIONS", (mine, it) -> webhook(mine, settled(it, mine))));
    rows.add(
        event("account, record and customer", "TRANSACTIONS", (mine, it) -> webhook(mine, settled(it, it))));
    rows.add(
        event(
            "record",
            "AUTH failed",
            (mine, it) -> webhook(mine, Belongings.signedIn(ago(5), false, it.record(), mine))));
    rows.add(
        event(
            "record and customer",
            "AUTH",
            (mine, it) -> webhook(mine, Belongings.signedIn(ago(5), true, it.record(), it))));
    return rows;
  }

  private static TenancyRow event(
      String object,
      String words,
      BiFunction<Belongings, Belongings, Call> call) {
    return row("POST /webhooks/{app_id}", object, call).with(words).answering(200, 200).changing();
  }

  private static Call webhook(Belongings app, JsonNode event) {
    return Call.post("/webhooks/" + app.app(), event);
  }

  private static ObjectNode stated(String account, String number, String record, Belongings customer) {
    return Belongings.balance(ago(5), STATED, account, number, record, customer);
  }

  /** An event that posts the account's hold, and takes its posting back. */
  private static ObjectNode settled(Belongings account, Belongings connection) {
    ObjectNode event = Belongings.transactions(ago(5), account, connection);
    ((ObjectNode) event.at("/transactions/0")).put("status", "posted");
    event.withArray("/transactions").remove(1);
    event.withArray("/removed").add(account.posting());
    return event.put("pending_complete", true);
  }

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private static void assertStated(TenancyWorld world, String account) throws Exception {
    JsonNode balance = world.mine.tenant().balance(account);
    assertEquals(STATED, balance.path("ledger_balance").asText(), balance::toString);
  }

  // ---- the App Builder

  private static List<TenancyRow> apps() {
    List<TenancyRow> rows = new ArrayList<>();
    String list = "GET /apps";
    rows.add(row(list, "", (mine, it) -> Call.get("/apps")).answering(200, 200));
    rows.add(cursor(list, "apps", "/apps?limit=1").ofEveryApp());
    rows.add(strayCursor(list, "accounts", "/apps?limit=1"));
    rows.add(
        row("POST /apps", "", (mine, it) -> Call.post("/apps", Json.object().put("name", "Made in the matrix")))
            .answering(201, 201));
    rows.add(row("GET /apps/{app_id}", "app", (mine, it) -> Call.get("/apps/" + it.app())).ofEveryApp());
    rows.add(
        row(
                "PATCH /apps/{app_id}",
                "app",
                (mine, it) -> Call.patch("/apps/" + it.app(), Json.object().put("hold_days", 7)))
            .ofEveryApp());
    rows.add(
        row(
                "POST /apps/{app_id}/test-webhook",
                "app",
                (mine, it) -> Call.post("/apps/" + it.app() + "/test-webhook"))
            .ofEveryApp().changing());
    rows.addAll(credentials("keys", "key", "key_id", Belongings::key));
    rows.addAll(credentials("webhook-secrets", "webhook secret", "secret_id", Belongings::secret));
    rows.addAll(
        credentials(
            "notification-secrets",
            "notification secret",
            "notification_secret_id",
            Belongings::notificationSecret));
    return rows;
  }

  private static List<TenancyRow> credentials(
      String kind, String object, String name, Function<Belongings, String> id) {
    String operation = "/apps/{app_id}/" + kind;
    String one = "DELETE " + operation + "/{" + name + "}";
    return List.of(
        row("POST " + operation, "app", (mine, it) -> Call.post("/apps/" + it.app() + "/" + kind))
            .answering(201, 404).ofEveryApp(),
        row(one, object, (mine, it) -> Call.delete("/apps/" + mine.app() + "/" + kind + "/" + id.apply(it)))
            .answering(204, 404).changing(),
        row(one, "app", (mine, it) -> Call.delete("/apps/" + it.app() + "/" + kind + "/" + id.apply(mine)))
            .with("of another app").answering(204, 404).changing());
  }

  // ---- the v2 dialect

  private static List<TenancyRow> v2() {
    List<TenancyRow> rows = new ArrayList<>();
    rows.add(
        row("POST /v2/products/balances", "", (mine, it) -> Call.post("/v2/products/balances"))
            .answering(200, 200));
    String byId = "/v2/balance/getById";
    rows.add(named(byId, "account", "id", Belongings::account));
    rows.add(named(byId, "account", "_id", Belongings::account));
    rows.add(named(byId, "alias", "id", Belongings::alias).with("id= by alias"));
    rows.add(
        row("POST " + byId, "account", (mine, it) -> Call.form(byId, "id=" + it.account())).with("a form"));
    String byCustomer = "/v2/balance/getByCustomer";
    rows.add(named(byCustomer, "customer", "customer", Belongings::customer).answering(200, 200));
    rows.add(named(byCustomer, "customer", "customer_id", Belongings::customer).answering(200, 200));
    String byAccount = "/v2/balance/getByAccount";
    rows.add(named(byAccount, "account", "account", Belongings::account).answering(200, 200));
    rows.add(named(byAccount, "account", "account_id", Belongings::account).answering(200, 200));
    rows.add(
        named(byAccount, "alias", "account", Belongings::alias).with("account= by alias").answering(200, 200));
    rows.addAll(v2Filtered());
    rows.addAll(v2Transactions());
    rows.addAll(v2Directory());
    rows.addAll(v2Refresh());
    return rows;
  }

  private static List<TenancyRow> v2Refresh() {
    List<TenancyRow> rows = new ArrayList<>();
    for (String method :
        List.of("BALANCE", "CHECK_BALANCE", "PERIODIC_BALANCE", "REFRESH_TRANSACTIONS")) {
      rows.add(
          row(
                  "GET /v2/callback",
                  "record",
                  (mine, it) -> Call.get("/v2/callback?record=" + it.record() + "&method=" + method))
              .with("method=" + method));
    }
    String refresh = "/v2/balance/refresh";
    String transactions = "/v2/transactions/refresh";
    rows.add(named(refresh, "account", "account_id", Belongings::account).changing());
    rows.add(named(refresh, "alias", "account", Belongings::alias).with("account= by alias").changing());
    rows.add(named(transactions, "account", "account_id", Belongings::account).changing());
    for (String path : List.of("/v2/balance/check", "/v2/products/balance/periodic")) {
      rows.add(named(path, "account", "account_id", Belongings::account).changing());
      rows.add(
          row(
                  "POST " + path,
                  "record",
                  (mine, it) ->
                      Call.post(
                          path,
                          Json.object().put("account_id", mine.account()).put("record_id", it.record())))
              .with("record_id=").changing());
    }
    return rows;
  }

  private static List<TenancyRow> v2Directory() {
    String byCustomer = "/v2/accounts/getByCustomer";
    String byId = "/v2/accounts/getById";
    String banks = "/v2/banks/list";
    return List.of(
        named(byCustomer, "customer", "customer", Belongings::customer).answering(200, 200),
        named(byCustomer, "customer", "customer_id", Belongings::customer).answering(200, 200),
        row(
                "POST " + byCustomer,
                "cursor",
                (mine, it) ->
                    Call.post(
                        byCustomer,
                        Json.object()
                            .put("customer", mine.customer())
                            .put("limit", 1)
                            .put("cursor", it.cursor("customer's v2 accounts"))))
            .with("cursor=").answering(200, 400),
        named(byId, "account", "id", Belongings::account),
        named(byId, "alias", "_id", Belongings::alias).with("_id= by alias"),
        row("GET " + banks, "", (mine, it) -> Call.get(banks)).answering(200, 200),
        row("POST " + banks, "", (mine, it) -> Call.post(banks)).answering(200, 200),
        row(
                "POST /v2/links/new",
                "",
                (mine, it) -> Call.post("/v2/links/new", Json.object().put("name", "Made in the matrix")))
            .answering(200, 200).changing());
  }

  private static List<TenancyRow> sandbox() {
    List<TenancyRow> rows = new ArrayList<>();
    String documented = "POST /v2/sandbox/customers/";
    for (String base : SANDBOX_BASES) {
      String path = base + "/customers/";
      String under = base.equals(SANDBOX_BASES.getFirst()) ? "" : "under " + base;
      rows.add(
          row(documented + "generate", "", (mine, it) -> Call.post(path + "generate"))
              .with(under).answering(200, 200).changing());
      rows.add(
          row(
                  documented + "create",
                  "",
                  (mine, it) -> Call.post(path + "create", Json.object().put("name", "Made in the matrix")))
              .with(under).answering(200, 200).changing());
      rows.add(
          row(documented + "list", "", (mine, it) -> Call.post(path + "list"))
              .with(under).answering(200, 200));
      // A customer of a real bank is none of the sandbox, whoever asks.
      rows.add(
          row(
                  documented + "get",
                  "customer",
                  (mine, it) -> Call.post(path + "get", Json.object().put("customer", it.customer())))
              .with(("customer= " + under).strip()).answering(404, 404));
    }
    return rows;
  }

  private static List<TenancyRow> v2Transactions() {
    List<TenancyRow> rows = new ArrayList<>();
    String all = "/v2/products/transactions";
    rows.add(row("POST " + all, "", (mine, it) -> Call.post(all)).answering(200, 200));
    rows.add(
        row(
                "POST " + all,
                "cursor",
                (mine, it) ->
                    Call.post(
                        all,
                        Json.object().put("limit", 1).put("cursor", it.cursor("v2 transactions"))))
            .with("cursor=").answering(200, 400));
    rows.add(named(all, "account", "account", Belongings::account).answering(200, 200));
    rows.add(named(all, "customer", "customer", Belongings::customer).answering(200, 200));
    String byId = "/v2/transactions/getById";
    for (String name : List.of("id", "_id")) {
      rows.add(named(byId, "transaction", name, Belongings::posting));
      rows.add(named(byId, "hold", name, Belongings::hold).with(name + "= of a hold"));
    }
    rows.add(
        row(
                "POST " + byId,
                "account and transaction",
                (mine, it) ->
                    Call.post(
                        byId, Json.object().put("account", it.account()).put("id", it.posting())))
            .with("account= and id="));
    rows.add(
        row(
                "POST " + byId,
                "account",
                (mine, it) ->
                    Call.post(
                        byId, Json.object().put("account", it.account()).put("id", mine.posting())))
            .with("account= beside an id of the caller's own"));
    String byAccount = "/v2/transactions/getByAccount";
    rows.add(named(byAccount, "account", "account", Belongings::account).answering(200, 200));
    rows.add(named(byAccount, "account", "account_id", Belongings::account).answering(200, 200));
    rows.add(
        named(byAccount, "alias", "account", Belongings::alias).with("account= by alias").answering(200, 200));
    String byCustomer = "/v2/transactions/getByCustomer";
    rows.add(named(byCustomer, "customer", "customer", Belongings::customer).answering(200, 200));
    rows.add(named(byCustomer, "customer", "customer_id", Belongings::customer).answering(200, 200));
    String byNuban = "/v2/transactions/getByNuban";
    rows.add(named(byNuban, "account number", "nuban", Belongings::number).answering(200, 200));
    ObjectNode asked = Json.object().put("bank", WidgetEvent.BANK).put("type", "debit");
    asked.put("from", "2000-01-01").put("to", "2099-01-01");
    for (String list : List.of("getByBank", "getByType", "getByDate")) {
      rows.add(
          row("POST /v2/transactions/" + list, "", (mine, it) -> Call.post("/v2/transactions/" + list, asked))
              .answering(200, 200));
    }
    rows.add(dated("/v2/transactions/getByCustomerDate", "customer", "customer", Belongings::customer));
    String totals = "/v2/products/total-debits-credits";
    rows.add(named(totals, "account", "account", Belongings::account));
    rows.add(named(totals, "alias", "account_id", Belongings::alias).with("account_id= by alias"));
    return rows;
  }

  private static List<TenancyRow> v2Filtered() {
    List<TenancyRow> rows = new ArrayList<>();
    rows.add(dated("/v2/balance/getByCustomerDate", "customer", "customer", Belongings::customer));
    rows.add(
        row("POST /v2/balance/getByDate", "", (mine, it) -> Call.post("/v2/balance/getByDate", days(Json.object())))
            .answering(200, 200));
    rows.add(
        row(
                "POST /v2/balance/getByType",
                "",
                (mine, it) ->
                    Call.post(
                        "/v2/balance/getByType", Json.object().put("type", "ledger_balance").put("value", "1")))
            .answering(200, 200));
    for (String list : List.of("/v2/balance/byOptions", "/v2/transactions/byOptions")) {
      rows.add(
          row(
                  "POST " + list,
                  "options",
                  (mine, it) -> {
                    ObjectNode asked = Json.object();
                    asked.putObject("options").put("marker", it.marker());
                    return Call.post(list, asked);
                  })
              .with("options=").answering(200, 200));
    }
    rows.add(v2Cursor("v2 balances", "v2 balances").answering(200, 400));
    rows.add(v2Cursor("v2 balances", "accounts").answering(400, 400));
    rows.add(
        row(
                "POST /v2/balance/getByCustomer",
                "cursor",
                (mine, it) ->
                    Call.post(
                        "/v2/balance/getByCustomer",
                        Json.object()
                            .put("customer", it.customer())
                            .put("cursor", it.cursor("v2 customer"))))
            .with("customer= and its cursor").answering(200, 400));
    return rows;
  }

  private static TenancyRow v2Cursor(String list, String other) {
    return row(
            "POST /v2/products/balances",
            "cursor",
            (mine, it) ->
                Call.post("/v2/products/balances", Json.object().put("limit", 1).put("cursor", it.cursor(other))))
        .with(list.equals(other) ? "cursor=" : "cursor= of the list of " + other);
  }

  private static ObjectNode days(ObjectNode asked) {
    return asked.put("from", "2000-01-01").put("to", "2099-01-01");
  }

  private static TenancyRow named(
      String path, String object, String parameter, Function<Belongings, String> id) {
    return row(
            "POST " + path,
            object,
            (mine, it) -> Call.post(path, Json.object().put(parameter, id.apply(it))))
        .with(parameter + "=");
  }

  // ---- what is to come

  private static List<TenancyRow> erasures() {
    List<TenancyRow> rows = new ArrayList<>();
    rows.add(
        row("DELETE /apps/{app_id}", "app", (mine, it) -> Call.delete("/apps/" + it.app()))
            .answering(409, 404).ofEveryApp());
    rows.add(
        row(
                "DELETE /apps/{app_id}",
                "app",
                (mine, it) -> Call.delete("/apps/" + it.app() + "?erase=true"))
            .with("erase=true").answering(204, 404).ofEveryApp().changing());
    rows.add(
        row(
                "DELETE /customers/{customer_id}",
                "customer",
                (mine, it) -> Call.delete("/customers/" + it.customer()))
            .answering(204, 404).changing());
    return rows;
  }

  private static TenancyRow dated(
      String path, String object, String parameter, Function<Belongings, String> id) {
    return row(
            "POST " + path,
            object,
            (mine, it) ->
                Call.post(
                    path, days(Json.object().put(parameter, id.apply(it)))))
        .with(parameter + "=").answering(200, 200);
  }
}
