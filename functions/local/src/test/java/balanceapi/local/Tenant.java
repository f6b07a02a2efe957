package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An app's owner and its widget, as they talk to a deployment over HTTP. */
final class Tenant {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** An answer. */
  record Reply(int status, HttpHeaders headers, String text) {

    String type() {
      return header("content-type");
    }

    /** Empty when it is not there. */
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** All that may tell one thing from another: without what the gateway says of each request. */
    List<Object> said() {
      return List.of(status, type(), text);
    }

    JsonNode json() {
      try {
        return Json.parse(text);
      } catch (IOException e) {
        throw new UncheckedIOException(text, e);
      }
    }

    /** The same if it has this status. */
    Reply expect(int expected) {
      assertEquals(expected, status, text);
      return this;
    }
  }

  private final URI url;
  private final JsonNode app;

  private Tenant(URI url, JsonNode app) {
    this.url = url;
    this.app = app;
  }

  /** A new app with these options. */
  static Tenant create(LocalStack stack, ObjectNode options) throws Exception {
    options.put("name", options.path("name").asText("End to end")).put("env", "production-sandbox");
    Reply created =
        send(
            at(stack.url(), "/apps")
                .header("authorization", "Bearer " + stack.secret("ADMIN_TOKEN"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(options.toString())));
    return new Tenant(stack.url(), created.expect(201).json());
  }

  /** The same app on a deployment that answers elsewhere. */
  Tenant on(URI other) {
    return new Tenant(other, app);
  }

  /** The app as it was answered when it was made. */
  JsonNode app() {
    return app;
  }

  String appId() {
    return app.path("app_id").asText();
  }

  String webhookSecret() {
    return app.path("webhook_secret").asText();
  }

  String key() {
    return app.path("secret_key").asText();
  }

  /** What the answer that created the app said under this name, secrets among it. */
  String told(String name) {
    return app.path(name).asText();
  }

  // ---- the widget

  /** Sends a webhook under an id of its own; it must be applied. */
  void applied(String event) throws Exception {
    Reply reply = webhook(UUID.randomUUID().toString(), event).expect(200);
    assertEquals("applied", reply.json().path("outcome").asText(), reply.text());
  }

  Reply webhook(String id, String event) throws Exception {
    return webhook(app.path("webhook_secret").asText(), id, event);
  }

  /** Sends a webhook signed with this secret. */
  Reply webhook(String secret, String id, String event) throws Exception {
    byte[] body = event.getBytes(StandardCharsets.UTF_8);
    Instant now = Instant.now();
    return send(
        at(url, "/webhooks/" + appId())
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", "" + now.getEpochSecond())
            .header("webhook-signature", Demo.sign(secret, id, now, body))
            .POST(BodyPublishers.ofByteArray(body)));
  }

  Reply unsigned(String event) throws Exception {
    return send(
        at(url, "/webhooks/" + appId())
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(event)));
  }

  // ---- the owner

  Reply get(String path) throws Exception {
    return send(keyed(path).GET());
  }

  Reply delete(String path) throws Exception {
    return send(keyed(path).DELETE());
  }

  Reply post(String path, JsonNode body) throws Exception {
    return post(path, body.toString());
  }

  Reply post(String path, String body) throws Exception {
    return send(
        keyed(path).header("content-type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  Reply put(String path, JsonNode body) throws Exception {
    return send(
        keyed(path)
            .header("content-type", "application/json")
            .PUT(BodyPublishers.ofString(body.toString())));
  }

  /** The current balance of an account. */
  JsonNode balance(String account) throws Exception {
    return get("/accounts/" + account + "/balance").expect(200).json();
  }

  private HttpRequest.Builder keyed(String path) {
    return at(url, path).header("authorization", "Bearer " + key());
  }

  static HttpRequest.Builder at(URI url, String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
  }

  static Reply send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    return new Reply(response.statusCode(), response.headers(), response.body());
  }
}
