package balanceapi.platform.secrets;

import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A vault that remembers for a short while what it opened, so that a webhook does not pay for it each time.
 * What did not open is not remembered: it is asked for again.
 */
final class OpenedSecrets implements Vault {

  /** How long an opened secret may be used: a key that is disabled counts after that. */
  static final Duration AGE = Duration.ofMinutes(5);

  /** The most secrets remembered at once. */
  static final int MOST = 1000;

  // The context too: what opened under its own must not be handed out under another.
  private record Asked(Context context, Sealed sealed) {}

  private record Opened(String secret, Instant until) {}

  private final Vault vault;
  private final Clock clock;
  private final Map<Asked, Opened> opened = new LinkedHashMap<>();

  OpenedSecrets(Vault vault, Clock clock) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public Sealed seal(Context context, String secret) {
    return vault.seal(context, secret);
  }

  @Override
  public synchronized String open(Context context, Sealed sealed) {
    Asked asked = new Asked(context, sealed);
    Instant now = clock.instant();
    Opened remembered = opened.get(asked);
    if (remembered != null && now.isBefore(remembered.until())) {
      return remembered.secret();
    }
    opened.remove(asked);
    String secret = vault.open(context, sealed);
    opened.put(asked, new Opened(secret, now.plus(AGE)));
    if (opened.size() > MOST) {
      opened.remove(opened.keySet().iterator().next());
    }
    return secret;
  }
}
