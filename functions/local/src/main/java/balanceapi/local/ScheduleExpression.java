package balanceapi.local;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a schedule fires: EventBridge Scheduler's {@code rate(…)}, or a {@code cron(…)} of numbers. */
sealed interface ScheduleExpression {

  /** The first instant after this one at which it fires. */
  Instant next(Instant after);

  /**
   * Reads an expression.
   *
   * @throws LocalFailure if it is neither, or a cron with names or with L, W or #
   */
  static ScheduleExpression of(String expression) {
    Matcher rate = Pattern.compile("rate\\((\\d+) (minute|hour|day)s?\\)").matcher(expression);
    if (rate.matches()) {
      int count = Integer.parseInt(rate.group(1));
      return new Rate(
          switch (rate.group(2)) {
            case "minute" -> Duration.ofMinutes(count);
            case "hour" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          });
    }
    Matcher cron = Pattern.compile("cron\\(([0-9*?,/ -]+)\\)").matcher(expression);
    if (cron.matches() && cron.group(1).strip().split("\\s+").length == 6) {
      return new Cron(List.of(cron.group(1).strip().split("\\s+")));
    }
    throw new LocalFailure("the local run does not know the schedule " + expression);
  }

  /** Every so often. */
  record Rate(Duration every) implements ScheduleExpression {
    @Override
    public Instant next(Instant after) {
      return after.truncatedTo(ChronoUnit.SECONDS).plus(every);
    }
  }

  /** Minutes, hours, days of the month, months, days of the week (1 is Sunday), years; in UTC. */
  record Cron(List<String> fields) implements ScheduleExpression {

    private static final int YEARS_AHEAD = 2;

    @Override
    public Instant next(Instant after) {
      ZonedDateTime start = after.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      ZonedDateTime candidate = start;
      while (candidate.isBefore(start.plusYears(YEARS_AHEAD))) {
        if (!fitsDay(candidate)) {
          candidate = candidate.truncatedTo(ChronoUnit.DAYS).plusDays(1);
        } else if (fits(0, 0, candidate, time -> time.get(ChronoField.MINUTE_OF_HOUR))
            && fits(1, 0, candidate, time -> time.get(ChronoField.HOUR_OF_DAY))) {
          return candidate.toInstant();
        } else {
          candidate = candidate.plusMinutes(1);
        }
      }
      throw new LocalFailure("the schedule cron(" + String.join(" ", fields) + ") never fires");
    }

    private boolean fitsDay(ZonedDateTime day) {
      return fits(2, 1, day, ZonedDateTime::getDayOfMonth)
          && fits(3, 1, day, ZonedDateTime::getMonthValue)
          && fits(4, 1, day, time -> time.getDayOfWeek().getValue() % 7 + 1)
          && fits(5, 1970, day, ZonedDateTime::getYear);
    }

    private boolean fits(int field, int lowest, ZonedDateTime time, ToIntFunction<ZonedDateTime> value) {
      int actual = value.applyAsInt(time);
      return List.of(fields.get(field).split(",")).stream().anyMatch(part -> covers(part, lowest, actual));
    }

    private static boolean covers(String part, int lowest, int actual) {
      String[] stepped = part.split("/", 2);
      String[] range = stepped[0].split("-", 2);
      boolean any = stepped[0].equals("*") || stepped[0].equals("?");
      int from = any ? lowest : Integer.parseInt(range[0]);
      boolean open = any || (stepped.length == 2 && range.length == 1);
      int to = open ? Integer.MAX_VALUE : Integer.parseInt(range[range.length - 1]);
      int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
      return actual >= from && actual <= to && (actual - from) % step == 0;
    }
  }
}
