package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.provider.Asked;
import balanceapi.core.usecase.FreshFigures;
import balanceapi.core.usecase.FreshFigures.Asking;
import balanceapi.core.usecase.FreshFigures.Progress;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/** Asking for fresh figures of an account, and looking what came of it. */
final class RefreshRoutes {

  private final Tenancy tenancy;
  private final FreshFigures figures;
  private final Clock clock;

  RefreshRoutes(Tenancy tenancy, FreshFigures figures, Clock clock) {
    this.tenancy = Objects.requireNonNull(tenancy, "tenancy");
    this.figures = Objects.requireNonNull(figures, "figures");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  APIGatewayV2HTTPResponse ask(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly();
    Instant now = clock.instant();
    figures
        .ask(app, id, Optional.empty(), Asked.Kind.BALANCE, request.origin().url(), now)
        .orElseThrow(Tenancy::notFound);
    return answer(202, request, app, id, now);
  }

  APIGatewayV2HTTPResponse look(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly();
    return answer(200, request, app, id, clock.instant());
  }

  private APIGatewayV2HTTPResponse answer(
      int status, Request request, App app, String id, Instant now) {
    Asking asking = figures.ofAccount(app, id, now).orElseThrow(Tenancy::notFound);
    Asked asked =
        asking
            .asked()
            .orElseThrow(
                () ->
                    new Refused(
                        Problem.NOT_FOUND,
                        "Nobody asked for fresh figures of this account lately; POST here to ask."));
    Account account = asking.account();
    ObjectNode body = Json.object().put("account_id", account.ref().id());
    body.put("status", status(asking.progress())).put("reason", reason(asking.progress()));
    body.put("asked_at", asked.at().toString()).put("deadline", asked.deadline().toString());
    body.put("poll_url", request.origin().url() + "/accounts/" + account.ref().id() + "/refresh");
    body.put("age", account.freshAsOf().map(at -> age(at, now)).orElse(null));
    body.set("balance", NativeJson.balance(account, app, now));
    return Answer.json(status, body).build();
  }

  private static String age(Instant at, Instant now) {
    Duration age = Duration.between(at, now).truncatedTo(ChronoUnit.SECONDS);
    return (age.isNegative() ? Duration.ZERO : age).toString();
  }

  private static String status(Progress progress) {
    return switch (progress) {
      case RUNNING -> "running";
      case FRESH -> "fresh";
      case FAILED, UNREACHED, OVERDUE, SIGN_IN_NEEDED, NO_PROVIDER, NOT_ASKED -> "failed";
    };
  }

  private static String reason(Progress progress) {
    return switch (progress) {
      case RUNNING, FRESH -> null;
      case FAILED -> "provider_failed";
      case UNREACHED -> "provider_unreached";
      case OVERDUE -> "no_answer";
      case SIGN_IN_NEEDED -> "sign_in_needed";
      case NO_PROVIDER, NOT_ASKED -> "no_provider";
    };
  }
}
