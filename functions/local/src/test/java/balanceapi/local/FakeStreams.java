package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A stream that does what a real one does seldom: shards split, iterators expire, records are gone. Its records
 * insert items with the key {@code all#} and their number.
 */
final class FakeStreams implements AutoCloseable {

  private static final String ARN = "arn:aws:dynamodb:ddblocal:000000000000:table/Table/stream/now";

  private static final class Shard {

    private final String parent;
    private final NavigableMap<Integer, Instant> records = new TreeMap<>();
    private boolean closed;
    private int oldest;

    Shard(String parent) {
      this.parent = parent;
    }
  }

  /** A refusal by type. */
  private static final class No extends RuntimeException {

    private static final long serialVersionUID = 1L;

    No(String type) {
      super(type);
    }
  }

  private final Map<String, Shard> shards = new LinkedHashMap<>();
  private final HttpServer server;
  private boolean hasStreams = true;
  private int generation;

  private FakeStreams(HttpServer server) {
    this.server = server;
  }

  static FakeStreams start() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    FakeStreams streams = new FakeStreams(server);
    server.createContext("/", streams::answer);
    server.start();
    return streams;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized void withoutStreams() {
    hasStreams = false;
  }

  synchronized void open(String shard, String parent, int... numbers) {
    shards.put(shard, new Shard(parent));
    add(shard, Instant.now(), numbers);
  }

  synchronized void add(String shard, Instant created, int... numbers) {
    for (int number : numbers) {
      shards.get(shard).records.put(number, created);
    }
  }

  synchronized void end(String shard) {
    shards.get(shard).closed = true;
  }

  /** Every iterator that is out has been out for too long. */
  synchronized void expireIterators() {
    generation++;
  }

  /** Keeps the records from this number on. */
  synchronized void trim(String shard, int oldest) {
    shards.get(shard).oldest = oldest;
    shards.get(shard).records.headMap(oldest).clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status = 200;
    ObjectNode answer;
    try {
      String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
      answer = answer(operation, Json.parse(exchange.getRequestBody().readAllBytes()));
    } catch (No e) {
      status = 400;
      answer = Json.object().put("__type", "com.amazonaws.dynamodb.v20120810#" + e.getMessage());
    }
    byte[] body = Json.bytes(answer);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private synchronized ObjectNode answer(String operation, JsonNode request) {
    return switch (operation) {
      case "CreateTable", "UpdateTimeToLive" -> Json.object();
      case "DescribeTable" -> table();
      case "DescribeStream" -> describe(request);
      case "GetShardIterator" -> Json.object().put("ShardIterator", iterator(request));
      case "GetRecords" -> read(request.path("ShardIterator").asText(), request.path("Limit").asInt());
      default -> throw new No("UnknownOperationException");
    };
  }

  private ObjectNode table() {
    ObjectNode answer = Json.object();
    ObjectNode table = answer.putObject("Table").put("TableStatus", "ACTIVE");
    table
        .putArray("GlobalSecondaryIndexes")
        .addObject()
        .put("IndexName", "due")
        .put("IndexStatus", "ACTIVE");
    if (hasStreams) {
      table.put("LatestStreamArn", ARN).putObject("StreamSpecification").put("StreamEnabled", true);
    }
    return answer;
  }

  /** One shard at a time, so that whoever asks has to ask on. */
  private ObjectNode describe(JsonNode request) {
    List<String> ids = new ArrayList<>(shards.keySet());
    int index = ids.indexOf(request.path("ExclusiveStartShardId").asText()) + 1;
    ObjectNode answer = Json.object();
    ObjectNode stream = answer.putObject("StreamDescription");
    if (index < ids.size()) {
      stream.putArray("Shards").add(described(ids.get(index)));
      if (index + 1 < ids.size()) {
        stream.put("LastEvaluatedShardId", ids.get(index));
      }
    }
    return answer;
  }

  private ObjectNode described(String id) {
    Shard shard = shards.get(id);
    ObjectNode described = Json.object().put("ShardId", id);
    if (shard.parent != null) {
      described.put("ParentShardId", shard.parent);
    }
    ObjectNode range =
        described.putObject("SequenceNumberRange").put("StartingSequenceNumber", number(0));
    if (shard.closed) {
      range.put("EndingSequenceNumber", number(shard.records.isEmpty() ? 0 : shard.records.lastKey()));
    }
    return described;
  }

  private static String number(int number) {
    return "%021d".formatted(number);
  }

  private String iterator(JsonNode request) {
    String shard = request.path("ShardId").asText();
    String after = request.path("SequenceNumber").asText();
    return switch (request.path("ShardIteratorType").asText()) {
      case "TRIM_HORIZON" -> iterator(shard, shards.get(shard).oldest);
      case "AFTER_SEQUENCE_NUMBER" -> iterator(shard, Integer.parseInt(after) + 1);
      default -> throw new No("ValidationException");
    };
  }

  private String iterator(String shard, int from) {
    return shard + " " + from + " " + generation;
  }

  private ObjectNode read(String iterator, int limit) {
    String[] parts = iterator.split(" ");
    Shard shard = shards.get(parts[0]);
    int from = Integer.parseInt(parts[1]);
    if (Integer.parseInt(parts[2]) < generation) {
      throw new No("ExpiredIteratorException");
    }
    if (shard == null) {
      throw new No("ResourceNotFoundException");
    }
    if (from < shard.oldest) {
      throw new No("TrimmedDataAccessException");
    }
    ObjectNode answer = Json.object();
    ArrayNode records = answer.putArray("Records");
    int next = from;
    for (Map.Entry<Integer, Instant> record : shard.records.tailMap(from).entrySet()) {
      if (records.size() < limit) {
        records.add(record(record.getKey(), record.getValue()));
        next = record.getKey() + 1;
      }
    }
    if (!shard.closed || !shard.records.tailMap(next).isEmpty()) {
      answer.put("NextShardIterator", iterator(parts[0], next));
    }
    return answer;
  }

  private static ObjectNode record(int number, Instant created) {
    ObjectNode record =
        Json.object()
            .put("eventID", "id-" + number)
            .put("eventName", "INSERT")
            .put("eventVersion", "1.1")
            .put("eventSource", "aws:dynamodb")
            .put("awsRegion", "ddblocal");
    ObjectNode change =
        record.putObject("dynamodb")
            .put("ApproximateCreationDateTime", (double) created.getEpochSecond())
            .put("SequenceNumber", number(number))
            .put("SizeBytes", 10)
            .put("StreamViewType", "NEW_AND_OLD_IMAGES");
    change.putObject("Keys").putObject("pk").put("S", "all#" + number);
    change.putObject("NewImage").putObject("pk").put("S", "all#" + number);
    return record;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
