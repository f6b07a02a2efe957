package balanceapi.core.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhenTest {

  private static final ZoneId LAGOS = ZoneId.of("Africa/Lagos");

  /** Rule 12 as a table; the instant is 00:30 of the 10th in Lagos, still the 9th in UTC. */
  @ParameterizedTest
  @CsvSource({
    "2026-03-08, later, false",
    "2026-03-09, later, false",
    "2026-03-10, earlier, false",
    "2026-03-10, same, false",
    "2026-03-10, later, true",
    "2026-03-11, earlier, true",
  })
  void a_date_is_compared_as_a_day_at_the_bank(String date, String started, boolean after) {
    Instant asOf = Instant.parse("2026-03-09T23:30:00Z");
    Instant first =
        switch (started) {
          case "earlier" -> asOf.minusMillis(1);
          case "same" -> asOf;
          default -> asOf.plusMillis(1);
        };
    assertEquals(after, When.of(LocalDate.parse(date)).isAfter(asOf, LAGOS, first));
  }

  @ParameterizedTest
  @CsvSource({"-1, false", "0, false", "1, true"})
  void an_instant_is_after_another_strictly(long millis, boolean after) {
    Instant asOf = Instant.parse("2026-03-09T23:30:00Z");
    assertEquals(after, When.of(asOf.plusMillis(millis)).isAfter(asOf, LAGOS, Instant.MAX));
  }

  @Test
  void a_date_begins_and_ends_with_the_day_at_the_bank() {
    When day = When.of(LocalDate.parse("2026-03-10"));
    assertEquals(Instant.parse("2026-03-09T23:00:00Z"), day.start(LAGOS));
    assertEquals(Instant.parse("2026-03-10T23:00:00Z"), day.end(LAGOS));
    assertEquals(LocalDate.parse("2026-03-10"), day.day(ZoneId.of("Pacific/Kiritimati")));
    assertEquals(LocalDate.parse("2026-03-10"), day.day(ZoneId.of("Etc/GMT+12")));
  }

  @Test
  void a_day_with_a_change_of_clocks_ends_where_the_next_begins() {
    ZoneId london = ZoneId.of("Europe/London");
    When shortDay = When.of(LocalDate.parse("2026-03-29"));
    assertEquals(Instant.parse("2026-03-29T00:00:00Z"), shortDay.start(london));
    assertEquals(Instant.parse("2026-03-29T23:00:00Z"), shortDay.end(london));
  }

  @Test
  void no_zone_ends_a_day_later_than_its_bound() {
    When day = When.of(LocalDate.parse("2026-03-10"));
    for (String id : ZoneId.getAvailableZoneIds()) {
      assertEquals(false, day.end(ZoneId.of(id)).isAfter(day.latest()), id);
    }
  }

  @Test
  void an_unknown_country_is_utc() {
    assertEquals(ZoneOffset.UTC, BankZone.of(Optional.empty()));
    assertEquals(ZoneOffset.UTC, BankZone.of(Optional.of("??")));
    assertEquals(LAGOS, BankZone.of(Optional.of("NG")));
  }
}
