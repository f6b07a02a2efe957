package balanceapi.core.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import balanceapi.core.account.Account;
import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.app.App;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Balances;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.usecase.Outcome;
import balanceapi.core.usecase.RefreshAccount;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The acceptance cases on the domain and a store, without HTTP. */
public abstract class AcceptanceCases {

  /** A store with nothing in it. */
  protected abstract AccountStore store();

  private static final Instant START = Instant.parse("2026-03-10T11:00:00Z");

  @Test
  void the_cases_are_there() {
    assumeFalse(
        AcceptanceCase.all().isEmpty(),
        "skipped: shared/cases.json is not beside the project, the cases cannot be run");
  }

  @TestFactory
  List<DynamicTest> every_case() {
    return AcceptanceCase.all().stream()
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> new Run(c, store()).steps()))
        .toList();
  }

  private static final class Run {
    private final AcceptanceCase acceptance;
    private final AccountStore store;
    private final App app;
    private int events;

    Run(AcceptanceCase acceptance, AccountStore store) {
      this.store = store;
      this.acceptance = acceptance;
      this.app = app(acceptance.json().path("app"));
    }

    void steps() {
      for (JsonNode step : acceptance.steps()) {
        step.properties().forEach(field -> step(field.getKey(), field.getValue()));
      }
    }

    private void step(String kind, JsonNode step) {
      switch (kind) {
        case "balance" -> apply(balance(step));
        case "transactions" -> apply(transactions(step));
        case "refresh" ->
            new RefreshAccount(store)
                .refresh(
                    app, account().ref(), AcceptanceCase.instant(step.asText(), START));
        case "expect" -> expect(step);
        case "funds" -> funds(step);
        default -> throw new IllegalArgumentException(kind);
      }
    }

    private void apply(Event event) {
      Outcome outcome = new ApplyEvent(store).apply(app, event, START);
      assertEquals(false, outcome instanceof Outcome.Malformed, outcome::toString);
    }

    private Account account() {
      return new Balances(store).current(app, "acc").orElseThrow();
    }

    private Envelope envelope(JsonNode step) {
      Instant at = AcceptanceCase.instant(step.get("at").asText(), START);
      Instant started =
          step.has("started")
              ? AcceptanceCase.instant(step.get("started").asText(), START)
              : at;
      return new Envelope(
          "e" + ++events,
          Optional.of(started),
          Optional.of(at),
          START,
          "rec",
          "cus",
          "bank",
          Optional.of("Kuda Bank"),
          Optional.of("NG"));
    }

    private static final Event.AccountNames NAMES =
        new Event.AccountNames(Optional.of("acc"), Optional.of("2000000000"));

    private Event balance(JsonNode step) {
      return new Event.Balances(
          envelope(step),
          step.path("kind").asText().equals("ACCOUNTS") ? App.Product.AUTH : App.Product.BALANCE,
          NAMES,
          Optional.of("SURNAME"),
          Optional.of(acceptance.json().path("account").path("type").asText("Savings")),
          Optional.of(step.path("status").asText("Active")),
          Optional.of(Currency.of(step.path("currency").asText("NGN"))),
          amount(step, "ledger"),
          amount(step, "available"),
          amount(step, "overdraft_limit")
              .map(limit -> new Overdraft(limit, step.path("overdraft_included").asBoolean())));
    }

    private static Optional<BigDecimal> amount(JsonNode json, String field) {
      return json.hasNonNull(field)
          ? Optional.of(new BigDecimal(json.get(field).asText()))
          : Optional.empty();
    }

    private Event transactions(JsonNode step) {
      List<Event.Item> items = new ArrayList<>();
      step.get("items").forEach(item -> items.add(item(item)));
      step.path("removed")
          .forEach(
              id ->
                  items.add(
                      new Event.Item(
                          id.asText(),
                          State.REMOVED,
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty())));
      return new Event.Transactions(
          envelope(step), NAMES, items, step.path("pending_complete").asBoolean(), 0);
    }

    private static Event.Item item(JsonNode item) {
      Optional<BigDecimal> debit = amount(item, "debit");
      Line line =
          new Line(
              debit.isPresent() ? Direction.DEBIT : Direction.CREDIT,
              debit.or(() -> amount(item, "credit")).orElseThrow(),
              item.hasNonNull("currency")
                  ? Optional.of(Currency.of(item.get("currency").asText()))
                  : Optional.empty(),
              when(item, "trans_date"),
              when(item, "cleared_date"),
              when(item, "expires_at"),
              item.hasNonNull("pending_transaction_id")
                  ? Optional.of(item.get("pending_transaction_id").asText())
                  : Optional.empty());
      boolean posted =
          item.has("status")
              ? item.get("status").asText().equals("posted")
              : item.hasNonNull("cleared_date") || item.hasNonNull("balance");
      return new Event.Item(
          item.get("id").asText(),
          posted ? State.POSTED : State.PENDING,
          Optional.of(line),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    private static Optional<When> when(JsonNode item, String field) {
      if (!item.hasNonNull(field)) {
        return Optional.empty();
      }
      String text = item.get(field).asText();
      return Optional.of(
          AcceptanceCase.isDate(text)
              ? When.of(AcceptanceCase.date(text, START))
              : When.of(AcceptanceCase.instant(text, START)));
    }

    private void expect(JsonNode expected) {
      Account account = account();
      expected
          .properties()
          .forEach(
              field -> {
                String actual =
                    switch (field.getKey()) {
                      case "available" -> text(account.figures().available());
                      case "ledger" -> text(account.figures().ledger());
                      case "source" ->
                          account.figures().source().name().toLowerCase(Locale.ROOT);
                      case "pending_debits" -> account.figures().pending().debits().toString();
                      case "pending_credits" -> account.figures().pending().credits().toString();
                      case "pending_count" -> "" + account.figures().pending().count();
                      case "pending_excluded" -> "" + account.figures().pending().excluded();
                      case "as_of" -> account.asOf().orElseThrow().toString();
                      default -> throw new IllegalArgumentException(field.getKey());
                    };
                String wanted =
                    field.getKey().equals("as_of")
                        ? AcceptanceCase.instant(field.getValue().asText(), START).toString()
                        : field.getValue().asText();
                assertEquals(wanted, actual, field.getKey());
              });
    }

    private static String text(Optional<Money> money) {
      return money.map(Money::toString).orElse("null");
    }

    private void funds(JsonNode step) {
      FundsCheck.Answer answer =
          FundsCheck.check(
              account(),
              FundsCheck.Question.of(
                  Money.of(
                      Currency.of(step.get("currency").asText()),
                      new BigDecimal(step.get("amount").asText())),
                  app.settings().fundsMaxAge()),
              START);
      assertEquals(
          step.get("decision").asText(),
          answer.reason().decision().name().toLowerCase(Locale.ROOT),
          answer::toString);
    }

    private static App app(JsonNode options) {
      Set<String> pendingInLedger = new HashSet<>();
      options
          .path("pending_in_ledger")
          .forEach(b -> pendingInLedger.add(b.asText().equals("BANK") ? "bank" : b.asText()));
      return Apps.with(
          options.path("pending_policy").asText("conservative").equals("net")
              ? App.PendingPolicy.NET
              : App.PendingPolicy.CONSERVATIVE,
          options.path("hold_days").asInt(14),
          pendingInLedger);
    }
  }

}
