package balanceapi.sandbox;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.app.App.Product;
import balanceapi.core.app.Link;
import balanceapi.core.availability.Source;
import balanceapi.core.bank.Bank;
import balanceapi.core.money.Money;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the widget's pages are told, and what they hand on to the page that they are in. */
final class ConnectJson {

  private ConnectJson() {}

  static ObjectNode outcome(String outcome) {
    return Json.object().put("outcome", outcome);
  }

  static ObjectNode outcome(BankConnector.Refusal refusal) {
    return outcome(refusal.name().toLowerCase(Locale.ROOT));
  }

  static ObjectNode begun(App app, Visit visit, String session, List<Bank> banks) {
    Wish wish = visit.wish();
    ObjectNode json = outcome("ready").put("session", session);
    json.put("returning", wish.returning().isPresent()).put("several_accounts", wish.severalAccounts());
    json.put("show_balance", wish.showsBalance());
    ArrayNode products = json.putArray("products");
    wish.products().stream().sorted().forEach(product -> products.add(Wished.word(product)));
    ObjectNode shown = json.putObject("app").put("name", app.settings().name());
    shown.put("color", app.settings().color().orElse(null)).put("logo", app.settings().logo().orElse(null));
    ArrayNode offered = json.putArray("banks");
    for (Bank bank : banks) {
      ObjectNode each = offered.addObject().put("id", bank.id()).put("slug", bank.slug()).put("name", bank.name());
      each.put("country", bank.countries().getFirst());
    }
    // It is a sandbox: whoever stands before its banks is told the way in.
    ArrayNode users = json.putArray("test_users");
    for (TestUser user : TestUser.values()) {
      users.addObject().put("username", user.username()).put("about", user.about());
    }
    return json.put("test_password", TestUser.PASSWORD);
  }

  /** The beginning of a visit by a link, with the link's own look, and where it leads next. */
  static ObjectNode ofLink(ObjectNode begun, Link link) {
    if (begun.path("app") instanceof ObjectNode shown) {
      link.look().color().ifPresent(color -> shown.put("color", color));
      link.look().logo().ifPresent(logo -> shown.put("logo", logo));
    }
    ObjectNode json = begun.putObject("link").put("success_url", link.successUrl().orElse(null));
    json.put("continue_cta", link.look().continueCta().orElse(null));
    json.put("support_email", link.supportEmail().orElse(null));
    return begun;
  }

  /** The beginning of a visit by an app's own address. */
  static ObjectNode ofApp(ObjectNode begun, App app) {
    begun.putObject("link").put("success_url", app.settings().redirectUrl().orElse(null)).putNull("continue_cta");
    return begun;
  }

  static ObjectNode signedIn(Login login, String session) {
    ObjectNode json = outcome("signed_in").put("session", session).put("name", login.name());
    ArrayNode accounts = json.putArray("accounts");
    for (BankAccount account : login.accounts()) {
      ObjectNode each = accounts.addObject().put("id", account.id()).put("number", account.masked());
      each.put("type", account.type().word()).put("currency", login.currency());
    }
    return json;
  }

  /**
   * What came of it: {@code balances} for the person's own eyes, where they may see it, and {@code result} for the page.
   *
   * @param stored the accounts that were chosen, by the bank's ids
   */
  static ObjectNode connected(
      App app, Visit visit, Login login, Map<String, Account> stored, String home) {
    ObjectNode json = outcome("connected");
    json.set("result", result(app, visit, login, stored, home));
    ArrayNode balances = json.putArray("balances");
    if (visit.wish().showsBalance()) {
      for (BankAccount account : login.accounts()) {
        Optional.ofNullable(stored.get(account.id()))
            .ifPresent(kept -> balances.add(balance(account, kept)));
      }
    }
    return json;
  }

  private static ObjectNode balance(BankAccount account, Account kept) {
    ObjectNode json = Json.object().put("number", account.masked()).put("type", account.type().word());
    json.put("currency", kept.figures().currency().code());
    json.put("ledger_balance", kept.figures().ledger().map(Money::toString).orElse(null));
    json.put("available_balance", kept.figures().available().map(Money::toString).orElse(null));
    json.put("available_source", kept.figures().source().name().toLowerCase(Locale.ROOT));
    return json.put("as_of", kept.asOf().map(Object::toString).orElse(null));
  }

  /** The form of {@code onSuccess}: all accounts, those that were chosen first and marked. */
  private static ObjectNode result(
      App app, Visit visit, Login login, Map<String, Account> stored, String home) {
    Bank bank = login.bank();
    ObjectNode json = Json.object();
    ObjectNode auth = json.putObject("auth");
    ObjectNode details = auth.putObject("bank_details");
    details.put("_id", bank.id()).put("name", bank.name()).put("slug", bank.slug()).put("type", "ind");
    auth.put("bank_id", bank.id()).put("customer_id", login.customer()).put("record_id", login.record());
    auth.put("status", "is_success").put("validated", true).put("env", app.settings().env().wireName());
    ArrayNode accounts = json.putArray("accounts");
    login.accounts().stream()
        .sorted(Comparator.comparing((BankAccount account) -> !stored.containsKey(account.id())))
        .forEach(account -> accounts.add(account(app, visit, account, Optional.ofNullable(stored.get(account.id())))));
    json.put("record", login.record()).put("record_id", login.record());
    json.put("bank_id", bank.id()).put("bank_name", bank.name()).put("bank_slug", bank.slug());
    json.put("customer_id", login.customer()).put("env", app.settings().env().wireName());
    json.put("callback_url", home + "/v2/callback?record=" + login.record() + "&method=BALANCE");
    json.set("options", visit.wish().options());
    json.set("meta", visit.wish().meta());
    app.settings().redirectUrl().ifPresent(url -> json.put("redirect_url", url));
    return json.put("done", true).put("success", true);
  }

  private static ObjectNode account(
      App app, Visit visit, BankAccount account, Optional<Account> kept) {
    Login login = visit.entry().orElseThrow().login();
    // What the person was not asked for goes to no page, also when an earlier visit has it kept.
    Optional<Account> shown = kept.filter(_ -> visit.wish().has(Product.BALANCE));
    String id = kept.map(found -> found.ref().id()).orElse(account.id());
    ObjectNode json = Json.object();
    json.put("available_balance", shown.flatMap(ConnectJson::certain).orElse(null));
    json.put("ledger_balance", shown.flatMap(found -> found.figures().ledger()).map(Money::amount).orElse(null));
    json.put("currency", login.currency()).put("name", account.name());
    // The number of one that was not chosen is nobody's business.
    json.put("nuban", kept.isPresent() ? account.nuban() : account.masked());
    json.put("ref", account.type().word().toLowerCase(Locale.ROOT)).put("status", "Active");
    json.put("type", account.type().word()).put("env", app.settings().env().wireName());
    json.put("customer", login.customer()).put("accountId", id).put("id", id);
    return json.put("connected", kept.isPresent());
  }

  /** As the v2 dialect answers: what is incomplete is not said. */
  private static Optional<BigDecimal> certain(Account account) {
    return account
        .figures()
        .available()
        .filter(_ -> account.figures().source() != Source.INCOMPLETE)
        .map(Money::amount);
  }
}
