package balanceapi.platform;

import balanceapi.platform.http.BadRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cursors of lists: where the next page starts, sealed so that nobody can read, make or alter one.
 *
 * <p>AES-256-GCM under a key of the deployment. A cursor is bound to the app that it was given to and to its
 * purpose (the list and its filters), so one of another app or another list is refused like a forged one.
 */
public final class Cursors {

  /** The longest payload sealed, in bytes. */
  public static final int MAX_PAYLOAD = 1024;

  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int MAX_CURSOR = (NONCE + MAX_PAYLOAD + TAG) * 4 / 3 + 4;
  private static final SecureRandom RANDOM = new SecureRandom();

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
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, app, purpose).doFinal(plain);
      byte[] cursor = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, cursor, NONCE, sealed.length);
      return encode(cursor);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * Opens a cursor that {@link #seal} made for the same app and purpose.
   *
   * @throws BadRequest if it did not
   */
  public String open(String app, String purpose, String cursor) {
    byte[] bytes = decode(cursor);
    byte[] nonce = Arrays.copyOf(bytes, NONCE);
    try {
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, nonce, app, purpose)
              .doFinal(bytes, NONCE, bytes.length - NONCE);
      return new String(plain, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw refused();
    }
  }

  private static String encode(byte[] cursor) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  private static byte[] decode(String cursor) {
    if (cursor.length() <= MAX_CURSOR) {
      try {
        byte[] bytes = Base64.getUrlDecoder().decode(cursor);
        // The last character has bits to spare: without this, a cursor could be written in several ways.
        if (bytes.length >= NONCE + TAG && encode(bytes).equals(cursor)) {
          return bytes;
        }
      } catch (IllegalArgumentException e) {
        throw refused();
      }
    }
    throw refused();
  }

  private Cipher cipher(int mode, byte[] nonce, String app, String purpose)
      throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(key.get().getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(digest, "AES"), new GCMParameterSpec(TAG * 8, nonce));
    for (String part : new String[] {"cursor", app, purpose}) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // Each part with its length before it, or "ab" + "c" would be sealed like "a" + "bc".
      cipher.updateAAD((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      cipher.updateAAD(bytes);
    }
    return cipher;
  }

  private static BadRequest refused() {
    return new BadRequest(
        "cursor", "is none of this list; use next_cursor as it was given, or leave it out to start again");
  }
}
