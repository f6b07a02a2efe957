package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds values to the schemas of the API's description, and more strictly than JSON Schema does: a member that
 * no schema names is a fault, unless a schema says {@code additionalProperties}. Writing
 * {@code unevaluatedProperties: false} into the description instead would forbid clients to be lenient, and
 * cannot be said of a schema that others are composed of.
 */
final class ContractSchemas {

  private static final List<String> COMPOSITIONS = List.of("allOf", "oneOf", "anyOf");

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> compiled = new HashMap<>();
  private final JsonNode document;

  ContractSchemas(JsonNode document) {
    this.document = document;
  }

  /** What is wrong with this value; empty when nothing is. */
  List<String> faults(JsonNode schema, JsonNode value) {
    List<String> faults = invalid(schema, value);
    unnamed(List.of(schema), value, "", faults);
    return faults;
  }

  /** What JSON Schema finds wrong with it. */
  List<String> invalid(JsonNode schema, JsonNode value) {
    List<String> faults = new ArrayList<>();
    compiled
        .computeIfAbsent(schema, this::compile)
        .validate(
            value,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .forEach(error -> faults.add(error.getInstanceLocation() + " " + error.getMessage()));
    return faults;
  }

  /** References are into the document: its components come along. */
  private Schema compile(JsonNode schema) {
    ObjectNode whole = Json.object();
    whole.putArray("allOf").add(schema);
    whole.set("components", document.path("components"));
    return registry.getSchema(whole);
  }

  private void unnamed(List<JsonNode> schemas, JsonNode value, String at, List<String> faults) {
    List<JsonNode> parts = new ArrayList<>();
    schemas.forEach(schema -> collect(schema, parts));
    if (parts.stream().anyMatch(ContractSchemas::isAnything)) {
      return;
    }
    value.properties().forEach(
        member -> {
          List<JsonNode> named = new ArrayList<>();
          parts.forEach(part -> member(part, member.getKey(), named));
          if (named.isEmpty()) {
            faults.add(at + "/" + member.getKey() + " is not in the description");
          } else {
            unnamed(named, member.getValue(), at + "/" + member.getKey(), faults);
          }
        });
    List<JsonNode> items = parts.stream().filter(p -> p.has("items")).map(p -> p.path("items")).toList();
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      unnamed(items, value.get(i), at + "/" + i, faults);
    }
  }

  /** The schema and all that it is composed of: what they name together may be there. */
  private void collect(JsonNode schema, List<JsonNode> parts) {
    parts.add(schema);
    if (schema.has("$ref")) {
      collect(document.at(schema.path("$ref").asText().substring(1)), parts);
    }
    COMPOSITIONS.forEach(name -> schema.path(name).forEach(part -> collect(part, parts)));
  }

  /** The schemas of a value that is composed of others: its own, and those of each of them. */
  List<JsonNode> parts(JsonNode schema) {
    List<JsonNode> parts = new ArrayList<>();
    collect(schema, parts);
    return parts;
  }

  private static boolean isAnything(JsonNode schema) {
    return schema.isBoolean() && schema.asBoolean() || schema.isObject() && schema.isEmpty();
  }

  private static void member(JsonNode schema, String name, List<JsonNode> found) {
    if (schema.path("properties").has(name)) {
      found.add(schema.path("properties").path(name));
      return;
    }
    schema.path("patternProperties").properties().stream()
        .filter(pattern -> name.matches(".*" + pattern.getKey() + ".*"))
        .forEach(pattern -> found.add(pattern.getValue()));
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject() || others.asBoolean()) {
      found.add(others);
    }
  }
}
