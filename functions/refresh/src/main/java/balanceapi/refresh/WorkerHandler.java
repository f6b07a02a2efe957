package balanceapi.refresh;

import balanceapi.core.app.AppStore;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.usecase.ForgetApp;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.core.usecase.RefreshDue.Report;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Works off the refresh queue. A message that fails is reported alone; an account that fails leaves its
 * shard's message as one of its own.
 */
public final class WorkerHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** What is left of the function's time when it stops and sends the rest on: a few store calls. */
  private static final int RESERVE_MILLIS = 10_000;

  private final RefreshDue refresh;
  private final RefreshQueue queue;
  private final Log log;

  /** As Lambda makes it. */
  public WorkerHandler() {
    this(System.getenv());
  }

  /** On these variables: {@code TABLE_NAME}, {@code SHARDS} and {@code REFRESH_QUEUE_URL}. */
  public WorkerHandler(Map<String, String> environment) {
    this(Config.of(environment));
  }

  private WorkerHandler(Config config) {
    this(config, DynamoClients.of(config));
  }

  private WorkerHandler(Config config, DynamoDbClient client) {
    this(
        config,
        DynamoAccountStore.of(client, config),
        new DynamoAppStore(client, config.required(DynamoClients.TABLE)));
  }

  private WorkerHandler(Config config, AccountStore store, AppStore apps) {
    this(
        new RefreshDue(
            store,
            new KnownApps(apps, Clock.systemUTC())::find,
            new ForgetApp(store, apps)),
        RefreshQueue.of(config),
        Log.of("refresh", config));
  }

  WorkerHandler(RefreshDue refresh, RefreshQueue queue, Log log) {
    this.refresh = Objects.requireNonNull(refresh, "refresh");
    this.queue = Objects.requireNonNull(queue, "queue");
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    Log here = log.in(context);
    List<BatchItemFailure> failures = new ArrayList<>();
    for (SQSEvent.SQSMessage message : event.getRecords()) {
      try {
        work(Message.parse(message.getBody()), () -> hasTime(context), here);
      } catch (RuntimeException fault) {
        here.with("message_id", message.getMessageId()).error("refresh message failed", fault);
        failures.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    return new SQSBatchResponse(failures);
  }

  private static boolean hasTime(Context context) {
    return context == null || context.getRemainingTimeInMillis() > RESERVE_MILLIS;
  }

  private void work(Message message, BooleanSupplier hasTime, Log here) {
    switch (message) {
      case Message.Alone(var task, var time) -> {
        if (!refresh.alone(task, time, hasTime)) {
          queue.send(List.of(message));
        }
      }
      case Message.Shard shard -> shard(shard, hasTime, here);
    }
  }

  private static Log named(Task task, Log here) {
    Log named = here.with("app", task.app()).with("task", task.getClass().getSimpleName());
    return task instanceof Task.Refresh(var ref) ? named.with("account", Log.id(ref.id())) : named;
  }

  private void shard(Message.Shard message, BooleanSupplier hasTime, Log here) {
    Report report =
        refresh.shard(
            message.shard(),
            message.time(),
            hasTime,
            new RefreshDue.Leaving() {
              @Override
              public void later(Task task) {
                queue.send(List.of(new Message.Alone(task, message.time())));
              }

              @Override
              public void failed(RefreshDue.Failure failure) {
                named(failure.task(), here).error("a task could not be done", failure.fault());
                later(failure.task());
              }
            });
    if (!report.complete()) {
      queue.send(List.of(message));
    }
    here.metric("AccountsDue", "Count", report.due());
    here.metric("AccountsRecomputed", "Count", report.changed());
    here.metric("AccountsFailed", "Count", report.failed().size());
    report
        .oldest()
        .map(at -> Math.max(0, Duration.between(at, message.time()).toSeconds()))
        .ifPresent(age -> here.metric("OldestDueAge", "Seconds", age));
    here.with("shard", message.shard())
        .with("due", report.due())
        .with("changed", report.changed())
        .with("complete", report.complete())
        .info("shard refreshed");
  }
}
