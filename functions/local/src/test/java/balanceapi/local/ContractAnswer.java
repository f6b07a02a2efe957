package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An answer, to be held to what the description says of it.
 *
 * @param headers by lower-case name
 */
record ContractAnswer(int status, Map<String, String> headers, String body) {

  /** Headers of HTTP itself, of the gateway, and those that the description says of every answer. */
  private static final Set<String> OF_EVERY_ANSWER =
      Set.of(
          "content-type",
          "content-length",
          "date",
          "apigw-requestid",
          "cache-control",
          "x-content-type-options");

  /** What the description of this operation does not say, or says otherwise; empty when nothing. */
  List<String> faults(ContractOperation operation, ContractSchemas schemas) {
    Optional<JsonNode> described = operation.answer(status);
    if (described.isEmpty()) {
      return List.of("openapi.yaml does not document the status " + status + " of " + operation.key());
    }
    List<String> faults = new ArrayList<>();
    headers(described.get(), operation, schemas, faults);
    content(described.get().path("content"), schemas, faults);
    return faults;
  }

  private void headers(
      JsonNode described, ContractOperation operation, ContractSchemas schemas, List<String> faults) {
    JsonNode named = described.path("headers");
    headers.keySet().stream()
        .filter(name -> !OF_EVERY_ANSWER.contains(name) && !named.has(name))
        .forEach(name -> faults.add("the header " + name + " is not documented"));
    named.properties().forEach(
        header -> {
          String value = headers.get(header.getKey());
          if (value == null && header.getValue().path("required").isBoolean()) {
            return; // said to be there at times
          }
          if (value == null) {
            faults.add("the header " + header.getKey() + " is documented and not there");
            return;
          }
          JsonNode schema = operation.resolved(header.getValue()).path("schema");
          schemas.invalid(schema, scalar(value, schema)).forEach(
              fault -> faults.add("the header " + header.getKey() + fault));
        });
  }

  private static JsonNode scalar(String value, JsonNode schema) {
    try {
      return schema.path("type").asText().equals("string") ? TextNode.valueOf(value) : Json.parse(value);
    } catch (IOException notJson) {
      return TextNode.valueOf(value);
    }
  }

  private void content(JsonNode content, ContractSchemas schemas, List<String> faults) {
    if (content.isEmpty()) {
      if (!body.isEmpty()) {
        faults.add("a body is not documented");
      }
      return;
    }
    String type = headers.getOrDefault("content-type", "").split(";")[0].strip();
    if (!content.has(type)) {
      faults.add("the content type " + type + " is not documented");
      return;
    }
    JsonNode value = json(type);
    if (value.isMissingNode()) {
      faults.add("the body is not JSON");
      return;
    }
    JsonNode schema = content.path(type).path("schema");
    faults.addAll(schemas.faults(schema.isMissingNode() ? BooleanNode.FALSE : schema, value));
    if (type.equals("application/problem+json") && value.path("status").asInt() != status) {
      faults.add("/status is not the status of the answer");
    }
  }

  private JsonNode json(String type) {
    if (!type.equals("application/json") && !type.endsWith("+json")) {
      return TextNode.valueOf(body);
    }
    try {
      return Json.parse(body);
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
