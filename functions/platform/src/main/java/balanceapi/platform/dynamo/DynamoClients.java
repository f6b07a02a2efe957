package balanceapi.platform.dynamo;

import balanceapi.platform.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** DynamoDB clients as a function needs them: quick to give up, so that the caller hears of it in time. */
public final class DynamoClients {

  /** The variable with the table's name. */
  public static final String TABLE = "TABLE_NAME";

  private static final Duration CONNECT = Duration.ofMillis(500);
  private static final Duration SOCKET = Duration.ofSeconds(2);
  // Less than the shortest function's timeout, so that the function still says what happened.
  private static final Duration WHOLE_CALL = Duration.ofSeconds(4);

  // Standard mode with short pauses: its own second before a throttled call's repeat is a customer's second.
  private static final RetryStrategy RETRY =
      AwsRetryStrategy.standardRetryStrategy().toBuilder()
          .maxAttempts(3)
          .backoffStrategy(
              BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofMillis(250)))
          .throttlingBackoffStrategy(
              BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofMillis(500)))
          .build();

  private DynamoClients() {}

  /** A client over the URL connection: the smallest, and the first to its first answer. */
  public static DynamoDbClient of(Config config) {
    return builder(config).httpClientBuilder(http()).build();
  }

  static UrlConnectionHttpClient.Builder http() {
    return UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SOCKET);
  }

  /** The same without its HTTP client, for who puts faults into it, or a meter beside it. */
  static DynamoDbClientBuilder builder(Config config) {
    Optional<URI> endpoint = config.optional("AWS_ENDPOINT_URL_DYNAMODB").map(URI::create);
    DynamoDbClientBuilder builder =
        DynamoDbClient.builder()
            .region(Region.of(config.optional("AWS_REGION").orElse("us-east-1")))
            .credentialsProvider(credentials(config, endpoint.isPresent()))
            .overrideConfiguration(
                override ->
                    override
                        .apiCallTimeout(WHOLE_CALL)
                        .retryStrategy(RETRY));
    endpoint.ifPresent(builder::endpointOverride);
    return builder;
  }

  /**
   * Beside an endpoint of one's own, the map's credentials: several functions share one JVM on one machine.
   * Otherwise the default chain, for under SnapStart the credentials do not come from the environment.
   */
  private static AwsCredentialsProvider credentials(Config config, boolean ownEndpoint) {
    Optional<String> id = config.optional("AWS_ACCESS_KEY_ID").filter(any -> ownEndpoint);
    Optional<String> secret = config.optional("AWS_SECRET_ACCESS_KEY");
    if (id.isPresent() && secret.isPresent() && config.optional("AWS_SESSION_TOKEN").isEmpty()) {
      return StaticCredentialsProvider.create(AwsBasicCredentials.create(id.get(), secret.get()));
    }
    return DefaultCredentialsProvider.builder().build();
  }
}
