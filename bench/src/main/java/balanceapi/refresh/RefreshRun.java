package balanceapi.refresh;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AuditStore;
import balanceapi.core.usecase.Audit;
import balanceapi.core.usecase.ForgetApp;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The refresh as deployed, with a queue in memory: the schedule's handler sends its messages, workers take
 * them off beside each other, and what they send on is worked off, too.
 *
 * <p>It stands in this package because the queue and its messages do.
 */
public final class RefreshRun implements AutoCloseable {

  /** The template's {@code RefreshConcurrency} and {@code Shards}. */
  private static final int WORKERS = 8;

  private static final int SHARDS = 8;

  private final ScheduleHandler schedule;
  private final WorkerHandler worker;
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
  private final Phaser underWay = new Phaser(1);
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  /**
   * Sets it up; its log lines go nowhere.
   *
   * @param known finds an app by its id
   */
  public RefreshRun(
      AccountStore store,
      AppStore apps,
      AuditStore audits,
      Function<String, Optional<App>> known) {
    Log log = Log.to(line -> {}, "refresh", Clock.systemUTC());
    schedule = new ScheduleHandler(this::send, SHARDS, log);
    worker =
        new WorkerHandler(
            new RefreshDue(store, known, new ForgetApp(store, apps), Clock.systemUTC()),
            new Audit(store, apps, audits, 1),
            this::send,
            Clock.systemUTC(),
            log);
  }

  private void send(List<Message> bodies) {
    for (Message message : bodies) {
      messages.incrementAndGet();
      underWay.register();
      workers.execute(() -> work(message.body()));
    }
  }

  private void work(String body) {
    try {
      SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
      message.setMessageId("1");
      message.setBody(body);
      SQSEvent event = new SQSEvent();
      event.setRecords(List.of(message));
      SQSBatchResponse answer = worker.handleRequest(event, new Invocation());
      failures.addAndGet(answer.getBatchItemFailures().size());
    } catch (RuntimeException fault) {
      failures.incrementAndGet();
    } finally {
      underWay.arriveAndDeregister();
    }
  }

  /**
   * Runs it until its queue is empty.
   *
   * @param time the run's now
   * @return how many messages there were
   * @throws IllegalStateException if one of them failed
   */
  public int at(Instant time) {
    messages.set(0);
    schedule.handleRequest(Map.of("time", time.toString()), null);
    underWay.arriveAndAwaitAdvance();
    if (failures.get() > 0) {
      throw new IllegalStateException(failures.get() + " messages of the refresh failed");
    }
    return messages.get();
  }

  @Override
  public void close() {
    workers.shutdown();
  }
}
