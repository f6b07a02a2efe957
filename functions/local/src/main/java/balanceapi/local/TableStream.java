package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table's stream: its shards, and the records in them. */
final class TableStream {

  /**
   * A part of the stream with an order of its own. DynamoDB closes it after some hours, or when the table
   * grows; a child of it goes on.
   *
   * @param end the last sequence number that it can have, once it is closed
   */
  record Shard(String id, Optional<String> parent, Optional<String> end) {}

  /**
   * What one call read.
   *
   * @param next where to go on; empty at the end of a closed shard
   */
  record Page(List<StreamRecord> records, Optional<String> next) {}

  /** DynamoDB gives no more at once. */
  static final int MAXIMUM_PAGE = 1000;

  private final AwsJson api;
  private final String arn;

  private TableStream(AwsJson api, String arn) {
    this.api = api;
    this.arn = arn;
  }

  /**
   * Finds the stream of a table.
   *
   * @throws IOException if the table has none, or the DynamoDB there knows no streams
   */
  static TableStream of(URI endpoint, String table) throws IOException, InterruptedException {
    JsonNode described =
        AwsJson.dynamo(endpoint).call("DescribeTable", Json.object().put("TableName", table));
    String arn = described.at("/Table/LatestStreamArn").asText();
    if (arn.isEmpty()) {
      throw new IOException("the table " + table + " has no stream there");
    }
    return new TableStream(AwsJson.streams(endpoint), arn);
  }

  String arn() {
    return arn;
  }

  /** The shards that there are, a parent before its children. */
  List<Shard> shards() throws IOException, InterruptedException {
    List<Shard> shards = new ArrayList<>();
    Optional<String> last = Optional.empty();
    do {
      ObjectNode request = Json.object().put("StreamArn", arn);
      last.ifPresent(id -> request.put("ExclusiveStartShardId", id));
      JsonNode stream = api.call("DescribeStream", request).path("StreamDescription");
      stream.path("Shards").forEach(shard -> shards.add(shard(shard)));
      last = text(stream, "LastEvaluatedShardId");
    } while (last.isPresent());
    return shards;
  }

  private static Shard shard(JsonNode described) {
    return new Shard(
        described.path("ShardId").asText(),
        text(described, "ParentShardId"),
        text(described.path("SequenceNumberRange"), "EndingSequenceNumber"));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.path(name).asText(null));
  }

  /**
   * Where to read a shard.
   *
   * @param after the sequence number after which; the shard's beginning when empty
   */
  String iterator(String shard, Optional<String> after) throws IOException, InterruptedException {
    ObjectNode request = Json.object().put("StreamArn", arn).put("ShardId", shard);
    request.put("ShardIteratorType", after.isPresent() ? "AFTER_SEQUENCE_NUMBER" : "TRIM_HORIZON");
    after.ifPresent(number -> request.put("SequenceNumber", number));
    return api.call("GetShardIterator", request).path("ShardIterator").asText();
  }

  Page read(String iterator, int limit) throws IOException, InterruptedException {
    JsonNode answer =
        api.call("GetRecords", Json.object().put("ShardIterator", iterator).put("Limit", limit));
    List<StreamRecord> records =
        answer.path("Records").valueStream().map(record -> StreamRecord.of(record, arn)).toList();
    return new Page(records, text(answer, "NextShardIterator"));
  }

  /** The number of the newest record of a shard, if it has any. */
  Optional<String> newest(Shard shard) throws IOException, InterruptedException {
    if (shard.end().isPresent()) {
      return shard.end();
    }
    Optional<String> newest = Optional.empty();
    Optional<String> iterator = Optional.of(iterator(shard.id(), newest));
    while (iterator.isPresent()) {
      Page page = read(iterator.get(), MAXIMUM_PAGE);
      if (page.records().isEmpty()) {
        break;
      }
      newest = Optional.of(page.records().getLast().sequenceNumber());
      iterator = page.next();
    }
    return newest;
  }
}
