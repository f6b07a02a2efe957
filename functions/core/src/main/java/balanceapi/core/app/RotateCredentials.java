package balanceapi.core.app;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/** Adds keys and webhook secrets beside the ones in use; the old ones are valid until they are deleted. */
public final class RotateCredentials {

  private final AppStore store;
  private final Credentials credentials;
  private final Clock clock;

  public RotateCredentials(AppStore store, Credentials credentials, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.credentials = Objects.requireNonNull(credentials, "credentials");
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

  /** Makes one more webhook secret; empty if there is no such app. */
  public Optional<App.WebhookSecret> addWebhookSecret(String appId) {
    var secret = new App.WebhookSecret(credentials.id(), credentials.webhookSecret());
    return store.addWebhookSecret(appId, secret, clock.instant().truncatedTo(ChronoUnit.MILLIS))
        ? Optional.of(secret)
        : Optional.empty();
  }
}
