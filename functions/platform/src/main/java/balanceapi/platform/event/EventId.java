package balanceapi.platform.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * An event's identity: of its {@code webhook-id}, else of its bytes (design section 5).
 *
 * <p>A digest of 96 bits: short in the items that keep it, and never what a sender may have put into an id.
 */
public final class EventId {

  private static final int BYTES = 12;

  private EventId() {}

  /** The identity of an event that came with this id, or without one. */
  public static String of(Optional<String> webhookId, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) (webhookId.isPresent() ? 'i' : 'b'));
      digest.update(
          webhookId.map(id -> id.getBytes(StandardCharsets.US_ASCII)).orElse(body));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
