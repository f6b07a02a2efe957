package balanceapi.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.cases.Apps;
import balanceapi.core.money.Currency;
import balanceapi.core.provider.ProviderRefresh;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryCheckStore;
import balanceapi.core.store.InMemoryNotificationStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Outcome;
import balanceapi.platform.Cursors;
import balanceapi.platform.Events;
import balanceapi.platform.RateLimit;
import balanceapi.platform.event.EventReader;
import balanceapi.platform.http.Answers;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A balance function on stores in memory at a fixed time, what it is told, and what it is asked. */
final class Counter {

  static final Instant NOW = Instant.parse("2026-11-22T09:30:00Z");
  static final String APP = "64f0000000000000000000aa";
  static final String STRANGER = "64f0000000000000000000bb";
  static final int BURST = 1000;
  static final String BVN = "22212345678";

  private static final ObjectMapper JSON = new ObjectMapper();

  final List<String> lines = new ArrayList<>();
  private final InMemoryAppStore apps = new InMemoryAppStore();
  private final AccountStore store = new InMemoryStore();
  final InMemoryCheckStore checks = new InMemoryCheckStore();
  final InMemoryNotificationStore notifications = new InMemoryNotificationStore(store);
  final List<String> queued = new ArrayList<>();
  private final AccountStore fragile =
      (AccountStore)
          Proxy.newProxyInstance(
              Counter.class.getClassLoader(),
              new Class<?>[] {AccountStore.class},
              (proxy, method, arguments) -> {
                if (this.refuses) {
                  throw new StoreUnavailable("the test's store refuses " + BVN);
                }
                try {
                  return method.invoke(this.store, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
  private final BalanceHandler handler;
  ProviderRefresh.Answer provider = ProviderRefresh.Answer.NO_PROVIDER;
  int asked;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private boolean refuses;
  private int events;

  Counter() {
    this(App.Env.SANDBOX, BURST);
  }

  /** One that lets so many requests of an app through at once. */
  Counter(int burst) {
    this(App.Env.SANDBOX, burst);
  }

  /** One whose app is of this environment. */
  Counter(App.Env env) {
    this(env, BURST);
  }

  private Counter(App.Env env, int burst) {
    Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    apps.create(app(APP, env), new SecretKey(APP, "k", "hash", NOW));
    apps.create(app(STRANGER), new SecretKey(STRANGER, "k", "hash-2", NOW));
    handler =
        new BalanceHandler(
            new Stores(apps, fragile, checks, notifications),
            (app, account, record, home, at) -> {
              asked++;
              return provider;
            },
            (messages, delay) -> messages.forEach(message -> queued.add(message.body())),
            new Cursors(() -> "a key for cursors"),
            new RateLimit(100, burst, clock),
            clock,
            Log.to(lines::add, "balance", clock));
  }

  private static App app(String id) {
    return app(id, App.Env.SANDBOX);
  }

  private static App app(String id, App.Env env) {
    return new App(
        id,
        "6f1d2f64-0000-4000-8000-000000000000",
        "64f0000000000000000000ab",
        new App.Settings(
            "Shop",
            env,
            Set.of(App.Product.values()),
            Currency.of("NGN"),
            List.of("NG"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            App.PendingPolicy.CONSERVATIVE,
            14,
            Duration.ofHours(24),
            Duration.ofHours(2),
            Set.of(),
            App.WebhookAuth.STANDARD,
            400,
            App.Notifications.ALL,
            Optional.empty()),
        List.of(),
        List.of(),
        new Sealed(""),
        NOW.minusSeconds(3600));
  }

  void sleep(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  InMemoryAppStore apps() {
    return apps;
  }

  void refuse() {
    refuses = true;
  }

  Instant now() {
    return now.get();
  }

  /** From now on the app is told, and may be asked for fresh figures, at these URLs. */
  void tells(String callbackUrl, String refreshUrl) {
    apps.addSecret(
        APP,
        Vault.Purpose.NOTIFICATION,
        new App.WebhookSecret("0123456789abcdef01234567", new Sealed("")),
        NOW);
    apps.change(
        APP,
        old ->
            Apps.told(callbackUrl, Optional.of(refreshUrl), App.Notifications.ALL).settings());
    // The function remembers an app for half a minute.
    sleep(Duration.ofSeconds(31));
  }

  // ---- what it is told

  private static ObjectNode envelope(String method, Instant at) {
    ObjectNode event = JSON.createObjectNode();
    event.put("method", method).put("status", "is_success").put("started_at", at.toString());
    event.put("ended_at", at.toString()).put("record", "rec-1").put("customerId", "cus-1");
    event.put("bankId", "bank-1").put("bankName", "Kuda Bank").put("country", "NG");
    return event.put("customerBvn", BVN);
  }

  void authorized(Instant at) {
    tell(envelope("AUTH", at));
  }

  /** A BALANCE event of an account whose number is made of its id; a figure left out is null. */
  static ObjectNode balance(String account, Instant at, String ledger, String available) {
    ObjectNode event = envelope("BALANCE", at);
    ObjectNode said = event.putObject("balance").put("accountId", account).put("name", "OBI, ADA");
    said.put("nuban", "20" + "%08d".formatted(Math.floorMod(account.hashCode(), 100_000_000)));
    said.put("currency", "NGN").put("status", "Active");
    said.put("ledger_balance", ledger == null ? null : new BigDecimal(ledger));
    said.put("available_balance", available == null ? null : new BigDecimal(available));
    return event;
  }

  void observed(String account, Instant at, String ledger, String available) {
    tell(balance(account, at, ledger, available));
  }

  /** A BALANCE event from a widget with these options. */
  void observed(String account, Instant at, String options) {
    try {
      ObjectNode event = balance(account, at, "500.00", "400.00");
      event.set("options", JSON.readTree(options));
      tell(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A BALANCE event of another customer's account. */
  void observedOf(String customer, String account, Instant at) {
    tell(balance(account, at, "500.00", "400.00").put("customerId", customer));
  }

  /** A TRANSACTIONS event of lines written as JSON. */
  void transactions(String account, Instant at, String... lines) {
    ObjectNode event = envelope("TRANSACTIONS", at).put("accountId", account);
    try {
      event.set("transactions", JSON.readTree("[" + String.join(",", lines) + "]"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tell(event);
  }

  /** A pending debit begun at this instant. */
  static String hold(String id, String amount, Instant begun) {
    return "{\"_id\":\"%s\",\"debit\":%s,\"trans_date\":\"%s\",\"status\":\"pending\"}"
        .formatted(id, amount, begun);
  }

  void tell(ObjectNode event) {
    byte[] body = event.toString().getBytes(StandardCharsets.UTF_8);
    String id = "e" + ++events;
    Outcome outcome =
        new ApplyEvent(store).apply(app(APP), EventReader.read(Json.parse(body), id, now.get()), now.get());
    assertFalse(outcome instanceof Outcome.Malformed, outcome::toString);
  }

  // ---- what it is asked

  APIGatewayV2HTTPResponse handle(ObjectNode event) {
    return Answers.checked(
        handler.handleRequest(Events.of(event.toString(), APIGatewayV2HTTPEvent.class), null));
  }

  APIGatewayV2HTTPResponse get(String pathAndQuery) {
    return handle(request("GET", pathAndQuery, APP));
  }

  APIGatewayV2HTTPResponse post(String path, String body) {
    return handle(withBody(request("POST", path, APP), "application/json", body));
  }

  /** A request as the gateway hands it over, of this app's key. */
  static ObjectNode request(String method, String pathAndQuery, String app) {
    String[] parts = pathAndQuery.split("\\?", 2);
    ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("rawPath", parts[0]);
    event.put("rawQueryString", parts.length > 1 ? parts[1] : "").put("isBase64Encoded", false);
    event.putObject("headers");
    ObjectNode context = event.putObject("requestContext");
    context.putObject("http").put("method", method).put("path", parts[0]);
    context.putObject("authorizer").putObject("lambda").put("app", app).put("scope", "app");
    return event;
  }

  static ObjectNode withBody(ObjectNode event, String type, String body) {
    ((ObjectNode) event.get("headers")).put("content-type", type);
    return event.put("body", body);
  }

  static ObjectNode withScope(ObjectNode event, String scope) {
    ((ObjectNode) event.at("/requestContext/authorizer/lambda")).put("app", "").put("scope", scope);
    return event;
  }

  // ---- what it answers

  static JsonNode json(APIGatewayV2HTTPResponse answer) {
    try {
      return JSON.readTree(answer.getBody());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode ok(APIGatewayV2HTTPResponse answer) {
    assertEquals(200, answer.getStatusCode(), answer::getBody);
    assertEquals("application/json", answer.getHeaders().get("content-type"));
    assertEquals("no-store", answer.getHeaders().get("cache-control"));
    return json(answer);
  }

  /** A problem of this status and code; its detail. */
  static String problem(int status, String code, APIGatewayV2HTTPResponse answer) {
    assertEquals(status, answer.getStatusCode(), answer::getBody);
    assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
    JsonNode problem = json(answer);
    assertEquals(code, problem.path("code").asText());
    assertEquals(status, problem.path("status").asInt());
    assertTrue(problem.has("type") && problem.has("title"), answer::getBody);
    String detail = problem.path("detail").asText();
    assertFalse(detail.isBlank() || detail.contains(BVN) || detail.contains("Exception"), detail);
    return detail;
  }
}
