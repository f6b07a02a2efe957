package balanceapi.notify;

import balanceapi.notify.Outcome.Refusal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Finds what may be called. The host of a URL is looked up here and nowhere else, once a call, whether it is a name
 * or an address in any spelling: what is called afterwards are the addresses that were found and checked.
 */
final class Targets {

  /** Looks names up. */
  @FunctionalInterface
  interface Names {
    /**
     * All addresses of a host.
     *
     * @param host a name, or an address without brackets
     */
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private static final int HIGHEST_PORT = 65535;

  private final Names names;
  private final boolean allowLoopback;

  /**
   * @param allowLoopback whether this machine may be called, over http too
   */
  Targets(Names names, boolean allowLoopback) {
    this.names = names;
    this.allowLoopback = allowLoopback;
  }

  /**
   * What a URL leads to.
   *
   * @throws NotCallable if that may not be called
   */
  Target of(URI url) throws NotCallable {
    String scheme = scheme(url);
    String host = host(url);
    List<InetAddress> addresses = addresses(host);
    if (scheme.equals("http") && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
      throw new NotCallable(Refusal.NOT_HTTPS);
    }
    return new Target(
        scheme, bare(host), url.getPort(), authority(host, url.getPort()), path(url), addresses);
  }

  private String scheme(URI url) throws NotCallable {
    if (url.getScheme() == null) {
      throw new NotCallable(Refusal.BAD_URL);
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    // Whether http may be hangs on the addresses, too.
    if (!scheme.equals("https") && !(scheme.equals("http") && allowLoopback)) {
      throw new NotCallable(Refusal.NOT_HTTPS);
    }
    return scheme;
  }

  private static String host(URI url) throws NotCallable {
    String host = url.getHost();
    boolean fits =
        host != null
            && url.getRawUserInfo() == null
            && url.getRawFragment() == null
            && url.getPort() != 0
            && url.getPort() <= HIGHEST_PORT
            // Two programs may read another letter, or turn it into ASCII, in two ways.
            && url.toString().chars().allMatch(letter -> letter < 0x80)
            // A zone says by which of our own interfaces; no address of the internet needs one.
            && host.indexOf('%') < 0
            // TLS has no name for it (RFC 6066).
            && !host.endsWith(".");
    if (!fits) {
      throw new NotCallable(Refusal.BAD_URL);
    }
    return host;
  }

  private List<InetAddress> addresses(String host) throws NotCallable {
    List<InetAddress> addresses = found(host);
    if (addresses.isEmpty()) {
      throw new NotCallable(Refusal.UNKNOWN_HOST);
    }
    for (InetAddress address : addresses) {
      if (!isAllowed(address) || isOddlyWritten(host, address)) {
        throw new NotCallable(Refusal.NOT_ALLOWED_ADDRESS);
      }
    }
    return addresses;
  }

  private List<InetAddress> found(String host) throws NotCallable {
    try {
      return List.of(names.addressesOf(bare(host)));
    } catch (UnknownHostException e) {
      throw new NotCallable(Refusal.UNKNOWN_HOST);
    }
  }

  private boolean isAllowed(InetAddress address) {
    return PublicAddresses.contain(address) || allowLoopback && address.isLoopbackAddress();
  }

  /** An IPv4 address inside of IPv6, or not as four decimal numbers: some would read another address there. */
  private static boolean isOddlyWritten(String host, InetAddress address) {
    // No domain at the top begins with a digit.
    boolean isWritten = isBracketed(host) || Character.isDigit(host.charAt(host.lastIndexOf('.') + 1));
    return isWritten && address instanceof Inet4Address && !address.getHostAddress().equals(host);
  }

  private static boolean isBracketed(String host) {
    return host.startsWith("[");
  }

  private static String bare(String host) {
    return isBracketed(host) ? host.substring(1, host.length() - 1) : host;
  }

  private static String authority(String host, int port) {
    return port < 0 ? host : host + ":" + port;
  }

  private static String path(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
