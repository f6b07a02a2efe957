package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * Boots the zips in Lambda's own runtime interface client, each in a process of its own with the template's
 * environment and nothing else on its class path; those with SnapStart through a checkpoint and a restore.
 * Finds jars that are missing from a zip, handler names that are wrong, and constructors that fail.
 */
final class RuntimeBootTest {

  private static final Path EVENTS = Path.of("../../events");

  @TempDir private static Path folder;

  private static URI dynamo;
  private static URI sqs;
  private static Template template;
  private static DynamoDb database;
  private static Queues queues;

  @BeforeAll
  static void startServices() throws Exception {
    dynamo = URI.create("http://127.0.0.1:" + freePort());
    sqs = URI.create("http://127.0.0.1:" + freePort());
    template = Template.read(DeploymentTemplateTest.FILE, Map.of(), sqs);
    database = DynamoDb.start(dynamo.getPort(), Optional.empty(), folder);
    queues = Queues.start(sqs.getPort());
    DynamoDb.createTables(dynamo, template.tables());
    Queues.create(sqs, template.queues());
  }

  @AfterAll
  static void stopServices() {
    queues.close();
    database.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @TestFactory
  Stream<DynamicTest> a_functions_zip_boots_and_answers() {
    return template.functions().stream()
        .map(spec -> DynamicTest.dynamicTest(spec.name(), () -> bootsAndAnswers(spec)));
  }

  private static void bootsAndAnswers(FunctionSpec spec) throws Exception {
    assumeTrue(isBuilt(spec), () -> spec.code() + " has no " + spec.handler() + " yet");
    LoopbackRuntime.Report report = boot(spec, event(spec.name()));
    assertEquals("response", report.kind(), report.body());
    JsonNode answer = Json.parse(report.body());
    assertFalse(answer.isMissingNode(), report.body());
    assertTrue(answer.path("statusCode").asInt(200) < 500, report.body());
  }

  @Test
  void with_the_id_of_a_key_the_apps_function_seals_in_kms() throws Exception {
    FunctionSpec spec = named("AppsFunction");
    List<String> calls = new CopyOnWriteArrayList<>();
    HttpServer kms = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    kms.createContext(
        "/",
        exchange -> {
          JsonNode request = Json.parse(exchange.getRequestBody().readAllBytes());
          calls.add(
              exchange.getRequestHeaders().getFirst("X-Amz-Target")
                  + " " + request.path("KeyId").asText()
                  + " " + request.at("/EncryptionContext/purpose").asText());
          byte[] answer = Json.bytes(Json.object().put("CiphertextBlob", "c2VhbGVk"));
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    kms.start();
    try {
      LoopbackRuntime.Report report =
          boot(
              spec,
              Files.readString(EVENTS.resolve("apps-create.json")),
              Map.of(
                  "VAULT_KEY", "",
                  "AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:" + kms.getAddress().getPort()));
      assertEquals(201, Json.parse(report.body()).path("statusCode").asInt(), report.body());
    } finally {
      kms.stop(0);
    }
    assertEquals(
        List.of(
            "TrentService.Encrypt VaultKey webhook",
            "TrentService.Encrypt VaultKey notification",
            "TrentService.Encrypt VaultKey signing"),
        calls);
  }

  @Test
  void without_a_key_the_apps_function_does_not_start() throws Exception {
    LoopbackRuntime.Report report =
        boot(named("AppsFunction"), "{}", Map.of("VAULT_KEY", "", "VAULT_KEY_ID", ""));
    assertNotEquals("response", report.kind());
    assertTrue(report.body().contains("VAULT_KEY, or VAULT_KEY_ID"), report.body());
  }

  private static FunctionSpec named(String name) {
    return template.functions().stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void a_fake_zip_boots_and_answers() throws Exception {
    FunctionSpec spec = fake("Typed");
    LoopbackRuntime.Report report = boot(spec, "{\"pathParameters\":{\"proxy\":\"loaded\"}}");
    assertEquals("response", report.kind(), report.body());
    assertEquals("loaded", Json.parse(report.body()).path("body").asText());
  }

  @Test
  void a_constructor_that_fails_is_found() throws Exception {
    LoopbackRuntime.Report report = boot(fake("Broken"), "{}");
    assertNotEquals("response", report.kind());
    assertTrue(report.body().contains("TABLE_NAME is not set"), report.body());
  }

  @Test
  void a_wrong_handler_name_is_found() throws Exception {
    assertNotEquals("response", boot(fake("Nobody"), "{}").kind());
  }

  private static FunctionSpec fake(String handler) throws IOException {
    return new FunctionSpec(
        "Fake",
        "balanceapi.local.fake." + handler,
        FakeDeployment.zip(folder.resolve("fake.zip")),
        Duration.ofSeconds(10),
        512,
        handler.equals("Typed"),
        Map.of());
  }

  private static boolean isBuilt(FunctionSpec spec) throws IOException {
    if (!Files.exists(spec.code())) {
      return false;
    }
    try (ZipFile zip = new ZipFile(spec.code().toFile())) {
      return zip.getEntry(spec.handler().replace('.', '/') + ".class") != null;
    }
  }

  private static LoopbackRuntime.Report boot(FunctionSpec spec, String event) throws Exception {
    return boot(spec, event, Map.of());
  }

  private static LoopbackRuntime.Report boot(FunctionSpec spec, String event, Map<String, String> over)
      throws Exception {
    Path root = Files.createTempDirectory(folder, spec.name());
    FunctionCode.unpack(spec, root).close();
    Path output = folder.resolve(spec.name() + ".out");
    try (LoopbackRuntime runtime = new LoopbackRuntime(event)) {
      Process process = start(spec, root, runtime.address(), output, over);
      try {
        LoopbackRuntime.Report report = runtime.report(60);
        assertNotNull(report, () -> "no report; the runtime said: " + read(output));
        assertEquals(spec.snapStart(), runtime.wasRestored());
        return report;
      } finally {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private static Process start(
      FunctionSpec spec, Path root, String runtimeApi, Path output, Map<String, String> over)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx" + spec.memory() / 2 + "m",
            "-Djava.io.tmpdir=" + folder,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            runtimeClassPath(),
            AWSLambda.class.getName(),
            spec.handler() + "::handleRequest");
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(
        new Surroundings(dynamo, sqs, Map.of(), Map.of(), MadeSecrets.forThisRun())
            .apply(spec.environment()));
    environment.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    environment.put("_HANDLER", spec.handler() + "::handleRequest");
    environment.put("LAMBDA_TASK_ROOT", root.toString());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", spec.name());
    environment.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(spec.memory()));
    environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + spec.name());
    environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "test");
    environment.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", spec.snapStart() ? "snap-start" : "on-demand");
    environment.putAll(over);
    environment.values().removeIf(String::isEmpty);
    return builder
        .directory(root.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  // What the managed runtime brings, and no more.
  private static String runtimeClassPath() {
    return Stream.of(AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The first of the project's events for this function, else the barest event that its trigger sends. */
  private static String event(String function) throws IOException {
    String prefix =
        function.replaceFirst("Function$", "").replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    if (Files.isDirectory(EVENTS)) {
      try (Stream<Path> files = Files.list(EVENTS)) {
        Optional<Path> found =
            files
                .filter(file -> isFor(prefix, file.getFileName().toString()))
                .sorted()
                .findFirst();
        if (found.isPresent()) {
          return Files.readString(found.get());
        }
      }
    }
    return bareEvent(function);
  }

  private static boolean isFor(String prefix, String file) {
    boolean workers = file.startsWith("refresh-worker");
    return file.matches(prefix + "[-.].*json") && (!workers || prefix.equals("refresh-worker"));
  }

  private static String bareEvent(String function) {
    if (template.scheduleTriggers().stream().anyMatch(trigger -> trigger.function().equals(function))) {
      return "{\"time\":\"2026-01-01T00:00:00Z\"}";
    }
    if (template.queueTriggers().stream().anyMatch(trigger -> trigger.function().equals(function))) {
      return "{\"Records\":[]}";
    }
    HttpRequestEvent request =
        new HttpRequestEvent(
            "GET",
            "/apps",
            Map.of("host", List.of("localhost"), "user-agent", List.of("test")),
            "HTTP/1.1",
            "127.0.0.1",
            new byte[0],
            "1",
            Instant.parse("2026-01-01T00:00:00Z"));
    Route route = new Route("GET", "/apps", function, Optional.empty());
    ObjectNode event =
        template.authorizers().containsValue(function)
            ? request.authorizerEvent(route, Map.of())
            : request.event(route, Map.of());
    return event.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
