package balanceapi.refresh;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.AppStore;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.store.AuditStore;
import balanceapi.core.usecase.Audit;
import balanceapi.core.usecase.ForgetApp;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.core.usecase.RefreshDue.Report;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RemainingTime;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoAuditStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.log.Log;
import balanceapi.platform.sqs.SqsMessages;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Works off the refresh queue. A message that fails is reported alone; an account that fails leaves its
 * shard's message as one of its own.
 */
public final class WorkerHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** What is left of the function's time when it stops and sends the rest on: a few store calls. */
  private static final int RESERVE_MILLIS = 10_000;

  private static final int MAX_AUDIT_RATE = 1_000;

  private final RefreshDue refresh;
  private final Audit audit;
  private final RefreshQueue queue;
  private final Clock clock;
  private final Log log;

  /** As Lambda makes it. */
  public WorkerHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code REFRESH_QUEUE_URL} and {@code AUDIT_RATE}, the accounts a second
   * that the audit looks at.
   */
  public WorkerHandler(Map<String, String> environment) {
    this(Config.of(environment));
  }

  private WorkerHandler(Config config) {
    this(config, DynamoClients.of(config));
  }

  private WorkerHandler(Config config, DynamoDbClient client) {
    this(config, client, config.required(DynamoClients.TABLE));
  }

  private WorkerHandler(Config config, DynamoDbClient client, String table) {
    this(
        config,
        new DynamoAccountStore(client, table),
        new DynamoAppStore(client, table),
        new DynamoAuditStore(client, table));
  }

  private WorkerHandler(Config config, AccountStore store, AppStore apps, AuditStore audits) {
    this(
        new RefreshDue(
            store,
            new KnownApps(apps, Clock.systemUTC())::find,
            new ForgetApp(store, apps),
            Clock.systemUTC()),
        new Audit(store, apps, audits, config.integer("AUDIT_RATE", 20, 1, MAX_AUDIT_RATE)),
        RefreshQueue.of(config),
        Clock.systemUTC(),
        Log.of("refresh", config));
  }

  WorkerHandler(RefreshDue refresh, Audit audit, RefreshQueue queue, Clock clock, Log log) {
    this.refresh = Objects.requireNonNull(refresh, "refresh");
    this.audit = Objects.requireNonNull(audit, "audit");
    this.queue = Objects.requireNonNull(queue, "queue");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    Log here = log.in(context);
    List<BatchItemFailure> failures = new ArrayList<>();
    for (SQSEvent.SQSMessage message : event.getRecords()) {
      try {
        work(message, context, here);
      } catch (RuntimeException fault) {
        here.with("message_id", message.getMessageId()).error("refresh message failed", fault);
        failures.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    return new SQSBatchResponse(failures);
  }

  private static boolean hasTime(Context context) {
    return RemainingTime.isMoreThan(RESERVE_MILLIS, context);
  }

  private void work(SQSEvent.SQSMessage received, Context context, Log here) {
    Message message = Message.parse(received.getBody());
    BooleanSupplier hasTime = () -> hasTime(context);
    Sending sending = new Sending(message.time(), context, here);
    switch (message) {
      case Message.Alone(var task, var time, var failure) -> {
        if (!refresh.alone(task, time, hasTime)) {
          sending.send(message);
        }
      }
      case Message.Shard(var shard, var time) -> {
        Report report = refresh.shard(shard, time, SqsMessages.isRepeated(received), hasTime, sending);
        if (!report.complete()) {
          sending.send(message);
        }
        measure(report, time, here);
        here.with("shard", shard.number())
            .with("due", report.due())
            .with("changed", report.changed())
            .with("complete", report.complete())
            .info("shard refreshed");
      }
      case Message.Audit(var lane, var time) -> {
        // A time ahead of the clock would overtake every slice until then.
        Instant clockNow = clock.instant();
        Instant now = time.isAfter(clockNow) ? clockNow : time;
        Audit.Report report = audit.slice(lane, now, hasTime, new Found(here));
        if (!report.complete()) {
          sending.send(message);
        }
        here.metric("AccountsAudited", "Count", report.audited());
        here.metric("Drift", "Count", report.drift());
        here.metric("AuditAge", "Seconds", Math.max(0, report.age().toSeconds()));
        here.with("lane", lane)
            .with("audited", report.audited())
            .with("drift", report.drift())
            .with("complete", report.complete())
            .info("slice audited");
      }
    }
    here.metric("MessagesSentOn", "Count", sending.sent);
  }

  private void measure(Report report, Instant time, Log here) {
    here.metric("AccountsDue", "Count", report.due());
    here.metric("AccountsRecomputed", "Count", report.changed());
    here.metric("AccountsUnchanged", "Count", report.unchanged());
    here.metric("AccountsFailed", "Count", report.failed().size());
    here.metric("Conflicts", "Count", report.conflicts());
    here.metric("HoldsExpired", "Count", report.expired());
    // Nothing due is an age of 0: a graph with gaps would not tell that from a worker that stands still.
    Instant clockNow = clock.instant();
    Instant now = clockNow.isAfter(time) ? clockNow : time;
    long oldest = report.oldest().map(at -> Duration.between(at, now).toSeconds()).orElse(0L);
    here.metric("OldestDueAge", "Seconds", Math.max(0, oldest));
  }

  private static Log named(Task task, Log here) {
    Log named = here.with("app", task.app()).with("task", task.getClass().getSimpleName());
    return task instanceof Task.Refresh(var ref) ? named.with("account", Log.id(ref.id())) : named;
  }

  /** Sends on what leaves a shard's message, and counts it. */
  private final class Sending implements RefreshDue.Leaving {
    private final Instant time;
    private final Context context;
    private final Log here;
    private int sent;

    Sending(Instant time, Context context, Log here) {
      this.time = time;
      this.context = context;
      this.here = here;
    }

    @Override
    public void later(Task task) {
      send(new Message.Alone(task, time, Optional.empty()));
    }

    @Override
    public void failed(RefreshDue.Failure failure) {
      Due due = failure.due();
      Throwable fault = failure.fault();
      named(due.task(), here).error("a task could not be done", fault);
      String request =
          Optional.ofNullable(context).map(Context::getAwsRequestId).orElse("unknown");
      Message.Failure why =
          new Message.Failure(due.at(), Log.classes(fault), Log.stack(fault), request);
      send(new Message.Alone(due.task(), time, Optional.of(why)));
    }

    void send(Message message) {
      queue.send(List.of(message));
      sent++;
    }
  }

  /** Tells the log what an audit found. */
  private record Found(Log here) implements Audit.Findings {

    @Override
    public void drift(AccountRef ref) {
      named(new Task.Refresh(ref), here).warn("an account had drifted and was repaired");
    }

    @Override
    public void failed(AccountRef ref, RuntimeException fault) {
      named(new Task.Refresh(ref), here).error("an account could not be audited", fault);
      here.metric("AccountsFailed", "Count", 1);
    }
  }
}
