package balanceapi.core.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.account.Observation.Pull;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is joined must not depend on the order: all triples of a few values are tried. */
class JoinsTest {

  private static final Instant T = Instant.parse("2026-03-10T11:00:00Z");

  private static List<Observation> observations() {
    List<Observation> all = new ArrayList<>();
    for (int at = 0; at < 2; at++) {
      for (String ledger : List.of("", "100", "80")) {
        for (String available : List.of("", "90", "70")) {
          for (int overdraft = 0; overdraft < 3; overdraft++) {
            Instant when = T.plusSeconds(at);
            all.add(
                new Observation(
                    new Pull(T, "r"),
                    reading(ledger, when),
                    reading(available, when),
                    overdraft == 0
                        ? Optional.empty()
                        : Optional.of(
                            new Reading<>(new Overdraft(BigDecimal.TEN, overdraft == 1), when)),
                    Optional.empty(),
                    List.of("e" + all.size() % 3),
                    0));
          }
        }
      }
    }
    return all;
  }

  private static Optional<Reading<BigDecimal>> reading(String text, Instant at) {
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(new Reading<>(new BigDecimal(text), at));
  }

  @Test
  void observations_join_alike_in_any_order_and_any_number() {
    List<Observation> all = observations();
    for (Observation a : all) {
      assertEquals(a, a.join(a));
      for (Observation b : all) {
        assertEquals(a.join(b), b.join(a));
        for (Observation c : all.subList(0, 20)) {
          assertEquals(a.join(b).join(c), a.join(b.join(c)));
        }
      }
    }
  }

  @Test
  void as_of_is_the_latest_event_that_gave_a_figure() {
    Observation figures = observation(reading("1", T), Optional.empty());
    Observation none =
        new Observation(
            new Pull(T, "r"), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), List.of("n"), 0);
    assertEquals(T, figures.join(none).asOf());
    Observation later = observation(Optional.empty(), reading("2", T.plusSeconds(5)));
    assertEquals(T.plusSeconds(5), figures.join(later).asOf());
    assertFalse(none.hasFigures());
    assertTrue(figures.join(none).hasFigures());
  }

  private static Observation observation(
      Optional<Reading<BigDecimal>> ledger, Optional<Reading<BigDecimal>> available) {
    return new Observation(
        new Pull(T, "r"), ledger, available, Optional.empty(), Optional.empty(), List.of("x"), 0);
  }

  @Test
  void profiles_join_alike_in_any_order_and_careful_words_win_at_one_instant() {
    List<Profile> all = new ArrayList<>();
    for (int at = 0; at < 2; at++) {
      for (String type : List.of("", "Savings", "Loan")) {
        for (String status : List.of("", "Active", "ACTIVE", "Frozen", "Dormant")) {
          all.add(
              Profile.of(
                  T.plusSeconds(at), "r" + at, Optional.of("n" + at),
                  Optional.of(type).filter(t -> !t.isEmpty()),
                  Optional.of(status).filter(t -> !t.isEmpty()),
                  Optional.empty(), Optional.empty(), Optional.empty(),
                  Optional.of("{\"s\":\"" + status + "\"}").filter(o -> !status.isEmpty())));
        }
      }
    }
    for (Profile a : all) {
      assertEquals(a, a.join(a));
      for (Profile b : all) {
        assertEquals(a.join(b), b.join(a));
        for (Profile c : all) {
          assertEquals(a.join(b).join(c), a.join(b.join(c)));
        }
        if (a.type().map(Reading::at).equals(b.type().map(Reading::at))) {
          assertEquals(a.isDebt() || b.isDebt(), a.join(b).isDebt());
        }
        if (a.status().map(Reading::at).equals(b.status().map(Reading::at))) {
          assertEquals(a.isRestricted() || b.isRestricted(), a.join(b).isRestricted());
        }
      }
    }
  }
}
