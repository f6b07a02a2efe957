package balanceapi.core.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a notification is tried, and until when. */
final class NotificationTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private static Notification fresh(int n) {
    NotificationId id =
        new NotificationId(new Owner.OfAccount(new AccountRef("app", "acc")), "%024x".formatted(n));
    return Notification.fresh(id, Kind.BALANCE_UPDATED, "{}", NOW, NOW);
  }

  private static Attempt failure(Instant at) {
    return new Attempt(at, "timed_out", false, Optional.empty());
  }

  /** The pauses until it is dead, tried each time as soon as it may. */
  private static List<Duration> pauses(Notification notification) {
    List<Duration> pauses = new ArrayList<>();
    Notification now = notification;
    while (now.status() == Status.WAITING) {
      Notification next = now.failed(failure(now.nextAt()));
      pauses.add(Duration.between(now.nextAt(), next.nextAt()));
      now = next;
    }
    return pauses;
  }

  @Test
  void it_is_tried_for_24_hours_with_growing_pauses() {
    List<Duration> pauses = pauses(fresh(1));
    Duration whole = pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertEquals(Duration.ofHours(24), whole, "the last attempt is made when the day ends");
    List<Duration> least =
        List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(3));
    for (int i = 0; i < least.size(); i++) {
      assertTrue(pauses.get(i).compareTo(least.get(i)) >= 0, pauses::toString);
      assertTrue(pauses.get(i).compareTo(least.get(i).multipliedBy(5).dividedBy(4)) <= 0, pauses::toString);
    }
  }

  @Test
  void what_failed_together_does_not_come_again_together() {
    long moments =
        IntStream.range(0, 100)
            .mapToObj(n -> fresh(n).failed(failure(NOW)).nextAt())
            .distinct()
            .count();
    assertTrue(moments > 20, moments + " moments");
  }

  @Test
  void a_late_attempt_is_the_last() {
    Notification late = fresh(1).failed(failure(NOW.plus(Duration.ofHours(25))));
    assertEquals(Status.DEAD, late.status());
    assertEquals(1, late.attempts());
  }

  @Test
  void queued_anew_it_has_its_whole_day_again() {
    Instant later = NOW.plus(Duration.ofDays(3));
    Notification again = fresh(1).failed(failure(NOW.plus(Duration.ofDays(2)))).requeued(later);
    assertEquals(Status.WAITING, again.status());
    assertEquals(0, again.attempts());
    assertEquals(later, again.nextAt());
    assertEquals(Status.WAITING, again.failed(failure(later.plus(Duration.ofHours(23)))).status());
    assertEquals(NOW, again.at(), "it happened when it did");
  }

  @Test
  void it_is_kept_a_week_when_it_was_delivered_and_a_month_otherwise() {
    Attempt taken = new Attempt(NOW, "delivered", true, Optional.empty());
    assertEquals(NOW.plus(Duration.ofDays(7)), fresh(1).delivered(taken).keptUntil());
    assertEquals(NOW.plus(Duration.ofDays(30)), fresh(1).keptUntil());
    assertEquals(
        NOW.plus(Duration.ofDays(32)), fresh(1).failed(failure(NOW.plus(Duration.ofDays(2)))).keptUntil());
  }
}
