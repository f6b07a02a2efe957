package balanceapi.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A promise that does not hold is said, each in a line of its own. */
class RefreshChecksTest {

  private static final Row NOTHING = row(1_000, 30, 0, 0, 4, 0, 40);
  private static final Row ALL = row(1_000, 30, 100, 1_000, 10, 4_000, 50);

  private static Row row(
      int accounts, int history, int percent, double reads, double indexReads, double writes, int megabytes) {
    int due = accounts * percent / 100;
    Meter.Tally spent = new Meter.Tally(3L * due + 8, reads, indexReads, writes);
    return new Row(accounts, history, percent, due, 1, 8, spent, megabytes * 1_000_000L);
  }

  private static int failures(Row... usual) {
    return RefreshChecks.failures(List.of(usual), List.of()).size();
  }

  @Test
  void what_holds_is_not_said() {
    assertEquals(0, failures(NOTHING, ALL, row(10_000, 30, 0, 0, 4, 0, 40), row(10_000, 30, 100, 10_000, 60, 40_000, 52)));
  }

  @Test
  void nothing_due_that_costs_more_with_more_accounts_is_said() {
    assertEquals(1, failures(NOTHING, row(10_000, 30, 0, 0, 40, 0, 40)));
  }

  @Test
  void an_account_due_that_costs_too_much_is_said() {
    assertEquals(1, failures(row(1_000, 30, 100, 1_000, 10, 5_000, 50)));
    assertEquals(1, failures(row(1_000, 30, 100, 1_500, 10, 4_000, 50)));
    assertEquals(1, failures(row(1_000, 30, 100, 1_000, 500, 4_000, 50)));
  }

  @Test
  void a_price_that_moves_with_the_history_is_said() {
    Row much = row(1_000, 3_000, 100, 900, 10, 3_900, 50);
    assertEquals(2, RefreshChecks.failures(List.of(ALL), List.of(much)).size());
  }

  @Test
  void memory_that_grows_with_the_accounts_is_said() {
    assertEquals(1, failures(ALL, row(10_000, 30, 100, 10_000, 60, 40_000, 80)));
  }
}
