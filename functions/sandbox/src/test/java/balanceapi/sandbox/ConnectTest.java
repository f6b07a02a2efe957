package balanceapi.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.app.App;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.Link;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.bank.Bank;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Outcome;
import balanceapi.platform.RateLimit;
import balanceapi.platform.event.EventReader;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The widget's steps, as its pages send them. */
final class ConnectTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:30:00Z");
  private static final String APP = "64f0000000000000000000aa";
  private static final String TOKEN = "64f0000000000000000000ab";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String BANK = Bank.SANDBOX.getFirst().id();
  private static final Map<String, String> OURS =
      Map.of("content-type", "application/json", "sec-fetch-site", "same-origin");

  /** A clock that stands until it is moved. */
  private static final class Moved extends Clock {
    private Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final Moved clock = new Moved();
  private final Vault vault = new InMemoryVault();
  private final InMemoryAppStore apps = new InMemoryAppStore();
  private final InMemoryStore store = new InMemoryStore();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<ObjectNode> delivered = new CopyOnWriteArrayList<>();
  private App app;
  private SandboxHandler handler;
  private HttpServer route;
  private int status = 200;

  /** A webhook route that applies what it gets. */
  @BeforeEach
  void open() throws IOException {
    app = create(APP, App.Env.SANDBOX);
    route = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    route.createContext(
        "/webhooks/" + APP,
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String id = exchange.getRequestHeaders().getFirst("webhook-id");
          if (status == 200) {
            delivered.add(Json.read(body));
            Outcome outcome =
                new ApplyEvent(store).apply(app, EventReader.read(Json.parse(body), id, clock.now), clock.now);
            assertTrue(outcome instanceof Outcome.Applied || outcome instanceof Outcome.Duplicate, outcome::toString);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    route.start();
    handler =
        new SandboxHandler(
            apps, store, new SandboxBanks(), vault, new RateLimit(10, 50, clock), clock,
            Log.to(lines::add, "sandbox", clock));
  }

  @AfterEach
  void close() {
    route.stop(0);
  }

  private App create(String id, App.Env env) {
    App.Settings named = App.Settings.named("Shop");
    App.Settings settings =
        new App.Settings(
            named.name(), env, named.products(), named.currency(), named.countries(), named.color(),
            Optional.of("https://cdn.example.com/logo.png"), named.callbackUrl(), named.redirectUrl(), named.showBalance(),
            named.pendingPolicy(), named.holdDays(), named.maxBalanceAge(), named.fundsMaxAge(),
            named.pendingInLedger(), named.webhookAuth(), named.decisionsDays(), named.notifications(),
            named.refreshUrl());
    App made =
        new App(id, "the-key", TOKEN, settings, List.of(), List.of(), vault.seal(new Vault.Context(id, Vault.Purpose.SIGNING), SECRET), NOW);
    apps.create(made, new SecretKey(id, "k", "hash " + id, NOW));
    return made;
  }

  // ---- connecting

  @Test
  void what_the_person_agreed_to_comes_in_and_nothing_else() {
    JsonNode signedIn = signIn(begin(options()), "many-accounts", "sandbox");
    assertEquals(8, signedIn.path("accounts").size());
    String second = signedIn.at("/accounts/1/id").asText();
    JsonNode done = connect(signedIn, second);
    assertEquals("connected", done.path("outcome").asText());
    assertEquals(
        List.of("AUTH", "ACCOUNTS", "TRANSACTIONS", "BALANCE"),
        delivered.stream().map(event -> event.path("method").asText()).toList());
    assertEquals(1, delivered.stream().map(event -> event.path("started_at").asText()).distinct().count());
    assertEquals("7", delivered.getFirst().at("/options/order").asText());
    assertEquals(List.of(second), store.accountsOfRecord(APP, done.at("/result/record_id").asText()));
    assertEquals(second, done.at("/result/accounts/0/id").asText());
    assertTrue(done.at("/result/accounts/1/available_balance").isNull());
    assertEquals(1, done.path("balances").size());
  }

  @Test
  void connecting_twice_is_one_connection() {
    JsonNode first = connectAll("many-accounts");
    clock.now = NOW.plusSeconds(60);
    JsonNode second = connectAll("many-accounts");
    assertEquals(first.at("/result/record_id"), second.at("/result/record_id"));
    assertEquals(8, store.accountsOfCustomer(APP, first.at("/result/customer_id").asText()).size());
  }

  @Test
  void each_test_user_is_as_they_are_described() {
    assertEquals("reported", source("customer"));
    assertEquals("computed", source("no-available"));
    assertEquals("computed", source("pending-holds"));
    assertEquals("unknown", source("degraded-bank"));
    assertEquals(0, signIn(begin(options()), "no-accounts", "sandbox").path("accounts").size());
  }

  private String source(String username) {
    return connectAll(username).at("/balances/0/available_source").asText();
  }

  @Test
  void a_bank_that_cannot_say_a_balance_leaves_its_connection_in_error() {
    JsonNode done = connectAll("degraded-bank");
    AccountRef ref = new AccountRef(APP, done.at("/result/accounts/0/id").asText());
    assertEquals(Connection.State.ERROR, store.account(ref).orElseThrow().connection().state());
  }

  @ParameterizedTest
  @CsvSource({"customer,wrong", "nobody,sandbox", "wrong-password,sandbox", "Sandbox Customer 1,sandbox"})
  void who_the_bank_does_not_know_is_not_signed_in(String username, String password) {
    assertEquals("wrong_password", signIn(begin(options()), username, password).path("outcome").asText());
    assertEquals(List.of(), delivered);
  }

  @Test
  void events_that_are_not_taken_leave_the_way_open_to_try_again() {
    JsonNode signedIn = signIn(begin(options()), "customer", "sandbox");
    status = 503;
    assertEquals(503, post("connect", chosen(signedIn)).getStatusCode());
    status = 200;
    assertEquals("connected", json(post("connect", chosen(signedIn))).path("outcome").asText());
  }

  @Test
  void a_page_that_asks_for_less_gets_less() {
    ObjectNode options = options().put("multi_account", false).put("showBalance", false);
    options.putArray("products").add("auth");
    JsonNode signedIn = signIn(begin(options), "many-accounts", "sandbox");
    ObjectNode two = Json.object().put("session", signedIn.path("session").asText());
    two.putArray("accounts").add(signedIn.at("/accounts/0/id").asText()).add(signedIn.at("/accounts/1/id").asText());
    assertEquals(400, post("connect", two).getStatusCode());
    JsonNode done = connect(signedIn, signedIn.at("/accounts/0/id").asText());
    assertEquals(0, done.path("balances").size());
    assertEquals(
        List.of("AUTH", "ACCOUNTS"), delivered.stream().map(event -> event.path("method").asText()).toList());
    assertTrue(delivered.get(1).at("/account/ledger_balance").isNull());
  }

  // ---- coming back

  @Test
  void who_comes_back_sees_what_is_connected_alone() {
    JsonNode before = connectAll("customer");
    clock.now = NOW.plusSeconds(60);
    ObjectNode options = options();
    options.putObject("customer").put("id", before.at("/result/customer_id").asText());
    JsonNode begun = begin(options);
    assertEquals(1, begun.path("banks").size());
    assertTrue(begun.path("returning").asBoolean());
    assertEquals("somebody_else", signIn(begun, "pending-holds", "sandbox").path("outcome").asText());
    JsonNode done = connect(signIn(begun, "CUSTOMER", "sandbox"), before.at("/result/accounts/0/id").asText());
    assertEquals(before.at("/result/record_id"), done.at("/result/record_id"));
    assertEquals(clock.now.toString(), done.at("/balances/0/as_of").asText());
  }

  /** The page may be another one than the first time, and the person was asked for less. */
  @Test
  void a_visit_that_asks_for_no_balance_gives_the_page_none_of_an_earlier_one() {
    JsonNode before = connectAll("customer");
    assertFalse(before.at("/result/accounts/0/ledger_balance").isNull());
    ObjectNode options = options();
    options.putArray("products").add("auth");
    JsonNode signedIn = signIn(begin(options), "customer", "sandbox");
    JsonNode account = connect(signedIn, signedIn.at("/accounts/0/id").asText()).at("/result/accounts/0");
    assertTrue(account.path("connected").asBoolean());
    assertTrue(account.path("ledger_balance").isNull() && account.path("available_balance").isNull());
  }

  @Test
  void who_comes_back_renews_all_that_is_connected_also_where_a_visit_connects_one() {
    JsonNode before = connectAll("many-accounts");
    ObjectNode options = options().put("multi_account", false);
    options.putObject("customer").put("id", before.at("/result/customer_id").asText());
    JsonNode signedIn = signIn(begin(options), "MANY-ACCOUNTS", "sandbox");
    ObjectNode all = Json.object().put("session", signedIn.path("session").asText());
    signedIn.path("accounts").forEach(account -> all.withArray("accounts").add(account.path("id").asText()));
    assertEquals(8, all.path("accounts").size());
    assertEquals("connected", json(post("connect", all)).path("outcome").asText());
  }

  @Test
  void a_visit_that_is_used_late_says_when_the_person_signed_in() {
    JsonNode signedIn = signIn(begin(options()), "customer", "sandbox");
    clock.now = NOW.plusSeconds(600);
    connect(signedIn, signedIn.at("/accounts/0/id").asText());
    assertEquals(NOW.toString(), delivered.getFirst().path("ended_at").asText(), "of the sign-in");
    assertEquals(clock.now.toString(), delivered.get(1).path("ended_at").asText(), "of the accounts");
  }

  @Test
  void a_customer_made_by_the_api_comes_back_by_their_name() {
    Login login = Login.of(APP, "Sandbox Customer 1", Bank.SANDBOX.getFirst(), 2);
    for (ObjectNode event : new BankEvents(new SandboxBanks(), login, NOW).connected()) {
      new ApplyEvent(store).apply(app, EventReader.read(Json.parse(Json.write(event).getBytes(StandardCharsets.UTF_8)), Json.write(event), NOW), NOW);
    }
    ObjectNode options = options().put("customer", login.customer()).put("reauth_account", login.accounts().get(1).nuban());
    JsonNode signedIn = signIn(begin(options), "Sandbox Customer 1", "sandbox");
    assertEquals(1, signedIn.path("accounts").size(), signedIn::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sandbox-bank-kenya", "no-bank"})
  void what_was_never_connected_cannot_be_renewed(String bank) {
    JsonNode before = connectAll("customer");
    ObjectNode options = options().put("reauth_bank", bank);
    options.putObject("customer").put("id", before.at("/result/customer_id").asText());
    assertEquals("nothing_connected", begin(options).path("outcome").asText());
  }

  @Test
  void a_link_says_who_comes_back_and_when_it_ends() {
    JsonNode before = connectAll("customer");
    String customer = before.at("/result/customer_id").asText();
    addLink("64f000000000000000000b01", customer);
    ObjectNode asked = Json.object().put("app", APP).put("link", "64f000000000000000000b01");
    assertTrue(json(post("begin", asked)).path("returning").asBoolean());
    assertEquals("https://shop.example.com/next", json(post("begin", asked)).at("/link/success_url").asText());
    clock.now = NOW.plus(Duration.ofDays(1));
    assertEquals("expired", json(post("begin", asked)).path("outcome").asText());
    assertEquals(404, post("begin", asked.put("link", "64f000000000000000000b02")).getStatusCode());
  }

  @Test
  void an_app_s_own_address_opens_it_by_itself() {
    assertEquals("ready", json(post("begin", Json.object().put("app", APP))).path("outcome").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "nuban"})
  void one_account_is_asked_for_by_its_number_or_its_id(String name) {
    JsonNode before = connectAll("many-accounts");
    ObjectNode options = options().put("reauth_account", before.at("/result/accounts/2/" + name).asText());
    options.putObject("customer").put("id", before.at("/result/customer_id").asText());
    JsonNode signedIn = signIn(begin(options), "many-accounts", "sandbox");
    assertEquals(1, signedIn.path("accounts").size());
    assertEquals(before.at("/result/accounts/2/id"), signedIn.at("/accounts/0/id"));
  }

  private void addLink(String id, String customer) {
    apps.addLink(
        new Link(
            id, APP, "back", new Link.Look(Optional.empty(), Optional.empty(), Optional.empty()), List.of("NG"),
            List.of("auth", "balance"), Optional.empty(), Optional.of("https://shop.example.com/next"), Optional.empty(),
            Optional.empty(), Optional.of(NOW.plus(Duration.ofDays(1))),
            Optional.of(new Link.Returning(customer, Optional.empty(), Optional.empty())), NOW));
  }

  @Test
  void a_page_may_let_its_widget_end() {
    assertEquals("expired", begin(options().put("exp", NOW.toString())).path("outcome").asText());
    assertEquals("ready", begin(options().put("exp", "")).path("outcome").asText());
  }

  // ---- who may

  @ParameterizedTest
  @CsvSource({"key,other", "token,64f0000000000000000000ff"})
  void a_wrong_name_of_an_app_is_like_no_app(String name, String value) {
    APIGatewayV2HTTPResponse wrong = post("begin", begun(options().put(name, value)));
    assertEquals(404, wrong.getStatusCode());
    ObjectNode nobody = begun(options()).put("app", "64f0000000000000000000ff");
    assertEquals(post("begin", nobody).getBody(), wrong.getBody());
    ObjectNode unnamed = options();
    unnamed.remove(List.of("key", "token"));
    assertEquals(wrong.getBody(), post("begin", begun(unnamed)).getBody());
  }

  @Test
  void an_app_with_real_accounts_has_no_widget() {
    String real = "64f0000000000000000000bb";
    create(real, App.Env.PRODUCTION);
    assertEquals(403, post("begin", begun(options()).put("app", real)).getStatusCode());
  }

  @Test
  void another_site_cannot_take_a_step() {
    Map<String, String> elsewhere = new HashMap<>(OURS);
    elsewhere.put("sec-fetch-site", "cross-site");
    assertEquals(403, handle("POST", "/connect/api/begin", "", elsewhere, Json.write(begun(options()))).getStatusCode());
    assertEquals(
        403,
        handle("POST", "/connect/api/begin", "", Map.of("content-type", "application/json"), Json.write(begun(options())))
            .getStatusCode());
  }

  @Test
  void a_visit_ends_after_fifteen_minutes_and_cannot_be_made_up_or_altered() {
    JsonNode begun = begin(options());
    String session = begun.path("session").asText();
    String altered = session.substring(0, session.length() - 2) + (session.endsWith("A") ? "BB" : "AA");
    for (String wrong : List.of(altered, APP + ".AAAA", APP + ".", APP + ".*")) {
      assertEquals("ended", signIn(((ObjectNode) begun.deepCopy()).put("session", wrong), "customer", "sandbox").path("outcome").asText(), wrong);
    }
    clock.now = NOW.plus(ConnectFlow.LASTS);
    assertEquals("ended", signIn(begun, "customer", "sandbox").path("outcome").asText());
  }

  @Test
  void a_visit_is_worth_nothing_with_another_app() {
    String other = "64f0000000000000000000cc";
    create(other, App.Env.SANDBOX);
    String session = begin(options()).path("session").asText().replace(APP, other);
    ObjectNode step = Json.object().put("session", session).put("bank", BANK).put("username", "customer");
    assertEquals("ended", json(post("sign-in", step.put("password", "sandbox"))).path("outcome").asText());
  }

  @Test
  void nothing_is_connected_that_nobody_signed_in_for() {
    JsonNode begun = begin(options());
    ObjectNode step = Json.object().put("session", begun.path("session").asText());
    step.putArray("accounts").add("64f0000000000000000000aa");
    assertEquals(400, post("connect", step).getStatusCode());
    JsonNode signedIn = signIn(begun, "customer", "sandbox");
    assertEquals(400, post("connect", step.put("session", signedIn.path("session").asText())).getStatusCode());
    assertEquals(List.of(), delivered);
  }

  @Test
  void the_largest_visit_still_fits() {
    ObjectNode options = options();
    options.putObject("options").put("x", "y".repeat(1000));
    options.putObject("meta").put("x", "y".repeat(480));
    assertEquals(8, signIn(begin(options), "many-accounts+" + "x".repeat(40), "sandbox").path("accounts").size());
    options.putObject("options").put("x", "y".repeat(1100));
    assertEquals(400, post("begin", begun(options)).getStatusCode());
  }

  @Test
  void strangers_and_one_app_s_pages_have_their_limits() {
    for (int i = 0; i < 50; i++) {
      post("begin", begun(options()).put("app", "64f0000000000000000000%02x".formatted(i + 100)));
    }
    assertEquals(429, post("begin", begun(options()).put("app", "64f0000000000000000000ee")).getStatusCode());
  }

  @Test
  void a_password_is_neither_kept_nor_logged() {
    JsonNode signedIn = signIn(begin(options()), "customer", "canary-password-7781");
    assertFalse((signedIn + lines.toString() + delivered).contains("canary-password-7781"));
    connectAll("customer");
    assertFalse(lines.toString().contains("sandbox\",\"pass"), lines::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "begin|{}|app", "begin|{\"app\":\"" + APP + "\",\"origin\":\"https://a.example\"}|options",
        "begin|{\"app\":\"" + APP + "\",\"origin\":\"https://a.example;x\",\"options\":{}}|origin",
        "sign-in|{}|session", "connect|{\"session\":\"" + APP + ".x\"}|accounts"
      })
  void what_is_missing_is_named(String step, String body, String name) {
    APIGatewayV2HTTPResponse answer = handle("POST", "/connect/api/" + step, "", OURS, body);
    assertEquals(400, answer.getStatusCode());
    assertTrue(json(answer).path("detail").asText().startsWith(name + " "), answer.getBody());
  }

  // ---- the pages

  @Test
  void only_the_page_that_opened_it_may_frame_it() {
    String policy = policy("origin=https%3A%2F%2Fshop.example.com%3A8443&app=" + APP);
    assertTrue(policy.endsWith("frame-ancestors https://shop.example.com:8443"), policy);
    assertTrue(policy.contains("img-src 'self' https://cdn.example.com;"), policy);
    assertFalse(policy.contains("unsafe"), policy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "app=x", "origin=*", "origin=null", "origin=https%3A%2F%2Fa.example%20*", "origin=https%3A%2F%2Fa.example%2F",
        "origin=https%3A%2F%2Fa.example%3Bscript-src%20*", "origin=javascript%3Aalert(1)", "origin=https%3A%2F%2F*.example"
      })
  void without_an_origin_that_is_one_nobody_may(String query) {
    assertTrue(policy(query).endsWith("frame-ancestors 'none'"), policy(query));
  }

  private String policy(String query) {
    APIGatewayV2HTTPResponse answer = handle("GET", "/connect", query, Map.of(), "");
    assertEquals(200, answer.getStatusCode(), answer.getBody());
    return answer.getHeaders().get("content-security-policy");
  }

  @Test
  void no_file_asks_another_host_or_needs_what_the_policy_forbids() {
    Pattern forbidden =
        Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|style=|sk_|whsec_");
    for (String name : ConnectPages.FILES) {
      String text = handle("GET", "/connect/static/" + name, "", Map.of(), "").getBody();
      assertFalse(text.replace("http://www.w3.org/", "").contains("://"), name);
      assertFalse(forbidden.matcher(text).find(), name);
    }
    assertEquals(200, handle("GET", "/widget.js", "", Map.of(), "").getStatusCode());
    assertEquals(200, handle("GET", "/connect/demo", "", Map.of(), "").getStatusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/connect/", "/connect/other", "/connect/static/other.js", "/connect/api/begin", "/connect/a/b/c"})
  void what_is_no_page_is_not_found(String path) {
    assertEquals(404, handle("GET", path, "", Map.of(), "").getStatusCode());
  }

  // ---- requests

  private static ObjectNode options() {
    ObjectNode options = Json.object().put("app_id", APP).put("key", "the-key").put("token", TOKEN);
    options.putObject("options").put("order", "7");
    return options;
  }

  private static ObjectNode begun(ObjectNode options) {
    ObjectNode body = Json.object().put("app", APP).put("origin", "https://shop.example.com");
    body.set("options", options);
    return body;
  }

  private JsonNode begin(ObjectNode options) {
    APIGatewayV2HTTPResponse answer = post("begin", begun(options));
    assertEquals(200, answer.getStatusCode(), answer.getBody());
    return json(answer);
  }

  private JsonNode signIn(JsonNode begun, String username, String password) {
    ObjectNode body = Json.object().put("session", begun.path("session").asText()).put("bank", BANK);
    return json(post("sign-in", body.put("username", username).put("password", password)));
  }

  private JsonNode connect(JsonNode signedIn, String account) {
    ObjectNode body = Json.object().put("session", signedIn.path("session").asText());
    body.putArray("accounts").add(account);
    return json(post("connect", body));
  }

  private JsonNode connectAll(String username) {
    return json(post("connect", chosen(signIn(begin(options()), username, "sandbox"))));
  }

  private static ObjectNode chosen(JsonNode signedIn) {
    ObjectNode body = Json.object().put("session", signedIn.path("session").asText());
    var accounts = body.putArray("accounts");
    signedIn.path("accounts").forEach(account -> accounts.add(account.path("id").asText()));
    return body;
  }

  private APIGatewayV2HTTPResponse post(String step, ObjectNode body) {
    return handle("POST", "/connect/api/" + step, "", OURS, Json.write(body));
  }

  private static JsonNode json(APIGatewayV2HTTPResponse answer) {
    return Json.read(answer.getBody().getBytes(StandardCharsets.UTF_8));
  }

  private APIGatewayV2HTTPResponse handle(
      String method, String path, String query, Map<String, String> headers, String body) {
    Map<String, String> sent = new HashMap<>(headers);
    sent.put("host", "127.0.0.1:" + route.getAddress().getPort());
    var http = APIGatewayV2HTTPEvent.RequestContext.Http.builder().withMethod(method).withPath(path).build();
    return handler.handleRequest(
        APIGatewayV2HTTPEvent.builder()
            .withRawPath(path)
            .withRawQueryString(query)
            .withHeaders(sent)
            .withBody(body)
            .withRequestContext(
                APIGatewayV2HTTPEvent.RequestContext.builder().withDomainName("127.0.0.1").withHttp(http).build())
            .build(),
        null);
  }
}
