package balanceapi.notify;

import balanceapi.core.account.Account;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.availability.Figures;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Fact;
import balanceapi.core.notification.Wording;
import balanceapi.core.transaction.Line;
import balanceapi.platform.json.Json;
import balanceapi.platform.notification.NotificationIds;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The native words: {@code {"id", "type", "timestamp", "app_id", "data"}}, amounts as decimal strings. Neither names
 * nor account numbers are in it: who needs them asks for the account by its id.
 */
final class NativeWording implements Wording {

  @Override
  public String of(Fact.OfConnection fact, App app, Instant at) {
    ObjectNode json = envelope(fact, app, at);
    ObjectNode data = json.putObject("data").put("record_id", fact.record());
    data.put("customer_id", fact.customer()).put("bank_id", fact.bank());
    data.put("connection", lower(fact.state())).put("as_of", fact.asOf().toString());
    return Json.write(json);
  }

  @Override
  public String of(Fact.OfBalance fact, App app, Instant at) {
    ObjectNode json = envelope(fact, app, at);
    Account account = fact.account();
    ObjectNode data = named(json.putObject("data"), account);
    figures(data, account.figures());
    data.put("as_of", text(account.asOf())).put("pending_as_of", text(account.feed().asOf()));
    data.put("connection", lower(account.connection().state()));
    // Of two about one account the one with the higher version happened later, whichever comes first.
    data.put("version", account.version());
    figures(data.putObject("previous"), fact.before());
    fact.threshold()
        .ifPresent(
            threshold ->
                data.putObject("threshold")
                    .put("amount", threshold.toString())
                    .put("currency", threshold.currency().code()));
    return Json.write(json);
  }

  @Override
  public String of(Fact.OfHold fact, Account account, App app, Instant at) {
    ObjectNode json = envelope(fact, app, at);
    ObjectNode data = named(json.putObject("data"), account);
    Currency currency = account.figures().currency();
    Optional<Line> line = fact.hold().line();
    ObjectNode transaction = data.putObject("transaction").put("id", fact.hold().id());
    transaction.put("direction", line.map(l -> lower(l.direction())).orElse(null));
    transaction.put("amount", line.map(l -> amount(l, currency)).orElse(null));
    transaction.put("currency", line.map(l -> l.currency().orElse(currency).code()).orElse(null));
    transaction.put("last_seen", fact.hold().newest().asOf().toString());
    data.put("as_of", text(fact.hold().expiredBy()));
    return Json.write(json);
  }

  private static String amount(Line line, Currency accounts) {
    Currency currency = line.currency().orElse(accounts);
    return Money.fits(currency.decimals(), line.amount())
        ? Money.of(currency, line.amount()).toString()
        : line.amount().toPlainString();
  }

  private static ObjectNode envelope(Fact fact, App app, Instant at) {
    return Json.object()
        .put("id", NotificationIds.text(fact.id()))
        .put("type", fact.kind().wireName())
        .put("timestamp", at.toString())
        .put("app_id", app.id());
  }

  private static ObjectNode named(ObjectNode data, Account account) {
    data.put("account_id", account.ref().id()).put("customer_id", account.identity().customer());
    data.put("record_id", account.profile().record().map(Reading::value).orElse(null));
    return data.put("bank_id", account.identity().bank());
  }

  private static void figures(ObjectNode json, Figures figures) {
    json.put("currency", figures.currency().code());
    json.put("ledger_balance", text(figures.ledger()));
    json.put("available_balance", text(figures.available()));
    json.put("available_source", lower(figures.source()));
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
