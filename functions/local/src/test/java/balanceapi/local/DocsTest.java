package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README, the operations manual, the API's description and the sample events say is so. */
final class DocsTest {

  private static final Path ROOT = Path.of("../..");
  private static final Path README = ROOT.resolve("README.md");
  private static final Path OPERATIONS = ROOT.resolve("OPERATIONS.md");
  private static final Path SECURITY = ROOT.resolve("SECURITY.md");
  private static final Path EVENTS = ROOT.resolve("events");
  private static final Path BALANCE = ROOT.resolve("functions/balance/src/main");

  private static final String BASE_URL = "http://127.0.0.1:3000";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /** What the webhook events in {@code events/} are signed with, as the README says. */
  private static final String SAMPLE_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = LocalStack.start(LocalStack.Options.of(DeploymentTemplateTest.FILE));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  // ---- the walk-through

  /** Commands, and what the README shows of their output; empty where it shows none. */
  private record Step(String commands, String output) {

    boolean runs() {
      return !commands.contains("aws lambda invoke") || has("aws");
    }
  }

  @Test
  void the_walk_through_answers_what_the_readme_shows() throws Exception {
    for (String tool : List.of("bash", "curl", "openssl")) {
      assumeTrue(has(tool), () -> "skipped: the walk-through needs " + tool);
    }
    List<Step> steps = steps().stream().filter(Step::runs).toList();
    assertTrue(steps.size() > 10, "the walk-through has lost its steps");
    List<String> outputs = run(steps);
    for (int i = 0; i < steps.size(); i++) {
      assertEquals(
          comparable(steps.get(i).output()), comparable(outputs.get(i)), steps.get(i).commands());
    }
  }

  private static List<Step> steps() throws IOException {
    String readme = Files.readString(README);
    String walk =
        readme.substring(readme.indexOf("<!-- walk-through -->"), readme.indexOf("<!-- end of the walk-through"));
    Matcher blocks =
        Pattern.compile("```sh\\n(.*?)```\\n(?:```json\\n(.*?)```)?", Pattern.DOTALL).matcher(walk);
    List<Step> steps = new ArrayList<>();
    while (blocks.find()) {
      steps.add(new Step(blocks.group(1), blocks.group(2) == null ? "" : blocks.group(2)));
    }
    return steps;
  }

  /** All steps in one shell, as a person has one terminal. */
  private static List<String> run(List<Step> steps) throws Exception {
    StringBuilder script = new StringBuilder("set -eu\n");
    for (Step step : steps) {
      script.append(step.commands().replace(BASE_URL, stack.url().toString()));
      if (step.commands().contains("/RefreshFunction/invocations")) {
        // The reader takes a moment; the worker behind the queue needs one.
        script.append("for i in $(seq 200); do curl -s \"$account/balance\" -H \"$key\" | grep -q '\"pending\":{[^}]*\"count\":0'")
            .append(" && break; sleep 0.1; done\n");
      }
      script.append("printf '\\n@@\\n'\n");
    }
    Path output = folder.resolve("walk-through");
    Process process =
        new ProcessBuilder("bash", "-c", script.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> "too slow: " + read(output));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> read(output));
    return List.of(read(output).split("\\n@@\\n"));
  }

  /** The JSON values in it, or its text; without what differs from run to run. */
  private static Object comparable(String output) {
    String same = withoutChance(output);
    try (MappingIterator<JsonNode> values = new ObjectMapper().readerFor(JsonNode.class).readValues(same)) {
      return values.readAll();
    } catch (IOException notJson) {
      return same;
    }
  }

  private static String withoutChance(String output) {
    return output
        .strip()
        .replaceAll("http://127\\.0\\.0\\.1:[0-9]+", "<url>")
        .replaceAll("sk_[0-9a-f]{24}_[A-Za-z0-9_-]{43}", "<secret key>")
        .replaceAll("whsec_[A-Za-z0-9+/=]{44}", "<webhook secret>")
        .replaceAll("chk_[A-Za-z0-9_-]+", "<check>")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>")
        .replaceAll("[0-9a-f]{24}", "<id>")
        .replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "<instant>");
  }

  private static boolean has(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(in -> Files.isExecutable(Path.of(in, tool)));
  }

  // ---- the documents

  @Test
  void every_link_leads_somewhere() throws Exception {
    for (Path document : List.of(README, OPERATIONS, SECURITY, ROOT.resolve("CHANGELOG.md"))) {
      Matcher links = Pattern.compile("\\]\\(([^)]+)\\)").matcher(Files.readString(document));
      while (links.find()) {
        String link = links.group(1);
        if (link.startsWith("https://")) {
          continue;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : ROOT.resolve(parts[0]);
        assertTrue(Files.exists(target), () -> document + " links to " + link);
        if (parts.length == 2) {
          assertTrue(anchors(target).contains(parts[1]), () -> document + " links to " + link);
        }
      }
    }
  }

  private static Set<String> anchors(Path document) throws IOException {
    return Files.readString(document)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void every_alarm_is_in_the_manual_and_every_parameter_and_variable_in_the_readme() throws Exception {
    Map<String, Object> template = TemplateFile.read(DeploymentTemplateTest.FILE);
    String operations = Files.readString(OPERATIONS);
    map(template.get("Resources"))
        .forEach(
            (name, resource) -> {
              if (map(resource).get("Type").equals("AWS::CloudWatch::Alarm")) {
                assertTrue(operations.contains("| `" + name + "` |"), name);
              }
            });
    String readme = Files.readString(README);
    for (String parameter : map(template.get("Parameters")).keySet()) {
      assertTrue(readme.contains("`" + parameter + "`"), parameter);
    }
    Template.read(DeploymentTemplateTest.FILE, Map.of(), URI.create("http://127.0.0.1:9324")).functions().stream()
        .flatMap(function -> function.environment().keySet().stream())
        .forEach(variable -> assertTrue(readme.contains("`" + variable + "`"), variable));
  }

  @Test
  void the_security_page_says_of_every_function_what_its_role_lets_it_touch() throws Exception {
    JsonNode resources = Json.tree(TemplateFile.read(DeploymentTemplateTest.FILE)).path("Resources");
    Map<String, String> rows = new TreeMap<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(\\w+Function)` \\| (.*)$").matcher(Files.readString(SECURITY));
    while (row.find()) {
      rows.put(row.group(1), row.group(2));
    }
    Set<String> functions = new TreeSet<>();
    resources.properties().stream()
        .filter(resource -> resource.getValue().path("Type").asText().equals("AWS::Serverless::Function"))
        .forEach(function -> functions.add(function.getKey()));
    assertEquals(functions, rows.keySet());
    // What a role's text has in it, and the words that the page then has.
    Map<String, String> touches =
        Map.of(
            "dynamodb:GetItem", "item",
            "dynamodb:PutItem", "write",
            "dynamodb:DeleteItem", "delete",
            "kms:Decrypt", "decrypt",
            "kms:Encrypt", "encrypt",
            "CursorKey", "the cursor key",
            "AdminToken", "the admin token",
            "SessionKey", "the session key",
            "sqs:SendMessage", "send to",
            "sqs:ReceiveMessage", "receive from");
    for (String function : functions) {
      String role = resources.path(function.replaceFirst("Function$", "Role")).toString();
      touches.forEach(
          (action, words) ->
              assertEquals(
                  role.contains("\"" + action + "\""),
                  rows.get(function).contains(words),
                  function + ": " + words));
    }
  }

  // ---- the API's description

  private static Map<String, Object> description() {
    return TemplateFile.read(BALANCE.resolve("resources/openapi.yaml"));
  }

  /** Its operations, as {@code GET /accounts/*}. */
  private static Set<String> operations() {
    Set<String> operations = new LinkedHashSet<>();
    map(description().get("paths"))
        .forEach(
            (path, item) ->
                map(item).keySet().stream()
                    .filter(METHODS::contains)
                    .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{[^}]+}", "*"))
                    .forEach(operations::add));
    return operations;
  }

  @Test
  void the_description_has_every_route_that_the_code_has() throws Exception {
    Set<String> routes = new TreeSet<>(List.of("POST /webhooks/*", "GET /apps", "POST /apps"));
    routes.addAll(List.of("GET /apps/*", "PATCH /apps/*", "DELETE /apps/*"));
    routes.addAll(cases("functions/balance/src/main/java/balanceapi/balance/NativeRoutes.java", "/%s"));
    routes.addAll(cases("functions/balance/src/main/java/balanceapi/balance/V2Routes.java", "/v2/%s"));
    routes.addAll(
        cases(
            "functions/sandbox/src/main/java/balanceapi/sandbox/CustomerRoutes.java",
            "/v2/sandbox/customers/%s"));
    for (String route : cases("functions/apps/src/main/java/balanceapi/apps/AppsHandler.java", "/apps/*/%s")) {
      routes.add(route.startsWith("DELETE") ? route + "/*" : route);
    }
    assertEquals(routes, new TreeSet<>(operations()));
  }

  /**
   * The routes that a class dispatches on: the labels of its switches, such as {@code "GET health"}. One with a
   * number, such as {@code "GET 1"}, is about the length of paths and no route.
   */
  private static Set<String> cases(String file, String pattern) throws IOException {
    Set<String> routes = new TreeSet<>();
    Matcher labels =
        Pattern.compile("case \"(GET|PUT|POST|DELETE|PATCH) ([^\"0-9][^\"]*)\"")
            .matcher(Files.readString(ROOT.resolve(file)));
    while (labels.find()) {
      routes.add(labels.group(1) + " " + pattern.formatted(labels.group(2)));
    }
    assertFalse(routes.isEmpty(), file);
    return routes;
  }

  @Test
  void the_api_knows_every_operation_of_its_description() throws Exception {
    JsonNode app = createApp();
    for (String operation : operations()) {
      String[] parts = operation.split(" ");
      String key = parts[1].startsWith("/apps") ? stack.secret("ADMIN_TOKEN") : app.path("secret_key").asText();
      HttpResponse<String> answer = send(parts[0], parts[1].replace("*", "0"), key, "");
      assertFalse(answer.body().matches("(?s).*(no such route|No route).*"), operation + ": " + answer.body());
      assertTrue(answer.statusCode() < 500, operation + ": " + answer.body());
    }
  }

  @Test
  void the_api_serves_its_description_whose_references_resolve() throws Exception {
    assertEquals(Files.readString(BALANCE.resolve("resources/openapi.yaml")), send("GET", "/openapi.yaml", "", "").body());
    JsonNode description = Json.tree(description());
    assertTrue(description.path("openapi").asText().startsWith("3.1"));
    for (JsonNode reference : description.findValues("$ref")) {
      assertFalse(description.at(reference.asText().substring(1)).isMissingNode(), reference.asText());
    }
    description.path("paths").forEach(path -> path.properties().stream()
        .filter(operation -> METHODS.contains(operation.getKey()))
        .forEach(operation -> assertTrue(operation.getValue().path("responses").size() > 1, operation.toString())));
  }

  // ---- the sample events

  @Test
  void a_function_takes_every_sample_event() throws Exception {
    for (Path file : files(EVENTS)) {
      Invocation answer = stack.invoke(functionOf(file.getFileName().toString()), Files.readString(file));
      assertInstanceOf(Invocation.Answered.class, answer, file + ": " + answer.text());
      int status = Json.parse(answer.payload()).path("statusCode").asInt(200);
      assertTrue(status < 500, file + ": " + answer.text());
    }
  }

  private static String functionOf(String file) {
    return file.startsWith("refresh-worker")
        ? "RefreshWorkerFunction"
        : file.substring(0, 1).toUpperCase(Locale.ROOT) + file.substring(1).split("-")[0] + "Function";
  }

  @Test
  void webhook_events_are_signed_at_the_time_in_them() throws Exception {
    Set<String> unsigned = Set.of("webhook-unsigned.json", "webhook-tampered.json");
    for (Path file : files(EVENTS)) {
      String name = file.getFileName().toString();
      if (!name.startsWith("webhook-")) {
        continue;
      }
      JsonNode event = Json.parse(Files.readString(file));
      String text = event.path("body").asText();
      byte[] body =
          event.path("isBase64Encoded").asBoolean()
              ? Base64.getDecoder().decode(text)
              : text.getBytes(StandardCharsets.UTF_8);
      JsonNode headers = event.path("headers");
      Instant time = Instant.ofEpochMilli(event.at("/requestContext/timeEpoch").asLong());
      String signature = sign(headers.path("webhook-id").asText(), time, body);
      assertEquals(!unsigned.contains(name), signature.equals(headers.path("webhook-signature").asText()), name);
    }
  }

  private static String sign(String id, Instant time, byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(SAMPLE_SECRET.substring(6)), "HmacSHA256"));
    mac.update((id + "." + time.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
  }

  @Test
  void a_body_is_taken_on_any_day_and_a_malformed_one_refused() throws Exception {
    JsonNode app = createApp();
    send("PATCH", "/apps/" + app.path("app_id").asText(), stack.secret("ADMIN_TOKEN"),
        "{\"env\":\"production-sandbox\",\"webhook_auth\":\"open\"}");
    for (Path file : files(EVENTS.resolve("bodies"))) {
      String body = Files.readString(file);
      HttpResponse<String> answer = send("POST", "/webhooks/" + app.path("app_id").asText(), "", body);
      boolean malformed = file.getFileName().toString().startsWith("malformed-");
      assertEquals(malformed ? 400 : 200, answer.statusCode(), file + ": " + answer.body());
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  // ---- small things

  private static JsonNode createApp() throws Exception {
    return Json.parse(send("POST", "/apps", stack.secret("ADMIN_TOKEN"), "{\"name\":\"Docs\"}").body());
  }

  private static HttpResponse<String> send(String method, String path, String key, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stack.url() + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
