package balanceapi.webhook;

import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.money.Currency;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.platform.Events;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RateLimit;
import balanceapi.platform.http.Answers;
import balanceapi.platform.log.Log;
import balanceapi.platform.webhooks.StandardWebhooks;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A webhook function on stores in memory at a fixed time, and the requests that go to it. */
final class Receiver {

  static final Instant NOW = Instant.parse("2026-11-22T09:30:00Z");
  static final String APP = "64f0000000000000000000aa";
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final String OLD_SECRET = "whsec_b2xkLXNlY3JldC1vbGQtc2VjcmV0LW9sZC1zZWM=";
  static final int BURST = 1000;
  static final String SIGNING_SECRET = "whsec_c2lnbmluZy1zZWNyZXQtc2lnbmluZy1zZWNyZXQ=";
  static final String BVN = "22212345678";
  static final String NUBAN = "2012345678";

  /** A BALANCE event as the widget sends it; tests replace parts of it. */
  static final String BALANCE =
      """
      {"method":"BALANCE","callback_type":"BALANCE","callback_code":"BALANCE_SUCCESS","type":"CALLBACK",
       "code":"BALANCE_SUCCESS","env":"production-sandbox","status":"is_success",
       "started_at":"2026-11-22T09:00:00Z","ended_at":"2026-11-22T09:00:05Z","options":{},"meta":{},
       "bankName":"Kuda Bank","bankId":"bank-1","bankSlug":"kuda-bank","record":"rec-1","recordId":"rec-1",
       "customerId":"cus-1","customerBvn":"22212345678","country":"NG","nuban":"2012345678",
       "balance":{"nuban":"2012345678","name":"OBI, ADA","ledger_balance":500.00,"available_balance":null,
       "currency":"NGN","status":"Active","accountId":"acc-1"}}
      """;

  static final String ACCOUNTS =
      BALANCE.replace("BALANCE", "ACCOUNTS").replace("\"balance\":{", "\"account\":{\"account\":\"acc-1\",");

  static final String AUTH =
      BALANCE.replace("BALANCE", "AUTH").replaceAll("(?s)\"balance\":\\{.*", "\"auth\":{}}");

  /** A TRANSACTIONS event of one pending debit of 120.00. */
  static final String TRANSACTIONS =
      """
      {"method":"TRANSACTIONS","callback_code":"FULL_TRANSACTIONS","env":"production-sandbox",
       "status":"is_success","started_at":"2026-11-22T09:10:00Z","ended_at":"2026-11-22T09:10:05Z",
       "bankId":"bank-1","record":"rec-1","customerId":"cus-1","customerBvn":"22212345678","country":"NG",
       "accountId":"acc-1","nuban":"2012345678","transactions":[
       {"_id":"t1","debit":120.00,"credit":null,"currency":"NGN","trans_date":"2026-11-22T08:58:00Z",
       "cleared_date":null,"status":"pending","ref":"POS/22212345678","notes":{"desc":"TRF 2012345678"}}],
       "removed":[],"pending_complete":false}
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  final InMemoryAppStore apps = new InMemoryAppStore();
  final InMemoryVault vault = new InMemoryVault();
  final FragileStore store = new FragileStore();
  final List<String> lines = new ArrayList<>();
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final WebhookHandler handler;

  /** With one app of this authenticity. */
  Receiver(App.WebhookAuth auth) {
    this(auth, App.Env.SANDBOX, Set.of(App.Product.values()), List.of(SECRET));
  }

  Receiver(App.WebhookAuth auth, App.Env env, Set<App.Product> products, List<String> secrets) {
    apps.create(app(auth, env, products, secrets), new SecretKey(APP, "k", "hash", NOW));
    handler = handler(apps);
  }

  /** Of an app store that may fail. */
  Receiver(AppStore apps) {
    handler = handler(apps);
  }

  private WebhookHandler handler(AppStore from) {
    return new WebhookHandler(
        new KnownApps(from, clock),
        vault,
        new ApplyEvent(store.store()),
        new RateLimit(100, BURST, clock),
        clock,
        Log.to(lines::add, "webhook", clock));
  }

  /** This secret as a webhook secret of the app, sealed in this context. */
  App.WebhookSecret sealed(String id, Vault.Context context, String secret) {
    return new App.WebhookSecret(id, vault.seal(context, secret));
  }

  static Vault.Context context(Vault.Purpose purpose) {
    return new Vault.Context(APP, purpose);
  }

  private App app(
      App.WebhookAuth auth, App.Env env, Set<App.Product> products, List<String> secrets) {
    List<App.WebhookSecret> all = new ArrayList<>();
    secrets.forEach(
        secret -> all.add(sealed("s" + all.size(), context(Vault.Purpose.WEBHOOK), secret)));
    return new App(
        APP,
        "6f1d2f64-0000-4000-8000-000000000000",
        "64f0000000000000000000ab",
        new App.Settings(
            "Shop",
            env,
            products,
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
            Duration.ofHours(24),
            Set.of(),
            auth,
            400,
            App.Notifications.ALL,
            Optional.empty()),
        List.copyOf(all),
        List.of(),
        vault.seal(context(Vault.Purpose.SIGNING), SIGNING_SECRET),
        NOW.minusSeconds(3600));
  }

  Optional<Account> account(String id) {
    return store.store().account(new AccountRef(APP, id));
  }

  /** What the function answers to this event. */
  APIGatewayV2HTTPResponse handle(ObjectNode event) {
    return Answers.checked(
        handler.handleRequest(Events.of(event.toString(), APIGatewayV2HTTPEvent.class), null));
  }

  /** What it answers to this body under this id, rightly signed. */
  APIGatewayV2HTTPResponse signed(String id, String body) {
    return handle(signedEvent(id, body));
  }

  static ObjectNode signedEvent(String id, String body) {
    return signedEvent(SECRET, id, NOW, body);
  }

  /** The same of bytes that need be no text: the gateway hands them over in base64. */
  static ObjectNode signedEvent(String id, byte[] body) {
    ObjectNode event =
        event(
            Base64.getEncoder().encodeToString(body), StandardWebhooks.headers(SECRET, id, NOW, body));
    return event.put("isBase64Encoded", true);
  }

  static ObjectNode signedEvent(String secret, String id, Instant at, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return event(body, StandardWebhooks.headers(secret, id, at, bytes));
  }

  /** A request as the gateway hands it over: JSON, with these headers more. */
  static ObjectNode event(String body, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("content-type", "application/json");
    ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("rawPath", "/webhooks/" + APP);
    event.put("routeKey", "POST /webhooks/{app_id}").put("rawQueryString", "");
    event.set("headers", JSON.valueToTree(all));
    event.putObject("requestContext").putObject("http").put("method", "POST");
    event.putObject("pathParameters").put("app_id", APP);
    if (body != null) {
      event.put("body", body);
    }
    return event.put("isBase64Encoded", false);
  }

  static ObjectNode withHeader(ObjectNode event, String name, String value) {
    ((ObjectNode) event.get("headers")).put(name, value);
    return event;
  }

  static JsonNode json(APIGatewayV2HTTPResponse answer) {
    try {
      return JSON.readTree(answer.getBody());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String outcome(APIGatewayV2HTTPResponse answer) {
    assertTrue(answer.getStatusCode() == 200, answer::getBody);
    assertTrue(json(answer).path("status").asText().equals("success"), answer::getBody);
    return json(answer).path("outcome").asText();
  }

  /** The text with this part replaced, which must be in it. */
  static String with(String text, String part, String other) {
    assertTrue(text.contains(part), () -> part + " is not in the event");
    return text.replace(part, other);
  }
}
