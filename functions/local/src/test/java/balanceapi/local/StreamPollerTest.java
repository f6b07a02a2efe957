package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a write to the table to the function that follows its stream. */
final class StreamPollerTest {

  private static final String FOLLOWER = "FollowerFunction";
  private static final String PATIENT = "PatientFunction";

  private static LocalStack stack;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    stack = LocalStack.start(LocalStack.Options.of(FakeDeployment.in(folder)));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private static ObjectNode item(String key, String value, String act) {
    ObjectNode item = Json.object();
    Map.of("pk", key, "sk", "s", "v", value, "act", act)
        .forEach((name, text) -> item.putObject(name).put("S", text));
    return item;
  }

  private static void put(URI dynamo, ObjectNode item) throws Exception {
    ObjectNode request = Json.object().put("TableName", "Table");
    request.set("Item", item);
    AwsJson.dynamo(dynamo).call("PutItem", request);
  }

  private static void put(String key, String value) throws Exception {
    put(stack.dynamodb(), item(key, value, ""));
  }

  private static void delete(String key) throws Exception {
    ObjectNode request = Json.object().put("TableName", "Table");
    request.set("Key", item(key, "", "").retain("pk", "sk"));
    AwsJson.dynamo(stack.dynamodb()).call("DeleteItem", request);
  }

  /** One transaction, so that its records are read together. */
  private static void putTogether(ObjectNode... items) throws Exception {
    ObjectNode request = Json.object();
    ArrayNode puts = request.putArray("TransactItems");
    for (ObjectNode item : items) {
      puts.addObject().putObject("Put").put("TableName", "Table").set("Item", item);
    }
    AwsJson.dynamo(stack.dynamodb()).call("TransactWriteItems", request);
  }

  /** What the follower got of the items whose keys begin so, batch by batch. */
  private static List<String> batches(String beginning) {
    return Followed.batches(stack.logs(FOLLOWER)).stream()
        .filter(batch -> batch.startsWith(beginning))
        .toList();
  }

  @Test
  void the_changes_of_an_item_come_in_their_order_with_what_was_before_and_after() throws Exception {
    put("all#order", "1");
    put("all#order", "2");
    put("all#order", "2");
    delete("all#order");
    put("all#order", "3");
    Followed.await(
        List.of("all#order:>1", "all#order:1>2", "all#order:2>", "all#order:>3"),
        () -> List.of(String.join(" ", batches("all#order")).split(" ")));
  }

  @Test
  void what_no_filter_takes_is_passed_over() throws Exception {
    put("none#filter", "1");
    put("new#filter", "1");
    put("new#filter", "2");
    put("new#filter-end", "1");
    Followed.await(
        List.of("new#filter:>1", "new#filter-end:>1"),
        () -> List.of(String.join(" ", batches("new#filter")).split(" ")));
  }

  @Test
  void after_a_failure_that_is_reported_it_goes_on_from_that_record() throws Exception {
    putTogether(
        item("all#part-a", "1", ""),
        item("all#part-b", "1", "report twice"),
        item("all#part-c", "1", ""));
    Followed.await(
        List.of(
            "all#part-a:>1 all#part-b:>1 all#part-c:>1",
            "all#part-b:>1 all#part-c:>1",
            "all#part-b:>1",
            "all#part-c:>1"),
        () -> batches("all#part"));
  }

  @Test
  void halving_finds_the_record_that_fails_always_and_tells_the_queue_of_it_alone() throws Exception {
    putTogether(
        item("all#half-a", "1", ""),
        item("all#half-b", "1", ""),
        item("all#half-c", "1", "throw"),
        item("all#half-d", "1", ""));
    Followed.await(
        List.of(
            "all#half-a:>1 all#half-b:>1 all#half-c:>1 all#half-d:>1",
            "all#half-a:>1 all#half-b:>1",
            "all#half-c:>1 all#half-d:>1",
            "all#half-c:>1",
            "all#half-c:>1",
            "all#half-d:>1"),
        () -> batches("all#half"));
    JsonNode message = Json.parse(lost());
    JsonNode request = message.path("requestContext");
    assertEquals(
        "arn:aws:lambda:us-east-1:000000000000:function:" + FOLLOWER,
        request.path("functionArn").asText());
    assertEquals("RetryAttemptsExhausted", request.path("condition").asText());
    assertEquals(2, request.path("approximateInvokeCount").asInt());
    assertTrue(request.path("requestId").asText().matches("[0-9a-f-]{36}"), message::toString);
    assertEquals(
        "{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}",
        message.path("responseContext").toString());
    assertEquals("1.0", message.path("version").asText());
    assertTrue(message.path("timestamp").asText().matches("\\S+T\\S+\\.\\d{3}Z"), message::toString);
    JsonNode batch = message.path("DDBStreamBatchInfo");
    assertEquals(1, batch.path("batchSize").asInt());
    assertEquals(batch.path("startSequenceNumber"), batch.path("endSequenceNumber"));
    JsonNode arrival = batch.path("approximateArrivalOfFirstRecord");
    assertTrue(arrival.asText().matches("\\S+T\\d\\d:\\d\\d:00Z"), batch::toString);
    assertEquals(arrival, batch.path("approximateArrivalOfLastRecord"));
    assertEquals("all#half-c", pointedAt(batch).at("/dynamodb/Keys/pk/S").asText());
  }

  /** The record that such a message tells of, for it does not say what is in it. */
  private static JsonNode pointedAt(JsonNode batch) throws Exception {
    AwsJson streams = AwsJson.streams(stack.dynamodb());
    ObjectNode at =
        Json.object()
            .put("StreamArn", batch.path("streamArn").asText())
            .put("ShardId", batch.path("shardId").asText())
            .put("ShardIteratorType", "AT_SEQUENCE_NUMBER")
            .put("SequenceNumber", batch.path("startSequenceNumber").asText());
    String iterator = streams.call("GetShardIterator", at).path("ShardIterator").asText();
    return streams
        .call("GetRecords", Json.object().put("ShardIterator", iterator).put("Limit", 1))
        .at("/Records/0");
  }

  private static String lost() throws Exception {
    URI queue = stack.queue("Lost");
    AwsJson sqs = AwsJson.sqs(URI.create(queue.toString().replaceFirst("/0000.*", "")));
    return sqs.call(
            "ReceiveMessage",
            Json.object().put("QueueUrl", queue.toString()).put("WaitTimeSeconds", 10))
        .at("/Messages/0/Body")
        .asText();
  }

  @Test
  void a_restart_with_its_data_loses_no_record_and_repeats_none_that_had_been_done(@TempDir Path folder)
      throws Exception {
    Path data = folder.resolve("data");
    LocalStack.Options options = LocalStack.Options.of(FakeDeployment.in(folder)).withData(data);
    try (LocalStack first = LocalStack.start(options)) {
      put(first.dynamodb(), item("all#a", "1", ""));
      Followed.await(List.of("all#a:>1"), () -> Followed.words(first.logs(FOLLOWER)));
      put(first.dynamodb(), item("patient#a", "1", "throw until healed"));
      put(first.dynamodb(), item("patient#b", "1", ""));
      // The one before is done for sure when the function has got the next.
      put(first.dynamodb(), item("all#b", "1", ""));
      Followed.await(List.of("all#a:>1", "all#b:>1"), () -> Followed.words(first.logs(FOLLOWER)));
      Followed.await(true, () -> Followed.words(first.logs(PATIENT)).contains("patient#a:>1"));
    }
    writeWhileNobodyFollows(data, folder, item("all#c", "1", ""), item("patient#c", "1", ""));
    try (LocalStack second = LocalStack.start(options.withEnvironment(Map.of("HEALED", "yes")))) {
      Followed.await(true, () -> Followed.words(second.logs(FOLLOWER)).contains("all#c:>1"));
      assertFalse(Followed.words(second.logs(FOLLOWER)).contains("all#a:>1"));
      Followed.await(
          List.of("patient#a:>1", "patient#b:>1", "patient#c:>1"),
          () -> Followed.words(second.logs(PATIENT)));
    }
  }

  private static void writeWhileNobodyFollows(Path data, Path scratch, ObjectNode... items)
      throws Exception {
    int port = FakeDeployment.freePort();
    try (DynamoDb _ = DynamoDb.start(port, Optional.of(data), scratch)) {
      for (ObjectNode item : items) {
        put(URI.create("http://127.0.0.1:" + port), item);
      }
    }
  }

  @Test
  void a_dynamodb_without_streams_is_told_in_a_line_and_all_else_works(@TempDir Path folder)
      throws Exception {
    try (FakeStreams none = FakeStreams.start()) {
      none.withoutStreams();
      try (LocalStack without = LocalStack.start(on(none.url(), FakeDeployment.in(folder)))) {
        assertEquals(
            List.of(
                "no notification flows in this run, for the stream of Table at " + none.url()
                    + " cannot be read: the table Table has no stream there"),
            without.logs(FOLLOWER));
        assertTrue(without.invoke(FOLLOWER, "{\"Records\":[]}") instanceof Invocation.Answered);
      }
    }
  }

  private static LocalStack.Options on(URI dynamodb, Path template) {
    return new LocalStack.Options(
        template,
        0,
        Optional.empty(),
        Optional.of(dynamodb),
        Map.of(),
        Map.of(),
        Map.of(),
        false,
        Optional.empty(),
        false);
  }

  @Test
  void a_dynamodb_that_runs_elsewhere_is_followed_the_same(@TempDir Path folder) throws Exception {
    try (LocalStack other = LocalStack.start(on(stack.dynamodb(), FakeDeployment.in(folder)))) {
      put("all#elsewhere", "1");
      put("patient#elsewhere", "1");
      Followed.await(true, () -> Followed.words(other.logs(FOLLOWER)).contains("all#elsewhere:>1"));
      Followed.await(List.of("patient#elsewhere:>1"), () -> Followed.words(other.logs(PATIENT)));
    }
  }
}
