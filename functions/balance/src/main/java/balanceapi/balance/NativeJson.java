package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Step;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.Transactions;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Answers of the native dialect: amounts are decimal strings, instants ISO-8601 with {@code Z}. */
final class NativeJson {

  /** The most lines that an explanation has; it says when there were more. */
  private static final int EXPLAINED = 200;

  private NativeJson() {}

  static ObjectNode balance(Account account, App app, Instant now) {
    ObjectNode json = names(account);
    Figures figures = account.figures();
    figures(json, figures, figures.availableAt(now));
    json.put("spendable_balance", text(account.spendableAt(now)));
    json.putObject("reserved")
        .put("amount", account.reserved().sum(figures.currency(), now).toString())
        .put("count", account.reserved().live(now).size());
    json.put("as_of", text(account.asOf()));
    json.put("pending_as_of", text(account.feed().asOf()));
    json.put("refreshed_at", account.computedAt().toString());
    json.put("stale", account.isOlderThan(app.settings().maxBalanceAge(), now));
    return json.put("connection", lower(account.connection().state()));
  }

  /** The balance of an instant: what is known of the account is as of today. */
  static ObjectNode balance(Balances.Dated then, App app, Instant now) {
    ObjectNode json = names(then.account());
    figures(json, then.figures(), then.figures().available());
    // What was reserved then is not kept, and of today's reservations nobody knew.
    json.putNull("spendable_balance").putNull("reserved");
    json.put("as_of", text(then.asOf()));
    json.put("pending_as_of", text(then.account().feed().asOf()));
    json.put("refreshed_at", now.toString());
    json.put("stale", then.account().isOlderThan(app.settings().maxBalanceAge(), now));
    return json.put("connection", lower(then.account().connection().state()));
  }

  private static ObjectNode names(Account account) {
    ObjectNode json = Json.object();
    json.put("account_id", account.ref().id());
    json.put("customer_id", account.identity().customer());
    json.put("record_id", value(account.profile().record()));
    json.put("nuban", account.identity().number().orElse(null));
    json.put("name", value(account.profile().name()));
    json.putObject("bank")
        .put("id", account.identity().bank())
        .put("name", value(account.profile().bankName()));
    return json;
  }

  static void figures(ObjectNode json, Figures figures, Optional<Money> available) {
    json.put("currency", figures.currency().code());
    json.put("ledger_balance", text(figures.ledger()));
    json.put("available_balance", text(available));
    json.put("available_source", lower(figures.source()));
    json.putObject("pending")
        .put("debits", figures.pending().debits().toString())
        .put("credits", figures.pending().credits().toString())
        .put("count", figures.pending().count())
        .put("excluded", figures.pending().excluded());
  }

  static ObjectNode change(Balances.Change change) {
    ObjectNode json = Json.object();
    json.put("currency", change.figures().currency().code());
    json.put("ledger_balance", text(change.figures().ledger()));
    json.put("available_balance", text(change.figures().available()));
    json.put("available_source", lower(change.figures().source()));
    json.put("valid_from", change.validFrom().toString());
    return json.put("last_seen", change.lastSeen().toString());
  }

  static ObjectNode transaction(Transactions.Listed listed, Currency accounts) {
    Transaction t = listed.transaction();
    ObjectNode json = Json.object().put("id", t.id()).put("status", listed.status().wireName());
    Optional<Line> line = t.line();
    json.put("direction", line.map(l -> lower(l.direction())).orElse(null));
    json.put("amount", line.map(l -> amount(l, accounts)).orElse(null));
    json.put(
        "currency", line.map(l -> l.currency().orElse(accounts).code()).orElse(null));
    json.put("trans_date", t.begun().toString());
    json.put(
        "cleared_date", t.isPosted() ? t.posted().toString() : null);
    json.put("expires_at", line.flatMap(Line::expires).map(When::toString).orElse(null));
    json.put("pending_transaction_id", line.flatMap(Line::replaces).orElse(null));
    json.put("ref", t.details().reference().orElse(null));
    json.put("description", t.details().description().orElse(null));
    json.put("first_seen", t.first().asOf().toString());
    return json.put("last_seen", t.newest().asOf().toString());
  }

  private static String amount(Line line, Currency accounts) {
    Currency currency = line.currency().orElse(accounts);
    return Money.fits(currency.decimals(), line.amount())
        ? Money.of(currency, line.amount()).toString()
        : line.amount().toPlainString();
  }

  static ObjectNode explanation(AvailableBalance.Result result) {
    ObjectNode json = Json.object().put("base", text(result.base()));
    ArrayNode steps = json.putArray("transactions");
    // What counted comes first, so that the lines add up also where there are too many.
    result.steps().stream()
        .sorted(Comparator.comparing(Step::counted).reversed())
        .limit(EXPLAINED)
        .forEach(step -> steps.add(step(step)));
    return json.put("more", Math.max(0, result.steps().size() - EXPLAINED));
  }

  private static ObjectNode step(Step step) {
    ObjectNode json = Json.object().put("id", step.transaction());
    json.put("direction", step.direction().map(NativeJson::lower).orElse(null));
    json.put("amount", text(step.amount()));
    json.put("effect", step.effect().toString());
    json.put("counted", step.counted());
    json.put("why", lower(step.why()));
    return json.put("merged_with", step.mergedWith().orElse(null));
  }

  private static String value(Optional<Reading<String>> reading) {
    return reading.map(Reading::value).orElse(null);
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
