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
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
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
  private final List<String> deadLetters = new ArrayList<>();

  private final StreamHandler handler =
      new StreamHandler(
          apps, accounts, notifications, company.queue, deadLetters::add, company.clock, company.log);

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
            .map(sent -> ((DeliveryMessage.Deliver) sent.message()).order().id())
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
    Notification kept = notifications.find(message.order().id(), company.now()).orElseThrow();
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
    assertEquals(Tell.NOW, notifications.find(message.order().id(), company.now()).orElseThrow().at());
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
  void when_the_store_refuses_one_the_others_are_told_and_the_stream_goes_on_from_it() {
    List<Changed> all = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      all.addAll(
          after(balance("e" + i, "-" + (50 - i) + "m", i + "00.00")).stream()
              .filter(changed -> changed.after().get("sk").s().equals("BALANCE"))
              .toList());
    }
    assertEquals(3, all.size());
    AtomicInteger kept = new AtomicInteger();
    NotificationStore refusing =
        (NotificationStore)
            Proxy.newProxyInstance(
                NotificationStore.class.getClassLoader(),
                new Class<?>[] {NotificationStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("keep") && kept.incrementAndGet() == 2) {
                    throw new StoreUnavailable("the test's store refuses");
                  }
                  return method.invoke(notifications, arguments);
                });
    StreamHandler handler =
        new StreamHandler(
            apps, accounts, refusing, company.queue, deadLetters::add, company.clock, company.log);
    StreamsEventResponse answer = handler.handleRequest(event(all), null);
    assertEquals(
        List.of("s2"),
        answer.getBatchItemFailures().stream().map(each -> each.getItemIdentifier()).toList());
    assertEquals(2, company.sent.size(), "those around it are on their way");
    List<DeliveryMessage> before = company.sent.stream().map(Company.Sent::message).toList();
    company.sent.clear();
    assertEquals(List.of(), handle(all.subList(1, 3)));
    List<DeliveryMessage> then = company.sent.stream().map(Company.Sent::message).toList();
    assertEquals(2, then.size(), "of the last one the first message may be lost");
    assertEquals(before.getLast(), then.getLast());
    assertFalse(before.contains(then.getFirst()));
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

  @Test
  void the_sample_is_taken() {
    DynamodbEvent sample = Events.read("notify-balance-changed.json", DynamodbEvent.class);
    assertEquals(
        List.of(), handler.handleRequest(sample, null).getBatchItemFailures(), company.lines::toString);
  }

  @Test
  void a_record_that_cannot_be_read_is_named_and_the_others_are_told() {
    DynamodbEvent event = Events.read("notify-malformed.json", DynamodbEvent.class);
    event.getRecords().getFirst().getDynamodb().setSequenceNumber("the malformed one");
    List<DynamodbStreamRecord> all = new ArrayList<>(event.getRecords());
    all.addAll(event(after(balance("e1", "-40m", "500.00"))).getRecords());
    event.setRecords(all);
    assertEquals(
        "the malformed one",
        handler.handleRequest(event, null).getBatchItemFailures().getFirst().getItemIdentifier());
    assertEquals(List.of("balance.updated"), sent());
    assertEquals(List.of(), deadLetters);
    DynamodbStreamRecord malformed = event.getRecords().getFirst();
    malformed.setEventID("e7");
    malformed.getDynamodb().setApproximateCreationDateTime(Date.from(company.now().minusSeconds(3601)));
    assertEquals(List.of(), handler.handleRequest(event, null).getBatchItemFailures(), "it is given up");
    assertEquals(List.of("{\"given_up\":\"the malformed one\",\"event_id\":\"e7\"}"), deadLetters);
  }

  @Test
  void who_has_no_time_left_names_the_first_that_is_not_told() {
    List<Changed> changes = after(balance("e1", "-40m", "500.00"));
    Context late = Company.withMillisLeft(9_000);
    StreamsEventResponse answer = handler.handleRequest(event(changes), late);
    assertEquals("s1", answer.getBatchItemFailures().getFirst().getItemIdentifier());
    assertEquals(List.of(), company.sent);
  }

  @Test
  void nothing_of_a_person_is_in_the_log_lines() {
    company.queueRefuses = true;
    handle(after(balance("e1", "-40m", "500.00")));
    String log = String.join("\n", company.lines);
    assertTrue(log.contains("what was to be told could not be queued"), log);
    for (String word : List.of("SURNAME", "2000000000", "500.00", "cus")) {
      assertFalse(log.contains(word), log);
    }
  }
}
