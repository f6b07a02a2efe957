package balanceapi.balance;

import balanceapi.platform.http.BadRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * The days {@code from} and {@code to} of a v2 request, in UTC.
 *
 * @param from the first day
 * @param to the last day, included
 */
record V2Days(LocalDate from, LocalDate to) {

  private static final int LENGTH = "2026-11-22".length();

  static V2Days of(V2Parameters parameters) {
    LocalDate from = day("from", parameters.required("from"));
    LocalDate to = day("to", parameters.required("to"));
    if (from.isAfter(to)) {
      throw new BadRequest("from", "must not be after to");
    }
    return new V2Days(from, to);
  }

  /** The day in this parameter. */
  static LocalDate day(String name, String text) {
    try {
      if (text.length() == LENGTH) {
        return LocalDate.parse(text);
      }
    } catch (DateTimeParseException e) {
      throw wrong(name);
    }
    throw wrong(name);
  }

  private static BadRequest wrong(String name) {
    return new BadRequest(name, "must be a day as YYYY-MM-DD, such as 2026-11-22");
  }

  boolean contain(Instant instant) {
    LocalDate day = LocalDate.ofInstant(instant, ZoneOffset.UTC);
    return !day.isBefore(from) && !day.isAfter(to);
  }
}
