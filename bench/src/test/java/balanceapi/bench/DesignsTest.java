package balanceapi.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formulas, by hand, with prices of a dollar where that is easy to follow. */
class DesignsTest {

  /** A dollar a million writes, half a dollar a million reads, everything else for nothing. */
  private static final Prices UNITS =
      new Prices("here, now", 1e-6, 0.5e-6, 0, 0, 0, 0.005, 8_192, 1, 8, 40_000, 1_000, 3_000);

  private static final Row NOTHING = row(0, 4);
  private static final Row ALL = row(1_000, 1_000);

  private static Row row(int due, double reads) {
    Meter.Tally spent = new Meter.Tally(3L * due, due == 0 ? 0 : reads, due == 0 ? reads : 0, 4.0 * due);
    return new Row(1_000, 30, due == 0 ? 0 : 100, due, 1, 8, spent, 0);
  }

  private final Designs designs = new Designs(UNITS, NOTHING, ALL, 2, 8);

  @Test
  void this_design_pays_for_what_is_due_and_a_constant() {
    assertEquals(4 * 0.5e-6, designs.due(0), 1e-9);
    // Four writes and one read of a million, and the constant.
    assertEquals(4 + 0.5, designs.due(1), 1e-4);
    assertEquals(0.45, designs.due(0.1), 1e-4);
  }

  @Test
  void the_others_pay_for_all_that_there_is() {
    assertEquals(2 * 0.5, designs.scan(0), 1e-6);
    // A line of a directory is a whole unit here, to be seen; an account is read, and written.
    assertEquals(0.5 + 0.5, designs.messageEach(0), 1e-6);
    assertEquals(0.5 + 0.5 + 1, designs.rewrite(0), 1e-6);
    assertEquals(2 * 0.5 + 2, designs.scan(1), 1e-6);
  }

  @Test
  void the_ceiling_is_the_least_of_its_parts() {
    // Eight workers, three calls of 5 ms.
    assertTrue(designs.text().contains("533 a second"), designs.text());
  }

  @Test
  void the_projects_own_prices_are_read_and_a_missing_one_is_named(@TempDir Path folder) throws Exception {
    assertEquals(0.625e-6, Prices.read(Path.of("prices.properties")).write(), 1e-12);
    Path file = Files.writeString(folder.resolve("prices.properties"), "region=here\ndate=now\n");
    var missing = assertThrows(IllegalArgumentException.class, () -> Prices.read(file));
    assertTrue(missing.getMessage().contains("dynamodb.million.writes"), missing.getMessage());
  }
}
