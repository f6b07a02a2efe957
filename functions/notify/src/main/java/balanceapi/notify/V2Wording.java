package balanceapi.notify;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.availability.Source;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Fact;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.Wording;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.platform.json.Json;
import balanceapi.platform.notification.NotificationIds;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The words of the Okra v2 callbacks, for receivers that know those. What they did not have is added: {@code event}, the
 * native type, and {@code event_id}. Balances are JSON numbers in the major unit, and the available one is null where
 * nobody is sure, as in the v2 dialect.
 */
final class V2Wording implements Wording {

  /** Unable to fetch balance; the customer must sign in again. */
  private static final String NO_BALANCE = "1003";

  private static final String INVALID_TOKEN = "1010";

  @Override
  public String of(Fact.OfConnection fact, App app, Instant at) {
    boolean isFine = fact.state() == Connection.State.ACTIVE;
    String code =
        switch (fact.state()) {
          case ACTIVE -> "AUTH_SUCCESS";
          case ERROR -> NO_BALANCE;
          case REAUTH_REQUIRED -> INVALID_TOKEN;
        };
    ObjectNode json = envelope("AUTH", code, fact.id(), fact.kind(), app, fact.asOf());
    json.put("status", isFine ? "is_success" : "is_error").put("message", message(fact.state()));
    json.put("bankId", fact.bank()).put("customerId", fact.customer());
    json.put("record", fact.record()).put("recordId", fact.record());
    json.putObject("auth");
    return Json.write(json);
  }

  private static String message(Connection.State state) {
    return switch (state) {
      case ACTIVE -> "Successfully connected";
      case ERROR -> "Unable to fetch balance. Please try again.";
      case REAUTH_REQUIRED -> "The customer must sign in again.";
    };
  }

  @Override
  public String of(Fact.OfBalance fact, App app, Instant at) {
    Account account = fact.account();
    boolean isBelow = fact.kind() == Kind.BALANCE_BELOW;
    ObjectNode json =
        envelope(
            "BALANCE",
            isBelow ? "BALANCE_BELOW" : "BALANCE_SUCCESS",
            fact.id(),
            fact.kind(),
            app,
            account.asOf().orElse(at));
    json.put("status", "is_success");
    json.put("message", isBelow ? "Balance fell below a threshold" : "Successfully fetched balance");
    named(json, account);
    fact.threshold().ifPresent(threshold -> json.put("threshold", plain(threshold.amount())));
    ObjectNode balance = json.putObject("balance");
    balance.put("nuban", account.identity().number().orElse(null));
    balance.put("name", value(account.profile().name()));
    balance.put("ledger_balance", number(account.figures().ledger()));
    balance.put("available_balance", isSure(account) ? number(account.figures().available()) : null);
    balance.put("available_source", lower(account.figures().source()));
    balance.put("currency", account.figures().currency().code());
    balance.put("status", value(account.profile().status()));
    balance.put("accountId", account.ref().id());
    return Json.write(json);
  }

  private static boolean isSure(Account account) {
    Source source = account.figures().source();
    return source != Source.INCOMPLETE && source != Source.UNKNOWN;
  }

  @Override
  public String of(Fact.OfHold fact, Account account, App app, Instant at) {
    ObjectNode json =
        envelope(
            "TRANSACTIONS",
            "HOLD_EXPIRED",
            fact.id(),
            fact.kind(),
            app,
            fact.hold().expiredBy().orElse(at));
    json.put("status", "is_success").put("message", "A pending transaction has expired");
    named(json, account).put("accountId", account.ref().id());
    ObjectNode line = json.putArray("transactions").addObject().put("_id", fact.hold().id());
    Optional<Line> said = fact.hold().line();
    line.put("debit", amount(said, Direction.DEBIT)).put("credit", amount(said, Direction.CREDIT));
    line.put(
        "currency",
        said.flatMap(Line::currency).orElse(account.figures().currency()).code());
    line.put("status", "expired");
    return Json.write(json);
  }

  private static BigDecimal amount(Optional<Line> line, Direction direction) {
    return line.filter(l -> l.direction() == direction).map(l -> plain(l.amount())).orElse(null);
  }

  private static ObjectNode envelope(
      String method, String code, NotificationId id, Kind kind, App app, Instant at) {
    ObjectNode json = Json.object().put("method", method).put("callback_type", method);
    json.put("callback_code", code).put("type", "CALLBACK").put("code", code);
    String url = app.settings().callbackUrl().orElse(null);
    json.put("callbackURL", url).put("callback_url", url);
    json.put("env", app.settings().env().wireName());
    json.put("started_at", at.toString()).put("ended_at", at.toString());
    json.put("event", kind.wireName()).put("event_id", NotificationIds.text(id));
    json.putObject("options");
    json.putObject("meta");
    json.putObject("extras");
    return json;
  }

  private static ObjectNode named(ObjectNode json, Account account) {
    String record = value(account.profile().record());
    json.put("nuban", account.identity().number().orElse(null));
    json.put("bankId", account.identity().bank());
    json.put("bankName", value(account.profile().bankName()));
    json.put("country", value(account.profile().country()));
    json.put("customerId", account.identity().customer());
    return json.put("record", record).put("recordId", record);
  }

  private static String value(Optional<Reading<String>> reading) {
    return reading.map(Reading::value).orElse(null);
  }

  private static BigDecimal number(Optional<Money> money) {
    return money.map(m -> plain(m.amount())).orElse(null);
  }

  /** 500.00 is the number 500, and 153.37 stays; nothing is in scientific notation. */
  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
