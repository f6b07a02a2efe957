package balanceapi.core.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A search that finds nothing proves nothing, unless it finds what is there. */
class CanariesTest {

  private final Canaries canaries = new Canaries();

  @Test
  void a_secret_is_found_in_each_of_its_forms() {
    String secret = canaries.bvn;
    for (String around : List.of("", "a", "ab", "abc", "{\"customerBvn\":\"")) {
      byte[] text = (around + secret + around + "z").getBytes(StandardCharsets.UTF_8);
      for (String shown :
          List.of(
              new String(text, StandardCharsets.UTF_8),
              Base64.getEncoder().encodeToString(text),
              Base64.getUrlEncoder().withoutPadding().encodeToString(text),
              HexFormat.of().formatHex(text))) {
        assertFalse(Canaries.leaks(List.of(secret), List.of("line " + shown)).isEmpty(), shown);
      }
    }
    assertFalse(Canaries.leaks(List.of("a b"), List.of("?q=a%20b")).isEmpty());
  }

  @Test
  void what_is_not_there_is_not_found() {
    assertEquals(List.of(), Canaries.leaks(canaries.all(), List.of("", new Canaries().all().toString())));
    String masked = "******" + canaries.nuban.substring(6);
    assertEquals(List.of(), Canaries.leaks(List.of(canaries.nuban), List.of(masked)));
  }
}
