package balanceapi.local;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function's environment on this machine: the template's, where the services are, and for each {@code
 * X_SECRET} or {@code X_ID} of a key, which name a secret or a key of the deployment, the thing itself as
 * {@code X}.
 */
final class Surroundings implements UnaryOperator<Map<String, String>> {

  private static final Pattern NAMES_A_SECRET = Pattern.compile("(.+)_SECRET|(.+_KEY)_ID");
  private static final Map<String, String> DEFAULTS = Map.of("ADMIN_TOKEN", "local-admin");

  private final Map<String, String> common;
  private final Map<String, String> secrets;
  private final MadeSecrets made;

  /**
   * Keeps what every function gets.
   *
   * @param more added to every environment, over what is there
   * @param secrets secrets by name, for the functions that the template gives them
   * @param made where the secrets come from that are neither given nor have a default
   */
  Surroundings(
      URI dynamo, URI sqs, Map<String, String> more, Map<String, String> secrets, MadeSecrets made) {
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
    this.made = made;
  }

  @Override
  public Map<String, String> apply(Map<String, String> template) {
    Map<String, String> environment = new HashMap<>(template);
    for (String name : template.keySet()) {
      Matcher named = NAMES_A_SECRET.matcher(name);
      if (named.matches()) {
        String secret = named.group(1) == null ? named.group(2) : named.group(1);
        environment.put(secret, secret(secret));
      }
    }
    environment.putAll(common);
    return Map.copyOf(environment);
  }

  /** The secret of this name: the one given, else its default, else one made here. */
  String secret(String name) {
    if (secrets.containsKey(name)) {
      return secrets.get(name);
    }
    return DEFAULTS.containsKey(name) ? DEFAULTS.get(name) : made.named(name);
  }
}
