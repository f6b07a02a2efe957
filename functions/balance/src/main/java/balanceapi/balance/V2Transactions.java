package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.money.Currency;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.Spot;
import balanceapi.core.usecase.TransactionLists;
import balanceapi.core.usecase.TransactionLists.Entry;
import balanceapi.core.usecase.TransactionLists.Found;
import balanceapi.core.usecase.TransactionLists.Listing;
import balanceapi.core.usecase.TransactionLists.Question;
import balanceapi.core.usecase.TransactionLists.Scope;
import balanceapi.core.usecase.TransactionLists.TooMany;
import balanceapi.core.usecase.Transactions.Status;
import balanceapi.platform.Cursors;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Transactions in the v2 dialect. Every list takes {@code from}, {@code to}, {@code account} and
 * {@code customer} besides what it is named after, to narrow it down.
 *
 * <p>A page by number is counted: its totals are exact, and a list of too many is refused. A page by cursor
 * counts nothing, and is refused only where so many accounts have transactions at once that a page would read
 * 20,000 of them.
 */
final class V2Transactions {

  private static final String FEWER_DAYS =
      "and to must name fewer days, for there are more than %d transactions"
          .formatted(TransactionLists.MOST_COUNTED);
  private static final String OR_CURSOR =
      "; or send cursor: \"" + V2Cursors.START + "\" and then each data.next_cursor";
  private static final String ONE_CUSTOMER =
      "and to must name fewer days, or customer or account one of them: too many have transactions at once";



  private final TransactionLists lists;
  private final Balances balances;
  private final Cursors cursors;
  private final Clock clock;

  V2Transactions(TransactionLists lists, Balances balances, Cursors cursors, Clock clock) {
    this.lists = lists;
    this.balances = balances;
    this.cursors = cursors;
    this.clock = clock;
  }

  // ---- the routes

  APIGatewayV2HTTPResponse all(App app, V2Parameters parameters) {
    return list(app, parameters, account -> true, Optional.empty(), "");
  }

  APIGatewayV2HTTPResponse byAccount(App app, V2Parameters parameters) {
    parameters.required("account", "account_id");
    return all(app, parameters);
  }

  APIGatewayV2HTTPResponse byCustomer(App app, V2Parameters parameters) {
    parameters.required("customer", "customer_id");
    return all(app, parameters);
  }

  APIGatewayV2HTTPResponse byBank(App app, V2Parameters parameters) {
    String bank = parameters.required("bank", "bank_id");
    return list(
        app,
        parameters,
        account -> account.identity().bank().equals(bank),
        Optional.empty(),
        "bank " + bank);
  }

  APIGatewayV2HTTPResponse byNuban(App app, V2Parameters parameters) {
    String number = parameters.required("nuban", "account_number");
    return list(
        app,
        parameters,
        account -> account.identity().number().equals(Optional.of(number)),
        Optional.empty(),
        "number " + number);
  }

  APIGatewayV2HTTPResponse byDate(App app, V2Parameters parameters) {
    V2Days.of(parameters);
    return all(app, parameters);
  }

  APIGatewayV2HTTPResponse byCustomerDate(App app, V2Parameters parameters) {
    V2Days.of(parameters);
    return byCustomer(app, parameters);
  }

  APIGatewayV2HTTPResponse byType(App app, V2Parameters parameters) {
    Direction type =
        switch (parameters.text("type").map(text -> text.toLowerCase(Locale.ROOT)).orElse("")) {
          case "debit" -> Direction.DEBIT;
          case "credit" -> Direction.CREDIT;
          default -> throw new BadRequest("type", "must be credit or debit");
        };
    return list(app, parameters, account -> true, Optional.of(type), "type " + type);
  }

  APIGatewayV2HTTPResponse byOptions(App app, V2Parameters parameters) {
    ObjectNode options = parameters.object("options");
    Predicate<Account> containing = V2Options.containing(options);
    return list(
        app, parameters, containing, Optional.empty(), "options " + Json.write(options));
  }

  /** A list of one, as it always was. */
  APIGatewayV2HTTPResponse byId(App app, V2Parameters parameters) {
    String id = parameters.required("id", "_id");
    Optional<String> account = parameters.id("account", "account_id");
    Found found = lists.find(app, id, account, clock.instant());
    if (found == TooMany.ACCOUNTS) {
      throw new BadRequest(
          "account",
          "is required here, for this app has more than %d accounts"
              .formatted(TransactionLists.MOST_SEARCHED));
    }
    List<Entry> entries = listing(found, FEWER_DAYS).entries();
    if (entries.isEmpty()) {
      throw new Refused(Problem.NOT_FOUND, "There is no transaction with this id.");
    }
    V2Page page = new V2Page(1, V2Page.of(parameters, 1).limit(), 1);
    return answer(app, page.json(), entries, Optional.empty());
  }

  APIGatewayV2HTTPResponse totals(App app, V2Parameters parameters) {
    String id = parameters.required("account", "account_id");
    Account account =
        balances
            .current(app, id)
            .orElseThrow(
                () -> new Refused(Problem.NOT_FOUND, "There is no account with this id."));
    Question question = question(parameters, found -> true, Optional.empty());
    List<Entry> entries =
        listing(lists.all(app, question, clock.instant()), FEWER_DAYS).entries();
    Currency currency = account.figures().currency();
    ObjectNode data = Json.object();
    data.putObject("result")
        .put("credit", sum(entries, Direction.CREDIT, currency))
        .put("debit", sum(entries, Direction.DEBIT, currency))
        .put("currency", currency.code());
    return V2Answer.success("Total debits and credits retrieved successfully", data);
  }

  /** Of postings alone, and never across currencies. */
  private static String sum(List<Entry> entries, Direction direction, Currency currency) {
    BigDecimal sum =
        entries.stream()
            .filter(entry -> entry.status() == Status.POSTED)
            .flatMap(entry -> entry.transaction().line().stream())
            .filter(line -> line.direction() == direction)
            .filter(line -> line.currency().filter(c -> !c.equals(currency)).isEmpty())
            .map(Line::amount)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.setScale(Math.max(currency.decimals(), sum.scale())).toPlainString();
  }

  // ---- lists

  private APIGatewayV2HTTPResponse list(
      App app,
      V2Parameters parameters,
      Predicate<Account> accounts,
      Optional<Direction> direction,
      String words) {
    Question question = question(parameters, accounts, direction);
    String purpose =
        "v2 transactions "
            + List.of(
                words,
                question.scope().account(),
                question.scope().customer(),
                question.from(),
                question.to());
    Optional<String> cursor = parameters.text("cursor");
    int limit = V2Page.of(parameters, 0).limit();
    if (cursor.isPresent()) {
      Optional<Spot> after =
          cursor
              .filter(text -> !text.equals(V2Cursors.START))
              .map(text -> Spot.parse(cursors.open(app.id(), purpose, text)));
      Listing page =
          listing(lists.page(app, question, after, limit, clock.instant()), ONE_CUSTOMER);
      return answer(
          app,
          uncounted(limit, after.isPresent(), page.next().isPresent()),
          page.entries(),
          sealed(app, purpose, page.next()));
    }
    List<Entry> all =
        listing(lists.all(app, question, clock.instant()), FEWER_DAYS + OR_CURSOR).entries();
    V2Page page = V2Page.of(parameters, all.size());
    List<Entry> shown = page.of(all);
    boolean more = !shown.isEmpty() && shown.getLast() != all.getLast();
    return answer(
        app,
        page.json(),
        shown,
        sealed(app, purpose, more ? Optional.of(shown.getLast().spot()) : Optional.empty()));
  }

  private Optional<String> sealed(App app, String purpose, Optional<Spot> next) {
    return next.map(spot -> cursors.seal(app.id(), purpose, spot.toString()));
  }

  /** The pagination of a page by cursor: what is not counted is null. */
  private static ObjectNode uncounted(int limit, boolean previous, boolean next) {
    ObjectNode json = Json.object().putNull("totalDocs").put("limit", limit);
    json.put("hasPrevPage", previous).put("hasNextPage", next).putNull("page");
    json.putNull("totalPages").putNull("pagingCounter");
    return json.putNull("prevPage").putNull("nextPage");
  }

  private static APIGatewayV2HTTPResponse answer(
      App app, ObjectNode pagination, List<Entry> entries, Optional<String> next) {
    ObjectNode data = Json.object();
    data.set("pagination", pagination);
    ArrayNode list = data.putArray("transaction");
    entries.forEach(entry -> list.add(V2TransactionJson.of(app, entry)));
    data.put("next_cursor", next.orElse(null));
    // As it was spelt: a client may compare it.
    return V2Answer.success("Transactions retrieved succesfully", data);
  }

  /**
   * What was found.
   *
   * @param advice what to change when it was too much
   */
  private static Listing listing(Found found, String advice) {
    return switch (found) {
      case Listing listing -> listing;
      case TooMany.ACCOUNTS ->
          throw new BadRequest(
              "customer",
              "or account is required here, for this app has more than %d accounts"
                  .formatted(TransactionLists.MOST_ACCOUNTS));
      case TooMany.TRANSACTIONS -> throw new BadRequest("from", advice);
    };
  }

  // ---- what is asked

  private static Question question(
      V2Parameters parameters, Predicate<Account> accounts, Optional<Direction> direction) {
    Optional<LocalDate> from = parameters.text("from").map(text -> V2Days.day("from", text));
    Optional<LocalDate> to = parameters.text("to").map(text -> V2Days.day("to", text));
    if (from.isPresent() && to.filter(from.get()::isAfter).isPresent()) {
      throw new BadRequest("from", "must not be after to");
    }
    Scope scope =
        Scope.of(
            parameters.id("account", "account_id"), parameters.id("customer", "customer_id"));
    return new Question(scope.where(accounts), from, to, direction);
  }
}
