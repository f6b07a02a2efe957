package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteLibraryLoader;

/**
 * DynamoDB Local in this JVM, over HTTP on the loopback address.
 *
 * <p>Its own ServerRunner listens on every address of the machine, reports its use to its maker and leaves a
 * file in the working directory; its request handler does none of that.
 */
final class DynamoDb implements AutoCloseable {

  /** The file that it keeps its data in. */
  static final String FILE = "shared-local-instance.db";

  // What CreateTable takes of a template's table; the rest is for the deployment alone.
  private static final Set<String> MEMBERS =
      Set.of(
          "AttributeDefinitions",
          "KeySchema",
          "LocalSecondaryIndexes",
          "GlobalSecondaryIndexes",
          "BillingMode",
          "ProvisionedThroughput");

  private final Server server;
  private final LocalDynamoDBRequestHandler requests;

  private DynamoDb(Server server, LocalDynamoDBRequestHandler requests) {
    this.server = server;
    this.requests = requests;
  }

  /**
   * Starts it.
   *
   * @param data the folder for its data; in memory when empty
   * @param scratch a folder that is deleted afterwards
   */
  static DynamoDb start(int port, Optional<Path> data, Path scratch) throws Exception {
    loadNatives(scratch);
    // One database for all regions and keys, so that any client sees the tables.
    boolean shared = true;
    LocalDynamoDBRequestHandler requests =
        new LocalDynamoDBRequestHandler(
            0, data.isEmpty(), data.map(Path::toString).orElse(null), shared, false);
    Server server = new Server(new InetSocketAddress("127.0.0.1", port));
    server.setHandler(new ContextHandler(new LocalDynamoDBServerHandler(requests, null), "/"));
    server.start();
    return new DynamoDb(server, requests);
  }

  // SQLite unpacks its native part into the temporary folder and relies on an orderly exit to remove it.
  private static synchronized void loadNatives(Path scratch) throws Exception {
    String before = System.setProperty("java.io.tmpdir", scratch.toString());
    try {
      SQLiteLibraryLoader.initialize();
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }

  /** Creates the tables that are not there yet, and gives those that are what they lack. */
  static void createTables(URI endpoint, Map<String, JsonNode> tables)
      throws IOException, InterruptedException {
    AwsJson dynamo = AwsJson.dynamo(endpoint);
    for (Map.Entry<String, JsonNode> table : tables.entrySet()) {
      create(dynamo, table.getKey(), table.getValue());
    }
  }

  private static void create(AwsJson dynamo, String name, JsonNode properties)
      throws IOException, InterruptedException {
    ObjectNode request = Json.object().put("TableName", name);
    properties.properties().stream()
        .filter(property -> MEMBERS.contains(property.getKey()))
        .forEach(property -> request.set(property.getKey(), property.getValue()));
    boolean isNew = isNew(dynamo, request);
    // The stream of a new table comes this way, too: a DynamoDB that has none is no reason not to start.
    new TableUpdate(dynamo, name).bringTo(properties);
    if (isNew && properties.has("TimeToLiveSpecification")) {
      ObjectNode ttl = Json.object().put("TableName", name);
      ttl.set("TimeToLiveSpecification", properties.get("TimeToLiveSpecification"));
      dynamo.call("UpdateTimeToLive", ttl);
    }
  }

  private static boolean isNew(AwsJson dynamo, ObjectNode table) throws IOException, InterruptedException {
    try {
      dynamo.call("CreateTable", table);
      return true;
    } catch (AwsJson.Refused e) {
      if (e.is("ResourceInUseException")) {
        return false;
      }
      throw new LocalFailure(
          "the table " + table.path("TableName").asText() + " cannot be created: " + e.getMessage(), e);
    }
  }

  /** What DynamoDB asks for a stream; to a template it is one by being there. */
  static ObjectNode stream(JsonNode properties) {
    return Json.object()
        .put("StreamEnabled", true)
        .put("StreamViewType", properties.at("/StreamSpecification/StreamViewType").asText());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("DynamoDB Local does not stop", e);
    } finally {
      requests.shutdown();
    }
  }
}
