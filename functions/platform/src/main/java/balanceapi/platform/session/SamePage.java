package balanceapi.platform.session;

import balanceapi.platform.http.Origin;
import java.util.Map;
import java.util.Set;

/**
 * Whether a request comes from a page of this service, and not from another site in the same browser.
 *
 * <p>A cookie goes along with requests that its owner did not mean. What changes something needs two proofs more:
 * the browser's own word for where it comes from, and a header that no other site can add without being asked
 * (OWASP, Cross-Site Request Forgery Prevention: Fetch Metadata and custom request headers).
 */
public final class SamePage {

  /** The header that the pages add to what they send, and its value. */
  public static final String HEADER = "x-requested-by";

  public static final String VALUE = "dashboard";

  private static final Set<String> READS = Set.of("GET", "HEAD");

  private SamePage() {}

  /** Whether a request may use its cookie: it only reads, or a page of ours sent it. */
  public static boolean lets(String method, Map<String, String> headers, Origin origin) {
    return READS.contains(method) || sent(headers, origin);
  }

  /**
   * Whether a page of ours sent this.
   *
   * @param headers names in lower case
   */
  public static boolean sent(Map<String, String> headers, Origin origin) {
    return isSameOrigin(headers, origin) && VALUE.equals(headers.get(HEADER));
  }

  /** Whether a page of ours sent this, by the browser's own word alone: enough where no cookie goes along. */
  public static boolean isSameOrigin(Map<String, String> headers, Origin origin) {
    return headers.containsKey("sec-fetch-site")
        ? headers.get("sec-fetch-site").equals("same-origin")
        : origin.url().equals(headers.get("origin"));
  }
}
