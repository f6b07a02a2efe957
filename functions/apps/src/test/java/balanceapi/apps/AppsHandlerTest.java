package balanceapi.apps;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.Vault;
import balanceapi.core.store.InMemoryStore;
import balanceapi.platform.Config;
import balanceapi.platform.Cursors;
import balanceapi.platform.Events;
import balanceapi.platform.RateLimit;
import balanceapi.platform.http.Answers;
import balanceapi.platform.log.Log;
import balanceapi.platform.webhooks.StandardWebhooks;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppsHandlerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BURST = 300;
  private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);

  private final InMemoryAppStore store = new InMemoryAppStore();
  private final InMemoryVault vault = new InMemoryVault();
  private final InMemoryStore customers = new InMemoryStore();
  private final List<String> lines = new ArrayList<>();
  private final AppsHandler handler = handler(store);

  private String scope = "admin";

  @Test
  void the_sample_event_creates_an_app() throws Exception {
    var event = Events.read("apps-create.json", APIGatewayV2HTTPEvent.class);
    APIGatewayV2HTTPResponse answer = handler.handleRequest(event, null);
    assertEquals(201, answer.getStatusCode());
    JsonNode body = JSON.readTree(answer.getBody());
    String id = body.get("app_id").textValue();
    assertEquals(
        "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/webhooks/" + id,
        body.get("webhook_url").textValue());
    assertEquals("production-sandbox", body.get("env").textValue());
    assertEquals(7, body.get("hold_days").intValue());
    App app = store.find(id).orElseThrow();
    assertEquals("Shop", app.settings().name());
    assertEquals(App.Env.SANDBOX, app.settings().env());
    assertTrue(Events.write(answer).contains("\"statusCode\":201"));
  }

  @Test
  void a_body_missing_is_told() {
    var event = Events.read("apps-create-no-body.json", APIGatewayV2HTTPEvent.class);
    APIGatewayV2HTTPResponse answer = handler.handleRequest(event, null);
    assertProblem(400, "invalid_request", answer);
    assertTrue(answer.getBody().contains("the body is empty; send a JSON object"));
  }

  @Test
  void only_a_name_is_required_and_the_rest_has_its_documented_default() throws Exception {
    JsonNode body = created("{\"name\":\"Shop\"}");
    assertEquals("production", body.get("env").textValue());
    assertEquals("[\"auth\",\"balance\",\"transactions\"]", body.get("products").toString());
    assertEquals("NGN", body.get("currency").textValue());
    assertEquals("[\"NG\"]", body.get("countries").toString());
    for (String none : List.of("color", "logo", "callback_url", "redirect_url", "refresh_url")) {
      assertTrue(body.get(none).isNull(), none);
    }
    assertTrue(body.get("showBalance").booleanValue());
    assertEquals("conservative", body.get("pending_policy").textValue());
    assertEquals(14, body.get("hold_days").intValue());
    assertEquals("PT24H", body.get("max_balance_age").textValue());
    assertEquals("PT24H", body.get("funds_max_age").textValue());
    assertEquals("[]", body.get("pending_in_ledger").toString());
    assertEquals("standard", body.get("webhook_auth").textValue());
    assertEquals(400, body.get("decisions_days").intValue());
    assertEquals(6, body.get("notifications").size());
    assertEquals("native", body.get("notification_format").textValue());
    assertEquals("[]", body.get("thresholds").toString());
  }

  @Test
  void every_option_is_taken_and_answered_as_it_holds() throws Exception {
    JsonNode body =
        created(
            """
            {"name":" Shop ","env":"production-sandbox","products":["balance"],"currency":"JPY",
             "countries":["KE","NG"],"color":"#00ff00","logo":"https://shop.example/logo.png",
             "callback_url":"https://shop.example/cb","redirect_url":"http://localhost:8080/back",
             "showBalance":false,"pending_policy":"net","hold_days":90,"max_balance_age":"PT1H",
             "funds_max_age":"P1D","pending_in_ledger":["5f0d","5f0c"],"webhook_auth":"open",
             "decisions_days":0,"notifications":["hold.expired","balance.below"],"notification_format":"v2",
             "thresholds":[{"amount":500,"currency":"JPY"},{"amount":"20.5","currency":"NGN"},
               {"amount":"500","currency":"JPY"}],
             "refresh_url":"https://shop.example/refresh"}
            """);
    assertEquals("Shop", body.get("name").textValue());
    assertEquals("[\"auth\",\"balance\"]", body.get("products").toString());
    assertEquals("JPY", body.get("currency").textValue());
    assertEquals("[\"KE\",\"NG\"]", body.get("countries").toString());
    assertEquals("http://localhost:8080/back", body.get("redirect_url").textValue());
    assertFalse(body.get("showBalance").booleanValue());
    assertEquals("net", body.get("pending_policy").textValue());
    assertEquals("PT1H", body.get("max_balance_age").textValue());
    assertEquals("PT24H", body.get("funds_max_age").textValue());
    assertEquals("[\"5f0c\",\"5f0d\"]", body.get("pending_in_ledger").toString());
    assertEquals("open", body.get("webhook_auth").textValue());
    assertEquals(0, body.get("decisions_days").intValue());
    assertEquals("[\"balance.below\",\"hold.expired\"]", body.get("notifications").toString());
    assertEquals("v2", body.get("notification_format").textValue());
    assertEquals(
        "[{\"amount\":\"500\",\"currency\":\"JPY\"},{\"amount\":\"20.50\",\"currency\":\"NGN\"}]",
        body.get("thresholds").toString());
    assertEquals("https://shop.example/refresh", body.get("refresh_url").textValue());
    assertEquals(
        Set.of(App.Product.AUTH, App.Product.BALANCE),
        store.find(body.get("app_id").textValue()).orElseThrow().settings().products());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name|{}",
        "name|{'name':null}",
        "name|{'name':'  '}",
        "name|{'name':5}",
        "name|{'name':'two\\nlines'}",
        "env|{'name':'S','env':'sandbox'}",
        "products|{'name':'S','products':['identity']}",
        "products|{'name':'S','products':'balance'}",
        "currency|{'name':'S','currency':'XXX'}",
        "countries|{'name':'S','countries':[]}",
        "countries|{'name':'S','countries':['ng']}",
        "color|{'name':'S','color':'red'}",
        "logo|{'name':'S','logo':'javascript:alert(1)'}",
        "callback_url|{'name':'S','callback_url':'https://user:pw@shop.example/'}",
        "redirect_url|{'name':'S','redirect_url':'/back'}",
        "showBalance|{'name':'S','showBalance':'yes'}",
        "pending_policy|{'name':'S','pending_policy':'NET'}",
        "hold_days|{'name':'S','hold_days':0}",
        "hold_days|{'name':'S','hold_days':91}",
        "hold_days|{'name':'S','hold_days':1.5}",
        "max_balance_age|{'name':'S','max_balance_age':'24h'}",
        "funds_max_age|{'name':'S','funds_max_age':'PT0S'}",
        "pending_in_ledger|{'name':'S','pending_in_ledger':['a b']}",
        "webhook_auth|{'name':'S','webhook_auth':'none'}",
        "webhook_auth|{'name':'S','webhook_auth':'open'}",
        "decisions_days|{'name':'S','decisions_days':-1}",
        "decisions_days|{'name':'S','decisions_days':100000}",
        "notifications|{'name':'S','notifications':['balance.above']}",
        "notification_format|{'name':'S','notification_format':'okra'}",
        "thresholds|{'name':'S','thresholds':'500'}",
        "thresholds[0].amount|{'name':'S','thresholds':[{'amount':'0.001','currency':'NGN'}]}",
        "thresholds[0].currency|{'name':'S','thresholds':[{'amount':'1'}]}",
        "thresholds[0].above|{'name':'S','thresholds':[{'amount':'1','currency':'NGN','above':true}]}",
        "refresh_url|{'name':'S','refresh_url':'shop.example'}",
        "holdDays|{'name':'S','holdDays':3}",
        "app_id|{'name':'S','app_id':'mine'}"
      })
  void a_wrong_option_is_named_and_nothing_is_kept(String field, String options) throws Exception {
    APIGatewayV2HTTPResponse answer = call("POST", "/apps", options.replace('\'', '"'));
    assertProblem(400, "invalid_request", answer);
    String detail = JSON.readTree(answer.getBody()).get("detail").textValue();
    assertTrue(detail.startsWith(field), detail);
    assertEquals(List.of(), store.list(Optional.empty(), 10).items());
  }

  @Test
  void a_body_that_is_too_large_or_not_json_is_refused() {
    assertProblem(
        413, "payload_too_large", call("POST", "/apps", "{\"name\":\"" + "x".repeat(70_000) + "\"}"));
    APIGatewayV2HTTPEvent event = event("POST", "/apps", "name=Shop");
    event.setHeaders(Map.of("content-type", "application/x-www-form-urlencoded"));
    assertProblem(415, "unsupported_media_type", handler.handleRequest(event, null));
  }

  @ParameterizedTest
  @CsvSource({
    "none,401,unauthorized",
    "app,403,forbidden",
    "unavailable,503,unavailable",
    "odd,401,unauthorized"
  })
  void only_the_admin_gets_in(String scope, int status, String code) {
    this.scope = scope;
    for (String path : List.of("/apps", "/apps/64ba00000000000000000001", "/apps/x/y/z/nowhere")) {
      assertProblem(status, code, call("GET", path, ""));
    }
    assertProblem(status, code, call("POST", "/apps", "{\"name\":\"Shop\"}"));
    assertEquals(List.of(), store.list(Optional.empty(), 10).items());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /apps/", "DELETE /apps", "PUT /apps", "GET //apps", "POST /apps/x/other", "GET /apps/x/keys",
        "DELETE /apps/x/keys", "POST /apps/x/test-webhook", "GET /apps/x/test-webhook", "POST /apps/x/keys%2Fy", "DELETE /apps/x/keys%2Fy", "DELETE /apps/x/other/y",
        "GET /apps/../apps", "GET /apps/%2e%2e", "GET /", "GET /apps/%zz", "DELETE /apps/x/keys/y/z",
        "GET /apps/64BA00000000000000000001", "GET /apps/64ba00000000000000000001",
        "POST /apps/64ba00000000000000000001/keys", "DELETE /apps/64ba00000000000000000001/keys/k"
      })
  void what_is_no_route_or_no_app_is_not_found(String call) {
    assertProblem(404, "not_found", call(call.split(" ")[0], call.split(" ")[1], "{}"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET /apps/,the slash at the end", "GET /apps/64ba00000000000000000001/,the slash at the end",
    "DELETE /apps,takes GET and POST", "PUT /apps/64ba00000000000000000001,'takes GET, PATCH and DELETE'"
  })
  void what_is_nearly_a_route_is_told_what_to_change(String call, String change) {
    APIGatewayV2HTTPResponse answer = call(call.split(" ")[0], call.split(" ")[1], "{}");
    assertProblem(404, "not_found", answer);
    assertTrue(answer.getBody().contains(change), answer.getBody());
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/apps,page=2,'this route takes limit, cursor'", "GET,/apps,limit=,has no value",
    "POST,/apps,dry_run=true,no query parameters", "GET,/apps/64ba00000000000000000001,x,no query parameters",
    "GET,/apps,limit=%ff,percent-encoded"
  })
  void an_unknown_parameter_is_told_rather_than_ignored(
      String method, String path, String query, String told) {
    APIGatewayV2HTTPEvent event = event(method, path, "{\"name\":\"Shop\"}");
    event.setRawQueryString(query);
    APIGatewayV2HTTPResponse answer = Answers.checked(handler.handleRequest(event, null));
    assertProblem(400, "invalid_request", answer);
    assertTrue(answer.getBody().contains(told), answer.getBody());
    assertEquals(List.of(), store.list(Optional.empty(), 10).items());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'a\\u0000b'}", "{'name':'a','name':'b'}", "{'name':'a'} x",
        "{'hold_days':1e999999999,'name':'a'}",
        "{'hold_days':0e999999999,'name':'a'}", "{'name':'a','logo':'https://[::1'}", "{'name':'\\ud800'}",
        "{'name':'a','logo':'javascript:alert(1)'}",
        "{'name':'a','max_balance_age':'PT99999999999999999999H'}",
        "{'name':'a','countries':[null]}", "{'name':'a','products':[[]]}",
        "{'name':'a','pending_in_ledger':['']}",
        "{'name':'a','color':'#12345\\n'}", "\0", "[]", "null", "{'name':{}}", "{'name':'a','logo':''}"
      })
  void a_hostile_option_is_400_and_nothing_is_kept(String options) {
    assertProblem(400, "invalid_request", call("POST", "/apps", options.replace('\'', '"')));
    assertProblem(400, "invalid_request", call("POST", "/apps", "[".repeat(60_000)));
    assertEquals(List.of(), store.list(Optional.empty(), 10).items());
  }

  @Test
  void an_encoded_body_is_415() {
    APIGatewayV2HTTPEvent event = event("POST", "/apps", "{\"name\":\"Shop\"}");
    event.setHeaders(Map.of("content-type", "application/json", "content-encoding", "gzip"));
    assertProblem(415, "unsupported_media_type", Answers.checked(handler.handleRequest(event, null)));
  }

  @Test
  void a_segment_of_any_length_or_of_any_characters_is_404() throws Exception {
    String app = created("{\"name\":\"Shop\"}").get("app_id").textValue();
    for (String id : List.of("x".repeat(5000), "%00", "%F0%9F%92%B3", "..", "%2F", "#", "sk_*")) {
      assertProblem(404, "not_found", call("GET", "/apps/" + id, ""));
      assertProblem(404, "not_found", call("DELETE", "/apps/" + app + "/keys/" + id, ""));
      assertProblem(404, "not_found", call("DELETE", "/apps/" + app + "/webhook-secrets/" + id, ""));
    }
  }

  @Test
  void a_store_that_fails_is_unavailable_and_says_no_more() {
    AppStore broken =
        (AppStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AppStore.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("secret detail");
                });
    APIGatewayV2HTTPResponse answer =
        handler(broken).handleRequest(event("POST", "/apps", "{\"name\":\"Shop\"}"), null);
    assertProblem(503, "unavailable", answer);
    assertFalse(answer.getBody().contains("secret detail"));
    assertEquals(2, lines.size(), "one line for people, one measurement");
    assertFalse(lines.getFirst().contains("Shop"));
  }

  @Test
  void on_one_machine_the_webhook_url_is_the_local_address() throws Exception {
    APIGatewayV2HTTPEvent event = event("POST", "/apps", "{\"name\":\"Shop\"}");
    event.getRequestContext().setDomainName("127.0.0.1");
    Map<String, String> headers = new HashMap<>(event.getHeaders());
    headers.put("host", "127.0.0.1:3000");
    event.setHeaders(headers);
    JsonNode body = JSON.readTree(handler.handleRequest(event, null).getBody());
    assertTrue(body.get("webhook_url").textValue().startsWith("http://127.0.0.1:3000/webhooks/"));
    headers.put("host", "127.0.0.1:1@elsewhere.example");
    event.setHeaders(headers);
    body = JSON.readTree(handler.handleRequest(event, null).getBody());
    assertTrue(body.get("webhook_url").textValue().startsWith("http://127.0.0.1/webhooks/"));
    event.getRequestContext().setDomainName("localhost:3000");
    body = JSON.readTree(handler.handleRequest(event, null).getBody());
    assertTrue(body.get("webhook_url").textValue().startsWith("http://localhost:3000/webhooks/"));
  }

  @Test
  void a_secret_is_shown_once_and_never_again() throws Exception {
    JsonNode created = created("{\"name\":\"Shop\"}");
    String id = created.get("app_id").textValue();
    App app = store.find(id).orElseThrow();
    String signing =
        vault.open(new Vault.Context(id, Vault.Purpose.SIGNING), app.signingSecret());
    assertFalse(created.toString().contains(signing), "the signing secret is shown to nobody");
    assertFalse(created.toString().contains(app.signingSecret().base64()));
    List<String> later =
        List.of(
            call("GET", "/apps", "").getBody(),
            call("GET", "/apps/" + id, "").getBody(),
            call("PATCH", "/apps/" + id, "{\"name\":\"New\"}").getBody());
    for (String body : later) {
      assertTrue(body.contains(id));
      assertFalse(body.contains(created.get("secret_key").textValue()), body);
      assertFalse(body.contains("whsec_"), body);
      assertFalse(body.contains("\"sealed\""), body);
    }
    JsonNode shown = JSON.readTree(later.get(1));
    assertEquals(created.get("key_id"), shown.get("keys").get(0).get("key_id"));
    assertEquals(created.get("secret_id"), shown.get("webhook_secrets").get(0).get("secret_id"));
    assertEquals("New", JSON.readTree(later.get(2)).get("name").textValue());
  }

  @Test
  void lists_and_changes_open_no_secret_and_need_no_vault() throws Exception {
    JsonNode created = created("{\"name\":\"Shop\"}");
    String path = "/apps/" + created.get("app_id").textValue();
    vault.refuse(true);
    assertEquals(200, call("GET", "/apps", "").getStatusCode());
    assertEquals(200, call("GET", path, "").getStatusCode());
    assertEquals(200, call("PATCH", path, "{\"hold_days\":30}").getStatusCode());
    assertEquals(201, call("POST", path + "/keys", "").getStatusCode());
    String secret = path + "/webhook-secrets/" + created.get("secret_id").textValue();
    assertEquals(204, call("DELETE", secret, "").getStatusCode());
    assertEquals(List.of(), vault.opened());
  }

  @Test
  void a_vault_that_fails_is_unavailable_and_nothing_is_kept() throws Exception {
    JsonNode created = created("{\"name\":\"Shop\"}");
    String path = "/apps/" + created.get("app_id").textValue();
    List<App> before = store.list(Optional.empty(), 10).items();
    vault.refuse(true);
    assertProblem(503, "unavailable", call("POST", "/apps", "{\"name\":\"Second\"}"));
    assertProblem(503, "unavailable", call("POST", path + "/webhook-secrets", ""));
    assertEquals(before, store.list(Optional.empty(), 10).items());
  }

  @Test
  void each_change_leaves_a_line_without_a_secret() throws Exception {
    JsonNode created = created("{\"name\":\"Canary\"}");
    call("GET", "/apps", "");
    call("POST", "/apps/" + created.get("app_id").textValue() + "/keys", "");
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).contains("/apps/" + created.get("app_id").textValue() + "/keys"));
    assertFalse(lines.toString().contains("Canary"));
    assertFalse(lines.toString().contains("sk_"));
    assertFalse(lines.toString().contains("whsec_"));
  }

  @Test
  void patch_changes_what_it_names_and_null_gives_the_default_back() throws Exception {
    String id =
        created("{\"name\":\"Shop\",\"hold_days\":7,\"color\":\"#00ff00\",\"currency\":\"KES\"}")
            .get("app_id")
            .textValue();
    JsonNode app = JSON.readTree(call("PATCH", "/apps/" + id, "{\"hold_days\":30}").getBody());
    assertEquals(30, app.get("hold_days").intValue());
    assertEquals("#00ff00", app.get("color").textValue());
    app = JSON.readTree(call("PATCH", "/apps/" + id, "{\"hold_days\":null,\"color\":null}").getBody());
    assertEquals(14, app.get("hold_days").intValue());
    assertTrue(app.get("color").isNull());
    assertEquals("KES", app.get("currency").textValue());
    assertEquals("Shop", app.get("name").textValue());
    assertProblem(400, "invalid_request", call("PATCH", "/apps/" + id, "{\"webhook_auth\":\"open\"}"));
    assertProblem(400, "invalid_request", call("PATCH", "/apps/" + id, "{\"key\":\"x\"}"));
  }

  @Test
  void keys_rotate_without_a_gap() throws Exception {
    JsonNode created = created("{\"name\":\"Shop\"}");
    String path = "/apps/" + created.get("app_id").textValue();
    APIGatewayV2HTTPResponse answer = call("POST", path + "/keys", "");
    assertEquals(201, answer.getStatusCode());
    JsonNode key = JSON.readTree(answer.getBody());
    assertNotEquals(created.get("key_id"), key.get("key_id"));
    assertTrue(known(created.get("secret_key")) && known(key.get("secret_key")), "both work");
    answer = call("DELETE", path + "/keys/" + created.get("key_id").textValue(), "");
    assertEquals(204, answer.getStatusCode());
    assertFalse(known(created.get("secret_key")));
    assertTrue(known(key.get("secret_key")));
  }

  /** What is signed for an app, and what it signs, have each their own. */
  @ParameterizedTest
  @CsvSource({"webhook, WEBHOOK, secret_id", "notification, NOTIFICATION, notification_secret_id"})
  void secrets_rotate_without_a_gap(String kind, Vault.Purpose purpose, String idName) throws Exception {
    JsonNode created = created("{\"name\":\"Shop\"}");
    String first = created.get(kind + "_secret").textValue();
    String path = "/apps/" + created.get("app_id").textValue() + "/" + kind + "-secrets";
    APIGatewayV2HTTPResponse answer = call("POST", path, "");
    assertEquals(201, answer.getStatusCode());
    JsonNode second = JSON.readTree(answer.getBody());
    assertEquals(List.of(first, second.get(kind + "_secret").textValue()), secrets(created, purpose));
    String old = path + "/" + created.get(idName).textValue();
    assertEquals(204, call("DELETE", old, "").getStatusCode());
    assertEquals(List.of(second.get(kind + "_secret").textValue()), secrets(created, purpose));
    assertProblem(404, "not_found", call("DELETE", old, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "webhook-secrets", "notification-secrets"})
  void an_app_has_ten_of_a_kind_and_no_more(String kind) throws Exception {
    String path = "/apps/" + created("{\"name\":\"Shop\"}").get("app_id").textValue() + "/" + kind;
    for (int i = 1; i < 10; i++) {
      assertEquals(201, call("POST", path, "").getStatusCode());
    }
    assertProblem(400, "invalid_request", call("POST", path, ""));
  }

  @Test
  void a_deleted_app_is_gone_with_its_keys() throws Exception {
    JsonNode created = created("{\"name\":\"Shop\"}");
    String path = "/apps/" + created.get("app_id").textValue();
    APIGatewayV2HTTPResponse answer = call("DELETE", path, "");
    assertEquals(204, answer.getStatusCode());
    assertFalse(known(created.get("secret_key")));
    assertProblem(404, "not_found", call("GET", path, ""));
    assertProblem(404, "not_found", call("DELETE", path, ""));
    assertEquals(0, page("").get("data").size());
  }

  @Test
  void an_app_with_customers_is_deleted_only_with_them() throws Exception {
    JsonNode created = created("{\"name\":\"Shop\"}");
    String id = created.get("app_id").textValue();
    customers.login(id, "cus-1", "rec-1", Optional.empty());
    assertProblem(409, "app_has_customers", call("DELETE", "/apps/" + id, ""));
    assertProblem(400, "invalid_request", delete("/apps/" + id, "erase=yes"));
    assertProblem(409, "app_has_customers", delete("/apps/" + id, "erase=false"));
    assertTrue(known(created.get("secret_key")));
    assertEquals(204, delete("/apps/" + id, "erase=true").getStatusCode());
    assertFalse(known(created.get("secret_key")));
  }

  private APIGatewayV2HTTPResponse delete(String path, String query) {
    APIGatewayV2HTTPEvent event = event("DELETE", path, "");
    event.setRawQueryString(query);
    return handler.handleRequest(event, null);
  }

  @Test
  void apps_are_listed_in_pages() throws Exception {
    for (int i = 0; i < 3; i++) {
      created("{\"name\":\"Shop\"}");
    }
    JsonNode first = page("limit=2");
    assertEquals(2, first.get("data").size());
    JsonNode second = page("limit=2&cursor=" + first.get("next_cursor").textValue());
    assertEquals(1, second.get("data").size());
    assertTrue(second.get("next_cursor").isNull());
    assertTrue(page("").get("next_cursor").isNull());
    for (String bad : List.of("limit=0", "limit=101", "limit=x", "cursor=forged", "limit=1&limit=2")) {
      APIGatewayV2HTTPEvent event = event("GET", "/apps", "");
      event.setRawQueryString(bad);
      assertProblem(400, "invalid_request", handler.handleRequest(event, null));
    }
  }

  @Test
  void the_admin_too_may_send_only_so_much_at_once() {
    for (int i = 0; i < BURST; i++) {
      assertEquals(200, call("GET", "/apps", "").getStatusCode());
    }
    APIGatewayV2HTTPResponse refused = call("POST", "/apps", "{\"name\":\"Shop\"}");
    assertProblem(429, "rate_limited", refused);
    assertEquals("1", refused.getHeaders().get("retry-after"));
    assertEquals(List.of(), store.list(Optional.empty(), 1).items());
    assertTrue(lines.getLast().contains("\"Throttled\":1"), lines::toString);
  }

  @Test
  void whoever_is_not_the_admin_takes_none_of_the_admins_tokens() {
    scope = "none";
    for (int i = 0; i < 2 * BURST; i++) {
      assertProblem(401, "unauthorized", call("GET", "/apps", ""));
    }
    scope = "admin";
    assertEquals(200, call("GET", "/apps", "").getStatusCode());
  }

  @Test
  void a_missing_variable_fails_the_start_by_its_name() {
    var missing = assertThrows(Config.Missing.class, () -> new AppsHandler(Map.of("CURSOR_KEY", "x")));
    assertTrue(missing.getMessage().contains("TABLE_NAME"));
    missing = assertThrows(Config.Missing.class, () -> new AppsHandler(Map.of("TABLE_NAME", "t")));
    assertTrue(missing.getMessage().contains("CURSOR_KEY"));
    missing =
        assertThrows(
            Config.Missing.class, () -> new AppsHandler(Map.of("TABLE_NAME", "t", "CURSOR_KEY", "x")));
    assertTrue(missing.getMessage().contains("VAULT_KEY_ID"));
    Map<String, String> variables =
        Map.of("TABLE_NAME", "t", "CURSOR_KEY_SECRET", "s", "VAULT_KEY_ID", "k");
    assertDoesNotThrow(() -> new AppsHandler(variables));
  }

  // ---- test webhooks

  private final List<Map<String, String>> arrived = new CopyOnWriteArrayList<>();

  /** What is told of a test whose route answers this; what came to it is kept. */
  private JsonNode tested(String env, int status) throws Exception {
    JsonNode created = created("{\"name\":\"Shop\",\"env\":\"" + env + "\"}");
    App app = store.find(created.get("app_id").textValue()).orElseThrow();
    HttpServer route = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    route.createContext(
        "/webhooks/" + app.id(),
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
          String secret = vault.open(new Vault.Context(app.id(), Vault.Purpose.SIGNING), app.signingSecret());
          boolean proven =
              StandardWebhooks.verify(List.of(secret), headers, body, CLOCK)
                  instanceof StandardWebhooks.Outcome.Proven;
          headers.put("body", new String(body, StandardCharsets.UTF_8));
          arrived.add(headers);
          byte[] answer = "{\"status\":\"success\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(proven ? status : 401, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    route.start();
    try {
      APIGatewayV2HTTPResponse answer =
          Answers.checked(handler.handleRequest(test(app, "127.0.0.1:" + route.getAddress().getPort()), null));
      assertEquals(200, answer.getStatusCode(), answer.getBody());
      return JSON.readTree(answer.getBody());
    } finally {
      route.stop(0);
    }
  }

  private APIGatewayV2HTTPEvent test(App app, String host) {
    var event = Events.read("apps-test-webhook.json", APIGatewayV2HTTPEvent.class);
    event.setRawPath("/apps/" + app.id() + "/test-webhook");
    event.getRequestContext().setDomainName("127.0.0.1");
    Map<String, String> headers = new HashMap<>(event.getHeaders());
    headers.put("host", host);
    event.setHeaders(headers);
    return event;
  }

  @Test
  void a_test_webhook_is_signed_sent_and_told_with_its_answer() throws Exception {
    JsonNode told = tested("production-sandbox", 200);
    Map<String, String> came = arrived.getFirst();
    assertEquals(1, arrived.size());
    assertEquals(came.get("body"), told.at("/request/body").textValue());
    assertTrue(told.at("/request/url").textValue().startsWith("http://127.0.0.1:"));
    for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature", "content-type")) {
      assertEquals(came.get(name), told.at("/request/headers/" + name).textValue(), name);
    }
    assertEquals(4, told.at("/request/headers").size());
    assertEquals(200, told.at("/response/status").intValue());
    assertEquals("{\"status\":\"success\"}", told.at("/response/body").textValue());
    assertEquals("BALANCE", JSON.readTree(came.get("body")).get("method").textValue());
    assertFalse(told.toString().contains("whsec_"));
    assertTrue(lines.getLast().contains("/test-webhook"), lines::toString);
    assertFalse(lines.getLast().contains(came.get("webhook-signature")));
  }

  @Test
  void among_real_customers_a_test_states_no_balance() throws Exception {
    JsonNode sent = JSON.readTree(tested("production", 200).at("/request/body").textValue());
    assertEquals("IDENTITY", sent.get("method").textValue());
    assertFalse(sent.has("balance"));
  }

  @Test
  void whatever_the_route_answers_is_told() throws Exception {
    assertEquals(503, tested("production", 503).at("/response/status").intValue());
  }

  @Test
  void a_route_that_does_not_answer_is_unavailable() throws Exception {
    App app = store.find(created("{\"name\":\"Shop\"}").get("app_id").textValue()).orElseThrow();
    int nobody;
    try (ServerSocket closed = new ServerSocket(0)) {
      nobody = closed.getLocalPort();
    }
    assertProblem(503, "unavailable", handler.handleRequest(test(app, "127.0.0.1:" + nobody), null));
    vault.refuse(true);
    assertProblem(503, "unavailable", handler.handleRequest(test(app, "127.0.0.1:" + nobody), null));
  }

  @Test
  void five_tests_may_be_sent_at_once() throws Exception {
    App app = store.find(created("{\"name\":\"Shop\"}").get("app_id").textValue()).orElseThrow();
    vault.refuse(true);
    for (int i = 0; i < 5; i++) {
      assertProblem(503, "unavailable", handler.handleRequest(test(app, "127.0.0.1"), null));
    }
    APIGatewayV2HTTPResponse refused = handler.handleRequest(test(app, "127.0.0.1"), null);
    assertProblem(429, "rate_limited", refused);
    assertEquals("1", refused.getHeaders().get("retry-after"));
  }

  private AppsHandler handler(AppStore store) {
    Consumer<String> sink = lines::add;
    return new AppsHandler(
        store,
        customers,
        new Credentials(SecureRandom::new),
        new Cursors(() -> "key"),
        vault,
        new RateLimit(100, BURST, CLOCK),
        CLOCK,
        Log.to(sink, "apps", CLOCK));
  }

  private JsonNode created(String options) throws Exception {
    APIGatewayV2HTTPResponse answer = call("POST", "/apps", options);
    assertEquals(201, answer.getStatusCode(), answer.getBody());
    return JSON.readTree(answer.getBody());
  }

  private JsonNode page(String query) throws Exception {
    APIGatewayV2HTTPEvent event = event("GET", "/apps", "");
    event.setRawQueryString(query);
    return JSON.readTree(handler.handleRequest(event, null).getBody());
  }

  private boolean known(JsonNode secretKey) {
    String text = secretKey.textValue();
    return store.findKey(Credentials.appOf(text).orElseThrow(), Credentials.sha256(text)).isPresent();
  }

  private List<String> secrets(JsonNode created, Vault.Purpose purpose) {
    App app = store.find(created.get("app_id").textValue()).orElseThrow();
    return (purpose == Vault.Purpose.WEBHOOK ? app.webhookSecrets() : app.notificationSecrets())
        .stream()
            .map(secret -> vault.open(new Vault.Context(app.id(), purpose), secret.sealed()))
            .toList();
  }

  private APIGatewayV2HTTPResponse call(String method, String path, String body) {
    return Answers.checked(handler.handleRequest(event(method, path, body), null));
  }

  private APIGatewayV2HTTPEvent event(String method, String path, String body) {
    var event = Events.read("apps-create.json", APIGatewayV2HTTPEvent.class);
    event.getRequestContext().getHttp().setMethod(method);
    event.setRawPath(path);
    event.setBody(body);
    event
        .getRequestContext()
        .getAuthorizer()
        .setLambda(Map.of("app", "64ba00000000000000000001", "scope", scope));
    return event;
  }

  private static void assertProblem(int status, String code, APIGatewayV2HTTPResponse answer) {
    assertEquals(status, answer.getStatusCode(), answer.getBody());
    assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
    assertTrue(answer.getBody().contains("\"code\":\"" + code + "\""), answer.getBody());
  }
}
