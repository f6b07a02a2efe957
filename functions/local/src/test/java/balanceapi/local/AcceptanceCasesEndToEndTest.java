package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import balanceapi.core.cases.AcceptanceCase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The acceptance cases over HTTP: signed webhooks in, scheduled refreshes, queries and funds checks out. */
@ExtendWith(EndToEnd.class)
@ResourceLock(EndToEnd.CLOCK)
@Execution(ExecutionMode.SAME_THREAD)
final class AcceptanceCasesEndToEndTest {

  private static final Map<String, String> NAMES =
      Map.of(
          "available", "/available_balance",
          "ledger", "/ledger_balance",
          "source", "/available_source",
          "pending_debits", "/pending/debits",
          "pending_credits", "/pending/credits",
          "pending_count", "/pending/count",
          "pending_excluded", "/pending/excluded",
          "as_of", "/as_of");

  @Test
  void the_cases_are_there() {
    assumeFalse(
        AcceptanceCase.all().isEmpty(),
        "skipped: shared/cases.json is not beside the project, the cases cannot be run");
  }

  @TestFactory
  List<DynamicTest> every_case() {
    return AcceptanceCase.all().stream()
        .map(acceptance -> DynamicTest.dynamicTest(acceptance.name(), () -> new Run(acceptance).steps()))
        .toList();
  }

  /** One case in a fresh app. */
  private static final class Run {
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final AcceptanceCase acceptance;
    private final Tenant tenant;

    Run(AcceptanceCase acceptance) throws Exception {
      this.acceptance = acceptance;
      ObjectNode options = Json.object();
      acceptance
          .json()
          .path("app")
          .properties()
          .forEach(option -> options.set(option.getKey(), banks(option.getValue())));
      this.tenant = Tenant.create(EndToEnd.stack(), options);
    }

    private static JsonNode banks(JsonNode value) {
      if (!value.isArray()) {
        return value;
      }
      ArrayNode named = Json.object().putArray("banks");
      value.forEach(bank -> named.add(bank.asText().equals("BANK") ? WidgetEvent.BANK : bank.asText()));
      return named;
    }

    void steps() throws Exception {
      for (JsonNode step : acceptance.steps()) {
        for (Map.Entry<String, JsonNode> field : step.properties()) {
          step(field.getKey(), field.getValue());
        }
      }
    }

    private void step(String kind, JsonNode step) throws Exception {
      switch (kind) {
        case "balance" -> send(balance(step));
        case "transactions" -> send(transactions(step));
        case "refresh" -> EndToEnd.refresh(instant(step.asText()));
        case "expect" -> expect(step);
        case "funds" -> funds(step);
        default -> throw new IllegalArgumentException(kind);
      }
    }

    private Instant instant(String text) {
      return AcceptanceCase.instant(text, start);
    }

    /** Every event comes twice, as webhooks do. */
    private void send(ObjectNode event) throws Exception {
      String id = UUID.randomUUID().toString();
      String outcome = tenant.webhook(id, event.toString()).expect(200).json().path("outcome").asText();
      assertEquals(true, Set.of("applied", "stale").contains(outcome), outcome);
      Tenant.Reply again = tenant.webhook(id, event.toString()).expect(200);
      assertEquals("duplicate", again.json().path("outcome").asText());
    }

    private ObjectNode envelope(String method, JsonNode step) {
      Instant ended = instant(step.get("at").asText());
      return WidgetEvent.envelope(
          method, step.has("started") ? instant(step.get("started").asText()) : ended, ended);
    }

    private ObjectNode balance(JsonNode step) {
      boolean accounts = step.path("kind").asText().equals("ACCOUNTS");
      ObjectNode event = envelope(accounts ? "ACCOUNTS" : "BALANCE", step);
      ObjectNode said = event.putObject(accounts ? "account" : "balance");
      said.put("nuban", WidgetEvent.NUBAN).put("accountId", WidgetEvent.ACCOUNT);
      said.put("name", "SURNAME").put("currency", step.path("currency").asText("NGN"));
      said.put("status", step.path("status").asText("Active"));
      said.put("type", acceptance.json().path("account").path("type").asText("Savings"));
      said.set("ledger_balance", number(step.get("ledger")));
      said.set("available_balance", number(step.get("available")));
      for (String name : List.of("overdraft_limit", "overdraft_included")) {
        if (step.has(name)) {
          said.set(name, number(step.get(name)));
        }
      }
      return event;
    }

    /** Amounts are JSON numbers on the wire. */
    private static JsonNode number(JsonNode value) {
      return value.isTextual() ? Json.object().numberNode(new BigDecimal(value.asText())) : value;
    }

    private ObjectNode transactions(JsonNode step) {
      ObjectNode event =
          envelope("TRANSACTIONS", step).put("accountId", WidgetEvent.ACCOUNT);
      ArrayNode lines = event.putArray("transactions");
      for (JsonNode item : step.get("items")) {
        lines.add(line(item));
      }
      event.set("removed", step.path("removed").isMissingNode() ? lines.arrayNode() : step.get("removed"));
      return event.put("pending_complete", step.path("pending_complete").asBoolean());
    }

    private ObjectNode line(JsonNode item) {
      ObjectNode line = Json.object();
      item.properties()
          .forEach(
              field -> {
                switch (field.getKey()) {
                  case "id" -> line.set("_id", field.getValue());
                  case "debit", "credit", "balance" -> line.set(field.getKey(), number(field.getValue()));
                  case "trans_date", "cleared_date", "expires_at" ->
                      line.set(field.getKey(), when(field.getValue()));
                  default -> line.set(field.getKey(), field.getValue());
                }
              });
      return line;
    }

    private JsonNode when(JsonNode value) {
      if (!value.isTextual()) {
        return value;
      }
      String text = value.asText();
      return Json.object()
          .textNode(
              AcceptanceCase.isDate(text)
                  ? AcceptanceCase.date(text, start).toString()
                  : instant(text).toString());
    }

    private void expect(JsonNode expected) throws Exception {
      JsonNode balance = tenant.balance(WidgetEvent.ACCOUNT);
      for (Map.Entry<String, JsonNode> field : expected.properties()) {
        String wanted = field.getValue().asText();
        assertEquals(
            field.getKey().equals("as_of") ? instant(wanted).toString() : wanted,
            balance.at(NAMES.get(field.getKey())).asText(),
            () -> field.getKey() + " in " + balance);
      }
      sameInTheOtherDialect(balance);
      sameWhenExplained(balance);
    }

    private void sameInTheOtherDialect(JsonNode balance) throws Exception {
      JsonNode other =
          tenant
              .post("/v2/balance/getById", Json.object().put("id", WidgetEvent.ACCOUNT))
              .expect(200)
              .json()
              .at("/data/balance");
      assertEquals(balance.path("available_source"), other.path("available_source"));
      boolean sure = !Set.of("incomplete", "unknown").contains(balance.path("available_source").asText());
      JsonNode available = sure ? balance.path("available_balance") : Json.object().nullNode();
      same(available, other.path("available_balance"));
      same(balance.path("ledger_balance"), other.path("ledger_balance"));
    }

    private static void same(JsonNode text, JsonNode number) {
      if (text.isNull()) {
        assertEquals(true, number.isNull(), number::toString);
      } else {
        assertEquals(true, number.isNumber(), number::toString);
        assertEquals(0, new BigDecimal(text.asText()).compareTo(number.decimalValue()), number::toString);
      }
    }

    private void sameWhenExplained(JsonNode balance) throws Exception {
      JsonNode explained =
          tenant.get("/accounts/" + WidgetEvent.ACCOUNT + "/balance?explain=true").expect(200).json();
      assertEquals(balance.path("available_balance"), explained.path("available_balance"));
    }

    private void funds(JsonNode step) throws Exception {
      ObjectNode request = Json.object();
      request.set("amount", step.get("amount"));
      request.set("currency", step.get("currency"));
      Tenant.Reply reply =
          tenant.post("/accounts/" + WidgetEvent.ACCOUNT + "/funds-check", request).expect(200);
      assertEquals(step.get("decision").asText(), reply.json().path("decision").asText(), reply.text());
    }
  }
}
