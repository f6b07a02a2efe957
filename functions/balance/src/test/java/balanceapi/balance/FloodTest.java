package balanceapi.balance;

import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static balanceapi.balance.Counter.withScope;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.provider.ProviderRefresh;
import balanceapi.core.store.InMemoryCheckStore;
import balanceapi.core.store.InMemoryNotificationStore;
import balanceapi.platform.Cursors;
import balanceapi.platform.Events;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an app may ask at once, in both dialects, on a real table whose calls are counted. */
final class FloodTest {

  private static final int BURST = 20;

  private final AtomicReference<Instant> now = new AtomicReference<>(Counter.NOW);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final AppStore apps = new DynamoAppStore(dynamo.client(), dynamo.table());
  private final DynamoAccountStore store = new DynamoAccountStore(dynamo.client(), dynamo.table());
  private final List<String> lines = new ArrayList<>();
  private final BalanceHandler handler =
      new BalanceHandler(
          new Stores(
              apps, store, new InMemoryCheckStore(), new InMemoryNotificationStore(store)),
          ProviderRefresh.NONE,
          (messages, delay) -> {},
          new Cursors(() -> "a key for cursors"),
          new RateLimit(10, BURST, clock),
          clock,
          Log.to(lines::add, "balance", clock));
  private final String app = create();

  private String create() {
    return new CreateApp(apps, new Credentials(SecureRandom::new), new InMemoryVault(), clock)
        .create(App.Settings.named("Shop"))
        .app()
        .id();
  }

  @Test
  void a_flood_without_a_key_costs_no_call_and_takes_nobodys_tokens() {
    int calls = calls();
    for (int i = 0; i < 2 * BURST; i++) {
      assertEquals(401, withoutKey("GET", "/accounts").getStatusCode());
      assertEquals(401, withoutKey("GET", "/accounts/acc-1/balance").getStatusCode());
      assertEquals(401, withoutKey("POST", "/accounts/acc-1/funds-check").getStatusCode());
      assertEquals(401, withoutKey("POST", "/v2/products/balances").getStatusCode());
    }
    assertEquals(calls, calls());
    assertEquals(404, balance(app).getStatusCode());
  }

  @Test
  void health_and_the_description_are_answered_whatever_is_sent() {
    int calls = calls();
    for (int i = 0; i < 2 * BURST; i++) {
      for (String path : List.of("/health", "/openapi.yaml")) {
        assertEquals(200, withoutKey("GET", path).getStatusCode());
      }
    }
    assertEquals(calls, calls());
  }

  @Test
  void over_the_limit_the_native_dialect_answers_a_problem_and_asks_no_store() {
    use();
    int calls = calls();
    APIGatewayV2HTTPResponse refused = balance(app);
    Counter.problem(429, "rate_limited", refused);
    assertEquals("1", refused.getHeaders().get("retry-after"));
    assertEquals(calls, calls());
    assertTrue(lines.getLast().contains("\"Throttled\":1"), lines::toString);
  }

  @Test
  void over_the_limit_v2_answers_its_own_error_and_asks_no_store() {
    use();
    int calls = calls();
    ObjectNode request = request("POST", "/v2/products/balances", app);
    APIGatewayV2HTTPResponse refused = handle(withBody(request, "application/json", "{}"));
    assertEquals(429, refused.getStatusCode());
    assertEquals("1", refused.getHeaders().get("retry-after"));
    assertEquals("error", Counter.json(refused).path("status").asText());
    assertFalse(Counter.json(refused).path("message").asText().isBlank());
    assertEquals(2, Counter.json(refused).size());
    assertEquals(calls, calls());
    assertTrue(lines.getLast().contains("\"Throttled\":1"), lines::toString);
  }

  @Test
  void the_pause_that_is_asked_for_is_enough_and_other_apps_need_none() {
    use();
    assertEquals(404, balance(create()).getStatusCode());
    assertEquals(429, balance(app).getStatusCode());
    now.set(now.get().plus(Duration.ofSeconds(1)));
    assertEquals(404, balance(app).getStatusCode());
  }

  /** Uses up the app's tokens with questions after what is not there. */
  private void use() {
    for (int i = 0; i < BURST; i++) {
      assertEquals(404, balance(app).getStatusCode());
    }
  }

  private APIGatewayV2HTTPResponse balance(String app) {
    return handle(request("GET", "/accounts/acc-1/balance", app));
  }

  private APIGatewayV2HTTPResponse withoutKey(String method, String path) {
    return handle(withScope(request(method, path, app), "none"));
  }

  private int calls() {
    return dynamo.faults().calls().size();
  }

  private APIGatewayV2HTTPResponse handle(ObjectNode request) {
    return handler.handleRequest(Events.of(request.toString(), APIGatewayV2HTTPEvent.class), null);
  }
}
