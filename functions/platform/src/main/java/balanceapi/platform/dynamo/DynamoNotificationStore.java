package balanceapi.platform.dynamo;

import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.NotificationStore;
import balanceapi.platform.dynamo.Table.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Notifications in DynamoDB, in the partition of the account or record that they are about. Who writes one has looked
 * first whether that is still there: an erasure waits for whoever looked before it, and deletes what was written.
 */
public final class DynamoNotificationStore implements NotificationStore {

  private static final Comparator<Map<String, AttributeValue>> NEWEST_FIRST =
      Comparator.comparing((Map<String, AttributeValue> key) -> place(key)).reversed();

  private final Table table;

  /**
   * Works on a table.
   *
   * @param client the client, not null
   * @param table the table's name, not null
   */
  public DynamoNotificationStore(DynamoDbClient client, String table) {
    this.table = new Table(client, table);
  }

  // ---- whom they are about

  private boolean isThere(NotificationId id, Instant at) {
    return table
        .get(Keys.owner(id.owner()), itself(id.owner()), true)
        .filter(item -> isOf(item, at))
        .isPresent();
  }

  private static String itself(Owner owner) {
    return owner instanceof Owner.OfAccount ? Keys.BALANCE : Keys.RECORD;
  }

  /** Says whether an item is itself, no tombstone of it, and of the life in which this happened. */
  private static boolean isOf(Map<String, AttributeValue> item, Instant at) {
    return item.containsKey("n")
        && Attributes.unlessNone(item.get("born"), Attributes::instant)
            .filter(at::isBefore)
            .isEmpty();
  }

  // ---- notifications

  @Override
  public Optional<Notification> keep(Notification notification) {
    if (!isThere(notification.id(), notification.at())) {
      return Optional.empty();
    }
    Notification first = notification.stored(1);
    return table
        .putNew(NotificationItems.item(first))
        .map(NotificationItems::notification)
        .or(() -> Optional.of(first));
  }

  @Override
  public Optional<Notification> find(NotificationId id, Instant now) {
    return table
        .get(Keys.owner(id.owner()), Keys.NOTICE + id.own(), true)
        .filter(item -> !NotificationItems.isOver(item, now))
        .map(NotificationItems::notification)
        .filter(found -> isThere(id, found.at()));
  }

  @Override
  public Optional<Notification> save(Notification notification) {
    Notification next = notification.stored(notification.revision() + 1);
    return table.putNext(NotificationItems.item(next), next.revision()).isEmpty()
        ? Optional.of(next)
        : Optional.empty();
  }

  // ---- lists

  @Override
  public Page<Notification> list(
      String app, List<Status> statuses, Optional<String> after, int limit, Instant now) {
    List<Map<String, AttributeValue>> keys =
        statuses.stream()
            .flatMap(status -> keys(app, status, after, limit + 1))
            .sorted(NEWEST_FIRST)
            .toList();
    List<Map<String, AttributeValue>> page = keys.subList(0, Math.min(limit, keys.size()));
    return new Page<>(
        items(page, statuses, now),
        keys.size() > limit ? Optional.of(place(page.getLast())) : Optional.empty());
  }

  /** The newest of each part, before the place: enough for a page, whichever they come from. */
  private Stream<Map<String, AttributeValue>> keys(
      String app, Status status, Optional<String> after, int limit) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    for (int part = 0; part < Keys.NOTICES; part++) {
      Query query =
          Query.indexed(
                  NotificationItems.INDEX,
                  NotificationItems.LIST,
                  Keys.notices(app, status, part),
                  NotificationItems.PLACE,
                  "0",
                  after.orElse("~"))
              .reversed();
      keys.addAll(table.page(query, Optional.empty(), limit + 1).items());
    }
    return keys.stream().filter(key -> after.filter(at -> place(key).compareTo(at) >= 0).isEmpty());
  }

  private static String place(Map<String, AttributeValue> key) {
    return key.get(NotificationItems.PLACE).s();
  }

  /** Those of the page that are still what the index says, and about whom is there. */
  private List<Notification> items(
      List<Map<String, AttributeValue>> keys, List<Status> statuses, Instant now) {
    Map<String, Map<String, AttributeValue>> found = new HashMap<>();
    table
        .getAll(keys.stream().flatMap(DynamoNotificationStore::withOwner).distinct().toList(), false)
        .forEach(item -> found.put(item.get("pk").s() + " " + item.get("sk").s(), item));
    return keys.stream()
        .flatMap(key -> Stream.ofNullable(found.get(key.get("pk").s() + " " + key.get("sk").s())))
        .filter(item -> !NotificationItems.isOver(item, now))
        .map(NotificationItems::notification)
        .filter(notification -> statuses.contains(notification.status()))
        .filter(
            notification ->
                Optional.ofNullable(found.get(itsOwner(notification)))
                    .filter(owner -> isOf(owner, notification.at()))
                    .isPresent())
        .toList();
  }

  private static Stream<Map<String, AttributeValue>> withOwner(Map<String, AttributeValue> key) {
    String pk = key.get("pk").s();
    String sk = key.get("sk").s();
    return Stream.of(
        Keys.key(pk, sk), Keys.key(pk, itself(Keys.notification(pk, sk).owner())));
  }

  private static String itsOwner(Notification notification) {
    Owner owner = notification.id().owner();
    return Keys.owner(owner) + " " + itself(owner);
  }

  // ---- endpoints

  @Override
  public Optional<Endpoint> endpoint(String app) {
    return table.get(app, Keys.ENDPOINT, true).map(NotificationItems::endpoint);
  }

  @Override
  public boolean save(Endpoint endpoint) {
    Endpoint next = endpoint.stored(endpoint.revision() + 1);
    return table.putNext(NotificationItems.item(next), next.revision()).isEmpty();
  }
}
