package balanceapi.core.availability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.availability.Figures.Until;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many pending credits are kept as few sums, which end early rather than late. */
class UntilTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static List<Until> credits(int count) {
    List<Until> credits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Money amount = Money.of(Currency.of("NGN"), BigDecimal.valueOf(i + 1));
      credits.add(new Until(amount, START.plusSeconds(i)));
    }
    return credits;
  }

  @Test
  void twelve_are_kept_as_they_are_by_their_end() {
    List<Until> shuffled = new ArrayList<>(credits(12));
    Collections.shuffle(shuffled, new Random(1));
    assertEquals(credits(12), Until.few(shuffled));
  }

  @Test
  void of_more_the_last_are_one_sum_that_ends_with_the_first_of_them() {
    List<Until> few = Until.few(credits(20));
    assertEquals(12, few.size());
    assertEquals(credits(20).subList(0, 11), few.subList(0, 11));
    assertEquals(START.plusSeconds(11), few.getLast().end());
    assertEquals("144.00", few.getLast().amount().toString(), "12 + 13 + … + 20");
  }
}
