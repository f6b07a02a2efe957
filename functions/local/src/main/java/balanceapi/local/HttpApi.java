package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The HTTP API: route, throttle, authorizer, function, in that order, as API Gateway has them. */
final class HttpApi {

  private record Taken(Route route, Map<String, String> pathParameters) {}

  private final List<Route> routes;
  private final Map<String, String> authorizers;
  private final Optional<TokenBucket> throttle;
  private final Map<String, TokenBucket> routeThrottles = new HashMap<>();
  private final Functions functions;

  HttpApi(Template template, Functions functions) {
    this.routes = template.routes();
    this.authorizers = template.authorizers();
    long now = System.nanoTime();
    this.throttle = template.throttle().map(settings -> new TokenBucket(settings, now));
    template.routeThrottles()
        .forEach((route, settings) -> routeThrottles.put(route, new TokenBucket(settings, now)));
    this.functions = functions;
  }

  Answer answer(HttpRequestEvent request) throws InterruptedException {
    Optional<Taken> taken = take(request);
    Optional<TokenBucket> bucket =
        taken.map(found -> routeThrottles.get(found.route().key())).or(() -> throttle);
    if (bucket.isPresent() && !bucket.get().take(System.nanoTime())) {
      return Answer.own(429, "Too Many Requests");
    }
    return taken.isPresent() ? answer(request, taken.get()) : Answer.own(404, "Not Found");
  }

  private Optional<Taken> take(HttpRequestEvent request) {
    String path = request.path();
    return routes.stream()
        .flatMap(
            route ->
                route.match(request.method(), path).stream()
                    .map(parameters -> new Taken(route, parameters)))
        .findFirst();
  }

  private Answer answer(HttpRequestEvent request, Taken taken) throws InterruptedException {
    ObjectNode event = request.event(taken.route(), taken.pathParameters());
    if (taken.route().authorizer().isPresent()) {
      Invocation decision =
          functions
              .named(authorizers.get(taken.route().authorizer().get()))
              .invoke(Json.bytes(request.authorizerEvent(taken.route(), taken.pathParameters())));
      JsonNode answer = decisionOf(decision);
      if (!answer.path("isAuthorized").isBoolean()) {
        return Answer.internalServerError();
      }
      if (!answer.path("isAuthorized").asBoolean()) {
        return Answer.own(403, "Forbidden");
      }
      JsonNode context = answer.path("context");
      event.withObject("/requestContext").putObject("authorizer")
          .set("lambda", context.isObject() ? context : null);
    }
    return Answer.from(functions.named(taken.route().function()).invoke(Json.bytes(event)));
  }

  private static JsonNode decisionOf(Invocation invocation) {
    try {
      return invocation instanceof Invocation.Answered answered
          ? Json.parse(answered.payload())
          : Json.object();
    } catch (IOException e) {
      return Json.object();
    }
  }
}
