package balanceapi.notify;

import balanceapi.core.app.App;
import balanceapi.core.app.Vault;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Courier;
import balanceapi.core.notification.Notification;
import balanceapi.platform.notification.NotificationIds;
import balanceapi.platform.webhooks.StandardWebhooks;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Brings what an app is told to its endpoints, signed as Standard Webhooks 1.0 says, under every notification secret
 * that the app has: during a rotation the receiver may hold the old one or the new one.
 */
final class SignedCourier implements Courier {

  private final Callbacks callbacks;
  private final Vault vault;
  private final Clock clock;

  SignedCourier(Callbacks callbacks, Vault vault, Clock clock) {
    this.callbacks = Objects.requireNonNull(callbacks, "callbacks");
    this.vault = Objects.requireNonNull(vault, "vault");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public Attempt bring(App app, Notification notification) {
    return post(
        app,
        app.settings().callbackUrl().orElseThrow(),
        NotificationIds.text(notification.id()),
        notification.body());
  }

  /**
   * Posts a body to one of the app's endpoints.
   *
   * @param id its {@code webhook-id}
   * @throws balanceapi.core.app.VaultUnavailable if it cannot be signed now
   */
  Attempt post(App app, String url, String id, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = headers(app, id, bytes);
    Instant at = clock.instant();
    return uri(url)
        .map(target -> attempt(at, callbacks.send(target, headers, bytes)))
        .orElseGet(() -> failed(at, Outcome.Refusal.BAD_URL));
  }

  private Map<String, String> headers(App app, String id, byte[] body) {
    Instant now = clock.instant();
    String signatures =
        app.notificationSecrets().stream()
            .map(secret -> opened(app, secret))
            .map(secret -> StandardWebhooks.sign(secret, id, now, body))
            .collect(Collectors.joining(" "));
    return new TreeMap<>(
        Map.of(
            "content-type", "application/json",
            "webhook-id", id,
            "webhook-timestamp", Long.toString(now.getEpochSecond()),
            "webhook-signature", signatures));
  }

  private String opened(App app, App.WebhookSecret secret) {
    return vault.open(new Vault.Context(app.id(), Vault.Purpose.NOTIFICATION), secret.sealed());
  }

  private static Optional<URI> uri(String url) {
    try {
      return Optional.of(new URI(url));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Attempt attempt(Instant at, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered(var status, var body) ->
          status / 100 == 2
              ? new Attempt(at, "delivered", true, Optional.empty())
              : new Attempt(at, "http_" + status, false, Optional.of(body).filter(text -> !text.isBlank()));
      case Outcome.Refused(var reason) -> failed(at, reason);
      case Outcome.Unreachable(var reason) -> failed(at, reason);
    };
  }

  private static Attempt failed(Instant at, Enum<?> reason) {
    return new Attempt(at, reason.name().toLowerCase(Locale.ROOT), false, Optional.empty());
  }
}
