package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.core.provider.Asked;
import balanceapi.platform.KnownApps;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.http.V2Answer;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.List;
import java.util.Set;

/**
 * The Okra v2 dialect: the same data in the shape that its clients know, so that they move over by changing
 * a base URL. Refusals are in its envelope, too.
 */
final class V2Routes {

  private static final int MAX_BODY = 64 * 1024;
  private static final Set<String> NAMES =
      Set.of(
          "products/balances",
          "balance/getById",
          "balance/getByCustomer",
          "balance/getByAccount",
          "balance/getByDate",
          "balance/getByCustomerDate",
          "balance/getByType",
          "balance/byOptions",
          "products/transactions",
          "products/total-debits-credits",
          "transactions/getById",
          "transactions/getByAccount",
          "transactions/getByCustomer",
          "transactions/getByBank",
          "transactions/getByDate",
          "transactions/getByCustomerDate",
          "transactions/getByType",
          "transactions/getByNuban",
          "transactions/byOptions",
          "accounts/getByCustomer",
          "accounts/getById",
          "links/new",
          "balance/refresh",
          "balance/check",
          "products/balance/periodic",
          "transactions/refresh");

  private final KnownApps apps;
  private final V2Balances balances;
  private final V2Transactions transactions;
  private final V2Directory directory;
  private final V2Links links;
  private final V2Refresh refresh;

  V2Routes(
      KnownApps apps,
      V2Balances balances,
      V2Transactions transactions,
      V2Directory directory,
      V2Links links,
      V2Refresh refresh) {
    this.apps = apps;
    this.balances = balances;
    this.transactions = transactions;
    this.directory = directory;
    this.links = links;
    this.refresh = refresh;
  }

  /** How many of the path's segments are a base URL of this dialect; 0 when it is none. */
  static int prefix(List<String> path) {
    if (startsWith(path, "v2", "sandbox") || startsWith(path, "sandbox", "v2")) {
      return 2;
    }
    return startsWith(path, "v2") ? 1 : 0;
  }

  private static boolean startsWith(List<String> path, String... prefix) {
    return path.size() >= prefix.length && path.subList(0, prefix.length).equals(List.of(prefix));
  }

  /**
   * The answer to a request that is admitted.
   *
   * @param admission throws what refuses the request before it is looked at
   */
  APIGatewayV2HTTPResponse answer(Request request, Log log, Runnable admission) {
    return V2Answer.answer(
        log,
        () -> {
          admission.run();
          return route(request);
        });
  }

  private APIGatewayV2HTTPResponse route(Request request) {
    List<String> path = request.segments();
    String name = plural(String.join("/", path.subList(prefix(path), path.size())));
    App app = app(request);
    return switch (request.method() + " " + name) {
      case "POST products/balances" -> balances.all(app, parameters(request));
      case "POST balance/getById" -> balances.byId(app, parameters(request));
      case "POST balance/getByCustomer" -> balances.byCustomer(app, parameters(request));
      case "POST balance/getByAccount" -> balances.byAccount(app, parameters(request));
      case "POST balance/getByDate" -> balances.byDate(app, parameters(request));
      case "POST balance/getByCustomerDate" -> balances.byCustomerDate(app, parameters(request));
      case "POST balance/getByType" -> balances.byType(app, parameters(request));
      case "POST balance/byOptions" -> balances.byOptions(app, parameters(request));
      case "POST transactions/getById" -> transactions.byId(app, parameters(request));
      case "POST transactions/getByAccount" -> transactions.byAccount(app, parameters(request));
      case "POST transactions/getByCustomer" -> transactions.byCustomer(app, parameters(request));
      case "POST transactions/getByBank" -> transactions.byBank(app, parameters(request));
      case "POST transactions/getByDate" -> transactions.byDate(app, parameters(request));
      case "POST transactions/getByCustomerDate" -> transactions.byCustomerDate(app, parameters(request));
      case "POST transactions/getByType" -> transactions.byType(app, parameters(request));
      case "POST transactions/getByNuban" -> transactions.byNuban(app, parameters(request));
      case "POST transactions/byOptions" -> transactions.byOptions(app, parameters(request));
      case "POST products/transactions" -> transactions.all(app, parameters(request));
      case "POST products/total-debits-credits" -> transactions.totals(app, parameters(request));
      case "POST accounts/getByCustomer" -> directory.byCustomer(app, parameters(request));
      case "POST accounts/getById" -> directory.byId(app, parameters(request));
      case "GET banks/list" -> directory.banks(app);
      case "POST banks/list" -> directory.banks(app);
      case "POST links/new" -> links.create(app, parameters(request), request.origin());
      case "POST balance/refresh" -> fresh(app, request, Asked.Kind.BALANCE);
      case "POST balance/check" -> fresh(app, request, Asked.Kind.CHECK_BALANCE);
      case "POST products/balance/periodic" -> fresh(app, request, Asked.Kind.PERIODIC_BALANCE);
      case "POST transactions/refresh" -> fresh(app, request, Asked.Kind.REFRESH_TRANSACTIONS);
      case "GET callback" -> refresh.look(app, request);
      default -> throw new Refused(Problem.NOT_FOUND, advice(name));
    };
  }

  /** {@code transaction/…} is an older spelling of {@code transactions/…}. */
  private static String plural(String name) {
    return name.startsWith("transaction/")
        ? "transactions" + name.substring("transaction".length())
        : name;
  }

  private static V2Parameters parameters(Request request) {
    return V2Parameters.of(request, MAX_BODY);
  }

  private APIGatewayV2HTTPResponse fresh(App app, Request request, Asked.Kind kind) {
    List<String> path = request.segments();
    String home = request.origin().url();
    String base = home + "/" + String.join("/", path.subList(0, prefix(path)));
    return refresh.ask(app, parameters(request), kind, home, base);
  }

  private static String advice(String name) {
    if (name.endsWith("/")) {
      return "There is no such route; leave out the slash at the end.";
    }
    if (name.equals("callback")) {
      return "This route takes GET, its parameters in the query.";
    }
    return NAMES.contains(name)
        ? "This route takes POST, its parameters in the body."
        : "There is no such route; GET /openapi.yaml lists those that there are.";
  }

  private App app(Request request) {
    return apps
        .find(request.caller().requireApp())
        .orElseThrow(() -> new Refused(Problem.UNAUTHORIZED, "The app of this key was deleted."));
  }
}
