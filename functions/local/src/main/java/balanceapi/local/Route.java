package balanceapi.local;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route of the HTTP API.
 *
 * @param method a method, or {@code ANY}
 * @param path such as {@code /accounts/{proxy+}}; {@code $default} for what no other route takes
 * @param function the logical id of the function behind it
 * @param authorizer the name of its authorizer, if it has one
 */
record Route(String method, String path, String function, Optional<String> authorizer) {

  static final String DEFAULT = "$default";

  /** What the gateway calls it. */
  String key() {
    return isDefault() ? DEFAULT : method + " " + path;
  }

  boolean isDefault() {
    return path.equals(DEFAULT);
  }

  /** The path parameters of a request that this route takes, or empty if it does not take it. */
  Optional<Map<String, String>> match(String requestMethod, String requestPath) {
    if (isDefault()) {
      return Optional.of(Map.of());
    }
    return method.equals("ANY") || method.equals(requestMethod) ? matchPath(requestPath) : Optional.empty();
  }

  private Optional<Map<String, String>> matchPath(String requestPath) {
    List<String> mine = segments(path);
    List<String> given = segments(requestPath);
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < mine.size(); i++) {
      String segment = mine.get(i);
      if (i >= given.size()) {
        return Optional.empty();
      }
      if (isGreedy(segment)) {
        parameters.put(
            segment.substring(1, segment.length() - 2),
            String.join("/", given.subList(i, given.size())));
        return parameters.containsValue("") ? Optional.empty() : Optional.of(parameters);
      }
      if (isVariable(segment) && !given.get(i).isEmpty()) {
        parameters.put(segment.substring(1, segment.length() - 1), given.get(i));
      } else if (!segment.equals(given.get(i))) {
        return Optional.empty();
      }
    }
    return mine.size() == given.size() ? Optional.of(parameters) : Optional.empty();
  }

  /** Most specific first: a literal before a variable before a greedy one, a method before ANY. */
  static Comparator<Route> bySpecificity() {
    return Comparator.comparing(Route::isDefault)
        .thenComparing(Route::shape)
        .thenComparing(route -> route.method.equals("ANY"));
  }

  private String shape() {
    List<String> ranks = new ArrayList<>();
    for (String segment : segments(path)) {
      ranks.add(isGreedy(segment) ? "2" : isVariable(segment) ? "1" : "0");
    }
    return String.join("", ranks);
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static boolean isGreedy(String segment) {
    return segment.startsWith("{") && segment.endsWith("+}");
  }
}
