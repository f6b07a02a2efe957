package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole stack over the fakes, through its own doors. */
final class LocalStackTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static LocalStack stack;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    stack = LocalStack.start(LocalStack.Options.of(FakeDeployment.in(folder)));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void a_request_reaches_a_function_as_payload_2_0() throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(at("/mirror/a%20b?x=1&x=2&y=a%2Bb+c&z"))
                .header("X-Twice", "one")
                .header("X-Twice", "two")
                .header("Cookie", "k=v; l=w")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"a\":\"é\"}")));
    JsonNode event = Json.parse(response.body());
    assertEquals("2.0", event.path("version").asText());
    assertEquals("POST /mirror/{id}", event.path("routeKey").asText());
    assertEquals("/mirror/a b", event.path("rawPath").asText());
    assertEquals("x=1&x=2&y=a%2Bb+c&z", event.path("rawQueryString").asText());
    assertEquals(
        "{\"x\":\"1,2\",\"y\":\"a+b c\",\"z\":\"\"}", event.path("queryStringParameters").toString());
    assertEquals("{\"id\":\"a b\"}", event.path("pathParameters").toString());
    assertEquals("one,two", event.at("/headers/x-twice").asText());
    assertEquals("[\"k=v\",\"l=w\"]", event.path("cookies").toString());
    assertFalse(event.path("headers").has("cookie"));
    assertEquals("{\"a\":\"é\"}", event.path("body").asText());
    assertFalse(event.path("isBase64Encoded").asBoolean());
    JsonNode context = event.path("requestContext");
    assertEquals("$default", context.path("stage").asText());
    assertEquals("POST", context.at("/http/method").asText());
    assertEquals("/mirror/a b", context.at("/http/path").asText());
    assertEquals("127.0.0.1", context.at("/http/sourceIp").asText());
    assertEquals("HTTP/1.1", context.at("/http/protocol").asText());
    assertEquals(List.of("a=1", "b=2"), response.headers().allValues("set-cookie"));
    assertEquals(List.of("application/json"), response.headers().allValues("content-type"));
  }

  @Test
  void a_form_comes_in_base64() throws Exception {
    JsonNode event =
        Json.parse(
            send(
                    HttpRequest.newBuilder(at("/mirror/1"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("a=1")))
                .body());
    assertTrue(event.path("isBase64Encoded").asBoolean());
    byte[] body = Base64.getDecoder().decode(event.path("body").asText());
    assertEquals("a=1", new String(body, StandardCharsets.UTF_8));
  }

  @Test
  void the_most_specific_route_wins_and_the_rest_goes_to_the_default() throws Exception {
    assertEquals("GET /mirror/fixed", routeOf("GET", "/mirror/fixed"));
    assertEquals("POST /mirror/{id}", routeOf("POST", "/mirror/fixed"));
    assertEquals("ANY /mirror/{proxy+}", routeOf("GET", "/mirror/other"));
    assertEquals("ANY /mirror/{proxy+}", routeOf("POST", "/mirror/a/b"));
    assertEquals("$default", routeOf("GET", "/nowhere"));
    assertEquals("$default", routeOf("GET", "/mirror"));
  }

  @Test
  void the_authorizers_context_reaches_the_function() throws Exception {
    assertEquals("{app=k1, scope=app}", keyed("k1").body());
    assertTrue(stack.logs("GatekeeperFunction").contains("REQUEST GET /keyed/{proxy+}"));
  }

  @Test
  void the_gateways_own_answers_have_their_fixed_bodies() throws Exception {
    assertAnswer(403, "Forbidden", keyed("no"));
    assertAnswer(500, "Internal Server Error", keyed("fail"));
    assertAnswer(500, "Internal Server Error", keyed("mute"));
    assertAnswer(500, "Internal Server Error", get("/typed/throw"));
    assertAnswer(500, "Internal Server Error", get("/typed/status"));
    assertAnswer(503, "Service Unavailable", get("/typed/hang"));
  }

  @Test
  void a_route_with_a_limit_of_its_own_takes_nothing_from_the_others_nor_they_from_it(@TempDir Path folder)
      throws Exception {
    LocalStack.Options few =
        LocalStack.Options.of(FakeDeployment.in(folder))
            .withParameters(Map.of("Rate", "0.001", "Burst", "3", "FixedBurst", "2"));
    try (LocalStack small = LocalStack.start(few)) {
      String fixed = "/mirror/fixed";
      assertEquals(List.of(200, 200, 429, 429), statuses(small, fixed, fixed, fixed, fixed));
      assertEquals(
          List.of(200, 200, 200, 429, 429),
          statuses(small, "/mirror/a", "/mirror/b", "/nowhere", "/mirror/a", "/nowhere"));
      assertAnswer(
          429, "Too Many Requests", send(HttpRequest.newBuilder(URI.create(small.url() + fixed))));
    }
  }

  private static List<Integer> statuses(LocalStack asked, String... paths) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (String path : paths) {
      statuses.add(send(HttpRequest.newBuilder(URI.create(asked.url() + path))).statusCode());
    }
    return statuses;
  }

  @Test
  void a_body_over_10_MB_is_refused_by_the_gateway() throws Exception {
    BodyPublisher large = BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024 + 1]);
    assertAnswer(413, "Request Entity Too Large", send(HttpRequest.newBuilder(at("/mirror/1")).POST(large)));
  }

  @Test
  void a_function_has_its_own_environment_and_its_own_class_loader() throws Exception {
    String environment = get("/typed/environment").body();
    assertTrue(environment.contains("ADMIN_TOKEN=local-admin"), environment);
    assertTrue(environment.contains("TABLE_NAME=Table"), environment);
    assertTrue(environment.contains("EVERYWHERE=yes"), environment);
    assertTrue(environment.contains("QUEUE_URL=" + stack.queue("Work")), environment);
    assertTrue(environment.contains("AWS_ENDPOINT_URL_DYNAMODB=" + stack.dynamodb()), environment);
    assertFalse(environment.contains("NAMED"), environment);
    assertEquals("TypedFunction", get("/typed/loader").body());
  }

  @Test
  void a_function_is_invoked_as_on_AWS() throws Exception {
    HttpResponse<String> done = invoke("WorkerFunction", "{\"Records\":[]}", "RequestResponse");
    assertEquals(200, done.statusCode());
    assertEquals("{\"batchItemFailures\":[]}", done.body());
    HttpResponse<String> failed = invoke("TypedFunction", "{\"pathParameters\":{\"proxy\":\"throw\"}}", "");
    assertEquals(200, failed.statusCode());
    assertEquals("Unhandled", failed.headers().firstValue("x-amz-function-error").orElseThrow());
    assertEquals("java.lang.IllegalStateException", Json.parse(failed.body()).path("errorType").asText());
    assertEquals(202, invoke("WorkerFunction", "{\"Records\":[]}", "Event").statusCode());
    assertEquals(404, invoke("NoFunction", "{}", "").statusCode());
    assertEquals(400, invoke("WorkerFunction", "{", "").statusCode());
    assertInstanceOf(Invocation.Answered.class, stack.invoke("WorkerFunction", "{\"Records\":[]}"));
  }

  @Test
  void the_table_has_the_templates_keys_indexes_and_time_to_live() throws Exception {
    AwsJson dynamo = AwsJson.dynamo(stack.dynamodb());
    ObjectNode name = Json.object().put("TableName", "Table");
    JsonNode table = dynamo.call("DescribeTable", name).path("Table");
    assertEquals("by_date", table.at("/LocalSecondaryIndexes/0/IndexName").asText());
    assertEquals("due", table.at("/GlobalSecondaryIndexes/0/IndexName").asText());
    assertEquals(
        "ttl", dynamo.call("DescribeTimeToLive", name).at("/TimeToLiveDescription/AttributeName").asText());
  }

  @Test
  void what_is_kept_in_a_folder_survives_a_restart(@TempDir Path folder) throws Exception {
    LocalStack.Options options =
        LocalStack.Options.of(FakeDeployment.in(folder)).withData(folder.resolve("data"));
    ObjectNode put = Json.object().put("TableName", "Table");
    put.putObject("Item").set("pk", Json.object().put("S", "p"));
    put.withObject("/Item").set("sk", Json.object().put("S", "s"));
    try (LocalStack first = LocalStack.start(options)) {
      AwsJson.dynamo(first.dynamodb()).call("PutItem", put);
    }
    try (LocalStack second = LocalStack.start(options)) {
      ObjectNode get = Json.object().put("TableName", "Table");
      get.set("Key", put.get("Item"));
      JsonNode answer = AwsJson.dynamo(second.dynamodb()).call("GetItem", get);
      assertEquals(put.get("Item"), answer.get("Item"));
    }
  }

  @Test
  void a_message_that_keeps_failing_ends_among_the_dead_letters_alone() throws Exception {
    AwsJson sqs = AwsJson.sqs(URI.create(stack.queue("Work").toString().replaceFirst("/0000.*", "")));
    for (String body : List.of("good", "bad")) {
      sqs.call(
          "SendMessage",
          Json.object().put("QueueUrl", stack.queue("Work").toString()).put("MessageBody", body));
    }
    JsonNode dead = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> firstOf(sqs, "Dead"));
    assertEquals("bad", dead.path("Body").asText());
    List<String> seen = stack.logs("WorkerFunction").stream().sorted().toList();
    assertEquals(List.of("bad 1", "bad 2", "good 1"), seen);
  }

  @Test
  void a_queue_has_as_many_workers_at_once_as_the_template_says(@TempDir Path folder) throws Exception {
    LocalStack.Options three =
        LocalStack.Options.of(FakeDeployment.in(folder)).withParameters(Map.of("Workers", "3"));
    try (LocalStack small = LocalStack.start(three)) {
      URI jobs = small.queue("Jobs");
      AwsJson sqs = AwsJson.sqs(URI.create(jobs.toString().replaceFirst("/0000.*", "")));
      for (int i = 0; i < 4; i++) {
        sqs.call("SendMessage", Json.object().put("QueueUrl", jobs.toString()).put("MessageBody", "job"));
      }
      List<String> seen = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> four(small));
      assertTrue(seen.contains("3 at work"), seen::toString);
      assertFalse(seen.contains("4 at work"), seen::toString);
    }
  }

  private static List<String> four(LocalStack asked) {
    while (asked.logs("CrewFunction").size() < 4) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return asked.logs("CrewFunction");
  }

  private static JsonNode firstOf(AwsJson sqs, String queue) throws Exception {
    ObjectNode receive =
        Json.object().put("QueueUrl", stack.queue(queue).toString()).put("WaitTimeSeconds", 1);
    while (true) {
      JsonNode messages = sqs.call("ReceiveMessage", receive).path("Messages");
      if (!messages.isEmpty()) {
        return messages.get(0);
      }
    }
  }

  private static HttpResponse<String> invoke(String name, String event, String type) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at("/2015-03-31/functions/" + name + "/invocations"))
            .POST(BodyPublishers.ofString(event));
    return send(type.isEmpty() ? request : request.header("X-Amz-Invocation-Type", type));
  }

  private static void assertAnswer(int status, String message, HttpResponse<String> response) {
    assertEquals(status, response.statusCode());
    assertEquals("{\"message\":\"" + message + "\"}", response.body());
  }

  private static String routeOf(String method, String path) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).method(method, BodyPublishers.noBody());
    return Json.parse(send(request).body()).path("routeKey").asText();
  }

  private static HttpResponse<String> keyed(String key) throws Exception {
    return send(HttpRequest.newBuilder(at("/keyed/scope")).header("Authorization", key));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(at(path)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static URI at(String path) {
    return URI.create(stack.url() + path);
  }
}
