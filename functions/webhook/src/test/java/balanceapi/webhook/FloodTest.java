package balanceapi.webhook;

import static balanceapi.webhook.Receiver.BALANCE;
import static balanceapi.webhook.Receiver.NOW;
import static balanceapi.webhook.Receiver.event;
import static balanceapi.webhook.Receiver.json;
import static balanceapi.webhook.Receiver.outcome;
import static balanceapi.webhook.Receiver.signedEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.Vault;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.platform.Events;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RateLimit;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.LocalDynamo;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What floods cost and whom they harm, on a real table whose calls are counted: 20 requests at once and 10 a
 * second may come from one app, and as many without proof.
 */
final class FloodTest {

  private static final int BURST = 20;

  /** An app that the cheap read does not find is looked for once more: it may be a moment old. */
  private static final int LOOK_UP = 2;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final AppStore apps = new DynamoAppStore(dynamo.client(), dynamo.table());
  private final InMemoryVault vault = new InMemoryVault();
  private final List<String> lines = new ArrayList<>();
  private final WebhookHandler handler =
      new WebhookHandler(
          new KnownApps(apps, clock),
          vault,
          new ApplyEvent(new DynamoAccountStore(dynamo.client(), dynamo.table())),
          new RateLimit(10, BURST, clock),
          clock,
          Log.to(lines::add, "webhook", clock));
  private final App app = create();
  private int calls = dynamo.faults().calls().size();

  private App create() {
    return new CreateApp(apps, new Credentials(SecureRandom::new), vault, clock)
        .create(App.Settings.named("Shop"))
        .app();
  }

  // ---- without proof

  @Test
  void a_flood_without_proof_costs_one_read_and_no_write() {
    Map<Integer, Integer> answers = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      for (ObjectNode request : List.of(event(null, Map.of()), event(BALANCE, Map.of()), forged())) {
        answers.merge(send(app.id(), request).getStatusCode(), 1, Integer::sum);
      }
    }
    assertEquals(Map.of(401, BURST, 429, 300 - BURST), answers);
    assertEquals(List.of("GetItem"), callsSince());
  }

  @Test
  void made_up_ids_are_looked_up_no_more_often_than_they_have_tokens_and_cost_no_write() {
    for (int i = 0; i < 500; i++) {
      send("%024x".formatted(i), forged());
    }
    assertEquals(Collections.nCopies(BURST * LOOK_UP, "GetItem"), callsSince());
    after(Duration.ofSeconds(1));
    for (int i = 0; i < 500; i++) {
      send("%024x".formatted(i), forged());
    }
    assertEquals(Collections.nCopies(10 * LOOK_UP, "GetItem"), callsSince());
  }

  @Test
  void ids_that_cannot_be_ones_cost_no_read() {
    for (String id : List.of("x", "0".repeat(23), "G".repeat(24), "apps", "unproven")) {
      assertEquals(401, send(id, forged()).getStatusCode());
    }
    assertEquals(List.of(), callsSince());
  }

  @Test
  void an_unknown_app_and_a_wrong_signature_answer_alike_before_and_after_the_tokens_are_used_up() {
    assertAlike(401);
    while (send("0".repeat(24), forged()).getStatusCode() == 401) {
      callsSince();
    }
    assertAlike(429);
    after(Duration.ofSeconds(1));
    assertAlike(401);
  }

  private void assertAlike(int status) {
    APIGatewayV2HTTPResponse unknown = send("f".repeat(24), forged());
    APIGatewayV2HTTPResponse wrong = send(app.id(), forged());
    assertEquals(status, unknown.getStatusCode());
    assertEquals(status, wrong.getStatusCode());
    assertEquals(unknown.getBody(), wrong.getBody());
    assertEquals(unknown.getHeaders(), wrong.getHeaders());
  }

  @Test
  void a_flood_without_proof_does_not_stop_the_real_sender() {
    assertEquals("applied", outcome(signed(app, "e1", BALANCE)));
    for (int second = 0; second < 40; second++) {
      flood();
      assertEquals("duplicate", outcome(signed(app, "e1", BALANCE)));
      after(Duration.ofSeconds(1));
    }
  }

  @Test
  void an_app_made_in_a_flood_is_asked_to_come_back_and_then_served() {
    flood();
    App fresh = create();
    APIGatewayV2HTTPResponse answer = signed(fresh, "e1", BALANCE);
    assertEquals(429, answer.getStatusCode());
    assertEquals("1", answer.getHeaders().get("retry-after"));
    after(Duration.ofSeconds(1));
    assertEquals("applied", outcome(signed(fresh, "e1", BALANCE)));
    flood();
    assertEquals("duplicate", outcome(signed(fresh, "e1", BALANCE)));
  }

  private void flood() {
    for (int i = 0; i < 2 * BURST; i++) {
      send("%024x".formatted(i), forged());
    }
  }

  // ---- with proof

  @Test
  void what_is_over_the_limit_touches_no_store_and_is_applied_when_it_comes_again() {
    use(app);
    callsSince();
    APIGatewayV2HTTPResponse refused = signed(app, "e1", BALANCE);
    assertEquals(429, refused.getStatusCode());
    assertEquals("rate_limited", json(refused).path("code").asText());
    assertEquals("application/problem+json", refused.getHeaders().get("content-type"));
    assertEquals("1", refused.getHeaders().get("retry-after"));
    assertEquals(List.of(), callsSince());
    after(Duration.ofSeconds(1));
    assertEquals("applied", outcome(signed(app, "e1", BALANCE)));
    assertEquals("duplicate", outcome(signed(app, "e1", BALANCE)));
  }

  @Test
  void one_apps_flood_takes_nothing_from_another() {
    use(app);
    assertEquals("applied", outcome(signed(create(), "e1", BALANCE)));
  }

  @Test
  void too_many_comes_after_an_unproven_sender_and_before_a_malformed_body() {
    use(app);
    assertEquals(429, signed(app, "e1", "{").getStatusCode());
    assertEquals(401, send(app.id(), forged()).getStatusCode());
    ObjectNode untyped = event(BALANCE, Map.of("content-type", "text/plain"));
    assertEquals(415, send(app.id(), untyped).getStatusCode());
    assertEquals(413, signed(app, "e1", "x".repeat(256 * 1024 + 1)).getStatusCode());
  }

  @Test
  void each_refusal_is_counted() {
    use(app);
    int before = throttled();
    signed(app, "e1", BALANCE);
    assertEquals(before + 1, throttled());
  }

  private int throttled() {
    return (int) lines.stream().filter(line -> line.contains("\"Throttled\":1")).count();
  }

  /** Uses up the app's tokens with bodies that are malformed, so that nothing else changes. */
  private void use(App app) {
    int sent = 0;
    while (signed(app, "e0", "{").getStatusCode() == 400) {
      sent++;
    }
    assertEquals(BURST, sent);
  }

  // ---- how things are said here

  private void after(Duration time) {
    now.set(now.get().plus(time));
  }

  /** What the store was asked since this was last called. */
  private List<String> callsSince() {
    List<String> all = dynamo.faults().calls();
    List<String> news = all.subList(calls, all.size());
    calls = all.size();
    return news;
  }

  private APIGatewayV2HTTPResponse signed(App app, String id, String body) {
    return send(app.id(), signedEvent(secret(app), id, now.get(), body));
  }

  private String secret(App app) {
    return vault.open(
        new Vault.Context(app.id(), Vault.Purpose.WEBHOOK), app.webhookSecrets().getFirst().sealed());
  }

  private ObjectNode forged() {
    return signedEvent(Receiver.OLD_SECRET, "e1", now.get(), BALANCE);
  }

  private APIGatewayV2HTTPResponse send(String id, ObjectNode request) {
    request.put("rawPath", "/webhooks/" + id);
    return handler.handleRequest(Events.of(request.toString(), APIGatewayV2HTTPEvent.class), null);
  }
}
