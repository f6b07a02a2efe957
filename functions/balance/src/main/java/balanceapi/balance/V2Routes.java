package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.platform.KnownApps;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Json;
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
          "balance/byOptions");

  private final KnownApps apps;
  private final V2Balances balances;

  V2Routes(KnownApps apps, V2Balances balances) {
    this.apps = apps;
    this.balances = balances;
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
      case "POST products/balances" -> balances.all(app, parameters(request));
      case "POST balance/getById" -> balances.byId(app, parameters(request));
      case "POST balance/getByCustomer" -> balances.byCustomer(app, parameters(request));
      case "POST balance/getByAccount" -> balances.byAccount(app, parameters(request));
      case "POST balance/getByDate" -> balances.byDate(app, parameters(request));
      case "POST balance/getByCustomerDate" -> balances.byCustomerDate(app, parameters(request));
      case "POST balance/getByType" -> balances.byType(app, parameters(request));
      case "POST balance/byOptions" -> balances.byOptions(app, parameters(request));
      default -> throw new Refused(Problem.NOT_FOUND, advice(name));
    };
  }

  private static V2Parameters parameters(Request request) {
    return V2Parameters.of(request, MAX_BODY);
  }

  private static String advice(String name) {
    if (name.endsWith("/")) {
      return "There is no such route; leave out the slash at the end.";
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
