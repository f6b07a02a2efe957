package balanceapi.platform;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a function is told by its environment, read once when the function starts.
 *
 * <p>An empty value is the same as none: templates pass an empty string for a parameter left out. What is
 * missing or malformed is an exception whose message says which variable to set, so that a wrong
 * configuration fails the deployment and not a customer's request.
 */
public final class Config {

  private final Map<String, String> variables;

  private Config(Map<String, String> variables) {
    this.variables = variables;
  }

  /** The configuration in these environment variables; they are copied. */
  public static Config of(Map<String, String> variables) {
    return new Config(Map.copyOf(Objects.requireNonNull(variables, "variables")));
  }

  /**
   * The value of a variable that must be there.
   *
   * @throws Missing if it is absent or empty
   */
  public String required(String name) {
    return optional(name).orElseThrow(() -> new Missing("set the environment variable " + name));
  }

  /** The value of a variable, or empty when it is absent or empty. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * The value of a variable that is a whole number, or its default.
   *
   * @throws Missing if the value is no whole number from {@code least} to {@code most}
   */
  public int integer(String name, int otherwise, int least, int most) {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    String expected = name + " to a whole number from " + least + " to " + most;
    try {
      int value = Integer.parseInt(text.get().strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new Missing("set the environment variable " + expected, e);
    }
    throw new Missing("set the environment variable " + expected);
  }

  /** A variable is missing or malformed; the message says which to set, never the value it had. */
  public static final class Missing extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public Missing(String message) {
      super(message);
    }

    Missing(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
