package balanceapi.core.app;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/** Adds keys and webhook secrets beside the ones in use; the old ones are valid until they are deleted. */
public final class RotateCredentials {

  private final AppStore store;
  private final Credentials credentials;
  private final Vault vault;
  private final Clock clock;

  public RotateCredentials(AppStore store, Credentials credentials, Vault vault, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.credentials = Objects.requireNonNull(credentials, "credentials");
    this.vault = Objects.requireNonNull(vault, "vault");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * A new secret key.
   *
   * @param id its id
   * @param secretKey its text; it is kept nowhere
   */
  public record NewKey(String id, String secretKey) {
    @Override
    public String toString() {
      return "NewKey[" + id + "]";
    }
  }

  /**
   * A new secret for webhooks that come, or for notifications that go.
   *
   * @param id its id
   * @param secret its text; it is kept sealed
   */
  public record NewSecret(String id, String secret) {
    @Override
    public String toString() {
      return "NewSecret[" + id + "]";
    }
  }

  /** Makes one more secret key; empty if there is no such app. */
  public Optional<NewKey> addKey(String appId) {
    String secretKey = credentials.secretKey(appId);
    SecretKey key =
        new SecretKey(
            appId,
            credentials.id(),
            Credentials.sha256(secretKey),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return store.addKey(key) ? Optional.of(new NewKey(key.id(), secretKey)) : Optional.empty();
  }

  /**
   * Makes one more secret of this purpose; empty if there is no such app.
   *
   * @throws VaultUnavailable if it cannot be sealed; nothing has changed then
   */
  public Optional<NewSecret> addSecret(String appId, Vault.Purpose purpose) {
    var made = new NewSecret(credentials.id(), credentials.webhookSecret());
    Sealed sealed = vault.seal(new Vault.Context(appId, purpose), made.secret());
    var kept = new App.WebhookSecret(made.id(), sealed);
    return store.addSecret(appId, purpose, kept, clock.instant().truncatedTo(ChronoUnit.MILLIS))
        ? Optional.of(made)
        : Optional.empty();
  }
}
