package balanceapi.core.app;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes ids and secrets.
 *
 * <p>A secret key carries its app's id ({@code sk_<app id>_<43 characters>}), so that it is found under the
 * app's own partition, without an index over everybody's keys.
 */
public final class Credentials {

  private static final int ID_BYTES = 12;
  private static final int SECRET_BYTES = 32;
  private static final Pattern SECRET_KEY = Pattern.compile("sk_([0-9a-f]{24})_[A-Za-z0-9_-]{43}");

  private final Supplier<RandomGenerator> randomness;

  /**
   * @param randomness asked at each use, so that no generator is frozen into a snapshot of the process; fit
   *     for cryptography outside of tests
   */
  public Credentials(Supplier<RandomGenerator> randomness) {
    this.randomness = Objects.requireNonNull(randomness, "randomness");
  }

  /** A new id: 24 hex digits. */
  public String id() {
    return HexFormat.of().formatHex(bytes(ID_BYTES));
  }

  /** A new public key, a random UUID. */
  public String key() {
    byte[] bytes = bytes(16);
    bytes[6] = (byte) (bytes[6] & 0x0f | 0x40);
    bytes[8] = (byte) (bytes[8] & 0x3f | 0x80);
    String hex = HexFormat.of().formatHex(bytes);
    return new UUID(
            Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16))
        .toString();
  }

  /** A new secret key of this app, 256 bits of it secret. */
  public String secretKey(String appId) {
    return "sk_" + appId + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
  }

  /** A new webhook or signing secret as Standard Webhooks writes it: {@code whsec_}, base64 of 32 bytes. */
  public String webhookSecret() {
    return "whsec_" + Base64.getEncoder().encodeToString(bytes(SECRET_BYTES));
  }

  /** The id of the app that a secret key says it belongs to, or empty when it has not the form of one. */
  public static Optional<String> appOf(String secretKey) {
    Matcher matcher = SECRET_KEY.matcher(secretKey);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * What is kept of a secret key. A plain hash is enough: the key is random, so there is nothing to guess.
   *
   * @return 64 lower-case hex digits
   */
  public static String sha256(String secretKey) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secretKey.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    randomness.get().nextBytes(bytes);
    return bytes;
  }
}
