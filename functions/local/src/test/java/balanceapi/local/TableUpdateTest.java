package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a table that an older template has made. */
final class TableUpdateTest {

  private static final String KEYS =
      "AttributeDefinitions: [{AttributeName: pk, AttributeType: S}%s],"
          + " KeySchema: [{AttributeName: pk, KeyType: HASH}], BillingMode: PAY_PER_REQUEST";

  private static final String INDEX =
      "{IndexName: by_%s, KeySchema: [{AttributeName: %s, KeyType: HASH}],"
          + " Projection: {ProjectionType: ALL}}";

  @TempDir private Path folder;

  private Map<String, JsonNode> tables(String properties) throws Exception {
    Path file = folder.resolve("t.yaml");
    Files.writeString(
        file, "Resources: {Table: {Type: 'AWS::DynamoDB::Table', Properties: {" + properties + "}}}");
    return Template.read(file, Map.of(), URI.create("http://127.0.0.1:9324")).tables();
  }

  private static String newer(String... indexed) {
    String definitions =
        List.of(indexed).stream()
            .map(name -> ", {AttributeName: " + name + ", AttributeType: S}")
            .collect(Collectors.joining());
    String indexes =
        List.of(indexed).stream().map(name -> INDEX.formatted(name, name)).collect(Collectors.joining(", "));
    return KEYS.formatted(definitions) + ", GlobalSecondaryIndexes: [" + indexes + "]"
        + ", StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}";
  }

  @Test
  void a_table_gets_the_stream_and_the_indexes_that_it_lacks_and_keeps_its_items() throws Exception {
    int port = FakeDeployment.freePort();
    URI url = URI.create("http://127.0.0.1:" + port);
    try (DynamoDb _ = DynamoDb.start(port, Optional.empty(), folder)) {
      DynamoDb.createTables(url, tables(KEYS.formatted("")));
      AwsJson dynamo = AwsJson.dynamo(url);
      dynamo.call(
          "PutItem",
          Json.parse(
              "{\"TableName\":\"Table\",\"Item\":"
                  + "{\"pk\":{\"S\":\"p\"},\"a\":{\"S\":\"1\"},\"b\":{\"S\":\"2\"}}}"));
      DynamoDb.createTables(url, tables(newer("a", "b")));
      assertEquals("p", found(dynamo, "a", "1"));
      assertEquals("p", found(dynamo, "b", "2"));
      JsonNode table = described(dynamo);
      assertEquals("NEW_AND_OLD_IMAGES", table.at("/StreamSpecification/StreamViewType").asText());
      assertTrue(table.path("LatestStreamArn").asText().contains("/stream/"), table::toString);

      DynamoDb.createTables(url, tables(newer("a", "b", "c")));
      DynamoDb.createTables(url, tables(newer("a", "b", "c")));
      JsonNode last = described(dynamo);
      assertEquals(Map.of("by_a", "ACTIVE", "by_b", "ACTIVE", "by_c", "ACTIVE"), indexes(last));
      assertEquals(table.path("LatestStreamArn"), last.path("LatestStreamArn"));
      assertEquals(
          Set.of("pk", "a", "b", "c"),
          last.path("AttributeDefinitions").valueStream()
              .map(definition -> definition.path("AttributeName").asText())
              .collect(Collectors.toSet()));
    }
  }

  private static JsonNode described(AwsJson dynamo) throws Exception {
    return dynamo.call("DescribeTable", Json.object().put("TableName", "Table")).path("Table");
  }

  private static Map<String, String> indexes(JsonNode table) {
    Map<String, String> statuses = new TreeMap<>();
    table.path("GlobalSecondaryIndexes")
        .forEach(index -> statuses.put(index.path("IndexName").asText(), index.path("IndexStatus").asText()));
    return statuses;
  }

  private static String found(AwsJson dynamo, String name, String value) throws Exception {
    ObjectNode query =
        Json.object()
            .put("TableName", "Table")
            .put("IndexName", "by_" + name)
            .put("KeyConditionExpression", name + " = :v");
    query.putObject("ExpressionAttributeValues").putObject(":v").put("S", value);
    return dynamo.call("Query", query).at("/Items/0/pk/S").asText();
  }
}
