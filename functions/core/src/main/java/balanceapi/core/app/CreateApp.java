package balanceapi.core.app;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** Creates an app with its first key, its first webhook and notification secret, and its signing secret. */
public final class CreateApp {

  private final AppStore store;
  private final Credentials credentials;
  private final Vault vault;
  private final Clock clock;

  public CreateApp(AppStore store, Credentials credentials, Vault vault, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    this.vault = Objects.requireNonNull(vault, "vault");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * What came to be.
   *
   * @param app the app as it is kept
   * @param key the first key as it is kept
   * @param secretKey the first key's text; it is kept nowhere
   * @param webhookSecret the first webhook secret's text; it is kept sealed
   * @param notificationSecret the first notification secret's text; it is kept sealed
   */
  public record Created(
      App app, SecretKey key, String secretKey, String webhookSecret, String notificationSecret) {
    @Override
    public String toString() {
      return "Created[" + app.id() + "]";
    }
  }

  /**
   * Creates an app with these settings.
   *
   * @throws VaultUnavailable if its secrets cannot be sealed; there is no app then
   */
  public Created create(App.Settings settings) {
    String id = credentials.id();
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String webhookSecret = credentials.webhookSecret();
    String notificationSecret = credentials.webhookSecret();
    App app =
        new App(
            id,
            credentials.key(),
            credentials.id(),
            settings,
            List.of(
                new App.WebhookSecret(
                    credentials.id(), sealed(id, Vault.Purpose.WEBHOOK, webhookSecret))),
            List.of(
                new App.WebhookSecret(
                    credentials.id(), sealed(id, Vault.Purpose.NOTIFICATION, notificationSecret))),
            sealed(id, Vault.Purpose.SIGNING, credentials.webhookSecret()),
            at);
    String secretKey = credentials.secretKey(id);
    SecretKey key = new SecretKey(id, credentials.id(), Credentials.sha256(secretKey), at);
    if (!store.create(app, key)) {
      // 96 random bits do not meet by chance: the source of randomness is broken, and must not go on.
      throw new IllegalStateException("a new app's id is taken");
    }
    return new Created(app, key, secretKey, webhookSecret, notificationSecret);
  }

  private Sealed sealed(String appId, Vault.Purpose purpose, String secret) {
    return vault.seal(new Vault.Context(appId, purpose), secret);
  }
}
