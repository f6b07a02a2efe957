package balanceapi.platform.secrets;

import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.platform.Config;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * A vault in AWS KMS: the key never leaves it. Its jar is in those zips alone that declare it.
 *
 * <p>The secrets are smaller than a data key's envelope would be, so KMS seals them itself. The encryption
 * context is the app and the purpose; a role's grant names the purposes that it may open.
 */
final class KmsVault implements Vault {

  // Together less than a function's timeout, so that the sender still hears a 503 that says what to do.
  private static final Duration CONNECT = Duration.ofMillis(500);
  private static final Duration SOCKET = Duration.ofSeconds(1);
  private static final Duration WHOLE_CALL = Duration.ofSeconds(2);

  private final KmsClient client;
  private final String keyId;

  KmsVault(KmsClient client, String keyId) {
    this.client = Objects.requireNonNull(client, "client");
    this.keyId = Objects.requireNonNull(keyId, "keyId");
  }

  static KmsVault of(Config config, String keyId) {
    return new KmsVault(builder(config).build(), keyId);
  }

  /** The client's builder, for tests that bring credentials of their own. */
  static KmsClientBuilder builder(Config config) {
    KmsClientBuilder builder =
        KmsClient.builder()
            .region(Region.of(config.optional("AWS_REGION").orElse("us-east-1")))
            .overrideConfiguration(
                override -> override.apiCallTimeout(WHOLE_CALL).retryStrategy(RetryMode.STANDARD))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SOCKET));
    config.optional("AWS_ENDPOINT_URL_KMS").map(URI::create).ifPresent(builder::endpointOverride);
    return builder;
  }

  @Override
  public Sealed seal(Context context, String secret) {
    SdkBytes plain = SdkBytes.fromUtf8String(secret);
    return asked(
        () ->
            Sealed.of(
                client
                    .encrypt(
                        encrypt ->
                            encrypt.keyId(keyId).plaintext(plain).encryptionContext(asMap(context)))
                    .ciphertextBlob()
                    .asByteArray()));
  }

  @Override
  public String open(Context context, Sealed sealed) {
    SdkBytes blob = SdkBytes.fromByteArray(sealed.bytes());
    return asked(
        () ->
            client
                .decrypt(
                    // Its own key, or a blob from elsewhere would open under a key of somebody else's.
                    decrypt ->
                        decrypt.keyId(keyId).ciphertextBlob(blob).encryptionContext(asMap(context)))
                .plaintext()
                .asUtf8String());
  }

  private static Map<String, String> asMap(Context context) {
    return Map.of("app", context.appId(), "purpose", context.purpose().word());
  }

  private static <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new VaultUnavailable("KMS refused or did not answer", e);
    }
  }
}
