package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions in the place of keys, over HTTP: what they open, and for whom they stay shut. */
@ExtendWith(EndToEnd.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SessionEndToEndTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What a page of ours sends along, and no other site can. */
  private static final Map<String, String> OURS =
      Map.of("sec-fetch-site", "same-origin", "x-requested-by", "dashboard");

  private static final String BALANCE = "/accounts/" + WidgetEvent.ACCOUNT + "/balance";

  private Tenant mine;
  private Tenant others;

  @BeforeAll
  void furnish() throws Exception {
    mine = Tenant.create(EndToEnd.stack(), Json.object().put("name", "Mine"));
    others = Tenant.create(EndToEnd.stack(), Json.object().put("name", "Others"));
    mine.applied(WidgetEvent.balance(Instant.now(), "500.00", "500.00").toString());
  }

  @Test
  void a_session_reads_what_its_key_reads() throws Exception {
    String session = begin(mine.key());
    assertEquals(mine.get(BALANCE).text(), send("GET", BALANCE, session, Map.of()).body());
    assertEquals(403, send("GET", "/apps", session, Map.of()).statusCode());
  }

  @Test
  void another_apps_session_sees_nothing_of_it_byte_for_byte_as_its_key_does() throws Exception {
    String session = begin(others.key());
    HttpResponse<String> answer = send("GET", BALANCE, session, Map.of());
    assertEquals(404, answer.statusCode());
    assertEquals(others.get("/accounts/nobodys/balance").text(), answer.body());
  }

  @Test
  void the_admins_session_opens_the_app_builder_and_no_balances() throws Exception {
    String session = begin(EndToEnd.stack().secret("ADMIN_TOKEN"));
    assertEquals(200, send("GET", "/apps", session, Map.of()).statusCode());
    assertEquals(403, send("GET", BALANCE, session, Map.of()).statusCode());
  }

  @Test
  void a_session_changes_something_from_our_own_pages_alone() throws Exception {
    String session = begin(mine.key());
    String path = "/customers/nobodys";
    for (Map<String, String> elsewhere :
        List.of(
            Map.<String, String>of(),
            Map.of("x-requested-by", "dashboard"),
            Map.of("sec-fetch-site", "same-origin"),
            Map.of("sec-fetch-site", "cross-site", "x-requested-by", "dashboard"),
            Map.of("origin", "https://elsewhere.example", "x-requested-by", "dashboard"))) {
      assertEquals(401, send("DELETE", path, session, elsewhere).statusCode(), elsewhere::toString);
    }
    assertEquals(404, send("DELETE", path, session, OURS).statusCode(), "asked, and nobody is there");
    assertEquals(
        404,
        send(
                "DELETE",
                path,
                session,
                Map.of("origin", EndToEnd.stack().url().toString(), "x-requested-by", "dashboard"))
            .statusCode());
  }

  @Test
  void a_key_that_is_shown_beside_a_session_decides_alone() throws Exception {
    String session = begin(mine.key());
    assertEquals(
        401, send("GET", BALANCE, session, Map.of("authorization", "Bearer sk_wrong")).statusCode());
    assertEquals(
        404, send("GET", BALANCE, session, Map.of("authorization", "Bearer " + others.key())).statusCode());
  }

  @Test
  void a_deleted_key_ends_its_session_with_the_next_request() throws Exception {
    Tenant closing = Tenant.create(EndToEnd.stack(), Json.object().put("name", "Closing"));
    String session = begin(closing.key());
    assertEquals(200, send("GET", "/accounts", session, Map.of()).statusCode());
    String admin = begin(EndToEnd.stack().secret("ADMIN_TOKEN"));
    String key = "/apps/" + closing.appId() + "/keys/" + closing.told("key_id");
    assertEquals(204, send("DELETE", key, admin, OURS).statusCode());
    assertEquals(401, send("GET", "/accounts", session, Map.of()).statusCode());
  }

  @Test
  void a_forged_session_is_nobodys() throws Exception {
    String session = begin(others.key());
    String forged = session.replace(others.appId(), mine.appId());
    assertEquals(401, send("GET", BALANCE, forged, Map.of()).statusCode());
  }

  @Test
  void signing_in_needs_a_page_of_ours_too() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/dashboard/session", "", Map.of("sec-fetch-site", "cross-site"), "{\"key\":\"x\"}");
    assertEquals(403, answer.statusCode());
    assertFalse(answer.headers().firstValue("set-cookie").isPresent());
  }

  @Test
  void signing_out_takes_the_cookie_back() throws Exception {
    HttpResponse<String> answer = send("DELETE", "/dashboard/session", begin(mine.key()), OURS);
    assertEquals(204, answer.statusCode());
    assertTrue(answer.headers().firstValue("set-cookie").orElseThrow().startsWith("session=; Path=/; Max-Age=0"));
  }

  /** The cookie's {@code name=value} of a new session. */
  private static String begin(String credential) throws Exception {
    String body = Json.object().put("key", credential).toString();
    HttpResponse<String> answer = send("POST", "/dashboard/session", "", OURS, body);
    assertEquals(200, answer.statusCode(), answer.body());
    String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
    assertTrue(cookie.contains("; HttpOnly; SameSite=Strict"), cookie);
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static HttpResponse<String> send(
      String method, String path, String session, Map<String, String> headers) throws Exception {
    return send(method, path, session, headers, "");
  }

  private static HttpResponse<String> send(
      String method, String path, String session, Map<String, String> headers, String body)
      throws Exception {
    HttpRequest.Builder request =
        Tenant.at(EndToEnd.stack().url(), path).method(method, BodyPublishers.ofString(body));
    Map<String, String> all = new HashMap<>(headers);
    Optional.of(session).filter(text -> !text.isEmpty()).ifPresent(text -> all.put("cookie", text));
    if (!body.isEmpty()) {
      all.put("content-type", "application/json");
    }
    all.forEach(request::header);
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
