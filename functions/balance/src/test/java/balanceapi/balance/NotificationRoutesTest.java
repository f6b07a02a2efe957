package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.STRANGER;
import static balanceapi.balance.Counter.json;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.problem;
import static balanceapi.balance.Counter.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.platform.notification.DeliveryMessage;
import balanceapi.platform.notification.NotificationIds;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app was told, how its endpoint does, and telling it again, over the wire. */
final class NotificationRoutesTest {

  private static final String URL = "https://example.com/hook";

  private final Counter counter = new Counter();

  @BeforeEach
  void connect() {
    counter.authorized(Counter.NOW.minusSeconds(3600));
    counter.observed("acc-1", Counter.NOW.minusSeconds(3000), "500.00", null);
    counter.tells(URL, "https://example.com/refresh");
  }

  private static NotificationId id(int n) {
    Owner owner =
        n % 2 == 0 ? new Owner.OfAccount(new AccountRef(APP, "acc-1")) : new Owner.OfRecord(APP, "rec-1");
    return new NotificationId(owner, "%024x".formatted(n));
  }

  private static String text(int n) {
    return NotificationIds.text(id(n));
  }

  private Attempt attempt(boolean isDelivered) {
    return new Attempt(
        counter.now(),
        isDelivered ? "delivered" : "http_500",
        isDelivered,
        isDelivered ? Optional.empty() : Optional.of("busy"));
  }

  /** The n-th notification, of an account or of a record, in this status. */
  private void told(int n, Status status) {
    Notification first =
        counter
            .notifications
            .keep(
                Notification.fresh(
                    id(n), Kind.BALANCE_UPDATED, "{\"n\":" + n + "}", Counter.NOW.plusSeconds(n), counter.now()))
            .orElseThrow();
    Notification tried =
        switch (status) {
          case WAITING -> first.failed(attempt(false));
          case DELIVERED -> first.delivered(attempt(true));
          case HELD -> first.held();
          case DEAD ->
              first.failed(
                  new Attempt(
                      counter.now().plus(Duration.ofHours(25)), "timed_out", false, Optional.empty()));
        };
    counter.notifications.save(tried).orElseThrow();
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("data").forEach(each -> ids.add(each.path("id").asText()));
    return ids;
  }

  private APIGatewayV2HTTPResponse post(String path) {
    return counter.handle(request("POST", path, APP));
  }

  // ---- lists

  @Test
  void a_list_has_all_newest_first_or_those_of_a_status() {
    told(1, Status.DELIVERED);
    told(2, Status.WAITING);
    told(3, Status.DEAD);
    told(4, Status.HELD);
    assertEquals(List.of(text(4), text(3), text(2), text(1)), ids(ok(counter.get("/notifications"))));
    assertEquals(List.of(text(3)), ids(ok(counter.get("/notifications?status=dead"))));
    JsonNode first = ok(counter.get("/notifications?limit=3"));
    JsonNode second =
        ok(counter.get("/notifications?limit=3&cursor=" + first.path("next_cursor").asText()));
    assertEquals(List.of(text(1)), ids(second));
    assertTrue(second.path("next_cursor").isNull());
    assertTrue(
        problem(400, "invalid_request", counter.get("/notifications?status=lost"))
            .contains("waiting, delivered, dead or held"));
  }

  @Test
  void the_cursor_of_one_status_is_none_of_another() {
    told(1, Status.DEAD);
    told(2, Status.DEAD);
    String cursor = ok(counter.get("/notifications?status=dead&limit=1")).path("next_cursor").asText();
    problem(400, "invalid_request", counter.get("/notifications?status=held&cursor=" + cursor));
  }

  @Test
  void one_has_its_body_and_what_came_of_it() {
    told(2, Status.WAITING);
    JsonNode shown = ok(counter.get("/notifications/" + text(2)));
    assertEquals("{\"n\":2}", shown.path("body").asText());
    assertEquals("acc-1", shown.path("account_id").asText());
    assertTrue(shown.path("record_id").isNull());
    assertEquals("balance.updated", shown.path("type").asText());
    assertEquals("http_500", shown.at("/last_attempt/result").asText());
    assertEquals("busy", shown.at("/last_attempt/answer").asText());
    assertTrue(shown.path("next_attempt_at").asText().compareTo(counter.now().toString()) > 0);
    told(1, Status.DELIVERED);
    JsonNode delivered = ok(counter.get("/notifications/" + text(1)));
    assertEquals("rec-1", delivered.path("record_id").asText());
    assertTrue(delivered.path("next_attempt_at").isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"evt_", "evt_x", "chk_AAAA", "nothing", "evt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void what_is_no_notification_of_the_app_is_not_there(String id) {
    problem(404, "not_found", counter.get("/notifications/" + id));
    problem(404, "not_found", post("/notifications/" + id + "/replay"));
  }

  // ---- again

  @ParameterizedTest
  @ValueSource(strings = {"DELIVERED", "DEAD", "HELD", "WAITING"})
  void one_is_queued_again_whatever_became_of_it(Status status) {
    told(2, status);
    APIGatewayV2HTTPResponse answer = post("/notifications/" + text(2) + "/replay");
    assertEquals(202, answer.getStatusCode(), answer::getBody);
    assertEquals("waiting", json(answer).path("status").asText());
    Notification stored = counter.notifications.find(id(2), counter.now()).orElseThrow();
    assertEquals(List.of(new DeliveryMessage.Deliver(Order.forced(stored)).body()), counter.queued);
    assertEquals(status, stored.status(), "it is what it was until it is tried");
  }

  @Test
  void all_of_a_status_are_queued_in_the_background() {
    APIGatewayV2HTTPResponse answer = counter.post("/notifications/replay", "{\"status\":\"dead\"}");
    assertEquals(202, answer.getStatusCode());
    assertEquals(
        List.of(new DeliveryMessage.Requeue(APP, Status.DEAD).body()),
        counter.queued);
    fails(12);
    assertTrue(
        problem(409, "endpoint_paused", counter.post("/notifications/replay", "{\"status\":\"dead\"}"))
            .contains("resume it first"));
    for (String body : List.of("{}", "{\"status\":\"waiting\"}", "{\"status\":\"dead\",\"all\":true}")) {
      problem(400, "invalid_request", counter.post("/notifications/replay", body));
    }
  }

  @Test
  void an_app_that_is_told_nothing_has_nothing_to_replay() {
    for (String path : List.of("/notifications/" + text(2) + "/replay", "/notifications/endpoint/resume")) {
      problem(409, "no_endpoint", counter.handle(request("POST", path, STRANGER)));
    }
    assertEquals(
        "off",
        ok(counter.handle(request("GET", "/notifications/endpoint", STRANGER))).path("status").asText());
  }

  // ---- the endpoint

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      Endpoint endpoint = counter.notifications.endpoint(APP).orElseGet(() -> Endpoint.fresh(APP, URL));
      counter.notifications.save(
          endpoint.failed(
              new Attempt(
                  counter.now().minus(Duration.ofHours(30 - 3L * i)), "http_500", false, Optional.of("busy"))));
    }
  }

  @Test
  void an_endpoint_is_shown_with_how_it_does() {
    JsonNode active = ok(counter.get("/notifications/endpoint"));
    assertEquals("active", active.path("status").asText());
    assertEquals(URL, active.path("url").asText());
    fails(2);
    JsonNode failing = ok(counter.get("/notifications/endpoint"));
    assertEquals("failing 2", failing.path("status").asText() + " " + failing.path("failures").asInt());
    assertEquals("http_500", failing.at("/last_failure/result").asText());
    assertFalse(failing.path("last_failure").has("answer"), "that is the notification's");
    fails(10);
    assertEquals("paused", ok(counter.get("/notifications/endpoint")).path("status").asText());
  }

  @Test
  void a_resumed_endpoint_gets_what_was_held() {
    fails(12);
    JsonNode resumed = ok(post("/notifications/endpoint/resume"));
    assertEquals("active", resumed.path("status").asText());
    String held = new DeliveryMessage.Requeue(APP, Status.HELD).body();
    assertEquals(List.of(held, held), counter.queued, "at once, and when all that are held now are listed");
  }
}
