package balanceapi.platform.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a caller reached this service, without a slash at the end. On AWS that is always https; on one machine it
 * is not.
 *
 * @param url such as {@code https://balances.example.com}
 */
public record Origin(String url) {

  private static final Pattern THIS_MACHINE =
      Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]+)?");

  /**
   * The origin of a request.
   *
   * @param domain the name that the gateway says it was reached by
   * @param hostHeader what the caller says; believed for the port alone
   */
  public static Origin of(Optional<String> domain, Optional<String> hostHeader) {
    String named = domain.orElse("localhost");
    String host =
        hostHeader.filter(text -> text.matches(Pattern.quote(named) + ":[0-9]{1,5}")).orElse(named);
    return new Origin((THIS_MACHINE.matcher(host).matches() ? "http://" : "https://") + host);
  }

  /** Whether nobody on the way can read or change what is sent. */
  public boolean isSecure() {
    return url.startsWith("https://");
  }
}
