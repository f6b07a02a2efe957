package balanceapi.notify;

import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.SecretKey;
import balanceapi.core.event.Event;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.oracle.Tell;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.NotificationStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.RefreshAccount;
import balanceapi.platform.Events;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoNotificationStore;
import balanceapi.platform.dynamo.LocalDynamo;
import balanceapi.platform.notification.DeliveryMessage;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** From the records of the table's stream, as they are stored, to messages of the delivery queue. */
final class StreamHandlerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An item before and after a change; without one before it was put, without one after it was deleted. */
  private record Changed(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {}

  private final Company company = new Company();
  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final DynamoAppStore apps = new DynamoAppStore(dynamo.client(), dynamo.table());
  private final DynamoAccountStore accounts = new DynamoAccountStore(dynamo.client(), dynamo.table());
  private final DynamoNotificationStore notifications =
      new DynamoNotificationStore(dynamo.client(), dynamo.table());
  private final StreamHandler handler =
      new StreamHandler(apps, accounts, notifications, company.queue, company.clock, company.log);

  private Map<String, Map<String, AttributeValue>> image = Map.of();

  StreamHandlerTest() {
    apps.create(company.app(), new SecretKey(company.app().id(), "0123456789abcdef01234567", "sha", company.now()));
    image = items();
  }

  @AfterEach
  void close() {
    company.close();
  }

  private Map<String, Map<String, AttributeValue>> items() {
    return dynamo.client().scan(scan -> scan.tableName(dynamo.table())).items().stream()
        .collect(Collectors.toMap(item -> item.get("pk").s() + " " + item.get("sk").s(), item -> item));
  }

  /** What is stored otherwise since the last time. */
  private List<Changed> changes() {
    Map<String, Map<String, AttributeValue>> now = items();
    List<Changed> changes = new ArrayList<>();
    now.forEach(
        (key, item) -> {
          if (!item.equals(image.get(key))) {
            changes.add(new Changed(image.getOrDefault(key, Map.of()), item));
          }
        });
    image.forEach(
        (key, item) -> {
          if (!now.containsKey(key)) {
            changes.add(new Changed(item, Map.of()));
          }
        });
    image = now;
    return changes;
  }

  private List<Changed> after(Event event) {
    new ApplyEvent(accounts).apply(company.app(), event, Tell.NOW);
    return changes();
  }

  // ---- the event as Lambda hands it over

  private static ObjectNode json(Map<String, AttributeValue> item) {
    ObjectNode json = JSON.createObjectNode();
    item.forEach((name, value) -> json.set(name, json(value)));
    return json;
  }

  private static ObjectNode json(AttributeValue value) {
    ObjectNode json = JSON.createObjectNode();
    switch (value.type()) {
      case S -> json.put("S", value.s());
      case N -> json.put("N", value.n());
      case BOOL -> json.put("BOOL", value.bool());
      case NUL -> json.put("NULL", true);
      case L -> {
        ArrayNode list = json.putArray("L");
        value.l().forEach(element -> list.add(json(element)));
      }
      case M -> json.set("M", json(value.m()));
      default -> throw new AssertionError("the table has nothing of " + value.type());
    }
    return json;
  }

  private DynamodbEvent event(List<Changed> changes) {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (Changed changed : changes) {
      ObjectNode streamed =
          records
              .addObject()
              .put("eventSource", "aws:dynamodb")
              .put("eventName", changed.before().isEmpty() ? "INSERT" : changed.after().isEmpty() ? "REMOVE" : "MODIFY")
              .putObject("dynamodb");
      streamed.put("SequenceNumber", "s" + records.size());
      streamed.put("ApproximateCreationDateTime", company.now().getEpochSecond());
      if (!changed.before().isEmpty()) {
        streamed.set("OldImage", json(changed.before()));
      }
      if (!changed.after().isEmpty()) {
        streamed.set("NewImage", json(changed.after()));
      }
    }
    return Events.of(event.toString(), DynamodbEvent.class);
  }

  /** The sequence numbers of the records that failed. */
  private List<String> handle(List<Changed> changes) {
    StreamsEventResponse answer = handler.handleRequest(event(changes), null);
    assertTrue(Events.write(answer).startsWith("{\"batchItemFailures\":["), Events.write(answer));
    return answer.getBatchItemFailures().stream()
        .map(StreamsEventResponse.BatchItemFailure::getItemIdentifier)
        .toList();
  }

  /** What was sent to the queue since the last time, by the kinds of the notifications. */
  private List<String> sent() {
    List<String> kinds =
        company.sent.stream()
            .map(sent -> ((DeliveryMessage.Deliver) sent.message()).id())
            .map(id -> notifications.find(id, company.now()).orElseThrow())
            .map(Notification::kind)
            .map(kind -> kind.wireName())
            .sorted()
            .toList();
    company.sent.clear();
    return kinds;
  }

  private static Event.Balances balance(String id, String at, String ledger) {
    return Tell.balance(id, at, ledger, "");
  }

  // ---- tests

  @Test
  void what_is_stored_of_an_event_tells_what_it_is_about() {
    List<Changed> signedIn = after(new Event.Authorized(Tell.envelope("e0", "-50m", "-50m", "r1")));
    assertEquals(List.of(), handle(signedIn), company.lines::toString);
    assertEquals(List.of("connection.created"), sent());
    assertEquals(List.of(), handle(after(balance("e1", "-40m", "500.00"))));
    assertEquals(List.of("balance.updated"), sent());
    handle(after(feed("e2", "-30m", hold("t1", "120.00", "-1h"))));
    assertEquals(List.of("balance.updated"), sent());
  }

  @Test
  void the_body_that_is_sent_is_kept_with_the_account() {
    handle(after(balance("e1", "-40m", "500.00")));
    DeliveryMessage.Deliver message = (DeliveryMessage.Deliver) company.sent.getFirst().message();
    Notification kept = notifications.find(message.id(), company.now()).orElseThrow();
    assertTrue(kept.body().contains("\"ledger_balance\":\"500.00\""), kept::body);
    assertFalse(message.body().contains("500"), message::body);
    assertEquals("acc", ((Owner.OfAccount) kept.id().owner()).ref().account());
  }

  /** The stream tells no more than the second, and DynamoDB Local the minute. */
  @Test
  void it_happened_when_the_account_was_computed() {
    List<Changed> changes = after(balance("e1", "-40m", "500.00"));
    company.at(company.now().plusSeconds(30));
    DynamodbEvent event = event(changes);
    event
        .getRecords()
        .forEach(each -> each.getDynamodb().setApproximateCreationDateTime(Date.from(Tell.at("-1m"))));
    handler.handleRequest(event, null);
    DeliveryMessage.Deliver message = (DeliveryMessage.Deliver) company.sent.getFirst().message();
    assertEquals(Tell.NOW, notifications.find(message.id(), company.now()).orElseThrow().at());
  }

  @Test
  void a_hold_that_a_refresh_finds_over_is_told_with_its_balance() {
    handle(after(balance("e1", "-40m", "500.00")));
    handle(after(feed("e2", "-30m", hold("t1", "120.00", "-1h"))));
    sent();
    Instant later = Tell.at("+15d");
    company.at(later);
    new RefreshAccount(accounts).refresh(company.app(), Company.ACCOUNT, later);
    assertEquals(List.of(), handle(changes()));
    List<String> told = sent();
    assertTrue(told.contains("balance.updated"), told::toString);
  }

  @Test
  void a_login_that_fails_is_one_message_though_its_record_and_its_account_tell_it() {
    after(new Event.Authorized(Tell.envelope("e0", "-50m", "-50m", "r1")));
    after(balance("e1", "-40m", "500.00"));
    List<Changed> changes =
        after(new Event.Failed(Tell.envelope("e2", "-30m", "-30m", "r1"), App.Product.BALANCE, false));
    assertTrue(changes.stream().filter(changed -> changed.after().containsKey("n")).count() > 1);
    assertEquals(List.of(), handle(changes));
    assertEquals(List.of("connection.error"), sent());
  }

  @Test
  void records_told_twice_are_the_same_notifications() {
    List<Changed> changes = after(balance("e1", "-40m", "500.00"));
    handle(changes);
    handle(changes);
    assertEquals(2, company.sent.size(), "the first message may be lost");
    assertEquals(company.sent.getFirst(), company.sent.getLast());
  }

  @Test
  void what_a_person_leaves_behind_tells_nothing() {
    handle(after(balance("e1", "-40m", "500.00")));
    company.sent.clear();
    new EraseCustomer(accounts).erase(company.app(), "cus", Tell.NOW.plusSeconds(1));
    assertEquals(List.of(), handle(changes()));
    assertEquals(List.of(), company.sent);
  }

  @Test
  void about_an_account_that_is_gone_nothing_is_kept() {
    List<Changed> changes = after(balance("e1", "-40m", "500.00"));
    new EraseCustomer(accounts).erase(company.app(), "cus", Tell.NOW.plusSeconds(1));
    changes();
    assertEquals(List.of(), handle(changes));
    assertEquals(List.of(), company.sent);
    assertEquals(List.of(), changes(), "nothing was stored");
  }

  @Test
  void when_the_store_refuses_the_stream_goes_on_from_the_record_that_failed() {
    List<Changed> first = after(balance("e1", "-40m", "500.00"));
    List<Changed> second = after(balance("e2", "-30m", "400.00"));
    List<Changed> both = new ArrayList<>(first);
    both.addAll(second);
    AtomicInteger kept = new AtomicInteger();
    StreamHandler refusing =
        new StreamHandler(
            apps,
            accounts,
            new NotificationStore() {
              @Override
              public Optional<Notification> keep(Notification notification) {
                if (kept.incrementAndGet() > 1) {
                  throw new StoreUnavailable("the test's store refuses");
                }
                return notifications.keep(notification);
              }

              @Override
              public Optional<Notification> find(NotificationId id, Instant now) {
                return notifications.find(id, now);
              }

              @Override
              public Optional<Notification> save(Notification notification) {
                return notifications.save(notification);
              }

              @Override
              public AccountStore.Page<Notification> list(
                  String app, List<Notification.Status> statuses, Optional<String> after, int limit, Instant now) {
                return notifications.list(app, statuses, after, limit, now);
              }

              @Override
              public Optional<Endpoint> endpoint(String app) {
                return notifications.endpoint(app);
              }

              @Override
              public boolean save(Endpoint endpoint) {
                return notifications.save(endpoint);
              }
            },
            company.queue,
            company.clock,
            company.log);
    DynamodbEvent event = event(both);
    StreamsEventResponse answer = refusing.handleRequest(event, null);
    String failed = answer.getBatchItemFailures().getFirst().getItemIdentifier();
    int place = Integer.parseInt(failed.substring(1)) - 1;
    assertTrue(place >= first.size(), failed);
    assertEquals(1, company.sent.size(), "what came before it is on its way");
    assertEquals(List.of(), handle(both.subList(place, both.size())));
    assertEquals(2, company.sent.size());
  }

  @Test
  void when_the_queue_refuses_all_is_told_again() {
    company.queueRefuses = true;
    List<Changed> changes = after(balance("e1", "-40m", "500.00"));
    assertEquals(List.of("s1"), handle(changes));
    company.queueRefuses = false;
    assertEquals(List.of(), handle(changes));
    assertEquals(List.of("balance.updated"), sent());
  }

  /** Both samples are of one account, and the second lacks its figures. */
  @Test
  void a_record_that_cannot_be_read_is_named_and_those_before_it_are_told() {
    DynamodbEvent sample = Events.read("notify-balance-changed.json", DynamodbEvent.class);
    DynamodbEvent malformed = Events.read("notify-malformed.json", DynamodbEvent.class);
    malformed.getRecords().getFirst().getDynamodb().setSequenceNumber("the malformed one");
    List<DynamodbEvent.DynamodbStreamRecord> both = new ArrayList<>(sample.getRecords());
    both.addAll(malformed.getRecords());
    DynamodbEvent event = new DynamodbEvent();
    event.setRecords(both);
    assertEquals(
        List.of(), handler.handleRequest(sample, null).getBatchItemFailures(), company.lines::toString);
    assertEquals(
        "the malformed one",
        handler.handleRequest(event, null).getBatchItemFailures().getFirst().getItemIdentifier());
  }

  @Test
  void nothing_of_a_person_is_in_the_log_lines() {
    company.queueRefuses = true;
    handle(after(balance("e1", "-40m", "500.00")));
    String log = String.join("\n", company.lines);
    assertTrue(log.contains("a change could not be told"), log);
    for (String word : List.of("SURNAME", "2000000000", "500.00", "cus")) {
      assertFalse(log.contains(word), log);
    }
  }
}
