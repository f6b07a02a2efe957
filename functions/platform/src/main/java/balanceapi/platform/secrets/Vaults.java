package balanceapi.platform.secrets;

import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.platform.Config;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The vault of the deployment by the variable that holds or names its key.
 *
 * <p>{@code VAULT_KEY} holds the key itself (one machine); {@code VAULT_KEY_ID} names it in KMS (AWS).
 * Neither a client is made nor a secret opened before the first use, so nothing of it is frozen into a
 * snapshot.
 */
public final class Vaults {

  private static final String KEY = "VAULT_KEY";
  private static final String KEY_ID = "VAULT_KEY_ID";
  private static final int SHORTEST_KEY = 32;

  private Vaults() {}

  /**
   * The vault that the configuration names; what it opened is remembered for five minutes.
   *
   * @throws Config.Missing if neither variable is set, or the key is too short to be a random one
   */
  public static Vault of(Config config, Clock clock) {
    return of(config, clock, keyId -> KmsVault.of(config, keyId));
  }

  static Vault of(Config config, Clock clock, Function<String, Vault> kms) {
    Optional<String> key = config.optional(KEY);
    if (key.isPresent()) {
      if (key.get().length() < SHORTEST_KEY) {
        throw new Config.Missing(
            "set the environment variable " + KEY + " to at least " + SHORTEST_KEY + " random characters");
      }
      return new EmbeddedVault(key.get());
    }
    String keyId =
        config
            .optional(KEY_ID)
            .orElseThrow(
                () ->
                    new Config.Missing(
                        "set the environment variable " + KEY + ", or " + KEY_ID + " to the id of a key in"
                            + " KMS"));
    return new OpenedSecrets(new OnFirstUse(() -> kms.apply(keyId)), clock);
  }

  /** A vault that is made when it is first asked. */
  private static final class OnFirstUse implements Vault {
    private final Supplier<Vault> make;
    private Vault made;

    OnFirstUse(Supplier<Vault> make) {
      this.make = Objects.requireNonNull(make, "make");
    }

    @Override
    public Sealed seal(Context context, String secret) {
      return vault().seal(context, secret);
    }

    @Override
    public String open(Context context, Sealed sealed) {
      return vault().open(context, sealed);
    }

    private synchronized Vault vault() {
      if (made == null) {
        made = make.get();
      }
      return made;
    }
  }
}
