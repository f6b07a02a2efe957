package balanceapi.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Change;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.oracle.Tell;
import balanceapi.core.provider.Asked;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.core.usecase.TellApps;
import balanceapi.platform.Events;
import balanceapi.platform.notification.DeliveryMessage;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Working off the delivery queue: what goes to an endpoint, and what goes back into the queue. */
@Timeout(60)
final class DeliveryHandlerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Company company = new Company();
  private final DeliveryHandler handler =
      new DeliveryHandler(
          company.apps,
          company.accounts,
          company.notifications,
          company.courier(),
          company.queue,
          company.clock,
          company.log);

  @AfterEach
  void close() {
    company.close();
  }

  private List<String> handle(Context context, String... bodies) {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (String body : bodies) {
      records
          .addObject()
          .put("body", body)
          .put("messageId", "m" + (records.size() - 1))
          .put("receiptHandle", "r")
          .put("eventSource", "aws:sqs");
    }
    SQSBatchResponse answer = handler.handleRequest(Events.of(event.toString(), SQSEvent.class), context);
    return answer.getBatchItemFailures().stream()
        .map(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private void handle(DeliveryMessage message) {
    assertEquals(List.of(), handle(null, message.body()), company.lines::toString);
  }

  /** The message comes a second time, because the first time was not said to have ended well. */
  private void handleAgain(DeliveryMessage message) {
    SQSEvent event = new SQSEvent();
    SQSEvent.SQSMessage repeated = new SQSEvent.SQSMessage();
    repeated.setMessageId("m0");
    repeated.setBody(message.body());
    repeated.setAttributes(Map.of("ApproximateReceiveCount", "2"));
    event.setRecords(List.of(repeated));
    assertEquals(
        List.of(), handler.handleRequest(event, null).getBatchItemFailures(), company.lines::toString);
  }

  private Notification told() {
    Optional<Account> before = company.accounts.account(Company.ACCOUNT);
    Change change = new Change.OfAccount(before, company.changed());
    return new TellApps(
            company.apps::find, company.accounts, company.notifications, new ChosenWording())
        .of(change, company.now(), company.now())
        .getFirst();
  }

  private Notification stored(NotificationId id) {
    return company.notifications.find(id, company.now()).orElseThrow();
  }

  private static DeliveryMessage deliver(Notification notification) {
    return new DeliveryMessage.Deliver(Order.of(notification));
  }

  // ---- notifications

  @Test
  void what_is_taken_is_done_and_measured() {
    Notification told = told();
    handle(deliver(told));
    assertEquals(told.body(), company.calls.getFirst().body());
    assertEquals(Status.DELIVERED, stored(told.id()).status());
    assertEquals(List.of(), company.sent);
    String log = String.join("\n", company.lines);
    assertTrue(log.contains("\"NotificationsDelivered\":1"), log);
    assertTrue(log.contains("\"outcome\":\"delivered\""), log);
  }

  @Test
  void what_is_not_taken_goes_back_into_the_queue_for_its_time() {
    company.answers(503);
    Notification told = told();
    handle(deliver(told));
    assertEquals(1, company.sent.size());
    assertEquals(deliver(stored(told.id())), company.sent.getFirst().message());
    long seconds = company.sent.getFirst().delay().toSeconds();
    assertTrue(seconds >= 10 && seconds <= 13, seconds + " s");
    assertEquals("http_503", stored(told.id()).last().orElseThrow().result());
  }

  @Test
  void what_waits_longer_than_a_queue_keeps_a_message_is_sent_on() {
    Notification told = told();
    Notification late = told;
    for (int i = 0; i < 5; i++) {
      late =
          company
              .notifications
              .save(late.failed(new Attempt(company.now(), "http_500", false, Optional.empty())))
              .orElseThrow();
    }
    handle(deliver(late));
    assertEquals(List.of(), company.calls);
    assertEquals(Duration.ofMinutes(15), company.sent.getFirst().delay());
    company.at(company.now().plus(Duration.ofHours(2)));
    handle(company.sent.getFirst().message());
    assertEquals(1, company.calls.size());
  }

  @Test
  void a_message_without_its_notification_is_done() {
    Notification told = told();
    company.at(company.now().plus(Duration.ofDays(31)));
    handle(deliver(told));
    assertEquals(List.of(), company.calls);
    assertEquals(List.of(), company.sent);
  }

  @Test
  void without_the_vault_the_message_comes_back_and_nothing_is_counted() {
    company.vaultRefuses = true;
    Notification told = told();
    assertEquals(List.of("m0"), handle(null, deliver(told).body()));
    assertEquals(0, stored(told.id()).attempts());
    company.vaultRefuses = false;
    handle(deliver(told));
    assertEquals(Status.DELIVERED, stored(told.id()).status());
  }

  @Test
  void a_message_that_comes_twice_for_no_reason_leaves_one_and_one_that_was_not_finished_goes_on() {
    company.answers(503);
    Notification told = told();
    handle(deliver(told));
    handle(deliver(told));
    assertEquals(1, company.sent.size(), "SQS handed it over twice");
    handleAgain(deliver(told));
    assertEquals(2, company.sent.size(), "who had it may have died before it sent the next one");
    assertEquals(company.sent.getFirst().message(), company.sent.getLast().message());
    assertEquals(1, company.calls.size());
  }

  @Test
  void when_the_queue_takes_nothing_the_message_comes_back() {
    company.queueRefuses = true;
    company.answers(500);
    Notification told = told();
    assertEquals(List.of("m0"), handle(null, deliver(told).body()));
    company.queueRefuses = false;
    handleAgain(deliver(told));
    assertEquals(1, company.sent.size(), "it waits as it was noted");
    assertEquals(1, company.calls.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no json", "{}", "[]", "{\"app\":\"64f0000000000000000000aa\",\"notification\":\"evt_x\"}"})
  void a_poison_message_fails_alone(String poison) {
    Notification told = told();
    assertEquals(List.of("m0"), handle(null, poison, deliver(told).body()));
    assertEquals(Status.DELIVERED, stored(told.id()).status());
  }

  @Test
  void nothing_of_a_person_or_a_secret_is_in_messages_and_log_lines() {
    company.answers(500, 500);
    Notification told = told();
    handle(deliver(told));
    handle(new DeliveryMessage.Ask(company.app().id(), "acc", "r1", company.now()));
    String all =
        company.lines + " " + company.sent.stream().map(sent -> sent.message().body()).toList();
    for (String word : List.of("SURNAME", "2000000000", "00.00", "busy", Company.SECRET, "callbacks.example")) {
      assertFalse(all.contains(word), word + " in " + all);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "deliver-notification.json,0",
    "deliver-replay-all.json,0",
    "deliver-refresh-url.json,0",
    "deliver-one-malformed.json,1"
  })
  void the_samples_are_taken_and_what_is_malformed_fails_alone(String sample, int failed) {
    SQSBatchResponse answer = handler.handleRequest(Events.read(sample, SQSEvent.class), null);
    assertEquals(failed, answer.getBatchItemFailures().size(), company.lines::toString);
  }

  // ---- again

  private Notification dead(Notification told) {
    return company
        .notifications
        .save(
            told.failed(
                new Attempt(company.now().plus(Duration.ofHours(25)), "http_500", false, Optional.empty())))
        .orElseThrow();
  }

  @Test
  void all_of_a_status_are_queued_once_more() {
    List<DeliveryMessage> dead = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      dead.add(new DeliveryMessage.Deliver(Order.of(dead(told()))));
    }
    company.at(company.now().plus(Duration.ofDays(2)));
    handle(new DeliveryMessage.Requeue(company.app().id(), Status.DEAD));
    assertEquals(30, company.sent.size());
    assertTrue(company.sent.stream().allMatch(sent -> dead.contains(sent.message())));
  }

  @Test
  void who_has_no_time_left_sends_the_rest_on() {
    for (int i = 0; i < 3; i++) {
      dead(told());
    }
    company.at(company.now().plus(Duration.ofDays(2)));
    DeliveryMessage all = new DeliveryMessage.Requeue(company.app().id(), Status.DEAD);
    assertEquals(List.of(), handle(Company.withMillisLeft(4_000), all.body()));
    assertEquals(1, company.sent.size());
    DeliveryMessage rest = company.sent.removeFirst().message();
    assertEquals(rest, DeliveryMessage.parse(rest.body()));
    handle(rest);
    assertEquals(3, company.sent.size());
  }

  @Test
  void an_endpoint_that_works_again_gets_what_was_held() {
    Notification told = told();
    Notification other = told();
    company.notifications.save(other.held()).orElseThrow();
    for (int i = 0; i < 10; i++) {
      company.notifications.save(
          endpoint()
              .failed(
                  new Attempt(
                      company.now().minus(Duration.ofHours(30 - 3L * i)), "http_500", false, Optional.empty())));
    }
    assertTrue(endpoint().isPaused());
    handle(new DeliveryMessage.Deliver(Order.forced(stored(told.id()))));
    assertEquals(
        List.of(
            new Company.Sent(
                new DeliveryMessage.Requeue(company.app().id(), Status.HELD), Duration.ofMinutes(1))),
        company.sent);
    assertFalse(endpoint().isPaused());
    handle(company.sent.removeFirst().message());
    handle(company.sent.removeFirst().message());
    assertEquals(Status.DELIVERED, stored(other.id()).status());
  }

  private Endpoint endpoint() {
    return company
        .notifications
        .endpoint(company.app().id())
        .orElseGet(
            () ->
                Endpoint.fresh(
                    company.app().id(), company.app().settings().callbackUrl().orElseThrow()));
  }

  // ---- asking for fresh figures

  private DeliveryMessage.Ask asked() {
    return asked(company.now());
  }

  private DeliveryMessage.Ask asked(Instant at) {
    company.changed();
    company.accounts.ask(
        company.app().id(), new Asked("r1", Asked.Kind.BALANCE, "acc", Asked.State.SENT, at));
    return new DeliveryMessage.Ask(company.app().id(), "acc", "r1", at);
  }

  private Asked.State state() {
    return company
        .accounts
        .asked(company.app().id(), "r1", Asked.Kind.BALANCE)
        .orElseThrow()
        .state();
  }

  @Test
  void the_apps_refresh_url_is_asked_for_an_account() throws Exception {
    handle(asked());
    Company.Call call = company.calls.getFirst();
    assertEquals("/refresh", call.path());
    JsonNode body = JSON.readTree(call.body());
    assertEquals(call.headers().get("webhook-id"), body.path("id").asText());
    assertTrue(body.path("id").asText().startsWith("ask_"), call.body());
    assertEquals("refresh.requested", body.path("type").asText());
    assertEquals(
        JSON.readTree(
            """
            {"account_id":"acc","record_id":"r1","customer_id":"cus","bank_id":"bank",
             "nuban":"2000000000","deadline":"2026-03-10T11:01:00Z"}
            """),
        body.path("data"));
    assertEquals(List.of(), company.sent);
    assertEquals(Asked.State.SENT, state());
  }

  @Test
  void it_is_asked_again_until_nobody_waits_any_more() {
    DeliveryMessage.Ask asked = asked();
    for (int i = 0; i < 12; i++) {
      company.answers(500);
      company.sent.clear();
      handle(asked);
      company.at(company.now().plusSeconds(5));
    }
    assertEquals(List.of(), company.sent);
    assertEquals(12, company.calls.size());
    assertEquals(1, company.calls.stream().map(call -> call.headers().get("webhook-id")).distinct().count());
    assertEquals(Asked.State.UNREACHED, state());
    handle(asked);
    assertEquals(12, company.calls.size(), "the deadline is over");
  }

  @Test
  void who_has_sent_figures_without_a_yes_is_not_asked_again() {
    Instant askedAt = company.now().minusSeconds(30);
    DeliveryMessage.Ask asked = asked(askedAt);
    company.answers(500);
    handle(asked);
    assertEquals(1, company.sent.size());
    company.answers(500);
    company.told(Tell.feed("others", "-0m", Tell.hold("p", "1.00", "-1h")));
    handle(asked);
    assertEquals(2, company.calls.size(), "that is not what was asked for");
    assertEquals(2, company.sent.size());
    company.told(Tell.balance("fresh", "-0m", "7.00", ""));
    handle(asked);
    assertEquals(2, company.calls.size());
    assertEquals(2, company.sent.size());
    assertEquals(Asked.State.SENT, state());
  }

  @Test
  void another_request_since_is_left_as_it_is() {
    DeliveryMessage.Ask old = asked();
    company.at(company.now().plusSeconds(57));
    company.accounts.ask(
        company.app().id(),
        new Asked("r1", Asked.Kind.BALANCE, "acc", Asked.State.SENT, company.now()));
    company.answers(500);
    handle(old);
    assertEquals(Asked.State.SENT, state());
  }
}
