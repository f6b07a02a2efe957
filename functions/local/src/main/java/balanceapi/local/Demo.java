package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Something to try at once: an app and three invented customers, brought in through the doors that everybody
 * uses. Each shows one way to an available balance: computed from a pending debit, reported by the bank, and
 * not known.
 */
final class Demo {

  private static final String NAME = "Demo";

  /** The webhooks of a demo customer, without what they have in common. */
  private record Customer(int number, String ledger, String available, boolean spends) {

    String id() {
      return "c%023d".formatted(number);
    }

    String record() {
      return "ec%022d".formatted(number);
    }

    String account() {
      return "acc%021d".formatted(number);
    }

    String nuban() {
      return "2%09d".formatted(number);
    }
  }

  private static final Customer[] CUSTOMERS = {
    new Customer(1, "500.00", null, true),
    new Customer(2, "2600.00", "2450.75", false),
    new Customer(3, "75.50", null, false)
  };

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final String adminToken;
  private final PrintStream out;
  private final Clock clock;

  Demo(URI url, String adminToken, PrintStream out, Clock clock) {
    this.url = url;
    this.adminToken = adminToken;
    this.out = out;
    this.clock = clock;
  }

  /** Creates the app and its customers and prints how to ask for them; one line if it cannot. */
  void seed() {
    try {
      if (isThere()) {
        out.println("demo: the app is there from an earlier run, and so are the keys shown then");
        return;
      }
      JsonNode app = createApp();
      for (Customer customer : CUSTOMERS) {
        connect(app, customer);
      }
      describe(app);
    } catch (IOException | GeneralSecurityException e) {
      out.println("demo: left out, " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isThere() throws IOException, InterruptedException {
    HttpResponse<byte[]> response = send(admin("/apps?limit=100").GET());
    if (response.statusCode() != 200) {
      return false;
    }
    for (JsonNode app : Json.parse(response.body()).path("data")) {
      if (app.path("name").asText().equals(NAME)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode createApp() throws IOException, InterruptedException {
    ObjectNode options =
        Json.object().put("name", NAME).put("env", "production-sandbox").put("currency", "NGN");
    options.putArray("products").add("auth").add("balance").add("transactions");
    HttpResponse<byte[]> response =
        send(
            admin("/apps")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(options))));
    expect(201, response, "POST /apps");
    return Json.parse(response.body());
  }

  private HttpRequest.Builder admin(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + adminToken);
  }

  private void connect(JsonNode app, Customer customer)
      throws IOException, InterruptedException, GeneralSecurityException {
    post(app, event(customer, "AUTH", "AUTH_SUCCESS"));

    ObjectNode balance = event(customer, "BALANCE", "BALANCE_SUCCESS").put("nuban", customer.nuban());
    balance
        .putObject("balance")
        .put("nuban", customer.nuban())
        .put("name", "Demo Customer " + customer.number())
        .put("ledger_balance", customer.ledger())
        .put("available_balance", customer.available())
        .put("currency", "NGN")
        .put("status", "active")
        .put("accountId", customer.account());
    post(app, balance);

    if (customer.spends()) {
      post(app, purchase(customer));
    }
  }

  private ObjectNode purchase(Customer customer) {
    ObjectNode event =
        event(customer, "TRANSACTIONS", "FULL_TRANSACTIONS")
            .put("accountId", customer.account())
            .put("nuban", customer.nuban())
            .put("pending_complete", false);
    event.putArray("removed");
    ObjectNode line =
        event
            .putArray("transactions")
            .addObject()
            .put("_id", "demo-transaction-1")
            .put("debit", "120.00")
            .put("currency", "NGN")
            .put("trans_date", ago(Duration.ofMinutes(30)))
            .put("status", "pending");
    line.putObject("notes").put("desc", "Demo purchase");
    return event;
  }

  private ObjectNode event(Customer customer, String method, String code) {
    ObjectNode event =
        Json.object()
            .put("method", method)
            .put("callback_type", code)
            .put("callback_code", code)
            .put("type", "CALLBACK")
            .put("code", code)
            .put("env", "production-sandbox")
            .put("status", "is_success")
            .put("started_at", ago(Duration.ofSeconds(90)))
            .put("ended_at", ago(Duration.ofSeconds(60)))
            .put("message", "Demo " + method.toLowerCase(Locale.ROOT))
            .put("bankName", "Demo Bank")
            .put("bankId", "ba%022d".formatted(1))
            .put("bankSlug", "demo-bank")
            .put("record", customer.record())
            .put("recordId", customer.record())
            .put("customerId", customer.id())
            .put("country", "NG");
    event.putObject("options");
    event.putObject("meta");
    if (method.equals("AUTH")) {
      event.putObject("auth");
    }
    return event;
  }

  private String ago(Duration age) {
    return clock.instant().minus(age).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private void post(JsonNode app, ObjectNode event)
      throws IOException, InterruptedException, GeneralSecurityException {
    byte[] body = Json.bytes(event);
    String id = "demo-" + UUID.randomUUID();
    Instant now = clock.instant();
    String path = "/webhooks/" + app.path("app_id").asText();
    HttpResponse<byte[]> response =
        send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", String.valueOf(now.getEpochSecond()))
                .header("webhook-signature", sign(app.path("webhook_secret").asText(), id, now, body))
                .POST(BodyPublishers.ofByteArray(body)));
    expect(200, response, "the " + event.path("method").asText() + " webhook");
  }

  /** Standard Webhooks 1.0: HMAC-SHA256 over {@code id.timestamp.body}. */
  static String sign(String secret, String id, Instant time, byte[] body) throws GeneralSecurityException {
    byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update((id + "." + time.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
  }

  private void describe(JsonNode app) {
    String key = app.path("secret_key").asText();
    out.println("demo app " + app.path("app_id").asText());
    out.println("  key             " + key);
    out.println("  dashboard       " + url + "/dashboard, sign in with this key");
    out.println("  widget          " + url + "/connect/demo?app_id=" + app.path("app_id").asText() + "&key=" + app.path("key").asText());
    out.println("  webhooks        " + url + "/webhooks/" + app.path("app_id").asText());
    out.println("  webhook secret  " + app.path("webhook_secret").asText());
    out.println("try");
    String curl = "  curl -H 'Authorization: Bearer " + key + "' " + url;
    for (Customer customer : CUSTOMERS) {
      out.println(curl + "/accounts/" + customer.account() + "/balance");
    }
    out.println(curl + "/customers/" + CUSTOMERS[0].id() + "/balances");
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofByteArray());
  }

  private static void expect(int status, HttpResponse<byte[]> response, String what) throws IOException {
    if (response.statusCode() != status) {
      throw new IOException(what + " was answered with " + response.statusCode());
    }
  }
}
