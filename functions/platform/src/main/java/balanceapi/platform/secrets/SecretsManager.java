package balanceapi.platform.secrets;

import balanceapi.platform.Config;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Reads secrets from AWS Secrets Manager. Its jar is in those zips alone that declare it. */
final class SecretsManager {

  private final SecretsManagerClient client;

  private SecretsManager(SecretsManagerClient client) {
    this.client = client;
  }

  static SecretsManager of(Config config) {
    var builder =
        SecretsManagerClient.builder()
            .region(Region.of(config.optional("AWS_REGION").orElse("us-east-1")))
            .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofSeconds(4)))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(1))
                    .socketTimeout(Duration.ofSeconds(2)));
    config.optional("AWS_ENDPOINT_URL_SECRETS_MANAGER").map(URI::create).ifPresent(builder::endpointOverride);
    return new SecretsManager(builder.build());
  }

  /** The secret's text; the client lives for this one call, for calls are minutes apart. */
  String fetch(String name) {
    try (client) {
      return client.getSecretValue(request -> request.secretId(name)).secretString();
    }
  }
}
