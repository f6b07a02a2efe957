package balanceapi.core.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction.Details;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A feed that repeats a hold for weeks does not make its item grow without end. */
class TransactionBoundsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static Transaction shown(int hour, String amount) {
    Instant at = START.plusSeconds(3600L * hour);
    Line line =
        new Line(
            Direction.DEBIT,
            new BigDecimal(amount),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return Transaction.shown(
        "t",
        new Showing(at, at, "e" + hour, State.PENDING, Optional.of(line)),
        new Details(at, Optional.of("hour " + hour), Optional.empty(), Optional.empty()));
  }

  @Test
  void repetitions_are_bounded_and_what_decides_is_kept() {
    Transaction t = shown(0, "10");
    for (int hour = 1; hour < 200; hour++) {
      t = t.join(shown(hour, hour < 100 ? "10" : "12"));
    }
    assertEquals(Transaction.MAX_SHOWINGS, t.showings().size());
    assertEquals(START, t.first().asOf());
    assertEquals("e199", t.newest().event());
    assertTrue(t.showings().stream().anyMatch(s -> s.event().equals("e99")), "the last at 10");
    assertTrue(t.showings().stream().anyMatch(s -> s.event().equals("e100")), "the first at 12");
    assertEquals(Optional.of("hour 199"), t.details().description());
  }

  @Test
  void up_to_the_bound_nothing_is_left_out() {
    Transaction t = shown(0, "10");
    for (int hour = 1; hour < Transaction.MAX_SHOWINGS; hour++) {
      t = t.join(shown(hour, "10"));
    }
    assertEquals(Transaction.MAX_SHOWINGS, t.showings().size());
  }
}
