package balanceapi.local;

import balanceapi.local.OpenApi.Guard;
import balanceapi.local.OpenApi.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * One operation of the API's description, its references followed.
 *
 * @param document the whole description
 * @param item what it says of this operation
 * @param parameters those of the operation and of its path
 */
record ContractOperation(
    Operation operation, JsonNode document, JsonNode item, List<JsonNode> parameters) {

  private static final String JSON = "application/json";

  /** Every operation, in the document's order. */
  static List<ContractOperation> all(JsonNode document) {
    return OpenApi.operations(document).stream()
        .map(operation -> of(operation, document))
        .toList();
  }

  private static ContractOperation of(Operation operation, JsonNode document) {
    JsonNode path = document.path("paths").path(operation.path());
    JsonNode item = path.path(operation.method().toLowerCase(Locale.ROOT));
    List<JsonNode> parameters = new ArrayList<>();
    for (JsonNode list : List.of(path.path("parameters"), item.path("parameters"))) {
      list.forEach(parameter -> parameters.add(resolved(document, parameter)));
    }
    return new ContractOperation(operation, document, item, List.copyOf(parameters));
  }

  /** What a reference refers to; anything else is itself. */
  static JsonNode resolved(JsonNode document, JsonNode node) {
    JsonNode found = node;
    while (found.has("$ref")) {
      found = document.at(found.path("$ref").asText().substring(1));
    }
    return found;
  }

  JsonNode resolved(JsonNode node) {
    return resolved(document, node);
  }

  String key() {
    return operation.key();
  }

  Guard guard() {
    return operation.guard();
  }

  boolean isV2() {
    return operation.path().startsWith("/v2/");
  }

  /** Its parameters that are in the path, in the query, or in a header. */
  List<JsonNode> parameters(String in) {
    return parameters.stream().filter(parameter -> parameter.path("in").asText().equals(in)).toList();
  }

  // ---- the body

  JsonNode body() {
    return resolved(item.path("requestBody"));
  }

  boolean hasBody() {
    return item.has("requestBody");
  }

  JsonNode bodySchema(String mediaType) {
    return body().path("content").path(mediaType).path("schema");
  }

  /** Examples of its body by media type. A form without any has those of JSON that a form can say. */
  Map<String, List<JsonNode>> bodies() {
    Map<String, List<JsonNode>> bodies = new LinkedHashMap<>();
    body().path("content").properties().forEach(
        content -> {
          List<JsonNode> examples = examples(content.getValue());
          if (examples.isEmpty() && !content.getKey().equals(JSON)) {
            examples = bodies.getOrDefault(JSON, List.of()).stream().filter(ContractOperation::isFlat).toList();
          }
          bodies.put(content.getKey(), examples);
        });
    return bodies;
  }

  private static boolean isFlat(JsonNode example) {
    return example.isObject()
        && example.properties().stream().allMatch(member -> member.getValue().isValueNode());
  }

  /** The examples of a parameter or a media type; those of its schema when it has none. */
  List<JsonNode> examples(JsonNode described) {
    List<JsonNode> examples = new ArrayList<>();
    Optional.ofNullable(described.get("example")).ifPresent(examples::add);
    described.path("examples").forEach(example -> examples.add(resolved(example).path("value")));
    return examples.isEmpty() ? examplesOf(described.path("schema")) : examples;
  }

  private List<JsonNode> examplesOf(JsonNode schema) {
    List<JsonNode> examples = new ArrayList<>();
    for (JsonNode said : List.of(schema, resolved(schema))) {
      if (examples.isEmpty()) {
        Optional.ofNullable(said.get("example")).ifPresent(examples::add);
        said.path("examples").forEach(examples::add);
      }
    }
    return examples;
  }

  // ---- the answers

  /** The statuses that it names one by one. */
  Set<Integer> statuses() {
    Set<Integer> statuses = new TreeSet<>();
    item.path("responses")
        .fieldNames()
        .forEachRemaining(
            status -> {
              if (status.matches("[0-9]{3}")) {
                statuses.add(Integer.valueOf(status));
              }
            });
    return statuses;
  }

  /** What it says of an answer with this status. */
  Optional<JsonNode> answer(int status) {
    JsonNode responses = item.path("responses");
    return StreamSupport.stream(List.of("" + status, status / 100 + "XX").spliterator(), false)
        .filter(responses::has)
        .findFirst()
        .map(name -> resolved(responses.path(name)));
  }
}
