package balanceapi.dashboard;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.InMemoryVault;
import balanceapi.platform.Config;
import balanceapi.platform.Events;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import balanceapi.platform.session.Sessions;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DashboardHandlerTest {

  private static final String COOKIE = "__Host-session=";

  private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);
  private final InMemoryAppStore apps = new InMemoryAppStore();
  private final CreateApp.Created shop =
      new CreateApp(apps, new Credentials(SecureRandom::new), new InMemoryVault(), clock)
          .create(App.Settings.named("Shop"));
  private final List<String> lines = new ArrayList<>();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private final DashboardHandler handler =
      new DashboardHandler(
          new Sessions(apps, this::adminToken, () -> "the session key", clock),
          apps,
          Log.to(lines::add, "dashboard", clock));

  private String adminToken() {
    if (fault.get() != null) {
      throw fault.get();
    }
    return "local-admin";
  }

  // ---- pages

  @Test
  void the_root_leads_to_the_dashboard() {
    APIGatewayV2HTTPResponse answer = handle(sample("dashboard-home.json"));
    assertEquals(302, answer.getStatusCode());
    assertEquals("/dashboard", answer.getHeaders().get("location"));
  }

  @Test
  void every_page_is_the_same_document_which_is_asked_for_each_time() {
    String body = handle(get("/dashboard")).getBody();
    for (String path : List.of("/dashboard/sign-in", "/dashboard/accounts/a%2Fb", "/dashboard/nothing/here")) {
      APIGatewayV2HTTPResponse answer = handle(get(path));
      assertEquals(200, answer.getStatusCode());
      assertEquals(body, answer.getBody());
      assertEquals("no-cache", answer.getHeaders().get("cache-control"));
    }
  }

  @Test
  void a_page_lets_nothing_run_but_our_own_files_and_nobody_frame_it() {
    Map<String, String> headers = handle(sample("dashboard-page.json")).getHeaders();
    assertEquals(Pages.POLICY, headers.get("content-security-policy"));
    assertFalse(Pages.POLICY.contains("unsafe"));
    assertEquals("same-origin", headers.get("referrer-policy"));
    assertEquals("nosniff", headers.get("x-content-type-options"));
  }

  @Test
  void where_an_app_is_edited_its_logo_may_come_from_anywhere_and_nothing_else_may() {
    String usual = "img-src 'self' data:;";
    for (String path : List.of("/dashboard/apps/new", "/dashboard/apps/64ba00000000000000000001")) {
      String policy = handle(get(path)).getHeaders().get("content-security-policy");
      assertEquals(Pages.POLICY.replace(usual, "img-src 'self' data: https:;"), policy);
      assertNotEquals(Pages.POLICY, policy);
    }
    for (String path : List.of("/dashboard/apps", "/dashboard/accounts/apps", "/dashboard/apps/a/b", "/dashboard/static/app.js")) {
      assertEquals(Pages.POLICY, handle(get(path)).getHeaders().get("content-security-policy"), path);
    }
  }

  /** A reference without its version is fetched anew each time; one to nothing breaks the page. */
  @Test
  void every_reference_between_files_is_to_one_that_is_there_and_has_its_version() {
    for (String name : Pages.FILES) {
      String text = handle(get(name.equals("page.html") ? "/dashboard" : "/dashboard/static/" + name)).getBody();
      Matcher reference = Pattern.compile("[\"'](?:\\./|/dashboard/static/)([^\"'?]+)(\\?v=[0-9a-f]{12})?[\"']").matcher(text);
      while (reference.find()) {
        String to = reference.group(1);
        assertTrue(Pages.FILES.contains(to) || Pages.CHART_FILES.contains(to), name + " refers to " + to);
        assertTrue(reference.group(2) != null, name + " refers to " + reference.group());
      }
    }
  }

  @Test
  void no_file_asks_another_host_or_needs_what_the_policy_forbids() {
    for (String name : Pages.FILES) {
      String text = handle(get(name.equals("page.html") ? "/dashboard" : "/dashboard/static/" + name)).getBody();
      assertFalse(text.replace("http://www.w3.org/", "").contains("://"), name);
      assertFalse(Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|style=").matcher(text).find(), name);
    }
  }

  @Test
  void the_charts_library_comes_out_of_its_jar_and_its_licence_lies_there() {
    for (String name : Pages.CHART_FILES) {
      APIGatewayV2HTTPResponse answer = handle(get("/dashboard/static/" + name));
      assertEquals(200, answer.getStatusCode());
      assertTrue(answer.getBody().contains("u-cursor-x"), name);
    }
    assertNotNull(Pages.class.getResource(Pages.CHARTS.replace("dist/", "LICENSE")));
  }

  @Test
  void a_file_is_compressed_and_one_that_is_not_there_is_not_found() {
    APIGatewayV2HTTPResponse answer = handle(sample("dashboard-file.json"));
    assertEquals(200, answer.getStatusCode());
    assertEquals("gzip", answer.getHeaders().get("content-encoding"));
    assertTrue(answer.getIsBase64Encoded());
    assertEquals(404, handle(get("/dashboard/static/other.js")).getStatusCode());
    assertEquals(404, handle(get("/dashboard/static/..%2Fpage.html")).getStatusCode());
  }

  @Test
  void a_page_takes_get_alone() {
    assertEquals(404, handle(event("POST", "/dashboard/accounts/1", Map.of(), "")).getStatusCode());
    assertEquals(404, handle(event("PUT", "/dashboard/session", Map.of(), "")).getStatusCode());
  }

  // ---- sessions

  @Test
  void a_secret_key_signs_in_and_the_session_is_shown() {
    APIGatewayV2HTTPResponse answer = signIn(shop.secretKey());
    assertEquals(200, answer.getStatusCode());
    String said =
        "{\"scope\":\"app\",\"app_id\":\"%s\",\"app_name\":\"Shop\",\"expires_at\":\"2026-11-22T21:00:00Z\"}"
            .formatted(shop.app().id());
    assertEquals(said, answer.getBody());
    String cookie = answer.getCookies().getFirst();
    assertTrue(cookie.startsWith(COOKIE + "app." + shop.app().id()), cookie);
    assertTrue(cookie.endsWith("; HttpOnly; SameSite=Strict; Secure"), cookie);

    APIGatewayV2HTTPEvent event = get("/dashboard/session");
    event.setCookies(List.of(cookie.substring(0, cookie.indexOf(';'))));
    assertEquals(said, handle(event).getBody());
    assertEquals("no-store", handle(event).getHeaders().get("cache-control"));
  }

  @Test
  void the_admin_token_signs_in_the_app_builder() {
    APIGatewayV2HTTPResponse answer = handle(sample("dashboard-sign-in.json"));
    assertEquals(200, answer.getStatusCode(), answer.getBody());
    assertEquals("{\"scope\":\"admin\",\"expires_at\":\"2026-11-22T21:00:00Z\"}", answer.getBody());
  }

  @Test
  void a_wrong_key_is_refused_without_a_cookie() {
    APIGatewayV2HTTPResponse answer = signIn(shop.secretKey() + "x");
    assertEquals(401, answer.getStatusCode());
    assertNull(answer.getCookies());
  }

  @Test
  void without_a_session_the_answer_says_so() {
    assertEquals("{\"scope\":\"none\"}", handle(get("/dashboard/session")).getBody());
  }

  @Test
  void another_site_signs_nobody_in_or_out() {
    APIGatewayV2HTTPResponse in = handle(sample("dashboard-sign-in-elsewhere.json"));
    assertEquals(403, in.getStatusCode());
    assertNull(in.getCookies());
    APIGatewayV2HTTPResponse out = handle(event("DELETE", "/dashboard/session", Map.of(), ""));
    assertEquals(403, out.getStatusCode());
    assertNull(out.getCookies());
  }

  @Test
  void signing_out_takes_the_cookie_back() {
    APIGatewayV2HTTPResponse answer = handle(sample("dashboard-sign-out.json"));
    assertEquals(204, answer.getStatusCode());
    assertTrue(answer.getCookies().getFirst().startsWith(COOKIE + "; Path=/; Max-Age=0"));
  }

  @Test
  void a_body_that_is_missing_or_not_json_is_told_so() {
    assertEquals(400, ours("").getStatusCode());
    assertEquals(400, ours("{}").getStatusCode());
    assertEquals(400, ours("{\"key\":1}").getStatusCode());
    assertEquals(413, ours("{\"key\":\"" + "x".repeat(5000) + "\"}").getStatusCode());
  }

  @Test
  void a_secret_that_cannot_be_fetched_is_not_a_wrong_key() {
    fault.set(new IllegalStateException("no answer"));
    assertEquals(503, signIn("a token").getStatusCode());
  }

  @Test
  void neither_a_key_nor_a_session_is_logged() {
    String cookie = signIn(shop.secretKey()).getCookies().getFirst();
    signIn("sk_wrong");
    assertTrue(lines.stream().anyMatch(line -> line.contains("signed in")));
    for (String secret : List.of(shop.secretKey(), "sk_wrong", cookie.split("[=;]")[1])) {
      assertTrue(lines.stream().noneMatch(line -> line.contains(secret)), secret);
    }
  }

  @Test
  void a_missing_variable_fails_the_start_by_its_name() {
    var missing =
        assertThrows(
            Config.Missing.class,
            () -> new DashboardHandler(Map.of("TABLE_NAME", "t", "ADMIN_TOKEN", "x")));
    assertTrue(missing.getMessage().contains("SESSION_KEY"));
    assertDoesNotThrow(
        () ->
            new DashboardHandler(
                Map.of("TABLE_NAME", "t", "ADMIN_TOKEN_SECRET", "s", "SESSION_KEY_SECRET", "s")));
  }

  // ---- requests

  private APIGatewayV2HTTPResponse signIn(String key) {
    return ours(Json.write(Json.object().put("key", key)));
  }

  private APIGatewayV2HTTPResponse ours(String body) {
    return handle(
        event(
            "POST",
            "/dashboard/session",
            Map.of(
                "sec-fetch-site", "same-origin",
                "x-requested-by", "dashboard",
                "content-type", "application/json"),
            body));
  }

  private APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    return handler.handleRequest(event, null);
  }

  private static APIGatewayV2HTTPEvent sample(String name) {
    return Events.read(name, APIGatewayV2HTTPEvent.class);
  }

  private static APIGatewayV2HTTPEvent get(String path) {
    return event("GET", path, Map.of(), "");
  }

  private static APIGatewayV2HTTPEvent event(
      String method, String path, Map<String, String> headers, String body) {
    var http = APIGatewayV2HTTPEvent.RequestContext.Http.builder().withMethod(method).withPath(path).build();
    return APIGatewayV2HTTPEvent.builder()
        .withRawPath(path)
        .withHeaders(headers)
        .withBody(body)
        .withRequestContext(
            APIGatewayV2HTTPEvent.RequestContext.builder()
                .withDomainName("api.example.com")
                .withHttp(http)
                .build())
        .build();
  }
}
