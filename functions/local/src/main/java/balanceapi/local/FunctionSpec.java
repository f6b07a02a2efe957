package balanceapi.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A function as the template describes it.
 *
 * @param name its logical id
 * @param handler the handler's class
 * @param code the zip
 * @param memory in MB
 * @param snapStart whether Lambda starts it from a snapshot taken after its constructor
 * @param environment the values that the template gives it, names resolved to this machine's
 */
record FunctionSpec(
    String name,
    String handler,
    Path code,
    Duration timeout,
    int memory,
    boolean snapStart,
    Map<String, String> environment) {

  FunctionSpec {
    environment = Map.copyOf(environment);
  }
}
