package balanceapi.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Evaluates CloudFormation's intrinsic functions over a template's maps and lists. */
final class Intrinsics {

  /** What a resource's name and attributes are on this machine. */
  interface References {

    /** The value of {@code !Ref} on a resource. */
    String ref(String logicalId);

    /** The value of {@code !GetAtt} on a resource. */
    String attribute(String logicalId, String name);
  }

  private static final Object NO_VALUE = new Object();
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(!?)([^}]+)}");

  private final Map<String, Object> parameters;
  private final Map<?, ?> mappings;
  private final Map<?, ?> conditions;
  private final References references;

  Intrinsics(
      Map<String, Object> parameters, Map<?, ?> mappings, Map<?, ?> conditions, References references) {
    this.parameters = parameters;
    this.mappings = mappings;
    this.conditions = conditions;
    this.references = references;
  }

  /** The value with every intrinsic function in it evaluated; what is {@code AWS::NoValue} is left out. */
  Object resolve(Object value) {
    return switch (value) {
      case Map<?, ?> map -> function(map).orElseGet(() -> resolveEntries(map));
      case List<?> list -> list.stream().map(this::resolve).filter(this::present).toList();
      case null, default -> value;
    };
  }

  /** Whether the named condition holds. */
  boolean holds(String condition) {
    if (!conditions.containsKey(condition)) {
      throw new LocalFailure("the template has no condition " + condition);
    }
    return truth(conditions.get(condition));
  }

  private boolean present(Object value) {
    return value != NO_VALUE;
  }

  private Map<String, Object> resolveEntries(Map<?, ?> map) {
    Map<String, Object> resolved = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          Object result = resolve(value);
          if (present(result)) {
            resolved.put(String.valueOf(key), result);
          }
        });
    return resolved;
  }

  private Optional<Object> function(Map<?, ?> map) {
    if (map.size() != 1) {
      return Optional.empty();
    }
    String name = String.valueOf(map.keySet().iterator().next());
    Object argument = map.values().iterator().next();
    return switch (name) {
      case "Ref" -> Optional.of(ref(String.valueOf(argument)));
      case "Fn::GetAtt" -> Optional.of(attribute(argument));
      case "Fn::Sub" -> Optional.of(substitute(argument));
      case "Fn::Join" -> Optional.of(join(list(argument)));
      case "Fn::Select" -> Optional.of(select(list(argument)));
      case "Fn::Split" -> Optional.of(split(list(argument)));
      case "Fn::FindInMap" -> Optional.of(find(list(argument)));
      case "Fn::If" -> Optional.of(choose(list(argument)));
      case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" -> Optional.of(truth(map));
      default -> unknown(name);
    };
  }

  private static Optional<Object> unknown(String name) {
    if (name.startsWith("Fn::")) {
      throw new LocalFailure("the local run does not know the template's function " + name);
    }
    return Optional.empty();
  }

  private Object ref(String name) {
    if (name.equals("AWS::NoValue")) {
      return NO_VALUE;
    }
    return parameters.containsKey(name) ? parameters.get(name) : references.ref(name);
  }

  private String attribute(Object argument) {
    List<?> parts = list(argument);
    return references.attribute(text(parts.get(0)), text(parts.get(1)));
  }

  private String substitute(Object argument) {
    boolean withNames = argument instanceof List<?>;
    String pattern = text(withNames ? list(argument).get(0) : argument);
    Map<?, ?> names = withNames ? (Map<?, ?>) list(argument).get(1) : Map.of();
    return SUBSTITUTION
        .matcher(pattern)
        .replaceAll(match -> Matcher.quoteReplacement(replacement(match.group(1), match.group(2), names)));
  }

  private String replacement(String literal, String name, Map<?, ?> names) {
    if (!literal.isEmpty()) {
      return "${" + name + "}";
    }
    if (names.containsKey(name)) {
      return text(names.get(name));
    }
    int dot = name.indexOf('.');
    return dot < 0
        ? String.valueOf(ref(name))
        : references.attribute(name.substring(0, dot), name.substring(dot + 1));
  }

  private String join(List<?> argument) {
    return list(resolve(argument.get(1))).stream()
        .map(String::valueOf)
        .collect(Collectors.joining(text(argument.get(0))));
  }

  private Object select(List<?> argument) {
    return list(resolve(argument.get(1))).get(Integer.parseInt(text(argument.get(0))));
  }

  private List<String> split(List<?> argument) {
    return List.of(text(argument.get(1)).split(Pattern.quote(text(argument.get(0))), -1));
  }

  private Object find(List<?> argument) {
    Object found = mappings;
    for (Object key : argument) {
      found = found instanceof Map<?, ?> map ? map.get(text(key)) : null;
    }
    if (found == null) {
      throw new LocalFailure("the template's mappings have no " + argument);
    }
    return found;
  }

  private Object choose(List<?> argument) {
    return resolve(argument.get(holds(text(argument.get(0))) ? 1 : 2));
  }

  private boolean truth(Object condition) {
    Map<?, ?> map = condition instanceof Map<?, ?> given ? given : Map.of("Condition", text(condition));
    Object argument = map.values().iterator().next();
    return switch (String.valueOf(map.keySet().iterator().next())) {
      case "Condition" -> holds(text(argument));
      case "Fn::Not" -> !truth(list(argument).get(0));
      case "Fn::And" -> list(argument).stream().allMatch(this::truth);
      case "Fn::Or" -> list(argument).stream().anyMatch(this::truth);
      case "Fn::Equals" -> text(list(argument).get(0)).equals(text(list(argument).get(1)));
      default -> throw new LocalFailure("the local run does not know the condition " + map);
    };
  }

  private String text(Object value) {
    return String.valueOf(resolve(value));
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : new ArrayList<>(List.of(value));
  }
}
