package balanceapi.platform.secrets;

import balanceapi.platform.Config;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Secrets of the deployment by the variable that holds or names them.
 *
 * <p>{@code ADMIN_TOKEN} holds the secret itself (one machine); {@code ADMIN_TOKEN_SECRET} names it in
 * Secrets Manager (AWS). Nothing is fetched before its first use, so no secret is frozen into a snapshot, and
 * what was fetched is used for five minutes, so a rotation takes effect without a deployment.
 */
public final class Secrets {

  /** How long a fetched secret is used before it is fetched again. */
  public static final Duration TTL = Duration.ofMinutes(5);

  private Secrets() {}

  /** A secret; asking may fetch it, and throws when that fails. */
  @FunctionalInterface
  public interface Secret extends Supplier<String> {}

  /**
   * The secret under this variable.
   *
   * @param name such as {@code ADMIN_TOKEN}
   * @throws Config.Missing if neither the variable nor the one with {@code _SECRET} after it is set
   */
  public static Secret of(Config config, String name, Clock clock) {
    // The adapter is named inside the lambda alone: a zip without its jar never loads it.
    return of(config, name, clock, secretName -> SecretsManager.of(config).fetch(secretName));
  }

  static Secret of(Config config, String name, Clock clock, Function<String, String> fetch) {
    Optional<String> value = config.optional(name);
    if (value.isPresent()) {
      return value::get;
    }
    String secretName =
        config
            .optional(name + "_SECRET")
            .orElseThrow(
                () ->
                    new Config.Missing(
                        "set the environment variable " + name + ", or " + name + "_SECRET to the name of"
                            + " a secret in Secrets Manager"));
    return new Fetched(() -> fetch.apply(secretName), clock);
  }

  /** A secret fetched on its first use and again after the TTL. */
  private static final class Fetched implements Secret {
    private final Supplier<String> fetch;
    private final Clock clock;
    private String value;
    private Instant until = Instant.MIN;

    Fetched(Supplier<String> fetch, Clock clock) {
      this.fetch = Objects.requireNonNull(fetch, "fetch");
      this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public synchronized String get() {
      Instant now = clock.instant();
      if (!now.isBefore(until)) {
        value = fetch.get();
        until = now.plus(TTL);
      }
      return value;
    }
  }
}
