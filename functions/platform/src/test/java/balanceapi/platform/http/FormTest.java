package balanceapi.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

  @Test
  void names_and_values_are_decoded_and_kept_in_their_order() {
    assertEquals(
        Optional.of(Map.of("a", List.of("1", "2"), "b c", List.of("ü=&"), "d", List.of(""))),
        Form.parse("a=1&b+c=%C3%BC%3D%26&&a=2&d"));
    assertEquals(Optional.of(Map.of()), Form.parse(""));
    assertEquals(Optional.of(Map.of("ü", List.of("é"))), Form.parse("ü=é".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%ff=1", "a=%c0%80", "a=%ed%a0%80", "a=1&b=%f0%9f"})
  void what_cannot_be_decoded_is_nothing(String text) {
    assertEquals(Optional.empty(), Form.parse(text));
  }

  @Test
  void bytes_that_are_no_utf_8_are_nothing() {
    assertEquals(Optional.empty(), Form.parse("a=é".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void the_number_of_pairs_is_bounded_before_any_is_read() {
    assertEquals(
        Form.MAX_PAIRS, Form.parse("a=1&".repeat(Form.MAX_PAIRS - 1) + "a=1").orElseThrow().get("a").size());
    assertEquals(Optional.empty(), Form.parse("a=1&".repeat(Form.MAX_PAIRS) + "a=1"));
    assertEquals(Optional.empty(), Form.parse("&".repeat(1_000_000)));
  }
}
