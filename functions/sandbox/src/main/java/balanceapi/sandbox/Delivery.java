package balanceapi.sandbox;

import balanceapi.core.account.DerivedId;
import balanceapi.core.app.App;
import balanceapi.core.app.Vault;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.json.Json;
import balanceapi.platform.webhooks.StandardWebhooks;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Sends a bank's events to their app's own webhook route, over HTTP, signed with the app's signing secret: the
 * sandbox can do to an app's figures what any sender can, and nothing else.
 */
final class Delivery {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vault vault;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .build();

  Delivery(Vault vault, Clock clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * Sends events one after the other.
   *
   * @param home where this service is reached, without a slash at the end
   * @throws StoreUnavailable when one was not taken; to be repeated, which is harmless
   */
  void send(App app, String home, List<ObjectNode> events) {
    String secret =
        vault.open(new Vault.Context(app.id(), Vault.Purpose.SIGNING), app.signingSecret());
    for (ObjectNode event : events) {
      send(URI.create(home + "/webhooks/" + app.id()), secret, event);
    }
  }

  private void send(URI route, String secret, ObjectNode event) {
    byte[] body = Json.write(event).getBytes(StandardCharsets.UTF_8);
    // What says the same is the same event, however often it is sent.
    String id = "sandbox-" + DerivedId.of(new String(body, StandardCharsets.UTF_8));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(route)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    StandardWebhooks.headers(secret, id, clock.instant(), body).forEach(request::header);
    try {
      int status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new StoreUnavailable("the webhook route answered " + status);
      }
    } catch (IOException e) {
      throw new StoreUnavailable("the webhook route did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("the delivery was interrupted", e);
    }
  }
}
