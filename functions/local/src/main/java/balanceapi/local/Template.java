package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The deployment that {@code template.yaml} describes, with every reference resolved to this machine. */
final class Template {

  /** A queue that calls a function. */
  record QueueTrigger(
      String queue, String function, int batchSize, int maximumConcurrency, boolean reportsItemFailures) {}

  /** A schedule that calls a function. */
  record ScheduleTrigger(String name, String function, String expression, String input) {}

  /** How many requests the gateway lets through. */
  record Throttle(double rate, int burst) {}

  private final Path file;
  private final JsonNode globals;
  private final Map<String, JsonNode> resources;

  private Template(Path file, JsonNode globals, Map<String, JsonNode> resources) {
    this.file = file;
    this.globals = globals;
    this.resources = resources;
  }

  /**
   * Reads a template.
   *
   * @param file the template; code is found relative to it
   * @param given values for its parameters; the others have their defaults
   * @param sqs where the queues are
   * @throws LocalFailure if the file cannot be read, or says what the local run does not know
   */
  static Template read(Path file, Map<String, String> given, URI sqs) {
    Map<String, Object> raw = TemplateFile.read(file);
    Map<?, ?> declared = map(raw.get("Resources"));
    Intrinsics intrinsics =
        new Intrinsics(
            parameters(map(raw.get("Parameters")), given),
            map(raw.get("Mappings")),
            map(raw.get("Conditions")),
            new LocalNames(types(declared), sqs));
    Map<String, JsonNode> resources = new LinkedHashMap<>();
    declared.forEach(
        (name, resource) -> {
          Object condition = map(resource).get("Condition");
          if (condition == null || intrinsics.holds(String.valueOf(condition))) {
            resources.put(String.valueOf(name), Json.tree(intrinsics.resolve(resource)));
          }
        });
    return new Template(file, Json.tree(intrinsics.resolve(map(raw.get("Globals")))), resources);
  }

  private static Map<String, Object> parameters(Map<?, ?> declared, Map<String, String> given) {
    Map<String, Object> values = new HashMap<>(LocalNames.pseudoParameters());
    declared.forEach(
        (name, declaration) -> {
          Object value = map(declaration).get("Default");
          values.put(String.valueOf(name), value == null ? "" : value);
        });
    values.putAll(given);
    return values;
  }

  private static Map<String, String> types(Map<?, ?> resources) {
    Map<String, String> types = new HashMap<>();
    resources.forEach(
        (name, resource) -> types.put(String.valueOf(name), String.valueOf(map(resource).get("Type"))));
    return types;
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /** Every function, in the template's order. */
  List<FunctionSpec> functions() {
    List<FunctionSpec> functions = new ArrayList<>();
    each(
        "AWS::Serverless::Function",
        (name, properties) -> {
          JsonNode defaults = globals.path("Function");
          functions.add(
              new FunctionSpec(
                  name,
                  properties.path("Handler").asText().replaceFirst("::handleRequest$", ""),
                  file.toAbsolutePath().resolveSibling(properties.path("CodeUri").asText()).normalize(),
                  Duration.ofSeconds(either(properties, defaults, "Timeout").asInt(3)),
                  either(properties, defaults, "MemorySize").asInt(128),
                  properties.at("/SnapStart/ApplyOn").asText().equals("PublishedVersions"),
                  environment(properties, defaults)));
        });
    return functions;
  }

  private static JsonNode either(JsonNode properties, JsonNode defaults, String name) {
    return properties.has(name) ? properties.get(name) : defaults.path(name);
  }

  private static Map<String, String> environment(JsonNode properties, JsonNode defaults) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode node : List.of(defaults, properties)) {
      node.path("Environment").path("Variables").properties()
          .forEach(variable -> environment.put(variable.getKey(), variable.getValue().asText()));
    }
    return environment;
  }

  /** The HTTP API's routes, most specific first. */
  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    eachEvent(
        "HttpApi",
        (function, event) -> {
          String path = event.path("Path").asText(Route.DEFAULT);
          String method = event.path("Method").asText("ANY").toUpperCase(Locale.ROOT);
          routes.add(
              new Route(
                  method.equals("X-AMAZON-APIGATEWAY-ANY-METHOD") ? "ANY" : method,
                  path,
                  function,
                  authorizerOf(event)));
        });
    routes.sort(Route.bySpecificity());
    return routes;
  }

  private Optional<String> authorizerOf(JsonNode event) {
    String api = apiAuth().path("DefaultAuthorizer").asText("");
    String name = event.path("Auth").path("Authorizer").asText(api);
    return name.isEmpty() || name.equals("NONE") ? Optional.empty() : Optional.of(name);
  }

  /** The function of each authorizer, by the authorizer's name. */
  Map<String, String> authorizers() {
    Map<String, String> functions = new HashMap<>();
    apiAuth().path("Authorizers").properties()
        .forEach(
            authorizer ->
                functions.put(authorizer.getKey(), functionNamed(authorizer.getValue().path("FunctionArn"))));
    return functions;
  }

  private static String functionNamed(JsonNode arn) {
    return arn.asText().replaceFirst(".*:function:", "");
  }

  private JsonNode apiAuth() {
    return api().path("Auth");
  }

  private JsonNode api() {
    return resources.values().stream()
        .filter(resource -> resource.path("Type").asText().equals("AWS::Serverless::HttpApi"))
        .findFirst()
        .map(resource -> resource.path("Properties"))
        .orElse(Json.object());
  }

  /** The throttle of the routes that have none of their own, if there is one. */
  Optional<Throttle> throttle() {
    return throttle(api().path("DefaultRouteSettings"));
  }

  /** The throttles of the routes that have one of their own, by the route's key. */
  Map<String, Throttle> routeThrottles() {
    Map<String, Throttle> throttles = new HashMap<>();
    api().path("RouteSettings").properties()
        .forEach(
            route ->
                throttle(route.getValue())
                    .ifPresent(throttle -> throttles.put(route.getKey(), throttle)));
    return throttles;
  }

  private static Optional<Throttle> throttle(JsonNode settings) {
    return settings.has("ThrottlingRateLimit")
        ? Optional.of(
            new Throttle(
                settings.path("ThrottlingRateLimit").asDouble(),
                settings.path("ThrottlingBurstLimit").asInt()))
        : Optional.empty();
  }

  /** Every table's properties, by logical id. */
  Map<String, JsonNode> tables() {
    return properties("AWS::DynamoDB::Table");
  }

  /** Every queue's properties, by logical id; a dead-letter queue before the queue that names it. */
  Map<String, JsonNode> queues() {
    Map<String, JsonNode> ordered = new LinkedHashMap<>();
    properties("AWS::SQS::Queue").entrySet().stream()
        .sorted(Comparator.comparing(queue -> queue.getValue().has("RedrivePolicy")))
        .forEach(queue -> ordered.put(queue.getKey(), queue.getValue()));
    return ordered;
  }

  /** Every queue that calls a function. */
  List<QueueTrigger> queueTriggers() {
    List<QueueTrigger> triggers = new ArrayList<>();
    eachEvent(
        "SQS",
        (function, event) ->
            triggers.add(
                new QueueTrigger(
                    event.path("Queue").asText().replaceFirst(".*:", ""),
                    function,
                    event.path("BatchSize").asInt(10),
                    event.path("ScalingConfig").path("MaximumConcurrency").asInt(2),
                    event.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"))));
    return triggers;
  }

  /**
   * Every table whose stream calls a function.
   *
   * @throws LocalFailure if there is something about one that the local run does not know
   */
  List<StreamTrigger> streamTriggers() {
    List<StreamTrigger> triggers = new ArrayList<>();
    eachEvent(
        "DynamoDB",
        (function, event) -> {
          if (event.path("Enabled").asBoolean(true)) {
            triggers.add(streamTrigger(function, event, triggers));
          }
        });
    return triggers;
  }

  private StreamTrigger streamTrigger(String function, JsonNode event, List<StreamTrigger> others) {
    StreamTrigger trigger = StreamTrigger.of(function, event);
    if (others.stream().anyMatch(trigger::isOfSame)) {
      throw new LocalFailure(function + " reads the stream of " + trigger.table() + " twice, as none may");
    }
    if (!tables().getOrDefault(trigger.table(), Json.object()).has("StreamSpecification")) {
      throw new LocalFailure(function + " reads the stream of " + trigger.table() + ", which has none");
    }
    return trigger;
  }

  /** Every schedule that calls a function. */
  List<ScheduleTrigger> scheduleTriggers() {
    List<ScheduleTrigger> triggers = new ArrayList<>();
    eachEvent(
        "ScheduleV2",
        (function, event) ->
            triggers.add(
                new ScheduleTrigger(
                    function + " schedule",
                    function,
                    event.path("ScheduleExpression").asText(),
                    event.path("Input").asText("{}"))));
    return triggers;
  }

  private Map<String, JsonNode> properties(String type) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    each(type, found::put);
    return found;
  }

  private void each(String type, BiConsumer<String, JsonNode> action) {
    resources.forEach(
        (name, resource) -> {
          if (resource.path("Type").asText().equals(type)) {
            action.accept(name, resource.path("Properties"));
          }
        });
  }

  private void eachEvent(String type, BiConsumer<String, JsonNode> action) {
    each(
        "AWS::Serverless::Function",
        (function, properties) ->
            properties.path("Events").forEach(
                event -> {
                  if (event.path("Type").asText().equals(type)) {
                    action.accept(function, event.path("Properties"));
                  }
                }));
  }
}
