package balanceapi.notify;

import balanceapi.core.app.AppStore;
import balanceapi.core.notification.Change;
import balanceapi.core.notification.Notification;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.NotificationStore;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.core.usecase.TellApps;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.dynamo.DynamoNotificationStore;
import balanceapi.platform.dynamo.StoredChanges;
import balanceapi.platform.log.Log;
import balanceapi.platform.notification.DeliveryMessage;
import balanceapi.platform.notification.DeliveryQueue;
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
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Makes notifications of what the table's stream says. Each is kept before its message is sent, and the place in the
 * stream moves on after that: whatever dies in between is done again, and is the same.
 */
public final class StreamHandler implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

  /** What happened in a second did so before its end: no earlier than the beginning of the life that it is of. */
  private static final Duration SECOND = Duration.ofMillis(999);

  private final TellApps tell;
  private final DeliveryQueue queue;
  private final Clock clock;
  private final Log log;

  /** As Lambda makes it. */
  public StreamHandler() {
    this(System.getenv());
  }

  /** On these variables: {@code TABLE_NAME} and {@code NOTIFICATION_QUEUE_URL}. */
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
        clock,
        Log.of("notify", config));
  }

  StreamHandler(
      AppStore apps,
      AccountStore accounts,
      NotificationStore store,
      DeliveryQueue queue,
      Clock clock,
      Log log) {
    this.tell = new TellApps(new KnownApps(apps, clock)::find, accounts, store, new ChosenWording());
    this.queue = Objects.requireNonNull(queue, "queue");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
  }

  /**
   * The first record that fails is named: the stream goes on from there, so that nothing is passed over. What came after
   * it is told all the same, for if that record is given up after many attempts the rest of its batch goes with it.
   */
  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
    Log here = log.in(context);
    // A failed login is told by its record and by each of its accounts: that is one message, if they come together.
    SequencedSet<DeliveryMessage> messages = new LinkedHashSet<>();
    Optional<String> failed = Optional.empty();
    for (DynamodbStreamRecord streamed : event.getRecords()) {
      String at = streamed.getDynamodb().getSequenceNumber();
      try {
        told(streamed.getDynamodb()).forEach(each -> messages.add(message(each)));
      } catch (RuntimeException fault) {
        here.with("sequence_number", at).fault("a change could not be told", fault);
        failed = failed.or(() -> Optional.of(at));
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

  private static DeliveryMessage message(Notification notification) {
    return new DeliveryMessage.Deliver(Order.of(notification.id()));
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
