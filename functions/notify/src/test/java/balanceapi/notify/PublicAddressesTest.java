package balanceapi.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every range that is not public, with the addresses just within and just outside. */
class PublicAddressesTest {

  private static boolean isPublic(String literal) {
    return PublicAddresses.contain(address(literal));
  }

  /** Unlike Java's own reading it leaves an IPv4 address in IPv6 where it is. */
  private static InetAddress address(String literal) {
    InetAddress read = InetAddress.ofLiteral(literal);
    return literal.contains(":") && read.getAddress().length == 4 ? mapped(read.getAddress()) : read;
  }

  private static InetAddress mapped(byte[] ipv4) {
    byte[] bytes = new byte[16];
    bytes[10] = bytes[11] = (byte) 0xff;
    System.arraycopy(ipv4, 0, bytes, 12, 4);
    return ipv6(bytes);
  }

  private static InetAddress ipv6(byte[] bytes) {
    try {
      return Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InetAddress address(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[length];
    int from = Math.max(0, bytes.length - length);
    System.arraycopy(bytes, from, padded, length - (bytes.length - from), bytes.length - from);
    try {
      return length == 4 ? InetAddress.getByAddress(padded) : ipv6(padded);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The block, and whether what comes just before and just after is public. */
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.255.255.255, -, yes",
    "10.0.0.0, 10.255.255.255, yes, yes",
    "100.64.0.0, 100.127.255.255, yes, yes",
    "127.0.0.0, 127.255.255.255, yes, yes",
    "169.254.0.0, 169.254.255.255, yes, yes",
    "172.16.0.0, 172.31.255.255, yes, yes",
    "192.0.0.0, 192.0.0.255, yes, yes",
    "192.0.2.0, 192.0.2.255, yes, yes",
    "192.88.99.0, 192.88.99.255, yes, yes",
    "192.168.0.0, 192.168.255.255, yes, yes",
    "198.18.0.0, 198.19.255.255, yes, yes",
    "198.51.100.0, 198.51.100.255, yes, yes",
    "203.0.113.0, 203.0.113.255, yes, yes",
    "224.0.0.0, 239.255.255.255, yes, no",
    "240.0.0.0, 255.255.255.255, no, -",
    "::, 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, -, yes",
    "2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, yes, yes",
    "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, yes, yes",
    "2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, yes, yes",
    "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, yes, yes",
    "4000::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, yes, -",
    "100::, 100::ffff:ffff:ffff:ffff, no, no",
    "64:ff9b::, 64:ff9b::ffff:ffff, no, no",
    "64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, no, no",
    "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, no, no",
    "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, no, no",
    "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, no, no",
    "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, no, -"
  })
  void a_range_is_not_public_from_its_first_to_its_last_address(
      String first, String last, String before, String after) {
    byte[] bytes = address(first).getAddress();
    BigInteger low = new BigInteger(1, bytes);
    BigInteger high = new BigInteger(1, address(last).getAddress());
    assertFalse(isPublic(first));
    assertFalse(isPublic(last));
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      BigInteger size = high.subtract(low).add(BigInteger.ONE);
      InetAddress within = address(low.add(new BigInteger(140, random).mod(size)), bytes.length);
      assertFalse(PublicAddresses.contain(within), within::toString);
    }
    if (!before.equals("-")) {
      assertEquals(before.equals("yes"), PublicAddresses.contain(address(low.subtract(BigInteger.ONE), bytes.length)));
    }
    if (!after.equals("-")) {
      assertEquals(after.equals("yes"), PublicAddresses.contain(address(high.add(BigInteger.ONE), bytes.length)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1", "8.8.8.8", "52.95.110.1", "93.184.215.14", "223.255.255.255", "2000::1", "2600:1f18::1",
        "2606:4700:4700::1111", "2a00:1450:4001:800::200e", "3ffe::1"
      })
  void addresses_of_the_internet_are_public(String literal) {
    assertTrue(isPublic(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0", "127.0.0.1", "169.254.169.254", "169.254.170.2", "100.100.100.200", "255.255.255.255", "::", "::1",
        "fe80::1", "fd00:ec2::254", "fec0::1", "ff02::1"
      })
  void this_machine_its_neighbours_and_its_credentials_are_not(String literal) {
    assertFalse(isPublic(literal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::8.8.8.8", // compatible
        "::ffff:8.8.8.8", // mapped
        "::ffff:0:8.8.8.8", // translated
        "64:ff9b::8.8.8.8", // NAT64
        "64:ff9b:1::8.8.8.8", // NAT64 of one's own
        "2001:0:808:808::f7f7:f7f7", // Teredo
        "2002:808:808::1", // 6to4
        "2600:1f18::5efe:8.8.8.8", // ISATAP
        "2600:1f18::200:5efe:8.8.8.8",
        "2600:1f18::100:5efe:8.8.8.8",
        "2600:1f18::300:5efe:10.0.0.1"
      })
  void an_ipv4_address_within_ipv6_is_not_public_even_if_it_is_by_itself(String literal) {
    assertFalse(isPublic(literal));
  }

  @Test
  void every_ipv4_address_is_refused_in_each_form_that_carries_one() {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      byte[] ipv4 = new byte[4];
      random.nextBytes(ipv4);
      assertFalse(PublicAddresses.contain(mapped(ipv4)), () -> Arrays.toString(ipv4));
      for (String form : new String[] {"::", "64:ff9b::", "64:ff9b:1::", "2600:1f18::5efe:0:0"}) {
        byte[] bytes = address(form).getAddress();
        System.arraycopy(ipv4, 0, bytes, 12, 4);
        assertFalse(PublicAddresses.contain(ipv6(bytes)), () -> form + Arrays.toString(ipv4));
      }
      byte[] sixToFour = address("2002::1").getAddress();
      System.arraycopy(ipv4, 0, sixToFour, 2, 4);
      assertFalse(PublicAddresses.contain(ipv6(sixToFour)), () -> Arrays.toString(ipv4));
    }
  }

  @Test
  void what_only_looks_like_isatap_is_public() {
    assertTrue(isPublic("2600:1f18::400:5efe:8.8.8.8"));
    assertTrue(isPublic("2600:1f18::1:5efe:8.8.8.8"));
    assertTrue(isPublic("2600:1f18::5eff:8.8.8.8"));
  }
}
