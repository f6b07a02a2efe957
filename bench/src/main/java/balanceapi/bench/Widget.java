package balanceapi.bench;

import balanceapi.platform.webhooks.StandardWebhooks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An app of a deployment, its widget that sends webhooks, and its owner who asks: each call takes the next of so
 * many accounts, so that no two clients meet at one.
 */
final class Widget {

  static final int ACCOUNTS = 128;

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Events are so far apart, and begin so long ago, that none is ahead of the clock. */
  private static final Duration STEP = Duration.ofMillis(10);

  private static final Duration BACK = Duration.ofHours(12);

  private final URI url;
  private final String app;
  private final String key;
  private final String secret;
  private final Clock clock;
  private final Instant base;
  private final AtomicInteger next = new AtomicInteger();

  private Widget(URI url, JsonNode created, Clock clock) {
    this.url = url;
    this.app = created.path("app_id").asText();
    this.key = created.path("secret_key").asText();
    this.secret = created.path("webhook_secret").asText();
    this.clock = clock;
    this.base = clock.instant().minus(BACK);
  }

  /** A new app, whose customers have connected their accounts: a balance and three pendings each. */
  static Widget of(Deployed deployed, Clock clock) throws IOException, InterruptedException {
    String created =
        send(
            at(deployed.url(), "/apps")
                .header("authorization", "Bearer " + deployed.adminToken())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"Benchmark\"}")),
            201);
    Widget widget = new Widget(deployed.url(), new ObjectMapper().readTree(created), clock);
    for (int i = 0; i < ACCOUNTS; i++) {
      widget.webhook("AUTH", widget.next.getAndIncrement(), "\"auth\":{}");
    }
    for (int i = 0; i < ACCOUNTS; i++) {
      widget.changedBalance();
    }
    for (int i = 0; i < ACCOUNTS; i++) {
      widget.transactions();
    }
    return widget;
  }

  String app() {
    return app;
  }

  /** The id of the n-th account, of as many again and again. */
  static String account(int n) {
    return Holder.hex(0x1_0000_0000L + n % ACCOUNTS);
  }

  private static String number(int n) {
    return Integer.toString(2_000_000_000 + n % ACCOUNTS);
  }

  // ---- webhooks

  void changedBalance() throws IOException, InterruptedException {
    int n = next.getAndIncrement();
    balance(n, 1_000 + n / ACCOUNTS);
  }

  void unchangedBalance() throws IOException, InterruptedException {
    balance(next.getAndIncrement(), 500);
  }

  private void balance(int n, int ledger) throws IOException, InterruptedException {
    webhook(
        "BALANCE",
        n,
        """
        "nuban":"%s","balance":{"accountId":"%s","name":"SURNAME MIDDLE FIRST","nuban":"%s","currency":"NGN",
        "status":"active","ledger_balance":%d.50,"available_balance":null}
        """
            .formatted(number(n), account(n), number(n), ledger));
  }

  /** The same three pendings, shown again. */
  void transactions() throws IOException, InterruptedException {
    int n = next.getAndIncrement();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      lines
          .append(i == 0 ? "" : ",")
          .append(
              """
              {"_id":"%s","debit":%d.50,"currency":"NGN","status":"pending","ref":"000013261122085800123456789012",
              "notes":{"desc":"POS PURCHASE SHOPRITE IKEJA LAGOS NG"}}
              """
                  .formatted(Holder.hex(0x2_0000_0000L + i), 120 + i));
    }
    webhook(
        "TRANSACTIONS",
        n,
        "\"accountId\":\"%s\",\"nuban\":\"%s\",\"transactions\":[%s]"
            .formatted(account(n), number(n), lines));
  }

  private void webhook(String method, int n, String payload) throws IOException, InterruptedException {
    Instant ended = base.plus(STEP.multipliedBy(n));
    byte[] body =
        """
        {"method":"%s","callback_type":"%s","callback_code":"%s_SUCCESS","env":"production","status":"is_success",
        "started_at":"%s","ended_at":"%s","record":"%s","recordId":"%s","customerId":"%s","bankId":"%s",
        "bankName":"Guaranty Trust Bank","bankSlug":"guaranty-trust-bank","country":"NG",%s}
        """
            .formatted(
                method, method, method, ended.minusMillis(1), ended, Holder.hex(0x4_0000_0000L + n % ACCOUNTS),
                Holder.hex(0x4_0000_0000L + n % ACCOUNTS), Holder.hex(0x5_0000_0000L + n % ACCOUNTS),
                Holder.hex(4), payload)
            .getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        at(url, "/webhooks/" + app)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    StandardWebhooks.headers(secret, UUID.randomUUID().toString(), clock.instant(), body)
        .forEach(request::setHeader);
    String answer = send(request, 200);
    if (!answer.contains("applied")) {
      throw new IOException("a webhook was not applied: " + answer);
    }
  }

  // ---- queries

  void current() throws IOException, InterruptedException {
    send(asked("/accounts/" + account(next.getAndIncrement()) + "/balance").GET(), 200);
  }

  void fundsCheck() throws IOException, InterruptedException {
    send(
        asked("/accounts/" + account(next.getAndIncrement()) + "/funds-check")
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString("{\"amount\":\"100.00\",\"currency\":\"NGN\"}")),
        200);
  }

  void list() throws IOException, InterruptedException {
    send(asked("/accounts?limit=20").GET(), 200);
  }

  private HttpRequest.Builder asked(String path) {
    return at(url, path).header("authorization", "Bearer " + key);
  }

  private static HttpRequest.Builder at(URI url, String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
  }

  private static String send(HttpRequest.Builder request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != expected) {
      throw new IOException("answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
