package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * An account that cannot be refreshed ends among the dead letters, and what the operations manual says brings
 * it back. On a deployment of its own, whose failed messages return after a second and not after six minutes.
 */
final class RedriveEndToEndTest {

  private static final String ACCOUNT = WidgetEvent.ACCOUNT;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static LocalStack stack;
  private static SqsClient sqs;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private Tenant tenant;

  @BeforeAll
  static void start() {
    stack = LocalStack.start(LocalStack.Options.of(DeploymentTemplateTest.FILE));
    sqs =
        SqsClient.builder()
            .region(Region.of(LocalNames.REGION))
            .endpointOverride(endpoint())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  @AfterAll
  static void stop() {
    sqs.close();
    stack.close();
  }

  @BeforeEach
  void create() throws Exception {
    tenant = Tenant.create(stack, Json.object());
    tenant.applied(WidgetEvent.envelope("AUTH", ago(61), ago(60)).set("auth", Json.object()).toString());
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    tenant.applied(WidgetEvent.hold(ago(30), "t1", "420.00").toString());
    assertEquals("80.00", available());
  }

  @Test
  void an_account_that_failed_three_times_is_refreshed_once_its_cause_is_mended_and_it_is_redriven()
      throws Exception {
    String source = damage();
    Message dead = refreshedInVain();
    awaited("it was not tried three times", () -> Optional.of(failures(dead)).filter(tries -> tries == 3));

    mend(source);
    assertEquals("80.00", available());
    returningAfter(360);
    String arn = outputs().get("RefreshDeadLettersArn");
    sqs.startMessageMoveTask(task -> task.sourceArn(arn));
    awaited("the account is not refreshed", () -> Optional.of("500.00").filter(available()::equals));
    emptied();
    awaited(
        "the task does not end",
        () ->
            sqs.listMessageMoveTasks(list -> list.sourceArn(arn)).results().stream()
                .filter(task -> task.status().equals("COMPLETED"))
                .findFirst());
  }

  private Instant ago(int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private String available() throws Exception {
    return tenant.balance(ACCOUNT).path("available_balance").asText();
  }

  // ---- what fails

  /** Writes into the account what no version of ours can read, as one to come might; what stood there. */
  private String damage() throws Exception {
    ObjectNode get = Json.object().put("TableName", outputs().get("TableName"));
    get.set("Key", key());
    JsonNode item = AwsJson.dynamo(stack.dynamodb()).call("GetItem", get).path("Item");
    source("?");
    return item.at("/g/L/3/S").asText();
  }

  private void mend(String source) throws Exception {
    source(source);
  }

  private void source(String letter) throws Exception {
    ObjectNode update = Json.object().put("TableName", outputs().get("TableName"));
    update.set("Key", key());
    update.put("UpdateExpression", "SET g[3] = :source");
    update.putObject("ExpressionAttributeValues").putObject(":source").put("S", letter);
    AwsJson.dynamo(stack.dynamodb()).call("UpdateItem", update);
  }

  private ObjectNode key() {
    ObjectNode key = Json.object();
    key.putObject("pk").put("S", tenant.appId() + "#A#" + ACCOUNT);
    key.putObject("sk").put("S", "BALANCE");
    return key;
  }

  /** Runs the refresh after the hold's end; the message of the account, once it is a dead letter. */
  private Message refreshedInVain() throws Exception {
    returningAfter(1);
    String event = Json.object().put("time", now.plus(Duration.ofDays(15)).toString()).toString();
    assertInstanceOf(Invocation.Answered.class, stack.invoke("RefreshFunction", event));
    return awaited(
        "the account's message is no dead letter",
        () -> deadLetters().stream().filter(message -> message.body().contains(tenant.appId())).findFirst());
  }

  /** How often the worker could not do what a message asks for. */
  private static long failures(Message message) {
    return stack.logs("RefreshWorkerFunction").stream()
        .filter(line -> line.contains("\"message\":\"refresh message failed\""))
        .filter(line -> line.contains("\"message_id\":\"" + message.messageId() + "\""))
        .count();
  }

  // ---- the queues

  private static URI endpoint() {
    URI queue = stack.queue("RefreshQueue");
    return URI.create(queue.getScheme() + "://" + queue.getAuthority());
  }

  private static void returningAfter(int seconds) {
    sqs.setQueueAttributes(
        queue ->
            queue
                .queueUrl(stack.queue("RefreshQueue").toString())
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Integer.toString(seconds))));
  }

  /** They stay where they are. */
  private static List<Message> deadLetters() {
    return sqs.receiveMessage(
            receive ->
                receive
                    .queueUrl(stack.queue("RefreshDeadLetters").toString())
                    .maxNumberOfMessages(10)
                    .visibilityTimeout(0)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  private static void emptied() throws Exception {
    awaited("dead letters are left", () -> Optional.of(deadLetters()).filter(List::isEmpty));
  }

  private static <T> T awaited(String otherwise, Callable<Optional<T>> what) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      Optional<T> found = what.call();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new AssertionError(otherwise + " within " + PATIENCE);
  }

  // ---- the manual

  @TempDir private Path folder;

  @Test
  void the_manuals_commands_show_the_dead_letters_and_bring_them_back() throws Exception {
    for (String tool : List.of("bash", "aws")) {
      assumeTrue(has(tool), () -> "skipped: the manual's commands need " + tool);
    }
    List<String> commands = commands();
    String look = commands.get(0);
    String back = commands.get(1);
    assertTrue(look.contains("aws sqs receive-message"), look);
    assertTrue(back.contains("aws sqs start-message-move-task"), back);

    String source = damage();
    refreshedInVain();
    JsonNode shown = Json.parse(run(look));
    assertTrue(
        Stream.of(shown.path("Messages"))
            .flatMap(messages -> messages.findValuesAsText("Body").stream())
            .anyMatch(body -> body.contains(tenant.appId()) && body.contains(ACCOUNT)),
        shown::toString);

    mend(source);
    returningAfter(360);
    String moved = run(back);
    assertTrue(moved.contains("TaskHandle") && moved.contains("Results"), moved);
    awaited("the account is not refreshed", () -> Optional.of("500.00").filter(available()::equals));
    emptied();
    run(commands.get(2));
  }

  private static boolean has(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(in -> Files.isExecutable(Path.of(in, tool)));
  }

  /** The shell's lines of the manual's part on dead letters, block by block. */
  private static List<String> commands() throws Exception {
    String manual = Files.readString(Path.of("../../OPERATIONS.md"));
    String part = manual.substring(manual.indexOf("\n## Dead letters\n"));
    Matcher blocks =
        Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL)
            .matcher(part.substring(0, part.indexOf("\n## ", 1)));
    List<String> commands = new ArrayList<>();
    while (blocks.find()) {
      commands.add(blocks.group(1));
    }
    return commands;
  }

  /**
   * Runs the lines as they stand. There is no CloudFormation here, so {@code output} is ours; and version 1 of
   * the CLI takes no endpoint of SQS from the environment.
   */
  private String run(String commands) throws Exception {
    StringBuilder script = new StringBuilder("set -eu\noutput() { case $1 in\n");
    outputs().forEach((name, value) -> script.append(name).append(") echo '").append(value).append("' ;;\n"));
    script.append("*) exit 1 ;;\nesac; }\n");
    script.append("aws() { command aws --endpoint-url ").append(endpoint()).append(" \"$@\"; }\n");
    script.append(commands);
    Path printed = folder.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_DEFAULT_REGION", LocalNames.REGION,
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_DEFAULT_OUTPUT", "json",
                "AWS_PAGER", ""));
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> "too slow: " + commands);
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(printed, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  /** The outputs of the template, with this machine's names; those of a condition that does not hold aside. */
  private static Map<String, String> outputs() {
    Map<String, Object> raw = TemplateFile.read(DeploymentTemplateTest.FILE);
    Map<String, String> types = new HashMap<>();
    map(raw.get("Resources")).forEach((name, resource) -> types.put(name, (String) map(resource).get("Type")));
    Map<String, Object> parameters = new HashMap<>(LocalNames.pseudoParameters());
    map(raw.get("Parameters")).forEach((name, said) -> parameters.put(name, map(said).get("Default")));
    Intrinsics intrinsics =
        new Intrinsics(
            parameters, Map.of(), map(raw.get("Conditions")), new LocalNames(types, endpoint()));
    Map<String, String> outputs = new HashMap<>();
    map(raw.get("Outputs"))
        .forEach(
            (name, output) -> {
              if (!map(output).containsKey("Condition")) {
                outputs.put(name, String.valueOf(intrinsics.resolve(map(output).get("Value"))));
              }
            });
    return outputs;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
