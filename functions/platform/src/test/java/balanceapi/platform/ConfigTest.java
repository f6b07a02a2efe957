package balanceapi.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigTest {

  private final Config config = Config.of(Map.of("TABLE_NAME", "t", "EMPTY", "", "DAYS", "7", "BAD", "7x"));

  @Test
  void what_is_there_is_given() {
    assertEquals("t", config.required("TABLE_NAME"));
    assertEquals(Optional.of("t"), config.optional("TABLE_NAME"));
    assertEquals(7, config.integer("DAYS", 3, 1, 90));
    assertEquals(3, config.integer("OTHER", 3, 1, 90));
  }

  @Test
  void what_is_missing_or_empty_says_which_variable_to_set() {
    var missing = assertThrows(Config.Missing.class, () -> config.required("EMPTY"));
    assertTrue(missing.getMessage().contains("EMPTY"));
    assertEquals(Optional.empty(), config.optional("EMPTY"));
    assertEquals(Optional.empty(), config.optional("NEVER"));
  }

  @Test
  void a_number_out_of_range_says_what_it_may_be_and_not_what_it_was() {
    var bad = assertThrows(Config.Missing.class, () -> config.integer("BAD", 1, 1, 90));
    assertTrue(bad.getMessage().contains("BAD to a whole number from 1 to 90"));
    assertFalse(bad.getMessage().contains("7x"));
    assertThrows(Config.Missing.class, () -> config.integer("DAYS", 1, 1, 6));
  }
}
