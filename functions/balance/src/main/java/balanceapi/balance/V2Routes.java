package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.provider.Asked;
import balanceapi.core.store.AccountStore;
import balanceapi.core.usecase.Balances;
import balanceapi.platform.Cursors;
import balanceapi.platform.KnownApps;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The Okra v2 dialect: the same data in the shape that its clients know, so that they move over by changing
 * a base URL. Refusals are in its envelope, too.
 */
final class V2Routes {

  private static final int MAX_BODY = 64 * 1024;
  private static final int IDS_A_READ = 1000;
  private static final Set<String> NAMES =
      Set.of(
          "products/balances", "balance/getById", "balance/getByCustomer", "balance/getByAccount",
          "accounts/getByCustomer", "accounts/getById", "links/new",
          "balance/refresh", "balance/check", "products/balance/periodic", "transactions/refresh",
          "transaction/refresh");

  private final KnownApps apps;
  private final Balances balances;
  private final V2Directory directory;
  private final V2Links links;
  private final V2Refresh refresh;
  private final Clock clock;

  V2Routes(
      KnownApps apps,
      Balances balances,
      V2Links links,
      V2Refresh refresh,
      Cursors cursors,
      Clock clock) {
    this.apps = apps;
    this.balances = balances;
    this.links = links;
    this.refresh = refresh;
    this.directory = new V2Directory(balances, cursors, clock);
    this.clock = clock;
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
    try {
      admission.run();
      return route(request);
    } catch (Refused refused) {
      return error(refused.problem(), refused.detail()).headers(refused.headers()).build();
    } catch (RuntimeException fault) {
      log.fault("request failed", fault);
      return error(Problem.UNAVAILABLE, "Send the same request again in a moment.").build();
    }
  }

  private static Answer error(Problem problem, String message) {
    return Answer.json(
        problem.status(), Json.object().put("status", "error").put("message", message));
  }

  private APIGatewayV2HTTPResponse route(Request request) {
    List<String> path = request.segments();
    String name = String.join("/", path.subList(prefix(path), path.size()));
    App app = app(request);
    return switch (request.method() + " " + name) {
      case "POST products/balances" -> all(app, V2Parameters.of(request, MAX_BODY));
      case "POST balance/getById" -> byId(app, V2Parameters.of(request, MAX_BODY));
      case "POST balance/getByCustomer" -> byCustomer(app, V2Parameters.of(request, MAX_BODY));
      case "POST balance/getByAccount" -> byAccount(app, V2Parameters.of(request, MAX_BODY));
      case "POST accounts/getByCustomer" ->
          directory.byCustomer(app, V2Parameters.of(request, MAX_BODY));
      case "POST accounts/getById" -> directory.byId(app, V2Parameters.of(request, MAX_BODY));
      case "GET banks/list" -> directory.banks(app);
      case "POST banks/list" -> directory.banks(app);
      case "POST links/new" ->
          links.create(app, V2Parameters.of(request, MAX_BODY), request.origin());
      case "POST balance/refresh" -> fresh(app, request, Asked.Kind.BALANCE);
      case "POST balance/check" -> fresh(app, request, Asked.Kind.CHECK_BALANCE);
      case "POST products/balance/periodic" -> fresh(app, request, Asked.Kind.PERIODIC_BALANCE);
      // The singular is an older spelling.
      case "POST transactions/refresh", "POST transaction/refresh" ->
          fresh(app, request, Asked.Kind.REFRESH_TRANSACTIONS);
      case "GET callback" -> refresh.look(app, request);
      default -> throw new Refused(Problem.NOT_FOUND, advice(name));
    };
  }

  private APIGatewayV2HTTPResponse fresh(App app, Request request, Asked.Kind kind) {
    List<String> path = request.segments();
    String home = request.origin();
    String base = home + "/" + String.join("/", path.subList(0, prefix(path)));
    return refresh.ask(app, V2Parameters.of(request, MAX_BODY), kind, home, base);
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

  private APIGatewayV2HTTPResponse all(App app, V2Parameters parameters) {
    List<String> ids = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      AccountStore.Page<String> page = balances.idsOfApp(app, after, IDS_A_READ);
      ids.addAll(page.items());
      after = page.next();
    } while (after.isPresent());
    V2Page page = V2Page.of(parameters, ids.size());
    List<Account> shown = balances.all(app, page.of(ids));
    return list(app, page, shown, "balances", parameters);
  }

  private APIGatewayV2HTTPResponse byCustomer(App app, V2Parameters parameters) {
    String customer = parameters.required("customer", "customer_id");
    List<Account> all =
        balances.ofCustomer(app, customer).stream()
            .sorted(
                Comparator.comparing(Account::createdAt)
                    .thenComparing(account -> account.ref().account()))
            .toList();
    V2Page page = V2Page.of(parameters, all.size());
    return list(app, page, page.of(all), "balance", parameters);
  }

  private APIGatewayV2HTTPResponse byAccount(App app, V2Parameters parameters) {
    String id = parameters.required("account_id", "account");
    List<Account> all = balances.current(app, id).stream().toList();
    V2Page page = V2Page.of(parameters, all.size());
    return list(app, page, page.of(all), "balance", parameters);
  }

  private APIGatewayV2HTTPResponse byId(App app, V2Parameters parameters) {
    String id = parameters.required("id", "_id");
    Account account =
        balances
            .current(app, id)
            .orElseThrow(
                () -> new Refused(Problem.NOT_FOUND, "There is no balance with this id."));
    ObjectNode data = Json.object();
    data.set("balance", record(app, account, parameters));
    return success(data);
  }

  private APIGatewayV2HTTPResponse list(
      App app, V2Page page, List<Account> shown, String name, V2Parameters parameters) {
    ObjectNode data = Json.object();
    data.set("pagination", page.json());
    ArrayNode records = data.putArray(name);
    shown.forEach(account -> records.add(record(app, account, parameters)));
    return success(data);
  }

  private ObjectNode record(App app, Account account, V2Parameters parameters) {
    return parameters.bool("includePeriodic").orElse(true)
        ? V2Json.balance(app, account, balances.periodic(account), clock.instant())
        : V2Json.balance(app, account, clock.instant());
  }

  private static APIGatewayV2HTTPResponse success(ObjectNode data) {
    ObjectNode body =
        Json.object().put("status", "success").put("message", "Balance retrieved successfully");
    body.set("data", data);
    return Answer.json(200, body).build();
  }
}
