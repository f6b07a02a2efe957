package balanceapi.authorizer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.SecretKey;
import balanceapi.platform.Config;
import balanceapi.platform.Events;
import balanceapi.platform.log.Log;
import balanceapi.platform.secrets.Secrets.Secret;
import balanceapi.platform.session.Sessions;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AuthorizerHandlerTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:00:00Z"));
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final InMemoryAppStore apps = new InMemoryAppStore();
  private final CreateApp.Created created =
      new CreateApp(apps, new Credentials(SecureRandom::new), new InMemoryVault(), clock)
          .create(App.Settings.named("Shop"));
  private final List<String> reads = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean broken;

  /** The in-memory store, its reads counted, broken when told so. */
  private final AppStore store = counted();

  private final AuthorizerHandler handler = handler(() -> "the admin token");

  @Test
  void the_event_as_the_gateway_sends_it_is_understood() {
    var event = Events.read("authorizer-app-key.json", APIGatewayV2CustomAuthorizerEvent.class);
    assertEquals(
        "Bearer sk_64ba000000000000000000aa_" + "A".repeat(43), event.getHeaders().get("authorization"));
    assertEquals(scope("none", ""), handler.handleRequest(event, null));
    assertEquals(1, reads.size(), "the key has the form of one, so it is looked up");
    String answer = Events.write(handler.handleRequest(event, null));
    assertTrue(answer.contains("\"isAuthorized\":true"), answer);
  }

  @Test
  void a_secret_key_is_its_app() {
    assertEquals(scope("app", created.app().id()), ask("Bearer " + created.secretKey()));
  }

  @Test
  void the_admin_token_is_the_app_builder() {
    assertEquals(scope("admin", ""), ask("Bearer the admin token"));
    assertEquals(List.of(), reads);
  }

  @Test
  void anything_else_is_nobody_and_costs_no_read() {
    for (String header :
        List.of("", "Bearer", "Bearer ", "Basic dXNlcg==", "Bearer sk_1", "Bearer the admin token2",
            created.secretKey(), "Bearer " + created.secretKey() + "x")) {
      assertEquals(scope("none", ""), ask(header), header);
    }
    assertEquals(List.of(), reads);
  }

  @Test
  void an_event_without_headers_is_nobody() {
    assertEquals(scope("none", ""), handler.handleRequest(new APIGatewayV2CustomAuthorizerEvent(), null));
  }

  @Test
  void a_key_with_another_apps_id_in_it_is_nobody() {
    String other = new Credentials(SecureRandom::new).id();
    String forged = created.secretKey().replace(created.app().id(), other);
    assertEquals(scope("none", ""), ask("Bearer " + forged));
  }

  @Test
  void a_known_key_is_read_once_in_half_a_minute() {
    ask("Bearer " + created.secretKey());
    pass(Callers.REMEMBERED.minusMillis(1));
    ask("Bearer " + created.secretKey());
    assertEquals(1, reads.size());
    pass(Duration.ofMillis(1));
    ask("Bearer " + created.secretKey());
    assertEquals(2, reads.size());
  }

  @Test
  void a_deleted_key_stops_within_a_minute() {
    ask("Bearer " + created.secretKey());
    apps.deleteKey(created.app().id(), created.key().id());
    pass(Duration.ofSeconds(60));
    assertEquals(scope("none", ""), ask("Bearer " + created.secretKey()));
  }

  @Test
  void a_key_made_this_moment_works_even_if_it_was_tried_before() {
    String app = created.app().id();
    String key = new Credentials(SecureRandom::new).secretKey(app);
    assertEquals(scope("none", ""), ask("Bearer " + key));
    apps.addKey(new SecretKey(app, "k2", Credentials.sha256(key), clock.instant()));
    assertEquals(scope("app", app), ask("Bearer " + key));
  }

  @Test
  void a_store_that_fails_is_not_a_wrong_key() {
    broken = true;
    assertEquals(scope("unavailable", ""), ask("Bearer " + created.secretKey()));
    assertEquals(2, lines.size(), "one line for people, one measurement");
    assertFalse(lines.getFirst().contains(created.secretKey()));
    broken = false;
    assertEquals(scope("app", created.app().id()), ask("Bearer " + created.secretKey()));
  }

  @Test
  void an_admin_token_that_cannot_be_fetched_is_not_a_wrong_one() {
    AuthorizerHandler withoutToken =
        handler(
            () -> {
              throw new IllegalStateException("no answer");
            });
    assertEquals(scope("unavailable", ""), ask(withoutToken, "Bearer anything"));
    assertEquals(
        scope("app", created.app().id()), ask(withoutToken, "Bearer " + created.secretKey()), "not needed");
  }

  @Test
  void a_session_is_who_began_it() {
    var event = signedIn(created.secretKey(), "GET");
    assertEquals(scope("app", created.app().id()), handler.handleRequest(event, null));
    assertEquals(scope("admin", ""), handler.handleRequest(signedIn("the admin token", "GET"), null));
  }

  @Test
  void a_session_ends_with_its_key_at_once_though_the_key_was_known_a_moment_ago() {
    var event = signedIn(created.secretKey(), "GET");
    ask("Bearer " + created.secretKey());
    assertEquals(scope("app", created.app().id()), handler.handleRequest(event, null));
    apps.deleteKey(created.app().id(), created.key().id());
    assertEquals(scope("none", ""), handler.handleRequest(event, null));
  }

  @Test
  void a_session_changes_nothing_for_another_site() {
    var event = signedIn(created.secretKey(), "DELETE");
    assertEquals(scope("none", ""), handler.handleRequest(event, null));
    event.setHeaders(Map.of("Sec-Fetch-Site", "cross-site", "X-Requested-By", "dashboard"));
    assertEquals(scope("none", ""), handler.handleRequest(event, null));
    event.setHeaders(Map.of("Sec-Fetch-Site", "same-origin", "X-Requested-By", "dashboard"));
    assertEquals(scope("app", created.app().id()), handler.handleRequest(event, null));
  }

  @Test
  void where_a_key_is_shown_the_session_is_not_asked() {
    var event = signedIn(created.secretKey(), "GET");
    for (String header : List.of("Bearer wrong", "Basic dXNlcg==", "")) {
      event.setHeaders(Map.of("authorization", header));
      assertEquals(scope("none", ""), handler.handleRequest(event, null), header);
    }
  }

  @Test
  void a_made_up_session_is_nobody_and_costs_no_read() {
    var event = signedIn(created.secretKey(), "GET");
    String right = event.getCookies().getFirst();
    reads.clear();
    for (String cookie : List.of("__Host-session=", "__Host-session=x", right + "x", right.replace("app.", "admin."))) {
      event.setCookies(List.of(cookie));
      assertEquals(scope("none", ""), handler.handleRequest(event, null), cookie);
    }
    assertEquals(List.of(), reads);
  }

  @Test
  void a_store_that_fails_does_not_sign_anybody_out() {
    var event = signedIn(created.secretKey(), "GET");
    broken = true;
    assertEquals(scope("unavailable", ""), handler.handleRequest(event, null));
  }

  @Test
  void the_event_of_a_session_as_the_gateway_sends_it_is_understood() {
    var event = Events.read("authorizer-session.json", APIGatewayV2CustomAuthorizerEvent.class);
    assertEquals("a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", event.getRequestContext().getDomainName());
    assertEquals(1, event.getCookies().size());
    assertEquals(scope("none", ""), handler.handleRequest(event, null), "signed under another key");
  }

  @Test
  void it_remembers_a_bounded_number_of_keys() {
    String app = created.app().id();
    for (int i = 0; i <= Callers.MOST; i++) {
      String key = new Credentials(SecureRandom::new).secretKey(app);
      apps.addKey(new SecretKey(app, "k" + i, Credentials.sha256(key), clock.instant()));
      ask("Bearer " + key);
    }
    int before = reads.size();
    ask("Bearer " + created.secretKey());
    assertEquals(before + 1, reads.size());
  }

  @Test
  void a_missing_variable_fails_the_start_by_its_name() {
    var missing = assertThrows(Config.Missing.class, () -> new AuthorizerHandler(Map.of("ADMIN_TOKEN", "x")));
    assertTrue(missing.getMessage().contains("TABLE_NAME"));
    missing = assertThrows(Config.Missing.class, () -> new AuthorizerHandler(Map.of("TABLE_NAME", "t")));
    assertTrue(missing.getMessage().contains("ADMIN_TOKEN"));
    missing =
        assertThrows(
            Config.Missing.class, () -> new AuthorizerHandler(Map.of("TABLE_NAME", "t", "ADMIN_TOKEN", "x")));
    assertTrue(missing.getMessage().contains("SESSION_KEY"));
    assertDoesNotThrow(
        () ->
            new AuthorizerHandler(
                Map.of("TABLE_NAME", "t", "ADMIN_TOKEN_SECRET", "s", "SESSION_KEY_SECRET", "s")));
  }

  private AuthorizerHandler handler(Secret adminToken) {
    Consumer<String> sink = lines::add;
    return new AuthorizerHandler(
        new Callers(store, adminToken, clock),
        sessions(adminToken),
        Log.to(sink, "authorizer", clock));
  }

  private Sessions sessions(Secret adminToken) {
    return new Sessions(store, adminToken, () -> "the session key", clock);
  }

  /** A request with the session that this credential begins, over https. */
  private APIGatewayV2CustomAuthorizerEvent signedIn(String credential, String method) {
    Sessions sessions = sessions(() -> "the admin token");
    var http = new APIGatewayV2CustomAuthorizerEvent.Http();
    http.setMethod(method);
    var context = new APIGatewayV2CustomAuthorizerEvent.RequestContext();
    context.setDomainName("api.example.com");
    context.setHttp(http);
    var event = new APIGatewayV2CustomAuthorizerEvent();
    event.setRequestContext(context);
    event.setCookies(List.of("__Host-session=" + sessions.seal(sessions.begin(credential).orElseThrow())));
    return event;
  }

  private Map<String, Object> ask(String authorization) {
    return ask(handler, authorization);
  }

  private static Map<String, Object> ask(AuthorizerHandler handler, String authorization) {
    var event = new APIGatewayV2CustomAuthorizerEvent();
    event.setHeaders(Map.of("Authorization", authorization));
    return handler.handleRequest(event, null);
  }

  private static Map<String, Object> scope(String scope, String app) {
    return Map.of("isAuthorized", true, "context", Map.of("app", app, "scope", scope));
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private AppStore counted() {
    InvocationHandler through =
        (proxy, method, arguments) -> {
          reads.add(method.getName());
          if (broken) {
            throw new IllegalStateException("the store does not answer");
          }
          try {
            return method.invoke(apps, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (AppStore)
        Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {AppStore.class}, through);
  }
}
