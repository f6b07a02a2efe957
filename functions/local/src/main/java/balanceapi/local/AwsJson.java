package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Calls a service of AWS's JSON protocol that runs on this machine. A template's table and queue properties
 * have the names of these calls' members, so that nothing has to be mapped onto an SDK's classes; and an SDK
 * would cost the start a second.
 */
final class AwsJson {

  /** A refusal by the service. */
  static final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    private final String type;

    Refused(String type, String message) {
      super(message.isEmpty() ? type : message);
      this.type = type;
    }

    /** Whether the refusal is of this type, such as {@code ResourceInUseException}. */
    boolean is(String name) {
      return type.endsWith(name);
    }
  }

  // Nobody checks the signature here; DynamoDB Local reads region and key from it.
  private static final String UNSIGNED =
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/%s/aws4_request,"
          + " SignedHeaders=host, Signature=0";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI endpoint;
  private final String service;
  private final String targetPrefix;

  private AwsJson(URI endpoint, String service, String targetPrefix) {
    this.endpoint = endpoint;
    this.service = service;
    this.targetPrefix = targetPrefix;
  }

  static AwsJson dynamo(URI endpoint) {
    return new AwsJson(endpoint, "dynamodb", "DynamoDB_20120810.");
  }

  /** DynamoDB's streams, which answer where DynamoDB does. */
  static AwsJson streams(URI endpoint) {
    return new AwsJson(endpoint, "dynamodb", "DynamoDBStreams_20120810.");
  }

  static AwsJson sqs(URI endpoint) {
    return new AwsJson(endpoint, "sqs", "AmazonSQS.");
  }

  JsonNode call(String operation, JsonNode input) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", targetPrefix + operation)
            .header("Authorization", UNSIGNED.formatted(service))
            .POST(BodyPublishers.ofByteArray(Json.bytes(input)))
            .build();
    HttpResponse<byte[]> response = HTTP.send(request, BodyHandlers.ofByteArray());
    byte[] body = response.body();
    JsonNode answer = body.length == 0 ? Json.object() : Json.parse(body);
    if (response.statusCode() != 200) {
      throw new Refused(
          answer.path("__type").asText(), answer.path("message").asText(answer.path("Message").asText()));
    }
    return answer;
  }
}
