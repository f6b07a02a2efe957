package balanceapi.sandbox;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.bank.Bank;
import balanceapi.core.store.AccountStore;
import balanceapi.platform.KnownApps;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Customers of the sandbox in the v2 dialect. Nothing is kept here: what is made comes in by webhook as everything does,
 * and what is listed is what came in.
 */
final class CustomerRoutes {

  private static final Comparator<Account> BY_KIND =
      Comparator.comparing(
          account -> BankAccount.of(account).map(BankAccount::type).orElse(BankAccount.Type.CURRENT));
  private static final int USUAL_PAGE = 20;
  private static final int LARGEST_PAGE = 100;

  private final KnownApps apps;
  private final AccountStore store;
  private final BankConnector banks;
  private final Delivery delivery;
  private final Clock clock;

  CustomerRoutes(
      KnownApps apps, AccountStore store, BankConnector banks, Delivery delivery, Clock clock) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.store = Objects.requireNonNull(store, "store");
    this.banks = Objects.requireNonNull(banks, "banks");
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The answer to a request under {@code customers}. */
  APIGatewayV2HTTPResponse route(Request request) {
    App app =
        apps.find(request.caller().requireApp())
            .orElseThrow(
                () -> new Refused(Problem.UNAUTHORIZED, "The app of this key was deleted."));
    List<String> path = request.segments();
    if (path.indexOf("customers") != path.size() - 2) {
      throw noRoute();
    }
    return switch (request.method() + " " + path.getLast()) {
      case "POST generate" -> made(ofSandbox(app), request, generated(app, Wishes.of(request).number()));
      case "POST create" -> made(ofSandbox(app), request, Wishes.of(request).customers(app.id()));
      case "POST list" -> list(ofSandbox(app), Wishes.of(request));
      case "POST get" -> get(ofSandbox(app), Wishes.of(request));
      default -> throw noRoute();
    };
  }

  private static Refused noRoute() {
    return new Refused(
        Problem.NOT_FOUND,
        "There is no such route, or it takes POST; GET /openapi.yaml lists those that there are.");
  }

  private static App ofSandbox(App app) {
    if (app.settings().env() != App.Env.SANDBOX) {
      throw new Refused(
          Problem.FORBIDDEN,
          "Only an app whose env is production-sandbox has customers of the sandbox.");
    }
    return app;
  }

  private static List<Login> generated(App app, int number) {
    return IntStream.rangeClosed(1, number)
        .mapToObj(
            each ->
                Login.of(
                    app.id(),
                    "Sandbox Customer " + each,
                    Bank.SANDBOX.get((each - 1) % Bank.SANDBOX.size()),
                    1 + each % 3))
        .toList();
  }

  private APIGatewayV2HTTPResponse made(App app, Request request, List<Login> logins) {
    for (Login login : logins) {
      delivery.send(app, request.origin().url(), new BankEvents(banks, login, clock.instant()).connected());
    }
    ObjectNode data = Json.object();
    ArrayNode customers = data.putArray("customers");
    for (Login login : logins) {
      // Read as they are now: they came in a moment ago, and may be of a new life under another key.
      List<Account> accounts =
          store.accountsOfCustomer(app.id(), login.customer()).stream()
              .flatMap(id -> store.account(new AccountRef(app.id(), id)).stream())
              .toList();
      customers.add(json(app, login.customer(), accounts));
    }
    return V2Answer.success("Sandbox customers created successfully", data);
  }

  private APIGatewayV2HTTPResponse list(App app, Wishes wishes) {
    int size = Math.min(wishes.integer("limit", USUAL_PAGE, Integer.MAX_VALUE), LARGEST_PAGE);
    Optional<String> after = wishes.id("cursor", "after");
    AccountStore.Page<String> page = store.customersOfApp(app.id(), after, size);
    ObjectNode data = Json.object().put("next_cursor", page.next().orElse(null));
    ArrayNode customers = data.putArray("customers");
    for (String customer : page.items()) {
      List<Account> accounts = accounts(app, customer);
      if (!accounts.isEmpty()) {
        customers.add(json(app, customer, accounts));
      }
    }
    return V2Answer.success("Sandbox customers retrieved successfully", data);
  }

  private APIGatewayV2HTTPResponse get(App app, Wishes wishes) {
    String customer =
        wishes
            .id("customer", "id")
            .orElseThrow(() -> new BadRequest("customer", "is required"));
    List<Account> accounts = accounts(app, customer);
    if (accounts.isEmpty()) {
      throw new Refused(Problem.NOT_FOUND, "There is no customer of the sandbox with this id.");
    }
    ObjectNode data = Json.object();
    data.set("customer", json(app, customer, accounts));
    return V2Answer.success("Sandbox customer retrieved successfully", data);
  }

  /** The customer's accounts at banks of the sandbox. */
  private List<Account> accounts(App app, String customer) {
    return store
        .glanceAll(app.id(), store.accountsOfCustomer(app.id(), customer))
        .stream()
        .filter(account -> Bank.ofSandbox(account.identity().bank()).isPresent())
        .toList();
  }

  private static ObjectNode json(App app, String customer, List<Account> accounts) {
    ObjectNode json = Json.object().put("_id", customer).put("id", customer);
    json.put("env", app.settings().env().wireName());
    Optional<Account> first = accounts.stream().findFirst();
    json.put(
        "name",
        first.flatMap(account -> account.profile().name()).map(Reading::value).orElse(null));
    ArrayNode list = json.putArray("accounts");
    // The store's order is that of the ids, which differs from app to app.
    for (Account account : accounts.stream().sorted(BY_KIND).toList()) {
      ObjectNode shown = list.addObject().put("_id", account.ref().id()).put("id", account.ref().id());
      shown.put("nuban", account.identity().number().orElse(null));
      shown.put("type", account.profile().type().map(Reading::value).orElse(null));
      shown.put("record", account.profile().record().map(Reading::value).orElse(null));
      shown
          .putObject("bank")
          .put("_id", account.identity().bank())
          .put("name", account.profile().bankName().map(Reading::value).orElse(null));
    }
    return json;
  }
}
