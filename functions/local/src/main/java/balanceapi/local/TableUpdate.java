package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Gives a table that an older template has made what the template has by now: its stream and its indexes. */
final class TableUpdate {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final AwsJson dynamo;
  private final String table;

  TableUpdate(AwsJson dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /**
   * Adds what is missing; what is there stays, even where the template has it otherwise.
   *
   * @param properties the table's, from the template
   */
  void bringTo(JsonNode properties) throws IOException, InterruptedException {
    JsonNode there = active();
    if (properties.has("StreamSpecification") && !there.at("/StreamSpecification/StreamEnabled").asBoolean()) {
      addStream(properties);
    }
    Set<String> indexes = texts(there.path("GlobalSecondaryIndexes"), "IndexName");
    for (JsonNode index : properties.path("GlobalSecondaryIndexes")) {
      if (!indexes.contains(index.path("IndexName").asText())) {
        addIndex(index, properties);
      }
    }
  }

  private void addStream(JsonNode properties) throws IOException, InterruptedException {
    ObjectNode request = Json.object().put("TableName", table);
    request.set("StreamSpecification", DynamoDb.stream(properties));
    try {
      dynamo.call("UpdateTable", request);
    } catch (AwsJson.Refused withoutStreams) {
      return; // Whoever reads the stream tells that there is none.
    }
    active();
  }

  /** Adds one index; DynamoDB takes no more at once. */
  private void addIndex(JsonNode index, JsonNode properties) throws IOException, InterruptedException {
    ObjectNode request = Json.object().put("TableName", table);
    request.set("AttributeDefinitions", definitions(index, properties));
    request.putArray("GlobalSecondaryIndexUpdates").addObject().putObject("Create").setAll((ObjectNode) index);
    try {
      dynamo.call("UpdateTable", request);
    } catch (AwsJson.Refused e) {
      throw new LocalFailure(
          "the table %s cannot be given the index %s: %s"
              .formatted(table, index.path("IndexName").asText(), e.getMessage()),
          e);
    }
    active();
  }

  /** Those that the table has and those of the index's keys; DynamoDB refuses any that nothing uses. */
  private ArrayNode definitions(JsonNode index, JsonNode properties) throws IOException, InterruptedException {
    ArrayNode definitions = Json.object().putArray("AttributeDefinitions");
    described().path("AttributeDefinitions").forEach(definitions::add);
    Set<String> missing = texts(index.path("KeySchema"), "AttributeName");
    missing.removeAll(texts(definitions, "AttributeName"));
    for (JsonNode definition : properties.path("AttributeDefinitions")) {
      if (missing.contains(definition.path("AttributeName").asText())) {
        definitions.add(definition);
      }
    }
    return definitions;
  }

  /** The table, once nothing of it is being made any more. */
  private JsonNode active() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    JsonNode there = described();
    while (!isActive(there)) {
      if (Instant.now().isAfter(deadline)) {
        throw new LocalFailure(
            "the table " + table + " is still being changed after " + PATIENCE.toMinutes() + " minutes");
      }
      Thread.sleep(BETWEEN_LOOKS);
      there = described();
    }
    return there;
  }

  private static boolean isActive(JsonNode there) {
    Set<String> statuses = texts(there.path("GlobalSecondaryIndexes"), "IndexStatus");
    statuses.add(there.path("TableStatus").asText());
    return statuses.equals(Set.of("ACTIVE"));
  }

  private JsonNode described() throws IOException, InterruptedException {
    return dynamo.call("DescribeTable", Json.object().put("TableName", table)).path("Table");
  }

  private static Set<String> texts(JsonNode elements, String member) {
    Set<String> texts = new HashSet<>();
    elements.forEach(element -> texts.add(element.path(member).asText()));
    return texts;
  }
}
