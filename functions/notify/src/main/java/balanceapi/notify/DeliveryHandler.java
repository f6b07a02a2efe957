package balanceapi.notify;

import balanceapi.core.app.AppStore;
import balanceapi.core.app.Vault;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.NotificationStore;
import balanceapi.core.usecase.DeliverNotifications;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.core.usecase.DeliverNotifications.Turn;
import balanceapi.core.usecase.Notifications;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RemainingTime;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.dynamo.DynamoNotificationStore;
import balanceapi.platform.log.Log;
import balanceapi.platform.notification.DeliveryMessage;
import balanceapi.platform.notification.DeliveryQueue;
import balanceapi.platform.secrets.Vaults;
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
 * Works off the delivery queue. What has to wait goes back as a new message, as often as it takes: a queue keeps a
 * message back for a quarter of an hour at most.
 */
public final class DeliveryHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** What is left of the function's time when it begins no other thing: a few store calls. */
  private static final int RESERVE_MILLIS = 5_000;

  private final DeliverNotifications deliver;
  private final Notifications notifications;
  private final RefreshAsk ask;
  private final DeliveryQueue queue;
  private final Clock clock;
  private final Log log;

  /** As Lambda makes it. */
  public DeliveryHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code NOTIFICATION_QUEUE_URL}, and {@code VAULT_KEY_ID} or {@code VAULT_KEY};
   * on one machine, {@code CALLBACKS_TO_LOOPBACK} to reach that machine, too.
   */
  public DeliveryHandler(Map<String, String> environment) {
    this(Config.of(environment), Clocks.millis());
  }

  private DeliveryHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), config.required(DynamoClients.TABLE), clock);
  }

  private DeliveryHandler(Config config, DynamoDbClient client, String table, Clock clock) {
    this(
        new DynamoAppStore(client, table),
        new DynamoAccountStore(client, table),
        new DynamoNotificationStore(client, table),
        new SignedCourier(Callbacks.of(allowsLoopback(config)), Vaults.of(config, clock), clock),
        DeliveryQueue.of(config),
        clock,
        Log.of("deliver", config));
  }

  /** On Lambda the loopback address is the runtime's own interface: there, no variable opens it. */
  private static boolean allowsLoopback(Config config) {
    return config.optional("LOCAL").isPresent()
        && config.optional("CALLBACKS_TO_LOOPBACK").filter("true"::equals).isPresent();
  }

  DeliveryHandler(
      AppStore apps,
      AccountStore accounts,
      NotificationStore store,
      SignedCourier courier,
      DeliveryQueue queue,
      Clock clock,
      Log log) {
    KnownApps known = new KnownApps(apps, clock);
    this.deliver =
        new DeliverNotifications(
            known::find, store, courier, app -> queue.sweepLater(app, Status.HELD));
    this.notifications = new Notifications(store);
    this.ask = new RefreshAsk(known, accounts, courier);
    this.queue = Objects.requireNonNull(queue, "queue");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    Log here = log.in(context);
    List<BatchItemFailure> failures = new ArrayList<>();
    for (SQSEvent.SQSMessage received : event.getRecords()) {
      try {
        work(DeliveryMessage.parse(received.getBody()), SqsMessages.isRepeated(received), context, here);
      } catch (RuntimeException fault) {
        here.with("message_id", received.getMessageId()).fault("delivery message failed", fault);
        failures.add(new BatchItemFailure(received.getMessageId()));
      }
    }
    return new SQSBatchResponse(failures);
  }

  private void work(DeliveryMessage message, boolean isRepeated, Context context, Log here) {
    switch (message) {
      case DeliveryMessage.Deliver(var order) -> deliver(order, isRepeated, here);
      case DeliveryMessage.Requeue(var app, var status, var after) -> requeue(app, status, after, context);
      case DeliveryMessage.Ask asked ->
          ask.of(asked, clock.instant()).ifPresent(pause -> queue.send(List.of(asked), pause));
    }
  }

  private void deliver(Order order, boolean isRepeated, Log here) {
    Instant now = clock.instant();
    Turn turn = deliver.deliver(order, isRepeated, now);
    turn.attempt().ifPresent(attempt -> measure(order, turn, attempt, here));
    turn.next()
        .ifPresent(
            next ->
                queue.send(
                    List.of(new DeliveryMessage.Deliver(next.order())),
                    pause(Duration.between(now, next.at()))));
  }

  private static Duration pause(Duration wanted) {
    Duration whole = Duration.ofSeconds(Math.max(1, wanted.plusMillis(999).toSeconds()));
    return whole.compareTo(DeliveryQueue.LONGEST_DELAY) > 0 ? DeliveryQueue.LONGEST_DELAY : whole;
  }

  private static void measure(Order order, Turn turn, Attempt attempt, Log here) {
    here.metric("NotificationsDelivered", "Count", attempt.isDelivered() ? 1 : 0);
    here.metric("NotificationsFailed", "Count", attempt.isDelivered() ? 0 : 1);
    boolean isDead = turn.status().equals(Optional.of(Status.DEAD));
    here.metric("NotificationsDead", "Count", isDead ? 1 : 0);
    here.with("app", order.id().owner().app())
        .with("outcome", attempt.result())
        .with("status", turn.status().map(Status::name).orElse("overtaken"))
        .info("notification tried");
  }

  private void requeue(String app, Status status, Optional<String> after, Context context) {
    BooleanSupplier hasTime = () -> RemainingTime.isMoreThan(RESERVE_MILLIS, context);
    notifications
        .each(
            app,
            status,
            after,
            clock.instant(),
            hasTime,
            found -> queue.send(found.stream().map(DeliveryHandler::once).toList(), Duration.ZERO))
        .ifPresent(
            place -> queue.send(new DeliveryMessage.Requeue(app, status, Optional.of(place))));
  }

  private static DeliveryMessage once(Notification notification) {
    return new DeliveryMessage.Deliver(Order.of(notification));
  }
}
