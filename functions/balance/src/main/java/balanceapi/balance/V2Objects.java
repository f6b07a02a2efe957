package balanceapi.balance;

import balanceapi.platform.http.BadRequest;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects among the parameters of a v2 request, in the ways in which clients send them. */
final class V2Objects {

  private V2Objects() {}

  /** A member of a JSON body: an object, or a text that holds one. */
  static Optional<ObjectNode> of(Fields json, String name) {
    return json.tree(name).map(node -> object(name, node));
  }

  private static ObjectNode object(String name, JsonNode node) {
    return switch (node) {
      case ObjectNode object -> object;
      case JsonNode text when text.isTextual() -> parsed(name, text.textValue());
      default -> throw wrong(name);
    };
  }

  /** A form's field that holds JSON, or its fields {@code name[member]}, {@code name[member][member]}. */
  static Optional<ObjectNode> of(Map<String, List<String>> form, String name) {
    Optional<ObjectNode> whole =
        V2Parameters.field(form, name).map(text -> parsed(name, text));
    if (whole.isPresent()) {
      return whole;
    }
    ObjectNode object = Json.object();
    for (String field : form.keySet()) {
      if (field.startsWith(name + "[") && field.endsWith("]")) {
        String path = field.substring(name.length() + 1, field.length() - 1);
        put(object, name, List.of(path.split("\\]\\[", -1)), value(form, field));
      }
    }
    return object.isEmpty() ? Optional.empty() : Optional.of(object);
  }

  private static String value(Map<String, List<String>> form, String field) {
    return V2Parameters.field(form, field).orElse("");
  }

  private static void put(ObjectNode object, String name, List<String> path, String value) {
    if (path.size() > Json.MAX_DEPTH) {
      throw wrong(name);
    }
    ObjectNode at = object;
    for (String member : path.subList(0, path.size() - 1)) {
      if (at.has(member) && !at.get(member).isObject()) {
        throw wrong(name);
      }
      at = at.withObjectProperty(member);
    }
    if (at.has(path.getLast())) {
      throw wrong(name);
    }
    at.put(path.getLast(), value);
  }

  private static ObjectNode parsed(String name, String text) {
    try {
      return Json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (BadRequest notAnObject) {
      throw wrong(name);
    }
  }

  private static BadRequest wrong(String name) {
    return new BadRequest(
        name, "must be an object, as JSON or in a form as fields %s[member]".formatted(name));
  }
}
