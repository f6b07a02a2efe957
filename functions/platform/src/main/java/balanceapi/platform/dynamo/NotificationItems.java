package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Attributes.list;
import static balanceapi.platform.dynamo.Attributes.of;
import static balanceapi.platform.dynamo.Attributes.orNone;
import static balanceapi.platform.dynamo.Attributes.unlessNone;

import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Notifications and endpoints as items: {@code n} revision, {@code at}, {@code kind}, {@code body}, {@code status},
 * {@code tries}, {@code queued}, {@code next}, {@code last}. One that was tried is in the index {@code notifications},
 * by {@code list_pk} and {@code list_sk}: one that is not will be tried in a moment, and needs no place there.
 */
final class NotificationItems {

  /** The index that lists what an app was told. */
  static final String INDEX = "notifications";

  static final String LIST = "list_pk";
  static final String PLACE = "list_sk";

  private NotificationItems() {}

  static Map<String, AttributeValue> item(Notification notification) {
    String own = notification.id().own();
    Attributes.Item item =
        new Attributes.Item()
            .with("pk", of(Keys.owner(notification.id().owner())))
            .with("sk", of(Keys.NOTICE + own))
            .with("v", AppItems.SCHEMA)
            .with("n", of(notification.revision()))
            .with("at", of(notification.at()))
            .with("kind", of(notification.kind().name()))
            .with("body", of(notification.body()))
            .with("status", of(notification.status().name()))
            .with("tries", of(notification.attempts()))
            .with("queued", of(notification.queuedAt()))
            .with("next", of(notification.nextAt()))
            .with("last", notification.last(), NotificationItems::attempt)
            .with("ttl", of(notification.keptUntil().getEpochSecond()));
    if (!notification.isNew()) {
      item.with(
              LIST,
              of(
                  Keys.notices(
                      notification.id().owner().app(),
                      notification.status(),
                      Keys.noticesPart(own))))
          .with(PLACE, of(Keys.time(notification.at()) + "#" + own));
    }
    return item.map();
  }

  static Notification notification(Map<String, AttributeValue> item) {
    return new Notification(
        Keys.notification(item.get("pk").s(), item.get("sk").s()),
        Kind.valueOf(item.get("kind").s()),
        Attributes.instant(item.get("at")),
        item.get("body").s(),
        Status.valueOf(item.get("status").s()),
        (int) Attributes.number(item.get("tries")),
        Attributes.instant(item.get("queued")),
        Attributes.instant(item.get("next")),
        unlessNone(item.get("last"), NotificationItems::attempt),
        Attributes.number(item.get("n")));
  }

  // ---- attempts: [at, result, delivered, answer]

  private static AttributeValue attempt(Attempt attempt) {
    return list(
        of(attempt.at()),
        of(attempt.result()),
        of(attempt.isDelivered()),
        orNone(attempt.answer(), Attributes::of));
  }

  private static Attempt attempt(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    return new Attempt(
        Attributes.instant(parts.get(0)),
        parts.get(1).s(),
        parts.get(2).bool(),
        unlessNone(parts.get(3), AttributeValue::s));
  }

  /** Says whether its time is over; DynamoDB deletes it some days later. */
  static boolean isOver(Map<String, AttributeValue> item, Instant now) {
    return Attributes.number(item.get("ttl")) <= now.getEpochSecond();
  }

  // ---- endpoints

  static Map<String, AttributeValue> item(Endpoint endpoint) {
    return new Attributes.Item()
        .with("pk", of(endpoint.app()))
        .with("sk", of(Keys.ENDPOINT))
        .with("v", AppItems.SCHEMA)
        .with("n", of(endpoint.revision()))
        .with("url", of(endpoint.url()))
        .with("failures", of(endpoint.failures()))
        .with("since", endpoint.failingSince(), Attributes::of)
        .with("paused", endpoint.pausedAt(), Attributes::of)
        .with("success", endpoint.lastSuccess(), Attributes::of)
        .with("failure", endpoint.lastFailure(), NotificationItems::attempt)
        .map();
  }

  static Endpoint endpoint(Map<String, AttributeValue> item) {
    return new Endpoint(
        item.get("pk").s(),
        item.get("url").s(),
        (int) Attributes.number(item.get("failures")),
        unlessNone(item.get("since"), Attributes::instant),
        unlessNone(item.get("paused"), Attributes::instant),
        unlessNone(item.get("success"), Attributes::instant),
        unlessNone(item.get("failure"), NotificationItems::attempt),
        Attributes.number(item.get("n")));
  }
}
