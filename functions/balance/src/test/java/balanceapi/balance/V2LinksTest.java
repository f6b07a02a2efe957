package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import balanceapi.core.app.Link;
import balanceapi.core.cases.AcceptanceCase;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** App links of the v2 dialect. */
final class V2LinksTest {

  private static final String NEW = "/v2/links/new";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String WHOLE =
      """
      {"name":"Loans","logo":"https://example.com/logo.png","countries":["NG","KE"],
       "billable_products":["auth","balance","income"],"color":"#2D2D3D",
       "support_email":"help@example.com","success_url":"https://example.com/done",
       "callback_url":"https://example.com/hook","continue_cta":"Go on",
       "options":{"order":7,"deep":{"a":[1,2]}}}""";

  private final Counter counter = new Counter();

  private JsonNode link(APIGatewayV2HTTPResponse answer) {
    JsonNode json = ok(answer);
    assertEquals("success", json.path("status").asText());
    return json.at("/data/link");
  }

  private String refused(String body) {
    APIGatewayV2HTTPResponse answer = counter.post(NEW, body);
    assertEquals(400, answer.getStatusCode(), answer::getBody);
    assertEquals("error", Counter.json(answer).path("status").asText());
    return Counter.json(answer).path("message").asText();
  }

  // ---- the shape

  /** Each member of the captured shape is there and of its kind, and none that clients do not know is odd. */
  @Test
  void a_link_has_the_shape_that_clients_know_field_by_field() throws Exception {
    Optional<Path> file = AcceptanceCase.shared("payloads/okra/31_shape_links_new.json");
    assumeTrue(file.isPresent(), "skipped: shared/payloads is not beside the project, nothing to compare");
    JsonNode shape = new ObjectMapper().readTree(file.get().toFile()).at("/response/data/link");
    JsonNode ours = link(counter.post(NEW, WHOLE));
    Set<String> differences = new TreeSet<>();
    compare("", shape, ours, differences);
    assertEquals(Set.of(), differences);
    Set<String> added = new TreeSet<>();
    ours.fieldNames().forEachRemaining(added::add);
    shape.fieldNames().forEachRemaining(added::remove);
    assertEquals(Set.of("success_url", "support_email"), added);
  }

  private static void compare(String path, JsonNode shape, JsonNode ours, Set<String> differences) {
    for (var member : shape.properties()) {
      String name = path + member.getKey();
      JsonNode value = ours.path(member.getKey());
      boolean fits =
          switch (member.getValue().asText()) {
            case "" -> value.getNodeType() == member.getValue().getNodeType();
            case "int" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "any|null" -> !value.isMissingNode();
            default -> value.isTextual();
          };
      if (!fits) {
        differences.add(name + " is " + value.getNodeType());
      } else if (value.isObject()) {
        compare(name + ".", member.getValue(), value, differences);
      } else if (value.isArray() && !member.getValue().isEmpty()) {
        value.forEach(each -> assertTrue(each.isTextual(), name));
      }
    }
  }

  @Test
  void what_was_asked_for_is_in_the_answer_and_kept() {
    JsonNode link = link(counter.post(NEW, WHOLE));
    String id = link.path("_id").asText();
    assertTrue(id.matches("[0-9a-f]{24}"), id);
    assertEquals("Loans", link.path("name").asText());
    assertEquals("[\"NG\",\"KE\"]", link.path("countries").toString());
    assertEquals("[\"auth\",\"balance\",\"income\"]", link.path("billable_products").toString());
    assertEquals("#2D2D3D", link.path("color").asText());
    assertEquals("https://example.com/hook", link.path("callback_url").asText());
    assertEquals("production-sandbox", link.path("env").asText());
    assertEquals(APP, link.at("/app/_id").asText());
    assertEquals("Shop", link.at("/owner/name").asText());
    assertEquals(NOW.toString(), link.path("created_at").asText());
    Link kept = counter.apps().findLink(APP, id).orElseThrow();
    assertEquals(Optional.of("help@example.com"), kept.supportEmail());
    assertEquals(Optional.of("https://example.com/done"), kept.successUrl());
    assertEquals(Optional.of("{\"order\":7,\"deep\":{\"a\":[1,2]}}"), kept.options());
    assertEquals(Optional.empty(), counter.apps().findLink(Counter.STRANGER, id));
    assertNotEquals(id, link(counter.post(NEW, WHOLE)).path("_id").asText());
  }

  @Test
  void a_links_address_is_where_the_caller_is() {
    ObjectNode asked = withBody(request("POST", NEW, APP), "application/json", "{\"name\":\"Loans\"}");
    ((ObjectNode) asked.get("requestContext")).put("domainName", "api.example.com");
    JsonNode link = link(counter.handle(asked));
    String address = link.path("url").asText();
    assertEquals(
        "https://api.example.com/connect?link=" + link.path("_id").asText() + "&app=" + APP, address);
    assertEquals(address, link.path("short_url").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/sandbox", "/sandbox/v2"})
  void a_name_alone_makes_a_link_under_each_base_url(String base) {
    JsonNode link = link(counter.post(base + "/links/new", "{\"name\":\" Loans \"}"));
    assertEquals("Loans", link.path("name").asText());
    assertEquals("[\"auth\",\"balance\",\"transactions\"]", link.path("billable_products").toString());
    assertEquals("[\"NG\"]", link.path("countries").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "countries[]=NG&countries[]=KE&options[order]=7",
        "countries[0]=NG&countries[1]=KE&options[order]=7",
        "countries=NG&countries=KE&options=%7B%22order%22%3A%227%22%7D"
      })
  void a_form_says_lists_and_objects_in_any_of_the_usual_ways(String form) {
    APIGatewayV2HTTPResponse answer =
        counter.handle(withBody(request("POST", NEW, APP), FORM, "name=Loans&" + form));
    JsonNode link = link(answer);
    assertEquals("[\"NG\",\"KE\"]", link.path("countries").toString());
    Link kept = counter.apps().findLink(APP, link.path("_id").asText()).orElseThrow();
    assertEquals(Optional.of("{\"order\":\"7\"}"), kept.options());
  }

  // ---- refusals

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name|\"\"", "name|\"two\\nlines\"", "logo|\"javascript:alert(1)\"", "logo|\"nowhere\"",
        "success_url|\"ftp://example.com\"", "success_url|\"https://me@example.com\"",
        "callback_url|\"/here\"", "color|\"green\"", "color|\"#12345\"", "countries|[\"XX\"]",
        "countries|[]", "countries|7", "billable_products|[\"gold\"]", "billable_products|[]",
        "support_email|\"nobody\"", "support_email|\"a@b@c\"", "options|\"text\"", "options|[1]",
        "continue_cta|{}"
      })
  void what_cannot_be_is_400_naming_the_parameter(String name, String value) {
    String body = name.equals("name") ? "{\"name\":" + value + "}" : "{\"name\":\"n\",\"" + name + "\":" + value + "}";
    String told = refused(body);
    assertTrue(told.startsWith(name), told);
  }

  @Test
  void what_is_too_long_is_400_naming_the_parameter() {
    String tooLong = "x".repeat(101);
    assertTrue(refused("{\"name\":\"" + tooLong + "\"}").startsWith("name"));
    String cta = refused("{\"name\":\"n\",\"continue_cta\":\"" + tooLong + "\"}");
    assertTrue(cta.startsWith("continue_cta"), cta);
    String url = "https://example.com/" + "x".repeat(2048);
    assertTrue(refused("{\"name\":\"n\",\"logo\":\"" + url + "\"}").startsWith("logo"));
    String options = "{\"a\":\"" + "x".repeat(4000) + "\",\"b\":\"" + "x".repeat(100) + "\"}";
    assertTrue(refused("{\"name\":\"n\",\"options\":" + options + "}").startsWith("options"));
    assertTrue(refused("{}").startsWith("name is required"));
  }

  @Test
  void without_an_apps_key_no_link_is_made() {
    ObjectNode asked = withBody(request("POST", NEW, APP), "application/json", WHOLE);
    assertEquals(401, counter.handle(Counter.withScope(asked.deepCopy(), "none")).getStatusCode());
    assertEquals(403, counter.handle(Counter.withScope(asked.deepCopy(), "admin")).getStatusCode());
    assertEquals(404, counter.get(NEW).getStatusCode());
  }
}
