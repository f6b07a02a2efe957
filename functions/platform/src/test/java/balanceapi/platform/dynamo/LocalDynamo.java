package balanceapi.platform.dynamo;

import balanceapi.platform.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * A fresh table on DynamoDB Local, one server for all the tests of a JVM.
 *
 * <p>The server is reached over HTTP, for faults are put into the HTTP client. It ends with the JVM.
 */
public final class LocalDynamo {

  private static final AtomicInteger TABLES = new AtomicInteger();

  private static final class Server {
    static final int PORT = start();

    private static int start() {
      try {
        int port = freePort();
        DynamoDBProxyServer server =
            ServerRunner.createServerFromCommandLineArgs(
                new String[] {
                  "-inMemory", "-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)
                });
        server.start();
        return port;
      } catch (Exception e) {
        throw new IllegalStateException("DynamoDB Local does not start", e);
      }
    }

    private static int freePort() throws IOException {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      }
    }
  }

  private final String table;
  private final Map<String, String> environment;
  private final Capacity capacity = new Capacity();
  private final LeadingKeys leadingKeys = new LeadingKeys();
  private final Faults faults;
  private final DynamoDbClient client;

  private LocalDynamo() {
    table = "test-" + TABLES.incrementAndGet();
    environment =
        Map.of(
            DynamoClients.TABLE, table,
            "AWS_REGION", "eu-west-1",
            "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + Server.PORT,
            "AWS_ACCESS_KEY_ID", "local",
            "AWS_SECRET_ACCESS_KEY", "local");
    faults = new Faults(UrlConnectionHttpClient.create());
    var builder = DynamoClients.builder(Config.of(environment)).httpClient(faults);
    client =
        builder
            .overrideConfiguration(
                builder.overrideConfiguration().toBuilder()
                    .addExecutionInterceptor(capacity)
                    .addExecutionInterceptor(leadingKeys)
                    .retryStrategy(withoutPauses(builder.overrideConfiguration()))
                    .build())
            .build();
    // The first table of a JVM waits for the server's own start, longer than a function would wait.
    client.createTable(
        definition(table).toBuilder()
            .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofMinutes(1)))
            .build());
    capacity.reset();
  }

  /** As many attempts as deployed, and no pauses between them: nobody else is at the table. */
  private static RetryStrategy withoutPauses(ClientOverrideConfiguration deployed) {
    return deployed.retryStrategy().orElseThrow().toBuilder()
        .backoffStrategy(BackoffStrategy.retryImmediately())
        .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
        .build();
  }

  /** A new, empty table with its indexes. */
  public static LocalDynamo fresh() {
    return new LocalDynamo();
  }

  /** The client, metered and faulty as told. */
  public DynamoDbClient client() {
    return client;
  }

  /** The table's name. */
  public String table() {
    return table;
  }

  /** What calls through {@link #client()} cost. */
  public Capacity capacity() {
    return capacity;
  }

  /** Whose partitions calls through {@link #client()} reach. */
  public LeadingKeys leadingKeys() {
    return leadingKeys;
  }

  /** What goes wrong with calls through {@link #client()}. */
  public Faults faults() {
    return faults;
  }

  /** The environment of a function that works on this table; neither metered nor faulty. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The table as the template deploys it, under this name. */
  public static CreateTableRequest definition(String name) {
    return CreateTableRequest.builder()
        .tableName(name)
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(
            text("pk"), text("sk"), text("date"), text("due_shard"), text("due_at"),
            text("list_pk"), text("list_sk"))
        .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE))
        .localSecondaryIndexes(
            LocalSecondaryIndex.builder()
                .indexName("by_date")
                .keySchema(key("pk", KeyType.HASH), key("date", KeyType.RANGE))
                .projection(projection -> projection.projectionType(ProjectionType.ALL))
                .build())
        .globalSecondaryIndexes(
            GlobalSecondaryIndex.builder()
                .indexName("due")
                .keySchema(key("due_shard", KeyType.HASH), key("due_at", KeyType.RANGE))
                .projection(projection -> projection.projectionType(ProjectionType.KEYS_ONLY))
                .build(),
            GlobalSecondaryIndex.builder()
                .indexName("notifications")
                .keySchema(key("list_pk", KeyType.HASH), key("list_sk", KeyType.RANGE))
                .projection(projection -> projection.projectionType(ProjectionType.KEYS_ONLY))
                .build())
        .build();
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
