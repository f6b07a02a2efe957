package balanceapi.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.http.BadRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorsTest {

  private final Cursors cursors = new Cursors(() -> "a key of the deployment");

  @Test
  void what_was_sealed_opens_again() {
    String cursor = cursors.seal("app", "accounts", "nächste Seite");
    assertEquals("nächste Seite", cursors.open("app", "accounts", cursor));
    assertEquals("", cursors.open("app", "accounts", cursors.seal("app", "accounts", "")));
  }

  @Test
  void a_cursor_fits_into_a_url_as_it_is() {
    assertTrue(cursors.seal("app", "accounts", "??>>~~").matches("[A-Za-z0-9_-]+"));
  }

  @Test
  void another_apps_cursor_is_refused() {
    refuses("app2", "accounts", cursors.seal("app", "accounts", "x"));
  }

  @Test
  void another_lists_cursor_is_refused() {
    refuses("app", "balances", cursors.seal("app", "accounts", "x"));
    refuses("ap", "paccounts", cursors.seal("app", "accounts", "x"));
  }

  @Test
  void a_cursor_of_another_key_is_refused() {
    refuses("app", "accounts", new Cursors(() -> "another key").seal("app", "accounts", "x"));
  }

  @Test
  void every_changed_character_is_noticed() {
    String cursor = cursors.seal("app", "accounts", "here");
    for (int i = 0; i < cursor.length() - 1; i++) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      refuses("app", "accounts", cursor.substring(0, i) + other + cursor.substring(i + 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h", "he", "her"})
  void a_cursor_is_written_in_one_way_only(String payload) {
    String cursor = cursors.seal("app", "accounts", payload);
    assertEquals(payload, cursors.open("app", "accounts", cursor));
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = cursor.length() - 1;
    for (char other : alphabet.toCharArray()) {
      if (other != cursor.charAt(last)) {
        refuses("app", "accounts", cursor.substring(0, last) + other);
      }
    }
    for (String end : List.of("=", "==", "A", " ", "\n", "\0", "%3D")) {
      refuses("app", "accounts", cursor + end);
    }
  }

  @Test
  void what_is_no_cursor_is_refused() {
    refuses("app", "accounts", "");
    refuses("app", "accounts", "none");
    refuses("app", "accounts", "$$$");
    refuses("app", "accounts", "A".repeat(1_000_000));
  }

  @Test
  void the_largest_payload_opens_and_a_larger_one_is_not_sealed() {
    String largest = "x".repeat(Cursors.MAX_PAYLOAD);
    assertEquals(largest, cursors.open("app", "accounts", cursors.seal("app", "accounts", largest)));
    assertThrows(IllegalArgumentException.class, () -> cursors.seal("app", "accounts", largest + "x"));
  }

  private void refuses(String app, String purpose, String cursor) {
    BadRequest refused = assertThrows(BadRequest.class, () -> cursors.open(app, purpose, cursor));
    assertEquals("cursor", refused.field());
  }
}
