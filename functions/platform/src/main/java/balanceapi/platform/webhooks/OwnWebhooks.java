package balanceapi.platform.webhooks;

import balanceapi.core.app.App;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Webhooks of this service to its own route, signed with an app's signing secret and sent over HTTP: who sends them
 * can do to an app's figures what any sender can, and nothing else.
 */
public final class OwnWebhooks {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vault vault;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .build();

  /**
   * @param vault opens the signing secrets
   * @param clock the instant that is signed
   */
  public OwnWebhooks(Vault vault, Clock clock) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * A webhook that is ready to be sent. There is no secret in it, and its signature ends with its timestamp.
   *
   * @param headers in lower case, in the order of their names
   * @param body the text whose bytes are signed
   */
  public record Signed(URI url, Map<String, String> headers, String body) {}

  /** What the route answered. */
  public record Answered(int status, String body) {}

  /** Signs what goes to one app's route. */
  public final class Route {
    private final URI url;
    private final String secret;

    private Route(URI url, String secret) {
      this.url = url;
      this.secret = secret;
    }

    /**
     * The event, signed at this instant.
     *
     * @param id its {@code webhook-id}: another event under the same one has no effect
     */
    public Signed sign(String id, ObjectNode event) {
      String body = Json.write(event);
      Map<String, String> headers =
          new TreeMap<>(
              StandardWebhooks.headers(secret, id, clock.instant(), body.getBytes(StandardCharsets.UTF_8)));
      headers.put("content-type", "application/json");
      return new Signed(url, headers, body);
    }
  }

  /**
   * The route of an app, with its signing secret opened once.
   *
   * @param home where this service is reached, without a slash at the end
   * @throws VaultUnavailable when the secret does not open
   */
  public Route to(App app, String home) {
    return new Route(
        URI.create(home + "/webhooks/" + app.id()),
        vault.open(new Vault.Context(app.id(), Vault.Purpose.SIGNING), app.signingSecret()));
  }

  /**
   * Sends it, once, and gives whatever was answered.
   *
   * @throws StoreUnavailable when nothing was; it may have arrived all the same
   */
  public Answered send(Signed webhook) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(webhook.body()));
    webhook.headers().forEach(request::header);
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answered(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new StoreUnavailable("the webhook route did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("the delivery was interrupted", e);
    }
  }
}
