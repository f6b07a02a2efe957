package balanceapi.platform;

import balanceapi.platform.http.BadRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cursors of lists: where the next page starts, sealed so that nobody can make or alter one.
 *
 * <p>A cursor is bound to the app that it was given to and to its purpose (the list and its filters), so
 * one of another app or another list is refused like a forged one. Its payload is not secret.
 */
public final class Cursors {

  /** The longest payload sealed, in bytes. */
  public static final int MAX_PAYLOAD = 1024;

  private static final int MAC_LENGTH = 32;
  private static final int MAX_CURSOR = (MAX_PAYLOAD + MAC_LENGTH) * 4 / 3 + 4;

  private final Supplier<String> key;

  /** Cursors sealed under this key; it is asked for at each use, so that it may be fetched and renewed. */
  public Cursors(Supplier<String> key) {
    this.key = Objects.requireNonNull(key, "key");
  }

  /**
   * Seals where the next page starts.
   *
   * @param app the app that asks
   * @param purpose the list and the filters that it was asked with
   * @param payload where the next page starts, at most 1024 bytes of UTF-8
   */
  public String seal(String app, String purpose, String payload) {
    byte[] plain = payload.getBytes(StandardCharsets.UTF_8);
    if (plain.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException("a cursor holds at most " + MAX_PAYLOAD + " bytes");
    }
    byte[] sealed = Arrays.copyOf(mac(app, purpose, plain), MAC_LENGTH + plain.length);
    System.arraycopy(plain, 0, sealed, MAC_LENGTH, plain.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /**
   * Opens a cursor that {@link #seal} made for the same app and purpose.
   *
   * @throws BadRequest if it did not
   */
  public String open(String app, String purpose, String cursor) {
    byte[] sealed = decode(cursor);
    byte[] plain = Arrays.copyOfRange(sealed, MAC_LENGTH, sealed.length);
    if (!MessageDigest.isEqual(mac(app, purpose, plain), Arrays.copyOf(sealed, MAC_LENGTH))) {
      throw refused();
    }
    return new String(plain, StandardCharsets.UTF_8);
  }

  private static byte[] decode(String cursor) {
    if (cursor.length() <= MAX_CURSOR) {
      try {
        byte[] sealed = Base64.getUrlDecoder().decode(cursor);
        if (sealed.length >= MAC_LENGTH) {
          return sealed;
        }
      } catch (IllegalArgumentException e) {
        throw refused();
      }
    }
    throw refused();
  }

  private byte[] mac(String app, String purpose, byte[] payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.get().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      for (String part : new String[] {"cursor", app, purpose}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // Each part with its length before it, or "ab" + "c" would be sealed like "a" + "bc".
        mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        mac.update(bytes);
      }
      return mac.doFinal(payload);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static BadRequest refused() {
    return new BadRequest(
        "cursor", "is none of this list; use next_cursor as it was given, or leave it out to start again");
  }
}
