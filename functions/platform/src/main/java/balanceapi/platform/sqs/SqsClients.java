package balanceapi.platform.sqs;

import balanceapi.platform.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Makes clients of SQS. */
public final class SqsClients {

  // Less than a function's timeout: whoever waits still hears what went wrong.
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration SOCKET = Duration.ofSeconds(2);
  private static final Duration WHOLE_CALL = Duration.ofSeconds(5);

  private SqsClients() {}

  /** A client over the URL connection; at an endpoint of one's own with the map's credentials. */
  public static SqsClient of(Config config) {
    SqsClientBuilder builder =
        SqsClient.builder()
            .region(Region.of(config.optional("AWS_REGION").orElse("us-east-1")))
            .overrideConfiguration(override -> override.apiCallTimeout(WHOLE_CALL))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SOCKET));
    Optional<String> endpoint = config.optional("AWS_ENDPOINT_URL_SQS");
    if (endpoint.isPresent()) {
      builder
          .endpointOverride(URI.create(endpoint.get()))
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(
                      config.required("AWS_ACCESS_KEY_ID"),
                      config.required("AWS_SECRET_ACCESS_KEY"))));
    }
    return builder.build();
  }

  /** The same client, made when it is first asked for: most invocations need none. */
  public static Supplier<SqsClient> onFirstUse(Config config) {
    return new OnFirstUse(config);
  }

  private static final class OnFirstUse implements Supplier<SqsClient> {
    private final Config config;
    private SqsClient made;

    OnFirstUse(Config config) {
      this.config = config;
    }

    @Override
    public synchronized SqsClient get() {
      if (made == null) {
        made = of(config);
      }
      return made;
    }
  }
}
