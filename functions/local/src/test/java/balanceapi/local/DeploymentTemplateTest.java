package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What must hold of the template that is deployed. */
final class DeploymentTemplateTest {

  static final Path FILE = Path.of("../../template.yaml");

  /** A statement of a function's resource policy, with the longest names that AWS allows in it. */
  private static final int STATEMENT_BYTES = 620;

  private static final int RESOURCE_POLICY_BYTES = 20 * 1024;

  private final Template template = Template.read(FILE, Map.of(), URI.create("http://127.0.0.1:9324"));

  @Test
  void every_function_is_there() {
    assertEquals(
        Set.of(
            "WebhookFunction",
            "BalanceFunction",
            "RefreshFunction",
            "RefreshWorkerFunction",
            "AuthorizerFunction",
            "AppsFunction",
            "DashboardFunction",
            "SandboxFunction",
            "SandboxBankFunction",
            "NotifyFunction",
            "DeliverFunction"),
        template.functions().stream().map(FunctionSpec::name).collect(Collectors.toSet()));
  }

  @Test
  void no_functions_resource_policy_outgrows_its_limit() {
    Map<String, Long> routes =
        template.routes().stream().collect(Collectors.groupingBy(Route::function, Collectors.counting()));
    routes.forEach(
        (function, count) ->
            assertTrue(
                count * STATEMENT_BYTES < RESOURCE_POLICY_BYTES / 2,
                () -> function + " has " + count + " routes: make some of them greedy"));
  }

  @Test
  void every_route_has_the_authorizer_but_webhooks_health_the_description_the_pages_and_the_widget() {
    Set<String> open = new TreeSet<>();
    for (Route route : template.routes()) {
      if (route.authorizer().isEmpty()) {
        open.add(route.key());
      }
    }
    assertEquals(
        Set.of(
            "POST /webhooks/{app_id}",
            "GET /health",
            "GET /openapi.yaml",
            "GET /",
            "GET /dashboard",
            "GET /widget.js",
            "GET /connect",
            "ANY /connect/{proxy+}",
            "ANY /dashboard/{proxy+}"),
        open);
    assertEquals(Map.of("KeyAuthorizer", "AuthorizerFunction"), template.authorizers());
  }

  @Test
  void webhooks_the_app_builder_and_the_widget_may_take_less_than_all_routes() {
    Map<String, Template.Throttle> own = template.routeThrottles();
    assertEquals(
        Set.of("POST /webhooks/{app_id}", "ANY /apps", "ANY /apps/{proxy+}", "ANY /connect/{proxy+}"),
        own.keySet());
    Template.Throttle all = template.throttle().orElseThrow();
    own.forEach(
        (route, throttle) ->
            assertTrue(
                0 < throttle.rate() && throttle.rate() < all.rate()
                    && 0 < throttle.burst() && throttle.burst() < all.burst(),
                route));
  }

  /** A deployment fails on settings of a route that is not there. */
  @Test
  void every_route_that_has_a_limit_is_there() {
    Set<String> routes = template.routes().stream().map(Route::key).collect(Collectors.toSet());
    assertTrue(routes.containsAll(template.routeThrottles().keySet()), routes::toString);
  }

  @Test
  void what_no_route_takes_goes_to_the_balance_function() {
    Route last = template.routes().getLast();
    assertEquals("$default", last.key());
    assertEquals("BalanceFunction", last.function());
  }

  @Test
  void the_queue_outlives_six_runs_of_its_worker() {
    for (Template.QueueTrigger trigger : template.queueTriggers()) {
      long timeout =
          template.functions().stream()
              .filter(function -> function.name().equals(trigger.function()))
              .findFirst()
              .orElseThrow()
              .timeout()
              .toSeconds();
      JsonNode queue = template.queues().get(trigger.queue());
      assertTrue(queue.path("VisibilityTimeout").asLong() >= 6 * timeout);
      // Deliveries wait for a key or a store that is away for half an hour.
      int tries = trigger.queue().equals("NotificationQueue") ? 10 : 3;
      assertEquals(tries, queue.at("/RedrivePolicy/maxReceiveCount").asInt());
      assertTrue(trigger.reportsItemFailures());
    }
    assertEquals(3, template.queueTriggers().size());
  }

  @Test
  void how_many_refresh_workers_there_are_at_once_is_a_parameter() {
    assertEquals(8, workers(Map.of()));
    assertEquals(16, workers(Map.of("RefreshConcurrency", "16")));
  }

  private static int workers(Map<String, String> parameters) {
    return Template.read(FILE, parameters, URI.create("http://127.0.0.1:9324")).queueTriggers().stream()
        .filter(trigger -> trigger.function().equals("RefreshWorkerFunction"))
        .findFirst()
        .orElseThrow()
        .maximumConcurrency();
  }

  @Test
  void each_function_has_the_environment_it_uses_and_no_more() {
    Map<String, Set<String>> environments = new TreeMap<>();
    template.functions().forEach(f -> environments.put(f.name(), new TreeSet<>(f.environment().keySet())));
    assertEquals(
        Map.ofEntries(
            Map.entry("WebhookFunction", Set.of("TABLE_NAME", "VAULT_KEY_ID", "APP_RATE", "APP_BURST")),
            Map.entry(
                "BalanceFunction",
                Set.of(
                    "TABLE_NAME", "CURSOR_KEY_SECRET", "APP_RATE", "APP_BURST", "PROVIDER_QUEUE_URL",
                    "NOTIFICATION_QUEUE_URL")),
            Map.entry("RefreshFunction", Set.of("SHARDS", "REFRESH_QUEUE_URL")),
            Map.entry("RefreshWorkerFunction", Set.of("TABLE_NAME", "AUDIT_RATE", "REFRESH_QUEUE_URL")),
            Map.entry("AuthorizerFunction", Set.of("TABLE_NAME", "ADMIN_TOKEN_SECRET", "SESSION_KEY_SECRET")),
            Map.entry("DashboardFunction", Set.of("TABLE_NAME", "ADMIN_TOKEN_SECRET", "SESSION_KEY_SECRET")),
            Map.entry(
                "AppsFunction",
                Set.of("TABLE_NAME", "CURSOR_KEY_SECRET", "VAULT_KEY_ID", "APP_RATE", "APP_BURST")),
            Map.entry("SandboxFunction", Set.of("TABLE_NAME", "VAULT_KEY_ID", "APP_RATE", "APP_BURST")),
            Map.entry("SandboxBankFunction", Set.of("TABLE_NAME", "VAULT_KEY_ID")),
            Map.entry(
                "NotifyFunction",
                Set.of("TABLE_NAME", "NOTIFICATION_QUEUE_URL", "NOTIFICATION_DEAD_LETTERS_URL")),
            Map.entry("DeliverFunction", Set.of("TABLE_NAME", "NOTIFICATION_QUEUE_URL", "VAULT_KEY_ID"))),
        environments);
  }

  @Test
  void every_function_has_a_role_of_its_own_with_its_actions_spelled_out() throws Exception {
    String text = Files.readString(FILE);
    for (FunctionSpec function : template.functions()) {
      String role = "Role: !GetAtt " + function.name().replaceFirst("Function$", "Role") + ".Arn";
      assertEquals(1, text.split(Pattern.quote(role), -1).length - 1, function.name());
    }
    for (String tooMuch :
        List.of(
            "Scan",
            "dynamodb:*",
            "sqs:*",
            "MessageMoveTask",
            "CrudPolicy",
            "ReadPolicy",
            "FullAccess")) {
      assertFalse(text.contains(tooMuch), tooMuch);
    }
    for (JsonNode statement : statements()) {
      List<String> actions = texts(statement.path("Action"));
      assertTrue(actions.stream().noneMatch(action -> action.contains("*")), actions::toString);
      assertFalse(texts(statement.path("Resource")).contains("*"), actions::toString);
    }
    // In a key's own policy the resource is the key, and "*" is its only name there.
    assertEquals(1, text.split(Pattern.quote("Resource: \"*\""), -1).length - 1);
    assertEquals(
        "*", resource("VaultKey").at("/Properties/KeyPolicy/Statement/0/Resource").asText());
  }

  @Test
  void the_vaults_key_outlives_the_stack_and_each_role_may_do_its_own_part_with_it() {
    JsonNode key = resource("VaultKey");
    assertEquals("Retain", key.path("DeletionPolicy").asText());
    assertEquals("Retain", key.path("UpdateReplacePolicy").asText());
    assertTrue(key.at("/Properties/EnableKeyRotation").asBoolean());
    Map<String, String> grants = new TreeMap<>();
    for (String role : roles()) {
      for (JsonNode statement : statements(role)) {
        List<String> actions = texts(statement.path("Action"));
        if (actions.stream().anyMatch(action -> action.startsWith("kms:"))) {
          assertEquals("[\"VaultKey\",\"Arn\"]", statement.at("/Resource/Fn::GetAtt").toString());
          assertNull(grants.put(role + " " + actions, statement.path("Condition").toString()), role);
        }
      }
    }
    String everything = "{\"StringEquals\":{\"kms:EncryptionContext:purpose\":[\"webhook\",\"signing\"]}}";
    String signing = "{\"StringEquals\":{\"kms:EncryptionContext:purpose\":[\"signing\"]}}";
    String notification = signing.replace("signing", "notification");
    String all = everything.replace("]", ",\"notification\"]");
    assertEquals(
        Map.of(
            "WebhookRole [kms:Decrypt]", everything,
            "AppsRole [kms:Encrypt]", all,
            "AppsRole [kms:Decrypt]", signing,
            "SandboxRole [kms:Decrypt]", signing,
            "SandboxBankRole [kms:Decrypt]", signing,
            "DeliverRole [kms:Decrypt]", notification),
        grants);
  }

  private static JsonNode resource(String name) {
    return Json.tree(TemplateFile.read(FILE)).path("Resources").path(name);
  }

  private static List<String> roles() {
    List<String> roles = new ArrayList<>();
    Json.tree(TemplateFile.read(FILE)).path("Resources").properties().stream()
        .filter(resource -> resource.getValue().path("Type").asText().equals("AWS::IAM::Role"))
        .forEach(role -> roles.add(role.getKey()));
    assertFalse(roles.isEmpty());
    return roles;
  }

  private static List<JsonNode> statements() {
    return roles().stream().flatMap(role -> statements(role).stream()).toList();
  }

  /** What a role may do, statement by statement; each has a resource, so none is in a managed policy. */
  private static List<JsonNode> statements(String role) {
    JsonNode properties = resource(role).path("Properties");
    assertFalse(properties.has("ManagedPolicyArns"), role);
    List<JsonNode> statements = new ArrayList<>();
    for (JsonNode policy : properties.path("Policies")) {
      policy.at("/PolicyDocument/Statement").forEach(statements::add);
    }
    assertFalse(statements.isEmpty(), role);
    return statements;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(text -> texts.add(text.asText()));
    return node.isTextual() ? List.of(node.asText()) : texts;
  }

  @Test
  void what_was_stored_is_told_and_what_fails_holds_up_nothing_for_ever() {
    assertEquals(1, template.streamTriggers().size());
    StreamTrigger trigger = template.streamTriggers().getFirst();
    assertEquals("BalanceTable", trigger.table());
    assertEquals("NotifyFunction", trigger.function());
    assertTrue(trigger.reportsItemFailures() && trigger.bisectsOnError());
    assertEquals("NotificationDeadLetters", trigger.onFailure().orElseThrow());
    assertTrue(trigger.maximumRecordAge().compareTo(Duration.ofHours(23)) <= 0, "else one record can stop the stream until all is lost");
    assertEquals(StreamTrigger.StartingPosition.TRIM_HORIZON, trigger.startingPosition());
  }

  @Test
  void the_schedules_hand_over_their_time() {
    assertEquals(
        List.of(
            "RefreshFunction rate(15 minutes) {\"time\":\"<aws.scheduler.scheduled-time>\"}",
            "RefreshFunction rate(1 hour) {\"time\":\"<aws.scheduler.scheduled-time>\",\"audit\":true}"),
        template.scheduleTriggers().stream()
            .map(trigger -> trigger.function() + " " + trigger.expression() + " " + trigger.input())
            .toList());
  }
}
