package balanceapi.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code name=value} pairs, percent-encoded: a query string, or the body of a form. */
public final class Form {

  /** The most pairs taken; no route knows a tenth of them. */
  public static final int MAX_PAIRS = 100;

  private Form() {}

  /**
   * The values of each name, in their order; a name alone has an empty value.
   *
   * @param text pairs parted by {@code &}; its length is the caller's to bound
   * @return empty when there are too many pairs, an escape is malformed or its bytes are no UTF-8
   */
  public static Optional<Map<String, List<String>>> parse(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    String[] pairs = text.split("&", MAX_PAIRS + 1);
    if (pairs.length > MAX_PAIRS) {
      return Optional.empty();
    }
    for (String pair : pairs) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1), true);
      if (name.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      values.computeIfAbsent(name.get(), any -> new ArrayList<>()).add(value.get());
    }
    return Optional.of(values);
  }

  /** The same of a form's body, whose bytes must be UTF-8, too. */
  public static Optional<Map<String, List<String>>> parse(byte[] body) {
    return utf8(ByteBuffer.wrap(body)).flatMap(Form::parse);
  }

  /** Percent-decodes, or is empty when an escape is malformed or the bytes are no UTF-8. */
  static Optional<String> decode(String raw, boolean plusIsSpace) {
    byte[] in = raw.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        int high = i + 1 < in.length ? Character.digit(in[i + 1], 16) : -1;
        int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        out.put((byte) (high << 4 | low));
        i += 2;
      } else {
        out.put(plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i]);
      }
    }
    return utf8(out.flip());
  }

  private static Optional<String> utf8(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
