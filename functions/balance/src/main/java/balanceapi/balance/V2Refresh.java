package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Feed;
import balanceapi.core.app.App;
import balanceapi.core.provider.Asked;
import balanceapi.core.usecase.FreshFigures;
import balanceapi.core.usecase.FreshFigures.Progress;
import balanceapi.core.usecase.FreshFigures.Seen;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fresh figures in the v2 dialect: a request is answered with an address at which to ask how far it is. What it
 * came to is said there in {@code status.process} and, in words, in {@code msg}; unlike what this dialect had
 * before, every request has a deadline.
 */
final class V2Refresh {

  private static final Map<String, Asked.Kind> KINDS =
      Arrays.stream(Asked.Kind.values()).collect(Collectors.toMap(Enum::name, Function.identity()));

  private static final List<String> NEVER =
      List.of("income", "identity", "direct-debit");

  private final FreshFigures figures;
  private final Clock clock;

  V2Refresh(FreshFigures figures, Clock clock) {
    this.figures = figures;
    this.clock = clock;
  }

  /**
   * Asks for fresh figures of an account.
   *
   * @param home where this service is reached, without a slash at the end
   * @param base the base URL as it was called, the same way
   */
  APIGatewayV2HTTPResponse ask(
      App app, V2Parameters parameters, Asked.Kind kind, String home, String base) {
    String account = parameters.required("account_id", "account");
    Optional<String> record =
        parameters.text("record_id").or(() -> parameters.text("record"));
    record.ifPresent(id -> Values.id("record_id", id));
    parameters.text("currency").ifPresent(code -> Values.currency("currency", code));
    Asked asked =
        figures
            .ask(app, account, record, kind, home, clock.instant())
            .orElseThrow(
                () ->
                    new Refused(
                        Problem.NOT_FOUND,
                        "There is no account with this id, or it has no record with that one."));
    String message =
        kind == Asked.Kind.REFRESH_TRANSACTIONS
            ? "Transactions checking..."
            : "Balance checking...";
    return V2Answer.success(
        message,
        Json.object()
            .put("callback_url", address(base, asked))
            .put("record", asked.record())
            .put("method", kind.name()));
  }

  private static String address(String base, Asked asked) {
    String record = URLEncoder.encode(asked.record(), StandardCharsets.UTF_8);
    return base + "/callback?record=" + record + "&method=" + asked.kind().name();
  }

  /** How far a request is, and the figures of now. */
  APIGatewayV2HTTPResponse look(App app, Request request) {
    String record =
        request
            .query("record")
            .map(text -> Values.id("record", text))
            .orElseThrow(() -> new BadRequest("record", "is required"));
    Asked.Kind kind =
        request
            .query("method")
            .map(text -> Optional.ofNullable(KINDS.get(text)).orElseThrow(V2Refresh::noMethod))
            .orElseThrow(V2Refresh::noMethod);
    Instant now = clock.instant();
    Seen seen =
        figures
            .look(app, record, kind, now)
            .orElseThrow(
                () -> new Refused(Problem.NOT_FOUND, "There is no record with this id."));
    return V2Answer.success(message(seen.progress()), data(app, record, kind, seen, now));
  }

  private static BadRequest noMethod() {
    return new BadRequest(
        "method", "must be BALANCE, CHECK_BALANCE, PERIODIC_BALANCE or REFRESH_TRANSACTIONS");
  }

  private static ObjectNode data(
      App app, String record, Asked.Kind kind, Seen seen, Instant now) {
    ObjectNode data = Json.object();
    data.set("balance", seen.account().map(account -> balance(account, now)).orElse(null));
    ArrayNode balances = data.putArray("balances");
    for (Account account : seen.accounts()) {
      boolean connected = account.connection().state() == Connection.State.ACTIVE;
      balances.add(balance(account, now).put("connected", connected));
    }
    data.putNull("last_transaction_date");
    data.put("product", kind == Asked.Kind.REFRESH_TRANSACTIONS ? "transactions" : "balance");
    data.put("record", record);
    data.set("products", products(app));
    Optional<Account> account = seen.account();
    ObjectNode status = data.putObject("status");
    status
        .putObject("transactions")
        .put("last_success_at", V2Json.text(account.map(Account::feed).flatMap(Feed::asOf)))
        .put(
            "last_fail_at",
            V2Json.text(account.map(Account::connection).flatMap(Connection::failure)));
    status
        .putObject("process")
        .put("running", seen.progress() == Progress.RUNNING)
        .put("completed", isCompleted(seen.progress()));
    return data.put("msg", msg(seen, kind));
  }

  private static ObjectNode balance(Account account, Instant now) {
    String id = account.ref().id();
    String name = V2Json.value(account.profile().name());
    ObjectNode json = Json.object();
    json.putObject("account")
        .put("id", id)
        .put("nuban", account.identity().number().orElse(null))
        .put("name", name);
    json.put("available_balance", V2Json.available(account, now));
    json.put("ledger_balance", V2Json.number(account.figures().ledger()));
    json.put("available_source", account.figures().source().name().toLowerCase(Locale.ROOT));
    json.put("currency", account.figures().currency().code());
    ObjectNode customer = json.putObject("customer");
    customer.put("id", account.identity().customer()).put("name", name);
    // Nothing of the person is kept but what a figure needs.
    customer.putArray("email");
    customer.putArray("phone");
    return json.put("id", id);
  }

  private static ObjectNode products(App app) {
    ObjectNode products = Json.object();
    for (String counted : List.of("periodic-transactions", "guarantors", "directors")) {
      products.putObject(counted).put("status", false).put("number", 0);
    }
    products.put("auth", true).put("accounts", true);
    products.put("balance", app.settings().products().contains(App.Product.BALANCE));
    products.put("transactions", app.settings().products().contains(App.Product.TRANSACTIONS));
    NEVER.forEach(product -> products.put(product, false));
    return products;
  }

  /** Stored figures are an answer where nobody can give others; what should have come and did not is none. */
  private static boolean isCompleted(Progress progress) {
    return switch (progress) {
      case FRESH, NO_PROVIDER, NOT_ASKED -> true;
      case RUNNING, FAILED, UNREACHED, OVERDUE, SIGN_IN_NEEDED -> false;
    };
  }

  private static String message(Progress progress) {
    return switch (progress) {
      case RUNNING -> "Balance checking...";
      case FRESH -> "Balance retrieved successfully";
      case NO_PROVIDER, NOT_ASKED -> "Stored balance retrieved successfully";
      case FAILED -> "Unable to fetch balance. Please try again.";
      case UNREACHED -> "The bank could not be asked. Please try again.";
      case OVERDUE -> "The bank has not answered in time.";
      case SIGN_IN_NEEDED -> "The customer must sign in at the bank again.";
    };
  }

  private static String msg(Seen seen, Asked.Kind kind) {
    return switch (seen.progress()) {
      case RUNNING, FRESH -> null;
      case NO_PROVIDER ->
          "No provider is connected that could be asked; " + stored(seen.account(), kind);
      case NOT_ASKED -> "No fresh figures were asked for lately; " + stored(seen.account(), kind);
      case FAILED -> "The bank refused or failed; " + stored(seen.account(), kind);
      case UNREACHED ->
          "The provider could not be reached; " + stored(seen.account(), kind);
      case OVERDUE ->
          "No answer came within %d seconds; %s"
              .formatted(Asked.TIME.toSeconds(), stored(seen.account(), kind));
      case SIGN_IN_NEEDED ->
          "The bank was not asked, for the customer must sign in again; "
              + stored(seen.account(), kind);
    };
  }

  private static String stored(Optional<Account> account, Asked.Kind kind) {
    boolean transactions = kind == Asked.Kind.REFRESH_TRANSACTIONS;
    String what = transactions ? "the transactions" : "the figures";
    return account
        .flatMap(about -> transactions ? about.feed().asOf() : about.asOf())
        .map(at -> what + " are the stored ones, as of " + at + ".")
        .orElse(what + " are not known yet.");
  }
}
