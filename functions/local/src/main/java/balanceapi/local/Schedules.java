package balanceapi.local;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** EventBridge Scheduler: calls functions with the template's input when their time has come. */
final class Schedules implements AutoCloseable {

  private static final String SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("schedules").factory());
  private final Functions functions;
  private final Clock clock;

  Schedules(List<Template.ScheduleTrigger> triggers, Functions functions, Clock clock) {
    this.functions = functions;
    this.clock = clock;
    for (Template.ScheduleTrigger trigger : triggers) {
      plan(trigger, ScheduleExpression.of(trigger.expression()), clock.instant());
    }
  }

  private void plan(Template.ScheduleTrigger trigger, ScheduleExpression expression, Instant after) {
    Instant due = expression.next(after);
    timer.schedule(
        () -> {
          // From now, not from what was due: a laptop that slept owes one run, not a night's worth.
          plan(trigger, expression, clock.instant());
          Thread.startVirtualThread(() -> fire(trigger, due));
        },
        Math.max(0, Duration.between(clock.instant(), due).toMillis()),
        TimeUnit.MILLISECONDS);
  }

  private void fire(Template.ScheduleTrigger trigger, Instant due) {
    try {
      functions.named(trigger.function()).invoke(input(trigger, due).getBytes(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String input(Template.ScheduleTrigger trigger, Instant due) {
    return trigger.input().replace(SCHEDULED_TIME, due.toString());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
