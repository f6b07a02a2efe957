package balanceapi.platform;

import balanceapi.platform.http.BadRequest;
import balanceapi.platform.secrets.AesGcm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Cursors of lists: where the next page starts, sealed so that nobody can read, make or alter one.
 *
 * <p>AES-256-GCM under a key of the deployment. A cursor is bound to the app that it was given to and to its
 * purpose (the list and its filters), so one of another app or another list is refused like a forged one.
 */
public final class Cursors {

  /** The longest payload sealed, in bytes. */
  public static final int MAX_PAYLOAD = 1024;

  private static final int MAX_CURSOR = (MAX_PAYLOAD + AesGcm.OVERHEAD) * 4 / 3 + 4;
  private static final String KIND = "cursor";

  private final AesGcm sealing;

  /** Cursors sealed under this key; it is asked for at each use, so that it may be fetched and renewed. */
  public Cursors(Supplier<String> key) {
    this.sealing = new AesGcm(key);
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
    return encode(sealing.seal(plain, KIND, app, purpose));
  }

  /**
   * Opens a cursor that {@link #seal} made for the same app and purpose.
   *
   * @throws BadRequest if it did not
   */
  public String open(String app, String purpose, String cursor) {
    return sealing
        .open(decode(cursor), KIND, app, purpose)
        .map(plain -> new String(plain, StandardCharsets.UTF_8))
        .orElseThrow(Cursors::refused);
  }

  private static String encode(byte[] cursor) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  private static byte[] decode(String cursor) {
    if (cursor.length() > MAX_CURSOR) {
      throw refused();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      // The last character has bits to spare: without this, a cursor could be written in several ways.
      if (encode(bytes).equals(cursor)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw refused();
    }
    throw refused();
  }

  private static BadRequest refused() {
    return new BadRequest(
        "cursor", "is none of this list; use next_cursor as it was given, or leave it out to start again");
  }
}
