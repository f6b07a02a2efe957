package balanceapi.local;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A function's environment on this machine: the template's, where the services are, and for each {@code
 * X_SECRET}, which names a secret of the deployment, the secret itself as {@code X}.
 */
final class Surroundings implements UnaryOperator<Map<String, String>> {

  private static final String SECRET = "_SECRET";
  private static final Map<String, String> DEFAULTS = Map.of("ADMIN_TOKEN", "local-admin");

  private final Map<String, String> common;
  private final Map<String, String> secrets;
  private final Map<String, String> random = new HashMap<>();

  /**
   * Keeps what every function gets.
   *
   * @param more added to every environment, over what is there
   * @param secrets secrets by name, for the functions that the template gives them
   */
  Surroundings(URI dynamo, URI sqs, Map<String, String> more, Map<String, String> secrets) {
    Map<String, String> everywhere = new HashMap<>();
    everywhere.put("AWS_REGION", LocalNames.REGION);
    everywhere.put("AWS_ACCESS_KEY_ID", "local");
    everywhere.put("AWS_SECRET_ACCESS_KEY", "local");
    everywhere.put("AWS_ENDPOINT_URL_DYNAMODB", dynamo.toString());
    everywhere.put("AWS_ENDPOINT_URL_SQS", sqs.toString());
    everywhere.put("LOCAL", "true");
    everywhere.putAll(more);
    this.common = Map.copyOf(everywhere);
    this.secrets = Map.copyOf(secrets);
  }

  @Override
  public Map<String, String> apply(Map<String, String> template) {
    Map<String, String> environment = new HashMap<>(template);
    for (String name : template.keySet()) {
      if (name.endsWith(SECRET)) {
        String secret = name.substring(0, name.length() - SECRET.length());
        environment.put(secret, secret(secret));
      }
    }
    environment.putAll(common);
    return Map.copyOf(environment);
  }

  /** The secret of this name: the one given, else its default, else one made for this run. */
  String secret(String name) {
    if (secrets.containsKey(name)) {
      return secrets.get(name);
    }
    return DEFAULTS.containsKey(name) ? DEFAULTS.get(name) : random.computeIfAbsent(name, _ -> random());
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
