package balanceapi.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lambda's filter: says which records of an event source reach its function. Members are joined by and, the
 * values that a member may have by or.
 */
sealed interface EventPattern {

  /** Whether this has what the pattern asks for; what is not there is a missing node. */
  boolean matches(JsonNode event);

  /**
   * Reads a pattern.
   *
   * @param text JSON, as in a template's {@code FilterCriteria}
   * @throws LocalFailure if it is no pattern, or asks for what the local run does not know
   */
  static EventPattern of(String text) {
    try {
      JsonNode pattern = Json.parse(text);
      require(pattern.isObject(), "it is no JSON object");
      return members(pattern);
    } catch (JsonProcessingException e) {
      throw new LocalFailure("the filter " + text + " is not understood: it is no JSON", e);
    } catch (IllegalArgumentException e) {
      throw new LocalFailure("the filter " + text + " is not understood: " + e.getMessage(), e);
    }
  }

  private static EventPattern members(JsonNode pattern) {
    require(!pattern.isEmpty(), "an object in it asks for nothing");
    Map<String, EventPattern> members = new LinkedHashMap<>();
    pattern.properties().forEach(member -> members.put(member.getKey(), member(member)));
    return new AllOf(members);
  }

  private static EventPattern member(Map.Entry<String, JsonNode> member) {
    JsonNode asked = member.getValue();
    require(!member.getKey().startsWith("$"), "the local run does not know " + member.getKey());
    require(asked.isContainerNode(), "the values of " + member.getKey() + " are no list");
    return asked.isObject() ? members(asked) : values(asked, member.getKey());
  }

  private static EventPattern values(JsonNode list, String name) {
    require(!list.isEmpty(), "the values of " + name + " are none");
    List<Value> values = new ArrayList<>();
    list.forEach(value -> values.add(Value.of(value)));
    return new AnyOf(values);
  }

  private static void require(boolean understood, String otherwise) {
    if (!understood) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** An object all of whose members match; in a list it is enough that one of its objects does. */
  record AllOf(Map<String, EventPattern> members) implements EventPattern {

    @Override
    public boolean matches(JsonNode event) {
      if (event.isArray() && !event.isEmpty()) {
        return event.valueStream().anyMatch(this::matches);
      }
      return members.entrySet().stream()
          .allMatch(member -> member.getValue().matches(event.path(member.getKey())));
    }
  }

  /**
   * A text, number, boolean or null that is one of these, or a list that has such a one. An object is none of
   * them: to Lambda, too, it does not even exist as a value, only what is in it does.
   */
  record AnyOf(List<Value> values) implements EventPattern {

    @Override
    public boolean matches(JsonNode event) {
      List<JsonNode> found =
          event.isArray()
              ? event.valueStream().filter(JsonNode::isValueNode).toList()
              : event.isValueNode() ? List.of(event) : List.of();
      return values.stream().anyMatch(value -> value.isAmong(found));
    }
  }

  /** What a member's value may be. */
  sealed interface Value {

    /** Whether a member that has these values is as asked for; it has none when it is not there. */
    boolean isAmong(List<JsonNode> found);

    private static Value of(JsonNode asked) {
      if (asked.isValueNode()) {
        return new Exactly(asked);
      }
      require(asked.isObject() && asked.size() == 1, asked + " is neither a value nor one operator");
      Map.Entry<String, JsonNode> operator = asked.properties().iterator().next();
      JsonNode argument = operator.getValue();
      return switch (operator.getKey()) {
        case "prefix" -> {
          require(argument.isTextual(), "a prefix is a text");
          yield new Prefix(argument.asText());
        }
        case "exists" -> {
          require(argument.isBoolean(), "exists is true or false");
          yield new Exists(argument.asBoolean());
        }
        case "anything-but" -> new AnythingBut(refused(argument));
        default ->
            throw new IllegalArgumentException(
                "the local run does not know the operator " + operator.getKey());
      };
    }

    private static List<Exactly> refused(JsonNode argument) {
      List<JsonNode> values = argument.isArray() ? argument.valueStream().toList() : List.of(argument);
      require(
          !values.isEmpty() && values.stream().allMatch(JsonNode::isValueNode),
          "the local run knows anything-but with values alone");
      return values.stream().map(Exactly::new).toList();
    }
  }

  /** This value; numbers are the same however they are written. */
  record Exactly(JsonNode value) implements Value {

    @Override
    public boolean isAmong(List<JsonNode> found) {
      return found.stream().anyMatch(this::is);
    }

    boolean is(JsonNode other) {
      return value.isNumber() && other.isNumber()
          ? value.decimalValue().compareTo(other.decimalValue()) == 0
          : value.equals(other);
    }
  }

  /** A text that begins so. */
  record Prefix(String beginning) implements Value {

    @Override
    public boolean isAmong(List<JsonNode> found) {
      return found.stream().anyMatch(value -> value.isTextual() && value.asText().startsWith(beginning));
    }
  }

  /** Any value, or none at all. */
  record Exists(boolean wanted) implements Value {

    @Override
    public boolean isAmong(List<JsonNode> found) {
      return found.isEmpty() != wanted;
    }
  }

  /** A value that is none of these. */
  record AnythingBut(List<Exactly> refused) implements Value {

    @Override
    public boolean isAmong(List<JsonNode> found) {
      return found.stream().anyMatch(value -> refused.stream().noneMatch(one -> one.is(value)));
    }
  }
}
