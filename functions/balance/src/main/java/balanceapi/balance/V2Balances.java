package balanceapi.balance;

import balanceapi.balance.V2Cursors.Place;
import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Slice;
import balanceapi.core.usecase.Balances;
import balanceapi.platform.Cursors;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The balances of the v2 dialect: one of them, and lists by page number or by cursor. */
final class V2Balances {

  private static final String RETRIEVED = "Balance retrieved successfully";

  private static final int IDS_A_READ = 1000;

  /** The most accounts that a filtered list looks at for a page by its number: some 5,000 read units. */
  private static final int COUNTED = 10_000;

  /** The most accounts that it looks at for a page by a cursor, found or not. */
  private static final int LOOKED_AT = 500;

  private static final int ACCOUNTS_A_READ = 100;

  private final Balances balances;
  private final V2Cursors cursors;
  private final Clock clock;

  V2Balances(Balances balances, Cursors cursors, Clock clock) {
    this.balances = balances;
    this.cursors = new V2Cursors(cursors);
    this.clock = clock;
  }

  // ---- one

  APIGatewayV2HTTPResponse byId(App app, V2Parameters parameters) {
    String id = parameters.required("id", "_id");
    Account account =
        balances
            .current(app, id)
            .orElseThrow(
                () -> new Refused(Problem.NOT_FOUND, "There is no balance with this id."));
    ObjectNode data = Json.object();
    data.set("balance", record(app, account, parameters));
    return V2Answer.success(RETRIEVED, data);
  }

  // ---- all of the app

  APIGatewayV2HTTPResponse all(App app, V2Parameters parameters) {
    String list = "v2 balances";
    V2Page page = V2Page.of(parameters, 0);
    Optional<Place> place = cursors.place(app, list, parameters);
    long before = place.map(Place::before).orElseGet(page::offset);
    long total;
    Page<String> ids;
    if (place.isPresent()) {
      total = balances.countOf(app);
      ids = balances.idsOfApp(app, place.get().last(), page.limit());
    } else {
      Slice slice = balances.idsOfApp(app, before, page.limit());
      total = slice.total();
      ids = slice.page().orElseThrow(V2Balances::tooFar);
    }
    Optional<String> next =
        ids.next().map(last -> cursors.after(app, list, before + ids.items().size(), last));
    ObjectNode numbers =
        place.isPresent()
            ? V2Page.after(before, page.limit(), total)
            : page.outOf(total).json();
    return list(app, "balances", numbers, balances.all(app, ids.items()), next, parameters);
  }

  private static BadRequest tooFar() {
    return new BadRequest(
        "page",
        "is too far into a list of this length; send cursor start in its place, then each next_cursor");
  }

  // ---- of a customer, or an account

  APIGatewayV2HTTPResponse byCustomer(App app, V2Parameters parameters) {
    String customer = parameters.required("customer", "customer_id");
    return few(app, "v2 balances customer " + customer, balances.ofCustomer(app, customer), parameters);
  }

  APIGatewayV2HTTPResponse byCustomerDate(App app, V2Parameters parameters) {
    String customer = parameters.required("customer", "customer_id");
    V2Days days = V2Days.of(parameters);
    List<Account> all =
        balances.ofCustomer(app, customer).stream()
            .filter(account -> days.contain(V2Json.lastUpdated(account)))
            .toList();
    return few(app, "v2 balances customer " + customer + " " + days, all, parameters);
  }

  APIGatewayV2HTTPResponse byAccount(App app, V2Parameters parameters) {
    String id = parameters.required("account_id", "account");
    List<Account> all = balances.current(app, id).stream().toList();
    return few(app, "v2 balances account " + id, all, parameters);
  }

  /** A page of a list that is read whole. */
  private APIGatewayV2HTTPResponse few(
      App app, String list, List<Account> all, V2Parameters parameters) {
    V2Slice slice = V2Slice.of(app, list, all, parameters, cursors);
    return list(app, "balance", slice.pagination(), slice.accounts(), slice.next(), parameters);
  }

  private static String id(Account account) {
    return account.ref().account();
  }

  // ---- those of the app that fulfil a condition

  APIGatewayV2HTTPResponse byDate(App app, V2Parameters parameters) {
    V2Days days = V2Days.of(parameters);
    return those(
        app,
        "v2 balances " + days,
        account -> days.contain(V2Json.lastUpdated(account)),
        parameters);
  }

  APIGatewayV2HTTPResponse byType(App app, V2Parameters parameters) {
    String type = parameters.required("type");
    Instant now = clock.instant();
    Function<Account, Optional<BigDecimal>> shown =
        switch (type) {
          case "ledger_balance" -> account -> Optional.ofNullable(V2Json.ledger(account));
          case "available_balance" -> account -> Optional.ofNullable(V2Json.available(account, now));
          default -> throw new BadRequest("type", "must be ledger_balance or available_balance");
        };
    BigDecimal least = Values.number("value", parameters.required("value"));
    return those(
        app,
        "v2 balances " + type + " " + least.stripTrailingZeros().toPlainString(),
        account -> shown.apply(account).filter(amount -> amount.compareTo(least) >= 0).isPresent(),
        parameters);
  }

  APIGatewayV2HTTPResponse byOptions(App app, V2Parameters parameters) {
    ObjectNode options = parameters.object("options");
    Predicate<Account> containing = V2Options.containing(options);
    return those(app, "v2 balances " + Json.write(options), containing, parameters);
  }

  private APIGatewayV2HTTPResponse those(
      App app, String list, Predicate<Account> condition, V2Parameters parameters) {
    Optional<Place> place = cursors.place(app, list, parameters);
    return place.isPresent()
        ? walked(app, list, condition, place.get(), parameters)
        : counted(app, list, condition, parameters);
  }

  /** By page number: every account is looked at, for the totals. */
  private APIGatewayV2HTTPResponse counted(
      App app, String list, Predicate<Account> condition, V2Parameters parameters) {
    V2Page page = V2Page.of(parameters, 0);
    if (balances.countOf(app) > COUNTED) {
      throw tooMany();
    }
    List<Account> shown = new ArrayList<>();
    int found = 0;
    int looked = 0;
    Optional<String> after = Optional.empty();
    do {
      Page<String> ids = balances.idsOfApp(app, after, IDS_A_READ);
      for (Account account : balances.all(app, ids.items())) {
        if (condition.test(account)) {
          if (found >= page.offset() && shown.size() < page.limit()) {
            shown.add(account);
          }
          found++;
        }
      }
      looked += ids.items().size();
      after = ids.next();
    } while (after.isPresent() && looked <= COUNTED);
    if (after.isPresent()) {
      throw tooMany();
    }
    long end = page.offset() + shown.size();
    Optional<String> next =
        end < found && !shown.isEmpty()
            ? Optional.of(cursors.after(app, list, end, id(shown.getLast())))
            : Optional.empty();
    return list(app, "balance", page.outOf(found).json(), shown, next, parameters);
  }

  private static BadRequest tooMany() {
    return new BadRequest(
        "page",
        "numbers are of apps with at most 10,000 accounts; send cursor start, then each next_cursor");
  }

  /** By cursor: some hundred accounts are looked at, and what was found among them is answered. */
  private APIGatewayV2HTTPResponse walked(
      App app, String list, Predicate<Account> condition, Place place, V2Parameters parameters) {
    int limit = V2Page.of(parameters, 0).limit();
    List<Account> shown = new ArrayList<>();
    Optional<String> after = place.last();
    int looked = 0;
    do {
      Page<String> ids = balances.idsOfApp(app, after, ACCOUNTS_A_READ);
      after = ids.next();
      looked += ACCOUNTS_A_READ;
      for (Account account : balances.all(app, ids.items())) {
        if (condition.test(account)) {
          shown.add(account);
        }
        if (shown.size() == limit) {
          boolean last = ids.items().getLast().equals(id(account)) && after.isEmpty();
          after = last ? Optional.empty() : Optional.of(id(account));
          break;
        }
      }
    } while (after.isPresent() && shown.size() < limit && looked < LOOKED_AT);
    Optional<String> next =
        after.map(id -> cursors.after(app, list, place.before() + shown.size(), id));
    ObjectNode numbers = V2Page.uncounted(place.before(), limit, next.isPresent());
    return list(app, "balance", numbers, shown, next, parameters);
  }

  // ---- what is answered

  private APIGatewayV2HTTPResponse list(
      App app,
      String name,
      ObjectNode numbers,
      List<Account> shown,
      Optional<String> next,
      V2Parameters parameters) {
    ObjectNode data = Json.object();
    data.set("pagination", numbers);
    ArrayNode records = data.putArray(name);
    shown.forEach(account -> records.add(record(app, account, parameters)));
    data.put("next_cursor", next.orElse(null));
    return V2Answer.success(RETRIEVED, data);
  }

  private ObjectNode record(App app, Account account, V2Parameters parameters) {
    return parameters.bool("includePeriodic").orElse(true)
        ? V2Json.balance(app, account, balances.periodic(account), clock.instant())
        : V2Json.balance(app, account, clock.instant());
  }
}
