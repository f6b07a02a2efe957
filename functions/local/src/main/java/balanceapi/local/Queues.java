package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ, an SQS in this JVM, on the loopback address. Its messages live in memory. */
final class Queues implements AutoCloseable {

  private static final List<String> ATTRIBUTES =
      List.of(
          "VisibilityTimeout", "MessageRetentionPeriod", "DelaySeconds", "ReceiveMessageWaitTimeSeconds");

  private final SQSRestServer server;

  private Queues(SQSRestServer server) {
    this.server = server;
  }

  static Queues start(int port) {
    SQSRestServer server =
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withPort(port)
            .withServerAddress(new NodeAddress("http", "127.0.0.1", port, ""))
            .withAWSRegion(LocalNames.REGION)
            .withAWSAccountId(LocalNames.ACCOUNT)
            .start();
    server.waitUntilStarted();
    return new Queues(server);
  }

  /** Creates the queues, with the template's attributes. */
  static void create(URI endpoint, Map<String, JsonNode> queues) throws IOException, InterruptedException {
    AwsJson sqs = AwsJson.sqs(endpoint);
    for (Map.Entry<String, JsonNode> queue : queues.entrySet()) {
      ObjectNode request = Json.object().put("QueueName", queue.getKey());
      request.set("Attributes", attributes(queue.getValue()));
      sqs.call("CreateQueue", request);
    }
  }

  private static ObjectNode attributes(JsonNode properties) {
    ObjectNode attributes = Json.object();
    for (String name : ATTRIBUTES) {
      if (properties.has(name)) {
        attributes.put(name, properties.get(name).asText());
      }
    }
    if (properties.has("RedrivePolicy")) {
      attributes.put("RedrivePolicy", properties.get("RedrivePolicy").toString());
    }
    return attributes;
  }

  @Override
  public void close() {
    server.stopAndWait();
  }
}
