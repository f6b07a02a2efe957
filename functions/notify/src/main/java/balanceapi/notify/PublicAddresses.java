package balanceapi.notify;

import java.net.InetAddress;
import java.util.List;

/**
 * Tells addresses of the public internet from all others, which are in IANA's registries of special-purpose addresses
 * (RFC 6890). In doubt an address is not public: nobody has an endpoint there.
 */
final class PublicAddresses {

  private static final List<Block> NOT_PUBLIC_IPV4 =
      List.of(
          Block.of("0.0.0.0/8"), // this network
          Block.of("10.0.0.0/8"), // private
          Block.of("100.64.0.0/10"), // shared between carriers and their customers
          Block.of("127.0.0.0/8"), // loopback
          Block.of("169.254.0.0/16"), // link-local; on AWS, whoever runs there gets credentials from it
          Block.of("172.16.0.0/12"), // private
          Block.of("192.0.0.0/24"), // protocol assignments
          Block.of("192.0.2.0/24"), // documentation
          Block.of("192.88.99.0/24"), // relays to 6to4
          Block.of("192.168.0.0/16"), // private
          Block.of("198.18.0.0/15"), // benchmarks
          Block.of("198.51.100.0/24"), // documentation
          Block.of("203.0.113.0/24"), // documentation
          Block.of("224.0.0.0/4"), // multicast
          Block.of("240.0.0.0/4")); // reserved, and broadcast

  /**
   * All that is handed out for use. Outside of it are loopback, link-local, site-local, unique local and multicast
   * addresses, those that go nowhere (100::/64), and those that carry an IPv4 address: ::/96, ::ffff:0:0/96,
   * 64:ff9b::/96 and 64:ff9b:1::/48.
   */
  private static final Block GLOBAL_UNICAST = Block.of("2000::/3");

  private static final List<Block> NOT_PUBLIC_IPV6 =
      List.of(
          Block.of("2001::/23"), // protocol assignments; 2001::/32, Teredo, carries an IPv4 address
          Block.of("2001:db8::/32"), // documentation
          Block.of("2002::/16"), // 6to4, carries an IPv4 address
          Block.of("3fff::/20")); // documentation

  private PublicAddresses() {}

  /** Whether an endpoint on the internet may have this address. */
  static boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return NOT_PUBLIC_IPV4.stream().noneMatch(block -> block.holds(bytes));
    }
    return GLOBAL_UNICAST.holds(bytes)
        && NOT_PUBLIC_IPV6.stream().noneMatch(block -> block.holds(bytes))
        && !isIsatap(bytes);
  }

  /** Any network may have such an address; its last four bytes are the IPv4 address that it leads to (RFC 5214). */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] & 0xfc) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
  }
}
