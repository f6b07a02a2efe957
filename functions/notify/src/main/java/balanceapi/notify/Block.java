package balanceapi.notify;

import java.net.InetAddress;

/** The addresses of one version of IP that begin with the same bits. */
final class Block {

  private final byte[] first;
  private final int bits;

  private Block(byte[] first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /**
   * A block as it is usually written, such as {@code 10.0.0.0/8}.
   *
   * @throws IllegalArgumentException if that is no literal address, a slash and a number
   */
  static Block of(String text) {
    int slash = text.indexOf('/');
    byte[] first = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
    return new Block(first, Integer.parseInt(text.substring(slash + 1)));
  }

  /** Whether an address, as its bytes, is one of these. */
  boolean holds(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
