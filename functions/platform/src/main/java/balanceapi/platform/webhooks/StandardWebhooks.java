package balanceapi.platform.webhooks;

import balanceapi.platform.http.Bearer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Standard Webhooks 1.0: HMAC-SHA256 over {@code id.timestamp.body}, the body as raw bytes.
 *
 * <p>The signer stands beside the verifier, so that tests, the demo and partners make valid requests with it.
 * Source: the specification at github.com/standard-webhooks/standard-webhooks.
 */
public final class StandardWebhooks {

  /** How far a timestamp may lie from the clock, before or after. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final String PREFIX = "whsec_";
  private static final String VERSION = "v1,";
  private static final int MAX_SIGNATURES = 16;
  private static final int MAX_HEADER = 4096;
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
  // One way only to write an instant: the signature covers the text, the tolerance the number.
  private static final Pattern TIMESTAMP = Pattern.compile("[1-9][0-9]{0,11}");

  /** What a check found. */
  public sealed interface Outcome {
    /** The sender holds one of the secrets, and sent these bytes just now under this id. */
    record Proven(String id, Instant sentAt) implements Outcome {}

    /** It is not proven; the reason is for the log, the answer is the same for all. */
    record NotProven(Reason reason) implements Outcome {}
  }

  /** Why a sender is not proven. */
  public enum Reason {
    MISSING_HEADER,
    BAD_ID,
    BAD_TIMESTAMP,
    TOO_OLD,
    TOO_NEW,
    NO_MATCH
  }

  private StandardWebhooks() {}

  /**
   * Checks a request against the secrets that are valid now.
   *
   * @param secrets each {@code whsec_} and base64, the prefix may be left out; several during a rotation
   * @param headers names in lower case
   * @param body the bytes as they were sent, base64 of the transport taken off
   * @param clock says what "now" is
   */
  public static Outcome verify(
      Collection<String> secrets, Map<String, String> headers, byte[] body, Clock clock) {
    return verify(() -> secrets, headers, body, clock);
  }

  /** The same with secrets that are asked for only if the headers can prove anything at all. */
  public static Outcome verify(
      Supplier<? extends Collection<String>> secrets,
      Map<String, String> headers,
      byte[] body,
      Clock clock) {
    String id = headers.get("webhook-id");
    String timestamp = headers.get("webhook-timestamp");
    String signatures = headers.get("webhook-signature");
    if (id == null || timestamp == null || signatures == null) {
      return new Outcome.NotProven(Reason.MISSING_HEADER);
    }
    if (!ID.matcher(id).matches()) {
      return new Outcome.NotProven(Reason.BAD_ID);
    }
    if (!TIMESTAMP.matcher(timestamp).matches()) {
      return new Outcome.NotProven(Reason.BAD_TIMESTAMP);
    }
    Instant sentAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
    // The specification's own libraries compare whole seconds.
    long age = clock.instant().getEpochSecond() - sentAt.getEpochSecond();
    if (age > TOLERANCE.toSeconds()) {
      return new Outcome.NotProven(Reason.TOO_OLD);
    }
    if (age < -TOLERANCE.toSeconds()) {
      return new Outcome.NotProven(Reason.TOO_NEW);
    }
    return matches(secrets.get(), id, timestamp, signatures, body)
        ? new Outcome.Proven(id, sentAt)
        : new Outcome.NotProven(Reason.NO_MATCH);
  }

  /**
   * The value of the {@code webhook-signature} header for a message.
   *
   * @throws IllegalArgumentException if the secret is not base64 or is empty
   */
  public static String sign(String secret, String id, Instant timestamp, byte[] body) {
    return key(secret)
        .map(key -> sign(key, id, Long.toString(timestamp.getEpochSecond()), body))
        .orElseThrow(() -> new IllegalArgumentException("the secret is not whsec_ and base64"));
  }

  /** The three headers of a signed message, names in lower case. */
  public static Map<String, String> headers(String secret, String id, Instant timestamp, byte[] body) {
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", Long.toString(timestamp.getEpochSecond()),
        "webhook-signature", sign(secret, id, timestamp, body));
  }

  /**
   * The weaker proof: the secret itself in {@code Authorization: Bearer …}, compared in constant time.
   *
   * @param headers names in lower case
   */
  public static boolean bearer(Collection<String> secrets, Map<String, String> headers) {
    String shown = Bearer.of(headers).orElse("");
    boolean found = false;
    for (String secret : secrets) {
      found |= Bearer.same(shown, secret);
    }
    return found && !shown.isEmpty();
  }

  private static boolean matches(
      Collection<String> secrets, String id, String timestamp, String header, byte[] body) {
    List<byte[]> shown = signatures(header);
    boolean found = false;
    for (String secret : secrets) {
      Optional<SecretKeySpec> key = key(secret);
      if (key.isEmpty()) {
        continue;
      }
      byte[] expected = sign(key.get(), id, timestamp, body).getBytes(StandardCharsets.US_ASCII);
      for (byte[] signature : shown) {
        // Every pair is compared, so that the time tells nothing about which one matched.
        found |= MessageDigest.isEqual(expected, signature);
      }
    }
    return found;
  }

  /** The {@code v1} signatures in the header; other versions are for other algorithms. */
  private static List<byte[]> signatures(String header) {
    List<byte[]> found = new ArrayList<>();
    if (header.length() <= MAX_HEADER) {
      for (String signature : header.split(" ")) {
        if (signature.startsWith(VERSION) && found.size() < MAX_SIGNATURES) {
          found.add(signature.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return found;
  }

  private static String sign(SecretKeySpec key, String id, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static Optional<SecretKeySpec> key(String secret) {
    String encoded = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
    try {
      byte[] key = Base64.getDecoder().decode(encoded);
      return key.length == 0 ? Optional.empty() : Optional.of(new SecretKeySpec(key, "HmacSHA256"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
