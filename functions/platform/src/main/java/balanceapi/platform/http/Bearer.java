package balanceapi.platform.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/** The {@code Authorization: Bearer …} header, RFC 6750. */
public final class Bearer {

  /** Longer than any credential given out here; what is longer is none. */
  private static final int MAX_LENGTH = 512;

  private Bearer() {}

  /**
   * The credential in the header.
   *
   * @param headers names in lower case
   * @return it, or empty without the header, with another scheme or with a credential of absurd length
   */
  public static Optional<String> of(Map<String, String> headers) {
    String header = headers.getOrDefault("authorization", "");
    if (header.length() > MAX_LENGTH || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    return Optional.of(header.substring(7).strip()).filter(credential -> !credential.isEmpty());
  }

  /** Whether two credentials are the same, in a time that does not depend on where they differ. */
  public static boolean same(String shown, String expected) {
    return MessageDigest.isEqual(
        shown.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }
}
