package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.Yaml;

/** That the contract test would find what it looks for. */
@ExtendWith(EndToEnd.class)
final class ContractChecksTest {

  private static final String DESCRIPTION =
      """
      openapi: 3.1.0
      security: [{secretKey: []}]
      paths:
        /things/{thing_id}:
          parameters:
            - {name: thing_id, in: path, required: true, schema: {type: string}}
          get:
            responses:
              '200':
                description: The thing
                headers:
                  retry-after: {schema: {type: integer}}
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Thing'}
              4XX: {description: Refused, content: {application/problem+json: {schema: {type: object}}}}
          post:
            requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
            responses:
              '204': {description: Done}
      components:
        schemas:
          Thing:
            allOf:
              - {$ref: '#/components/schemas/Named'}
              - type: object
                required: [at]
                properties:
                  at: {type: string, format: date-time}
                  parts: {type: array, items: {$ref: '#/components/schemas/Named'}}
                  notes: {type: object, additionalProperties: {type: string}}
          Named:
            type: object
            properties:
              name: {type: string}
      """;

  private final JsonNode document = Json.tree(new Yaml().load(DESCRIPTION));
  private final ContractSchemas schemas = new ContractSchemas(document);
  private final List<ContractOperation> operations = ContractOperation.all(document);
  private final ContractOperation get = operations.get(0);

  private List<String> faults(int status, Map<String, String> headers, JsonNode body) {
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("content-type", "application/json");
    all.putIfAbsent("retry-after", "1");
    return new ContractAnswer(status, all, body.toString()).faults(get, schemas);
  }

  private static ObjectNode thing() {
    ObjectNode thing = Json.object().put("name", "one").put("at", "2026-11-22T09:00:00Z");
    thing.putArray("parts").addObject().put("name", "two");
    thing.putObject("notes").put("any", "name");
    return thing;
  }

  @Test
  void an_answer_as_documented_has_no_fault() {
    assertEquals(List.of(), faults(200, Map.of(), thing()));
  }

  @Test
  void a_member_that_no_schema_names_is_a_fault_at_any_depth() {
    assertEquals(List.of("/age is not in the description"), faults(200, Map.of(), thing().put("age", 1)));
    ObjectNode deep = thing();
    ((ObjectNode) deep.at("/parts/0")).put("age", 1);
    assertEquals(List.of("/parts/0/age is not in the description"), faults(200, Map.of(), deep));
  }

  @Test
  void a_member_of_another_type_or_format_or_none_is_a_fault() {
    assertEquals(1, faults(200, Map.of(), thing().put("name", 1)).size());
    assertEquals(1, faults(200, Map.of(), thing().put("at", "yesterday")).size());
    assertEquals(1, faults(200, Map.of(), thing().without("at")).size());
  }

  @Test
  void another_status_content_type_or_header_is_a_fault() {
    assertEquals(1, faults(202, Map.of(), thing()).size());
    assertEquals(1, faults(404, Map.of("retry-after", "1"), thing()).stream().filter(f -> f.contains("retry-after")).count());
    assertEquals(
        List.of("the content type text/html is not documented"),
        faults(200, Map.of("content-type", "text/html; charset=utf-8"), thing()));
    assertEquals(1, faults(200, Map.of("retry-after", "soon"), thing()).size());
    assertEquals(
        List.of("the header x-new is not documented"), faults(200, Map.of("x-new", "1"), thing()));
  }

  @Test
  void a_documented_header_that_is_not_there_is_a_fault() {
    ContractAnswer answer =
        new ContractAnswer(200, Map.of("content-type", "application/json"), thing().toString());
    assertEquals(
        List.of("the header retry-after is documented and not there"), answer.faults(get, schemas));
  }

  @Test
  void an_operation_that_does_not_say_enough_is_told_what_to_add() throws Exception {
    ContractTenant tenant = ContractTenant.create(EndToEnd.stack());
    AssertionError parameter =
        assertThrows(
            AssertionError.class, () -> new ContractRequests(get, tenant, schemas).documented());
    assertTrue(parameter.getMessage().contains("GET /things/{thing_id}"), parameter.getMessage());
    assertTrue(parameter.getMessage().contains("thing_id: give it an example"), parameter.getMessage());

    ((ObjectNode) document.at("/paths/~1things~1{thing_id}/parameters/0")).put("example", "t1");
    ContractOperation post = ContractOperation.all(document).get(1);
    AssertionError body =
        assertThrows(
            AssertionError.class, () -> new ContractRequests(post, tenant, schemas).documented());
    assertTrue(body.getMessage().contains("has no example of its body"), body.getMessage());
  }

  @Test
  void what_is_known_by_its_name_or_by_an_example_is_sent() throws Exception {
    ContractTenant tenant = ContractTenant.create(EndToEnd.stack());
    ((ObjectNode) document.at("/paths/~1things~1{thing_id}/parameters/0")).put("example", "t 1");
    ContractOperation known = ContractOperation.all(document).get(0);
    assertEquals("/things/t%201", new ContractRequests(known, tenant, schemas).usual().path());
  }

  @Test
  void dates_of_examples_are_moved_to_the_day_of_the_test() throws Exception {
    ContractTenant tenant = ContractTenant.create(EndToEnd.stack());
    String asOf = tenant.tenant().balance("64ba00000000000000000001").path("as_of").asText();
    assertEquals("at=" + asOf, tenant.today("at=2026-11-22T09:00:00Z"));
    assertEquals(asOf.substring(0, 10), tenant.today("2026-11-22"));
    assertEquals("64ba00000000000000000001", tenant.today("64ba00000000000000000001"));
  }
}
