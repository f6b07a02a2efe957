package balanceapi.platform.http;

import balanceapi.core.app.Credentials;
import java.util.Optional;
import java.util.stream.Stream;

/** Strong entity tags, RFC 9110 section 8.8.3: the same content has the same tag, any other another. */
public final class ETag {

  private static final int HEX_DIGITS = 32;

  private ETag() {}

  /** The tag of this content, in quotes. */
  public static String of(String content) {
    return '"' + Credentials.sha256(content).substring(0, HEX_DIGITS) + '"';
  }

  /**
   * Whether a caller has what the tag stands for.
   *
   * @param ifNoneMatch the request's header; tags parted by commas. A {@code *} and weak tags are compared as RFC 9110
   *     section 13.1.2 says
   */
  public static boolean isKnown(String tag, Optional<String> ifNoneMatch) {
    return ifNoneMatch.stream()
        .flatMap(header -> Stream.of(header.split(",")))
        .map(known -> known.strip().replaceFirst("^W/", ""))
        .anyMatch(known -> known.equals(tag) || known.equals("*"));
  }
}
