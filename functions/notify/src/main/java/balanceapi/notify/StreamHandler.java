package balanceapi.notify;

import balanceapi.core.app.AppStore;
import balanceapi.core.notification.Change;
import balanceapi.core.notification.Notification;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.NotificationStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.core.usecase.TellApps;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RemainingTime;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.dynamo.DynamoNotificationStore;
import balanceapi.platform.dynamo.StoredChanges;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import balanceapi.platform.notification.DeliveryMessage;
import balanceapi.platform.notification.DeliveryQueue;
import balanceapi.platform.sqs.SqsClients;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes notifications of what the table's stream says. Each is kept before its message is sent, and the place in the
 * stream moves on after that: whatever dies in between is done again, and is the same.
 */
public final class StreamHandler implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

  /** What happened in a second did so before its end: no earlier than the beginning of the life that it is of. */
  private static final Duration SECOND = Duration.ofMillis(999);

  /** For so long a change that cannot be told holds up those after it: time to roll a bad version back. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** What is left of the function's time when it tells of no other change: a store's longest call, and the queue's. */
  private static final int RESERVE_MILLIS = 10_000;

  private final TellApps tell;
  private final DeliveryQueue queue;
  private final Consumer<String> deadLetters;
  private final Clock clock;
  private final Log log;

  /** As Lambda makes it. */
  public StreamHandler() {
    this(System.getenv());
  }

  /** On these variables: {@code TABLE_NAME}, {@code NOTIFICATION_QUEUE_URL} and {@code NOTIFICATION_DEAD_LETTERS_URL}. */
  public StreamHandler(Map<String, String> environment) {
    this(Config.of(environment), Clocks.millis());
  }

  private StreamHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), config.required(DynamoClients.TABLE), clock);
  }

  private StreamHandler(Config config, DynamoDbClient client, String table, Clock clock) {
    this(
        new DynamoAppStore(client, table),
        new DynamoAccountStore(client, table),
        new DynamoNotificationStore(client, table),
        DeliveryQueue.of(config),
        deadLetters(config),
        clock,
        Log.of("notify", config));
  }

  private static Consumer<String> deadLetters(Config config) {
    String url = config.required("NOTIFICATION_DEAD_LETTERS_URL");
    Supplier<SqsClient> client = SqsClients.onFirstUse(config);
    return body -> client.get().sendMessage(message -> message.queueUrl(url).messageBody(body));
  }

  StreamHandler(
      AppStore apps,
      AccountStore accounts,
      NotificationStore store,
      DeliveryQueue queue,
      Consumer<String> deadLetters,
      Clock clock,
      Log log) {
    this.deadLetters = Objects.requireNonNull(deadLetters, "deadLetters");
    this.tell = new TellApps(new KnownApps(apps, clock)::find, accounts, store, new ChosenWording());
    this.queue = Objects.requireNonNull(queue, "queue");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
  }

  /**
   * The first record that fails is named: the stream goes on from there, so that nothing is passed over. What came after
   * it is told all the same. One that a version of ours cannot read, or stumbles over, is given up in the end.
   */
  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
    Log here = log.in(context);
    // A failed login is told by its record and by each of its accounts: that is one message, if they come together.
    SequencedSet<DeliveryMessage> messages = new LinkedHashSet<>();
    Optional<String> failed = Optional.empty();
    for (DynamodbStreamRecord record : event.getRecords()) {
      StreamRecord streamed = record.getDynamodb();
      if (!RemainingTime.isMoreThan(RESERVE_MILLIS, context)) {
        failed = failed.or(() -> Optional.of(streamed.getSequenceNumber()));
        break;
      }
      try {
        told(streamed).forEach(each -> messages.add(message(each)));
      } catch (RuntimeException fault) {
        here.with("sequence_number", streamed.getSequenceNumber())
            .fault("a change could not be told", fault);
        if (fault instanceof StoreUnavailable || !givenUp(record, here)) {
          failed = failed.or(() -> Optional.of(streamed.getSequenceNumber()));
        }
      }
    }
    try {
      queue.send(List.copyOf(messages), Duration.ZERO);
      here.metric("NotificationsMade", "Count", messages.size());
    } catch (RuntimeException fault) {
      here.fault("what was to be told could not be queued", fault);
      failed = Optional.of(event.getRecords().getFirst().getDynamodb().getSequenceNumber());
    }
    return new StreamsEventResponse(failed.map(BatchItemFailure::new).stream().toList());
  }

  /** Leaves a word of a change that cannot be told, once it has held up the others for long. */
  private boolean givenUp(DynamodbStreamRecord record, Log here) {
    StreamRecord streamed = record.getDynamodb();
    boolean isOld =
        Optional.ofNullable(streamed.getApproximateCreationDateTime())
            .filter(at -> at.toInstant().plus(PATIENCE).isBefore(clock.instant()))
            .isPresent();
    if (!isOld) {
      return false;
    }
    try {
      deadLetters.accept(
          Json.write(
              Json.object()
                  .put("given_up", streamed.getSequenceNumber())
                  .put("event_id", record.getEventID())));
      return true;
    } catch (RuntimeException fault) {
      here.fault("a change that is given up could not be left with the dead letters", fault);
      return false;
    }
  }

  private static DeliveryMessage message(Notification notification) {
    return new DeliveryMessage.Deliver(Order.of(notification));
  }

  private List<Notification> told(StreamRecord streamed) {
    Instant now = clock.instant();
    return change(streamed)
        .map(change -> tell.of(change, at(change, streamed, now), now))
        .orElse(List.of());
  }

  private static Optional<Change> change(StreamRecord streamed) {
    return streamed.getNewImage() == null
        ? Optional.empty()
        : StoredChanges.of(Images.of(streamed.getOldImage()), Images.of(streamed.getNewImage()));
  }

  /** When it was stored: the stream tells the second of it, and what was stored mostly knows better. */
  private static Instant at(Change change, StreamRecord streamed, Instant now) {
    Instant second =
        Optional.ofNullable(streamed.getApproximateCreationDateTime())
            .map(Date::toInstant)
            .orElse(now);
    Instant stored =
        switch (change) {
          case Change.OfAccount(var before, var after) -> later(second, after.computedAt());
          case Change.OfRecord(var app, var before, var after) -> later(second, after.createdAt());
          case Change.OfTransaction hold -> second.plus(SECOND);
        };
    return stored.isBefore(now) ? stored : now;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
