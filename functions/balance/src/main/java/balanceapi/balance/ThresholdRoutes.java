package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.money.Money;
import balanceapi.core.usecase.Thresholds;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.ThresholdsJson;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Below which amounts an app is told of an account. */
final class ThresholdRoutes {

  private static final int MAX_BODY = 4 * 1024;
  private static final String THRESHOLDS = "thresholds";

  private final Tenancy tenancy;
  private final Thresholds thresholds;

  ThresholdRoutes(Tenancy tenancy, Thresholds thresholds) {
    this.tenancy = Objects.requireNonNull(tenancy, "tenancy");
    this.thresholds = Objects.requireNonNull(thresholds, "thresholds");
  }

  APIGatewayV2HTTPResponse show(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly();
    return answer(app, thresholds.of(app, id).orElseThrow(Tenancy::notFound));
  }

  /** An empty list is none at all; null is the app's again. */
  APIGatewayV2HTTPResponse set(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly();
    Fields body = request.json(MAX_BODY);
    for (String name : body.names()) {
      if (!name.equals(THRESHOLDS)) {
        throw body.wrong(name, "is not known here; send thresholds, a list of amounts, or null");
      }
    }
    Optional<List<Money>> own = ThresholdsJson.read(body, THRESHOLDS);
    if (own.isEmpty() && !body.isNull(THRESHOLDS)) {
      throw body.wrong(THRESHOLDS, "is required, a list of amounts, or null for the app's own");
    }
    return answer(app, thresholds.set(app, id, own).orElseThrow(Tenancy::notFound));
  }

  private static APIGatewayV2HTTPResponse answer(App app, Account account) {
    ObjectNode body = Json.object();
    ThresholdsJson.write(
        body.putArray(THRESHOLDS),
        account.thresholds().orElse(app.settings().notifications().thresholds()));
    return Answer.json(200, body.put("of", account.thresholds().isPresent() ? "account" : "app"))
        .build();
  }
}
