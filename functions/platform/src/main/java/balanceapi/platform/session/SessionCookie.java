package balanceapi.platform.session;

import balanceapi.platform.http.Origin;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cookie that a session travels in. Scripts cannot read it and other sites cannot send it; over https its name
 * has the prefix that lets no neighbour domain set it (RFC 6265bis section 4.1.3.2). A browser takes that prefix
 * over https alone, so on one machine the name is bare.
 */
public final class SessionCookie {

  private static final int MAX_LENGTH = 512;

  private SessionCookie() {}

  /** The session that came along; empty without one, or with two, of which nobody knows whose the other is. */
  public static Optional<String> in(List<String> cookies, Origin origin) {
    String prefix = name(origin) + "=";
    List<String> values =
        cookies.stream()
            .flatMap(line -> Stream.of(line.split(";")))
            .map(String::strip)
            .filter(cookie -> cookie.startsWith(prefix) && cookie.length() <= MAX_LENGTH)
            .map(cookie -> cookie.substring(prefix.length()))
            .toList();
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** The {@code Set-Cookie} that keeps this session. */
  public static String keeping(String sealed, Origin origin) {
    return cookie(sealed, Sessions.LASTS.toSeconds(), origin);
  }

  /** The {@code Set-Cookie} that ends whatever session there was. */
  public static String ending(Origin origin) {
    return cookie("", 0, origin);
  }

  private static String cookie(String value, long seconds, Origin origin) {
    return name(origin)
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (origin.isSecure() ? "; Secure" : "");
  }

  private static String name(Origin origin) {
    return origin.isSecure() ? "__Host-session" : "session";
  }
}
