package balanceapi.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.availability.Source;
import balanceapi.core.bank.Bank;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Outcome;
import balanceapi.platform.KnownApps;
import balanceapi.platform.event.EventReader;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import balanceapi.platform.webhooks.StandardWebhooks;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The banks of the sandbox: what they say, and how it reaches the webhook route. */
final class BankTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:30:00Z");
  private static final String APP = "64f0000000000000000000aa";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final Vault vault = new InMemoryVault();
  private final App app = app(App.Env.SANDBOX);
  private final InMemoryStore store = new InMemoryStore();
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private HttpServer route;
  private int status = 200;

  private App app(App.Env env) {
    App.Settings named = App.Settings.named("Shop");
    Sealed sealed = vault.seal(new Vault.Context(APP, Vault.Purpose.SIGNING), SECRET);
    App.Settings settings =
        new App.Settings(
            named.name(), env, named.products(), named.currency(), named.countries(), named.color(),
            named.logo(), named.callbackUrl(), named.redirectUrl(), named.showBalance(),
            named.pendingPolicy(), named.holdDays(), named.maxBalanceAge(), named.fundsMaxAge(),
            named.pendingInLedger(), named.webhookAuth(), named.decisionsDays(), named.notifications(),
            named.refreshUrl());
    return new App(APP, "key", "64f0000000000000000000ab", settings, List.of(), List.of(), sealed, NOW);
  }

  /** A webhook route that proves the sender as the real one does. */
  @BeforeEach
  void open() throws IOException {
    route = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    route.createContext(
        "/webhooks/" + APP,
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
          boolean proven =
              StandardWebhooks.verify(() -> List.of(SECRET), headers, body, clock)
                  instanceof StandardWebhooks.Outcome.Proven;
          delivered.add(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(proven ? status : 401, -1);
          exchange.close();
        });
    route.start();
  }

  @AfterEach
  void close() {
    route.stop(0);
  }

  private String home() {
    return "http://127.0.0.1:" + route.getAddress().getPort();
  }

  private void apply(List<ObjectNode> events) {
    int number = 0;
    for (ObjectNode event : events) {
      byte[] body = event.toString().getBytes(StandardCharsets.UTF_8);
      String id = event.path("started_at").asText() + number++;
      Outcome outcome =
          new ApplyEvent(store).apply(app, EventReader.read(Json.parse(body), id, NOW), NOW);
      assertEquals(new Outcome.Applied(0), outcome, event::toString);
    }
  }

  private Account account(BankAccount account) {
    return store.account(new AccountRef(APP, account.id())).orElseThrow();
  }

  @Test
  void each_kind_of_account_gives_its_own_kind_of_figures() {
    Login login = Login.of(APP, "Sandbox Customer", Bank.SANDBOX.getFirst(), 3);
    apply(new BankEvents(new SandboxBanks(), login, NOW).connected());
    assertEquals(Source.REPORTED, account(login.accounts().get(0)).figures().source());
    Account savings = account(login.accounts().get(1));
    assertEquals(Source.COMPUTED, savings.figures().source());
    assertEquals(
        savings.figures().ledger().orElseThrow().amount(),
        savings.figures().available().orElseThrow().amount().add(new BigDecimal("1200.00")));
    Account investment = account(login.accounts().get(2));
    assertEquals(Source.COMPUTED, investment.figures().source());
    assertEquals(investment.figures().ledger(), investment.figures().available());
    assertEquals(3, store.accountsOfRecord(APP, login.record()).size());
  }

  @Test
  void the_same_name_is_the_same_customer_and_another_app_has_others() {
    Bank bank = Bank.SANDBOX.getFirst();
    assertEquals(Login.of(APP, "A", bank, 2), Login.of(APP, "A", bank, 2));
    assertFalse(Login.of(APP, "A", bank, 1).customer().equals(Login.of("b", "A", bank, 1).customer()));
    assertFalse(Login.of(APP, "A", bank, 1).customer().equals(Login.of(APP, "B", bank, 1).customer()));
  }

  @Test
  void a_bank_that_is_asked_answers_with_newer_figures_of_every_account() {
    Login login = Login.of(APP, "Sandbox Customer", Bank.SANDBOX.getFirst(), 2);
    apply(new BankEvents(new SandboxBanks(), login, NOW.minusSeconds(600)).connected());
    SQSBatchResponse answer = ask(app, message(login.record()));
    assertEquals(List.of(), answer.getBatchItemFailures(), lines::toString);
    assertEquals(4, delivered.size());
    for (String event : delivered) {
      assertTrue(event.contains("\"ended_at\":\"" + NOW + "\""), event);
    }
  }

  @Test
  void what_the_route_does_not_take_is_asked_again() {
    Login login = Login.of(APP, "Sandbox Customer", Bank.SANDBOX.getFirst(), 1);
    apply(new BankEvents(new SandboxBanks(), login, NOW.minusSeconds(600)).connected());
    status = 503;
    assertEquals(1, ask(app, message(login.record())).getBatchItemFailures().size());
    assertFalse(lines.toString().contains(SECRET));
  }

  @Test
  void who_is_gone_or_no_longer_of_the_sandbox_is_not_answered() {
    Login login = Login.of(APP, "Sandbox Customer", Bank.SANDBOX.getFirst(), 1);
    assertEquals(List.of(), ask(app, message(login.record())).getBatchItemFailures());
    apply(new BankEvents(new SandboxBanks(), login, NOW.minusSeconds(600)).connected());
    App production = app(App.Env.PRODUCTION);
    assertEquals(List.of(), ask(production, message(login.record())).getBatchItemFailures());
    assertEquals(1, ask(app, "{}").getBatchItemFailures().size(), "malformed");
    assertEquals(List.of(), delivered);
  }

  private String message(String record) {
    return Json.write(Json.object().put("app", APP).put("record", record).put("home", home()));
  }

  private SQSBatchResponse ask(App asked, String body) {
    InMemoryAppStore apps = new InMemoryAppStore();
    apps.create(asked, new SecretKey(APP, "k", "hash", NOW));
    SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
    message.setMessageId("m1");
    message.setBody(body);
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(message));
    return new BankHandler(
            new KnownApps(apps, clock),
            store,
            new SandboxBanks(),
            new Delivery(vault, clock),
            clock,
            Log.to(lines::add, "sandbox-bank", clock))
        .handleRequest(event, null);
  }
}
