package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.local.OpenApi.Guard;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The API's description is a valid one, and says what its readers need. */
final class OpenApiLintTest {

  /** The OpenAPI Initiative's own, of 2022-10-07, under the Apache License 2.0. */
  private static final String META_SCHEMA = "/openapi-3.1.json";

  /** Names of parameters that are their own description, in a service about balances. */
  private static final Set<String> SELF_EVIDENT =
      Set.of(
          "customer_id", "record_id", "key_id", "secret_id", "app_id", "limit", "page", "status",
          "currency", "name", "nuban", "bank", "logo", "env", "countries", "callback_url", "redirect_url",
          "showBalance", "webhook_auth", "customer", "account", "record");

  private final JsonNode document = OpenApi.document();
  private final List<ContractOperation> operations = ContractOperation.all(document);
  private final ContractSchemas schemas = new ContractSchemas(document);

  // ---- valid

  @Test
  void it_is_valid_openapi() throws Exception {
    assertEquals(List.of(), openApi().validate(document));
  }

  private static Schema openApi() throws Exception {
    try (InputStream file = OpenApiLintTest.class.getResourceAsStream(META_SCHEMA)) {
      return registry().getSchema(Json.parse(file.readAllBytes()));
    }
  }

  /** The schema of OpenAPI leaves the schemas within to JSON Schema's own. */
  @Test
  void every_schema_in_it_is_valid_json_schema() {
    Schema meta = jsonSchema();
    List<String> faults = new ArrayList<>();
    eachSchema(
        (at, schema) -> meta.validate(schema).forEach(error -> faults.add(at + error)));
    assertEquals(List.of(), faults);
  }

  private static Schema jsonSchema() {
    return registry().loadSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
  }

  @Test
  void what_is_not_valid_would_be_found() throws Exception {
    JsonNode withoutTitle = document.deepCopy();
    ((ObjectNode) withoutTitle.path("info")).remove("title");
    assertEquals(1, openApi().validate(withoutTitle).size());
    JsonNode misspelt = document.deepCopy();
    ((ObjectNode) misspelt.at("/paths/~1health/get")).put("sumary", "A name that OpenAPI does not have");
    assertFalse(openApi().validate(misspelt).isEmpty());
    assertFalse(jsonSchema().validate(Json.object().put("type", "strin")).isEmpty());
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  }

  @Test
  void every_example_is_valid_under_its_schema() {
    List<String> faults = new ArrayList<>();
    eachSchema(
        (at, schema) -> {
          if (schema.has("example")) {
            schemas.faults(schema, schema.path("example")).forEach(fault -> faults.add(at + " example: " + fault));
          }
        });
    eachNode(
        document,
        "",
        (at, node) -> {
          if (node.has("schema") && !at.endsWith("/properties")) {
            List<JsonNode> examples = new ArrayList<>();
            if (node.has("example")) {
              examples.add(node.path("example"));
            }
            node.path("examples").forEach(example -> examples.add(example.path("value")));
            examples.forEach(
                example ->
                    schemas.faults(node.path("schema"), example).forEach(fault -> faults.add(at + " example: " + fault)));
          }
        });
    assertEquals(List.of(), faults);
  }

  @Test
  void what_is_required_is_described() {
    List<String> faults = new ArrayList<>();
    eachSchema(
        (at, schema) ->
            schema.path("required").forEach(
                name -> {
                  // Beside allOf, what is required may be described by another part.
                  boolean isPart = at.matches(".*/allOf/[0-9]+");
                  boolean isNamed =
                      schemas.parts(schema).stream().anyMatch(part -> part.path("properties").has(name.asText()));
                  if (!isPart && !isNamed) {
                    faults.add(at + " requires " + name + " and does not describe it");
                  }
                }));
    assertEquals(List.of(), faults);
  }

  /** A reader of YAML takes the last of two; the first is lost without a word. */
  @Test
  void nothing_is_said_twice() throws Exception {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    new Yaml(new SafeConstructor(strict)).load(Files.readString(OpenApi.FILE));
  }

  // ---- whole

  @Test
  void every_operation_has_an_id_of_its_own_one_tag_that_is_declared_and_a_summary() {
    Set<String> declared =
        document.path("tags").findValuesAsText("name").stream().collect(Collectors.toCollection(TreeSet::new));
    Set<String> used = new TreeSet<>();
    Set<String> ids = new HashSet<>();
    for (ContractOperation operation : operations) {
      String id = operation.item().path("operationId").asText();
      assertTrue(id.matches("[a-z][A-Za-z0-9]+"), () -> operation.key() + " has the operationId " + id);
      assertTrue(ids.add(id), () -> "two operations have the operationId " + id);
      JsonNode tags = operation.item().path("tags");
      assertEquals(1, tags.size(), () -> operation.key() + " has the tags " + tags);
      used.add(tags.path(0).asText());
      String summary = operation.item().path("summary").asText();
      assertTrue(summary.length() > 2 && summary.length() <= 100, () -> operation.key() + " has the summary " + summary);
      assertTrue(!summary.endsWith("."), () -> operation.key() + ": a summary ends without a stop");
    }
    assertEquals(declared, used);
  }

  @Test
  void every_place_of_a_path_is_a_parameter_and_every_parameter_of_a_path_has_a_place() {
    for (ContractOperation operation : operations) {
      Set<String> places =
          Pattern.compile("\\{([^}]+)}").matcher(operation.operation().path()).results()
              .map(place -> place.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> parameters =
          operation.parameters("path").stream()
              .map(parameter -> parameter.path("name").asText())
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(places, parameters, operation.key());
    }
  }

  @Test
  void every_operation_documents_the_refusals_of_its_kind() {
    Map<String, Set<Integer>> missing = new TreeMap<>();
    for (ContractOperation operation : operations) {
      Set<Integer> expected = new TreeSet<>();
      if (operation.guard() != Guard.OPEN) {
        expected.addAll(List.of(401, 429, 503));
        // The v2 dialect passes over what it does not know: without parameters nothing is invalid.
        if (!operation.isV2() || operation.hasBody() || !operation.parameters().isEmpty()) {
          expected.add(400);
        }
        if (operation.guard() != Guard.WEBHOOK) {
          expected.add(403);
        }
      }
      if (operation.hasBody()) {
        expected.addAll(List.of(413, 415));
      }
      expected.removeAll(operation.statuses());
      if (!expected.isEmpty()) {
        missing.put(operation.key(), expected);
      }
      assertTrue(
          operation.statuses().stream().anyMatch(status -> status / 100 == 2),
          () -> operation.key() + " documents no success");
    }
    assertEquals(Map.of(), missing);
  }

  @Test
  void a_refusal_is_in_the_dialect_of_its_operation() {
    for (ContractOperation operation : operations) {
      String type = operation.isV2() ? "application/json" : "application/problem+json";
      for (int status : operation.statuses()) {
        if (status >= 400) {
          JsonNode content = operation.answer(status).orElseThrow().path("content");
          assertEquals(1, content.size(), () -> operation.key() + " " + status);
          assertTrue(content.has(type), () -> operation.key() + " " + status + " is not " + type);
        }
      }
    }
  }

  // ---- for its readers

  /** Those of the body too: they are what a caller has to get right. */
  @Test
  void every_parameter_is_described_or_speaks_for_itself() {
    Set<String> undescribed = new TreeSet<>();
    for (ContractOperation operation : operations) {
      for (JsonNode parameter : operation.parameters()) {
        String name = parameter.path("name").asText();
        if (!isClear(name, parameter) && !isClear(name, parameter.path("schema"))) {
          undescribed.add(operation.key() + " " + name);
        }
      }
      operation.body().path("content").forEach(
          content ->
              schemas.parts(content.path("schema")).forEach(
                  part ->
                      part.path("properties").properties().stream()
                          .filter(property -> !isClear(property.getKey(), property.getValue()))
                          .forEach(property -> undescribed.add(operation.key() + " " + property.getKey()))));
    }
    // The webhook's are the widget's; the README says which of them count.
    undescribed.removeIf(parameter -> parameter.startsWith("POST /webhooks/"));
    assertEquals(Set.of(), undescribed, "describe them in openapi.yaml");
  }

  private boolean isClear(String name, JsonNode described) {
    return SELF_EVIDENT.contains(name)
        || described.has("description")
        || ContractOperation.resolved(document, described).has("description");
  }

  @Test
  void every_answer_is_described_and_every_body_has_a_schema() {
    for (ContractOperation operation : operations) {
      operation.item().path("responses").properties().forEach(
          response -> {
            JsonNode answer = operation.resolved(response.getValue());
            String which = operation.key() + " " + response.getKey();
            assertTrue(answer.path("description").asText().length() > 2, () -> which + " is not described");
            answer.path("content").forEach(content -> assertTrue(content.has("schema"), () -> which + " has no schema"));
          });
    }
  }

  @Test
  void every_component_is_used() {
    Set<String> references = new HashSet<>(document.findValuesAsText("$ref"));
    document.path("components").properties().stream()
        .filter(kind -> !kind.getKey().equals("securitySchemes"))
        .forEach(
            kind ->
                kind.getValue().fieldNames().forEachRemaining(
                    name ->
                        assertTrue(
                            references.contains("#/components/" + kind.getKey() + "/" + name),
                            () -> "nothing in openapi.yaml uses the component " + kind.getKey() + "/" + name)));
  }

  // ---- walking

  /** Every schema, also those within others. */
  private void eachSchema(BiConsumer<String, JsonNode> check) {
    document.path("components").path("schemas").properties().forEach(
        schema -> schema("/components/schemas/" + schema.getKey(), schema.getValue(), check));
    eachNode(
        document,
        "",
        (at, node) -> {
          if (node.has("schema") && !at.startsWith("/components/schemas")) {
            schema(at + "/schema", node.path("schema"), check);
          }
        });
  }

  private static void schema(String at, JsonNode schema, BiConsumer<String, JsonNode> check) {
    check.accept(at, schema);
    for (String one : List.of("items", "additionalProperties", "not", "if", "then", "else")) {
      if (schema.path(one).isObject()) {
        schema(at + "/" + one, schema.path(one), check);
      }
    }
    for (String several : List.of("allOf", "oneOf", "anyOf", "prefixItems")) {
      for (int i = 0; i < schema.path(several).size(); i++) {
        schema(at + "/" + several + "/" + i, schema.path(several).path(i), check);
      }
    }
    for (String named : List.of("properties", "patternProperties")) {
      schema.path(named).properties().forEach(
          property -> schema(at + "/" + named + "/" + property.getKey(), property.getValue(), check));
    }
  }

  private static void eachNode(JsonNode node, String at, BiConsumer<String, JsonNode> check) {
    if (node.isObject()) {
      check.accept(at, node);
      node.properties().forEach(
          member -> {
            if (!member.getKey().equals("example") && !member.getKey().equals("examples")) {
              eachNode(member.getValue(), at + "/" + member.getKey(), check);
            }
          });
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      eachNode(node.get(i), at + "/" + i, check);
    }
  }
}
