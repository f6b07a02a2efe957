package balanceapi.core.privacy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A person who is nobody, new in each test, whose particulars are pushed through the service: wherever they
 * turn up that they should not, in plain, in base64, in hex or percent-encoded, is a leak.
 */
public final class Canaries {

  private final Random random = new SecureRandom();

  /** 11 digits. */
  public final String bvn = "22" + digits(9);

  /** An account number, 10 digits. */
  public final String nuban = "20" + digits(8);

  public final String name = "Zq" + letters() + ", Wx" + letters();
  public final String email = letters() + "@" + letters() + ".example";
  public final String phone = "+23480" + digits(8);
  public final String narration = "TRF TO " + letters() + "/" + digits(6);

  /** All of them. */
  public List<String> all() {
    return List.of(bvn, nuban, name, email, phone, narration);
  }

  /** What a secret would be that nobody gave out. */
  public String secret() {
    return letters() + letters();
  }

  /** Where these stand in the texts, a leak a line; empty when they do not. */
  public static List<String> leaks(Collection<String> secrets, Collection<String> texts) {
    List<String> leaks = new ArrayList<>();
    for (String secret : secrets) {
      for (String form : forms(secret)) {
        texts.stream()
            .filter(text -> text.contains(form))
            .map(text -> secret + " as " + form + " in: " + text)
            .forEach(leaks::add);
      }
    }
    return leaks;
  }

  /** The ways in which a text may be written inside another. */
  static Set<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    Set<String> forms = new TreeSet<>();
    forms.add(secret);
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int before = 0; before < 3; before++) {
      forms.add(base64(Base64.getEncoder(), bytes, before));
      forms.add(base64(Base64.getUrlEncoder(), bytes, before));
    }
    return forms;
  }

  /** The characters that depend on these bytes alone, with so many others before them. */
  private static String base64(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    Arrays.fill(shifted, (byte) 'x');
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    return encoder
        .withoutPadding()
        .encodeToString(shifted)
        .substring(Math.ceilDiv(before * 8, 6), shifted.length * 8 / 6);
  }

  private String digits(int count) {
    return random
        .ints(count, 0, 10)
        .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
        .toString();
  }

  private String letters() {
    return random
        .ints(12, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
