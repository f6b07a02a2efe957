package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.availability.Source;
import balanceapi.core.bank.Bank;
import balanceapi.core.usecase.Balances;
import balanceapi.platform.Cursors;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Who is there in the v2 dialect: banks, and accounts in the shape that the widget's onSuccess gives them. */
final class V2Directory {

  /** A production app's banks are those of so many of its accounts: the list's price has a bound. */
  private static final int LOOKED_AT = 500;

  private final Balances balances;
  private final V2Cursors cursors;
  private final Clock clock;

  V2Directory(Balances balances, Cursors cursors, Clock clock) {
    this.balances = balances;
    this.cursors = new V2Cursors(cursors);
    this.clock = clock;
  }

  /** The sandbox's banks for an app of the sandbox; for any other, those that its customers connected. */
  APIGatewayV2HTTPResponse banks(App app) {
    List<Bank> banks =
        app.settings().env() == App.Env.SANDBOX ? Bank.SANDBOX : connected(app);
    ObjectNode data = Json.object();
    data.set("pagination", new V2Page(1, Math.max(1, banks.size()), banks.size()).json());
    data.putNull("next_cursor");
    ArrayNode list = data.putArray("banks");
    banks.forEach(bank -> list.add(json(bank)));
    return V2Answer.success("Banks retrieved successfully", data);
  }

  private List<Bank> connected(App app) {
    TreeMap<String, Bank> banks = new TreeMap<>();
    for (Account account : balances.ofApp(app, Optional.empty(), LOOKED_AT).items()) {
      String id = account.identity().bank();
      String name = account.profile().bankName().map(Reading::value).orElse(id);
      List<String> countries = account.profile().country().map(Reading::value).stream().toList();
      banks.merge(
          id,
          new Bank(id, slug(name), name, countries),
          (one, other) -> one.name().equals(id) ? other : one);
    }
    return List.copyOf(banks.values());
  }

  private static ObjectNode json(Bank bank) {
    ObjectNode json = Json.object().put("_id", bank.id()).put("id", bank.id());
    json.put("name", bank.name()).put("slug", bank.slug());
    ArrayNode countries = json.putArray("countries");
    bank.countries().forEach(countries::add);
    return json.put("individual", true).put("corporate", false).put("status", true);
  }

  APIGatewayV2HTTPResponse byCustomer(App app, V2Parameters parameters) {
    String customer = parameters.required("customer", "customer_id");
    V2Slice slice =
        V2Slice.of(
            app,
            "v2 accounts of " + customer,
            balances.ofCustomer(app, customer),
            parameters,
            cursors);
    ObjectNode data = Json.object();
    data.set("pagination", slice.pagination());
    data.put("next_cursor", slice.next().orElse(null));
    ArrayNode accounts = data.putArray("accounts");
    slice.accounts().forEach(account -> accounts.add(json(app, account, clock.instant())));
    return V2Answer.success("Accounts retrieved successfully", data);
  }

  APIGatewayV2HTTPResponse byId(App app, V2Parameters parameters) {
    Account account =
        balances
            .current(app, parameters.required("id", "_id"))
            .orElseThrow(
                () -> new Refused(Problem.NOT_FOUND, "There is no account with this id."));
    ObjectNode data = Json.object();
    data.set("account", json(app, account, clock.instant()));
    return V2Answer.success("Account retrieved successfully", data);
  }

  private static ObjectNode json(App app, Account account, Instant now) {
    String id = account.ref().id();
    String type = V2Json.value(account.profile().type());
    Source source = account.figures().source();
    ObjectNode json = Json.object().put("_id", id).put("id", id).put("accountId", id);
    json.put("nuban", account.identity().number().orElse(null));
    json.put("name", V2Json.value(account.profile().name()));
    json.put("type", type).put("ref", type == null ? null : slug(type));
    json.put("status", V2Json.value(account.profile().status()));
    json.put("currency", account.figures().currency().code());
    json.put("available_balance", V2Json.available(account, now));
    json.put("ledger_balance", V2Json.number(account.figures().ledger()));
    json.put("available_source", source.name().toLowerCase(Locale.ROOT));
    json.putObject("bank")
        .put("_id", account.identity().bank())
        .put("name", V2Json.value(account.profile().bankName()));
    json.put("customer", account.identity().customer());
    ArrayNode records = json.putArray("record");
    account.profile().record().map(Reading::value).ifPresent(records::add);
    // The balance record has its account's id.
    json.put("balance", id);
    json.put("connected", account.connection().state() == Connection.State.ACTIVE);
    json.put("env", app.settings().env().wireName()).put("manual", false);
    json.putArray("projects").add(app.id());
    json.put("created_at", account.createdAt().toString());
    json.put("last_updated", account.asOf().orElseGet(account::createdAt).toString());
    return json.put("__v", 0);
  }

  /** A name as it stands in a URL: {@code Current Account} is {@code current-account}. */
  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }
}
