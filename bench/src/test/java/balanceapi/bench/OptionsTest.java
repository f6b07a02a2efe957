package balanceapi.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  private static Options options(String... words) {
    return Options.of(List.of(words), Path.of("/home"));
  }

  @Test
  void without_words_everything_is_measured_at_full_size() {
    Options options = options();
    assertEquals(List.of(1_000, 10_000, 100_000), options.accounts());
    assertEquals(3_000, options.muchHistory());
    assertTrue(options.refresh());
    assertTrue(options.ingest());
    assertEquals(Path.of("/home/bench/target/report"), options.out());
  }

  @Test
  void quick_is_small_and_sizes_that_are_given_win_in_any_order() {
    assertEquals(List.of(1_000, 3_000), options("--quick").accounts());
    assertEquals(List.of(200, 500), options("--accounts", "500,200,500", "--quick").accounts());
    assertEquals(List.of(200, 500), options("--quick", "--accounts", "500,200").accounts());
  }

  @Test
  void one_part_can_be_measured_alone() {
    assertFalse(options("--only", "ingest").refresh());
    assertFalse(options("--only", "refresh").ingest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--fast", "--accounts", "--accounts 0", "--accounts 10", "--accounts 1000,", "--only all"})
  void what_is_not_understood_is_said(String words) {
    var wrong = assertThrows(Options.Wrong.class, () -> options(words.split(" ")));
    assertTrue(wrong.getMessage().contains("usage: ./bench/run"), wrong.getMessage());
  }
}
