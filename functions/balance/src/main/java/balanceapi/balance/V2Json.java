package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.DerivedId;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.availability.Source;
import balanceapi.core.money.Money;
import balanceapi.core.usecase.Balances;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Balance records of the v2 dialect. Balances are JSON numbers in the major unit; {@code last_updated} is
 * the observation's {@code as_of}, never the time of a recomputation.
 */
final class V2Json {

  private V2Json() {}

  static ObjectNode balance(
      App app, Account account, List<Balances.Period> periods, Instant now) {
    ObjectNode json = balance(app, account, now);
    ObjectNode periodic = json.putObject("periodic");
    ArrayNode available = periodic.putArray("available_balance");
    ArrayNode ledger = periodic.putArray("ledger_balance");
    for (Balances.Period period : periods) {
      period
          .available()
          .ifPresent(a -> available.add(amount(id(account, "available", period), a, app, period)));
      period
          .ledger()
          .ifPresent(a -> ledger.add(amount(id(account, "ledger", period), a, app, period)));
    }
    return json;
  }

  /** An id of its own for each figure of the past, the same each time. */
  private static String id(Account account, String kind, Balances.Period period) {
    return DerivedId.of(
        account.ref().account() + " " + kind + " " + period.firstSeen().toEpochMilli());
  }

  private static ObjectNode amount(
      String id, BigDecimal amount, App app, Balances.Period period) {
    return Json.object()
        .put("_id", id)
        .put("amount", amount)
        .put("owner", app.token())
        .put("last_updated", period.lastSeen().toString());
  }

  static ObjectNode balance(App app, Account account, Instant now) {
    String id = account.ref().id();
    ObjectNode json = Json.object().put("_id", id).put("id", id);
    account(json.putObject("account"), account);
    Source source = account.figures().source();
    json.put("available_balance", available(account, now));
    json.put("ledger_balance", ledger(account));
    json.put("available_source", source.name().toLowerCase(Locale.ROOT));
    json.put("currency", account.figures().currency().code());
    json.putObject("customer")
        .put("_id", account.identity().customer())
        .put("name", value(account.profile().name()));
    json.put("env", app.settings().env().wireName());
    json.put("created_at", account.createdAt().toString());
    json.put("last_updated", lastUpdated(account).toString());
    json.putArray("owner").add(app.token());
    json.putArray("projects").add(app.id());
    record(json.putArray("record").addObject(), app, account);
    return json.put("__v", 0);
  }

  /** When the bank gave the figures; before it gave any, when the account was first heard of. */
  static Instant lastUpdated(Account account) {
    return account.asOf().orElseGet(account::createdAt);
  }

  /** The ledger balance as it is shown; null where there is none. */
  static BigDecimal ledger(Account account) {
    return number(account.figures().ledger());
  }

  /** Null where nobody is sure: old clients then do what they did before there was a computed figure. */
  static BigDecimal available(Account account, Instant now) {
    return switch (account.figures().source()) {
      case REPORTED, ADJUSTED, COMPUTED -> number(account.figures().availableAt(now));
      case INCOMPLETE, UNKNOWN -> null;
    };
  }

  private static void account(ObjectNode json, Account account) {
    json.put("_id", account.ref().id());
    json.put("nuban", account.identity().number().orElse(null));
    json.put("name", value(account.profile().name()));
    json.putObject("bank")
        .put("_id", account.identity().bank())
        .put("name", value(account.profile().bankName()));
  }

  private static void record(ObjectNode json, App app, Account account) {
    Connection connection = account.connection();
    json.put("_id", value(account.profile().record()));
    ObjectNode status = json.putObject("status");
    status
        .putObject("transactions")
        .put("last_success_at", text(account.feed().asOf()))
        .put("last_fail_at", text(connection.failure()));
    boolean running = !account.applying().isEmpty();
    status.putObject("process").put("running", running).put("completed", !running);
    json.put("owner", app.token());
  }

  static BigDecimal number(Optional<Money> money) {
    return money.map(m -> plain(m.amount())).orElse(null);
  }

  /** 500.00 is the number 500, and 153.37 stays; nothing is in scientific notation. */
  static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped =
        amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static String value(Optional<Reading<String>> reading) {
    return reading.map(Reading::value).orElse(null);
  }

  static String text(Optional<Instant> instant) {
    return instant.map(Instant::toString).orElse(null);
  }
}
