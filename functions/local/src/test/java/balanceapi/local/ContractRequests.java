package balanceapi.local;

import balanceapi.local.ContractRequest.Credential;
import balanceapi.local.OpenApi.Guard;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The requests of an operation that its description tells, and what goes wrong with each kind of operation. */
final class ContractRequests {

  /** What an example is answered: a success, or a conflict that it is an example of. */
  private static final Set<Integer> FINE = Set.of(200, 201, 202, 204, 409);

  private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");
  private static final Pattern ID = Pattern.compile("(chk|evt)_[A-Za-z0-9_-]+|[0-9a-f]{24}|2[0-9]{9}");
  private static final String NOBODYS = "f".repeat(24);
  private static final int OVER_EVERY_LIMIT = 300 * 1024;

  private final ContractOperation operation;
  private final ContractTenant tenant;
  private final ContractSchemas schemas;

  ContractRequests(ContractOperation operation, ContractTenant tenant, ContractSchemas schemas) {
    this.operation = operation;
    this.tenant = tenant;
    this.schemas = schemas;
  }

  // ---- what it documents

  /**
   * Each example of its body, and each example, listed value and bound of each of its parameters.
   *
   * @throws AssertionError that says what to add when the description does not tell enough
   */
  List<ContractRequest> documented() throws Exception {
    List<ContractRequest> requests = new ArrayList<>(bodies(plain()));
    ContractRequest first = requests.getFirst();
    for (JsonNode parameter : operation.parameters("query")) {
      String name = parameter.path("name").asText();
      if (!name.equals("cursor")) {
        values(parameter).forEach(value -> requests.add(first.with(name, value).because(name + "=" + value)));
      }
    }
    if (operation.isV2() && !operation.operation().path().startsWith("/v2/sandbox/")) {
      for (String base : TenancyRows.V2_BASES) {
        requests.add(first.at(first.path().replaceFirst("^/v2", base)).because("under " + base));
      }
    }
    return requests.stream().map(request -> request.expecting(FINE)).toList();
  }

  /** The first of them: what the operation is usually sent. */
  ContractRequest usual() throws Exception {
    return documented().getFirst();
  }

  /** Requests for pages of one, whose answers have the cursor of the next. */
  List<ContractRequest> pages() throws Exception {
    ContractRequest usual = usual();
    if (hasParameter("cursor")) {
      return List.of(usual.with("limit", "1").because("a page of one"));
    }
    List<ContractRequest> pages = new ArrayList<>();
    if (usual.type().equals("application/json") && bodyHas("cursor") && bodyHas("limit")) {
      pages.add(changed(usual, body -> body.put("limit", 1)).because("a page of one"));
    }
    return pages;
  }

  /** The page after this one. */
  ContractRequest after(ContractRequest page, String cursor) throws Exception {
    ContractRequest next =
        hasParameter("cursor") ? page.with("cursor", cursor) : changed(page, body -> body.put("cursor", cursor));
    return next.because("the page after");
  }

  private boolean hasParameter(String name) {
    return operation.parameters("query").stream().anyMatch(p -> p.path("name").asText().equals(name));
  }

  private boolean bodyHas(String name) {
    return schemas.parts(operation.bodySchema("application/json")).stream()
        .anyMatch(part -> part.path("properties").has(name));
  }

  private interface Change {
    void make(ObjectNode body);
  }

  private static ContractRequest changed(ContractRequest request, Change change) throws Exception {
    ObjectNode body = request.body().isEmpty() ? Json.object() : (ObjectNode) Json.parse(request.body());
    change.make(body);
    return request.withBody("application/json", body.toString());
  }

  /** With its path, the parameters that it must have, and no body. */
  private ContractRequest plain() {
    Map<String, JsonNode> inPath =
        operation.parameters("path").stream().collect(Collectors.toMap(p -> p.path("name").asText(), p -> p));
    String path =
        PLACE
            .matcher(operation.operation().path())
            .replaceAll(
                place -> {
                  JsonNode parameter = inPath.get(place.group(1));
                  if (parameter == null) {
                    throw lacking("does not have the path's parameter " + place.group(1) + " among its parameters");
                  }
                  return Matcher.quoteReplacement(ContractRequest.encoded(values(parameter).getFirst()));
                });
    ContractRequest request = ContractRequest.of(operation, path);
    for (JsonNode parameter : operation.parameters("query")) {
      if (parameter.path("required").asBoolean()) {
        request = request.with(parameter.path("name").asText(), values(parameter).getFirst());
      }
    }
    return request;
  }

  private List<ContractRequest> bodies(ContractRequest plain) throws Exception {
    List<ContractRequest> requests = new ArrayList<>();
    if (!operation.hasBody()) {
      return List.of(plain);
    }
    for (Map.Entry<String, List<JsonNode>> examples : operation.bodies().entrySet()) {
      String type = examples.getKey();
      if (examples.getValue().isEmpty() && type.equals("application/json")) {
        throw lacking("has no example of its body");
      }
      for (JsonNode example : examples.getValue()) {
        JsonNode body = tenant.today(example);
        requests.add(
            plain
                .withBody(type, type.equals("application/json") ? body.toString() : form(body))
                .because("the example of " + type));
      }
    }
    if (!operation.body().path("required").asBoolean()) {
      requests.add(plain.because("without a body"));
    }
    return requests;
  }

  private static String form(JsonNode body) {
    return body.properties().stream()
        .map(field -> field.getKey() + "=" + ContractRequest.encoded(field.getValue().asText()))
        .collect(Collectors.joining("&"));
  }

  /** What the description gives for a parameter; what is called so; or what its schema lists or bounds. */
  private List<String> values(JsonNode parameter) {
    String name = parameter.path("name").asText();
    if (!parameter.has("example") && !parameter.has("examples") && tenant.named(name).isPresent()) {
      return List.of(tenant.named(name).get());
    }
    Set<String> values = new LinkedHashSet<>();
    operation.examples(parameter).forEach(example -> values.add(tenant.today(example.asText())));
    JsonNode schema = operation.resolved(parameter.path("schema"));
    schema.path("enum").forEach(value -> values.add(value.asText()));
    if (schema.path("type").asText().equals("boolean")) {
      values.addAll(List.of("true", "false"));
    }
    for (String bound : List.of("default", "minimum", "maximum")) {
      if (schema.has(bound)) {
        values.add(schema.path(bound).asText());
      }
    }
    if (values.isEmpty()) {
      throw lacking(
          "has nothing to send for its parameter "
              + name
              + ": give it an example (one that is true of events/bodies), or its schema an enum or a default");
    }
    return List.copyOf(values);
  }

  private AssertionError lacking(String what) {
    return new AssertionError(
        "openapi.yaml, " + operation.key() + ": " + what + ". The contract test sends what the description shows");
  }

  // ---- what goes wrong

  /** A request for each thing that can be wrong with one; the answer has to be a documented one. */
  List<ContractRequest> wrong() throws Exception {
    List<ContractRequest> requests = new ArrayList<>();
    ContractRequest usual = usual().expecting(Set.of());
    credentials(usual, requests);
    parameters(usual, requests);
    ContractRequest nobodys = usual.because("ids of nobody").at(ofNobody(usual.path()));
    Map<String, String> query = new LinkedHashMap<>();
    usual.query().forEach((name, value) -> query.put(name, ofNobody(value)));
    nobodys = nobodys.withQuery(query);
    if (usual.type().equals("application/json")) {
      nobodys = nobodys.withBody(usual.type(), ofNobody(Json.parse(usual.body())).toString());
    }
    requests.add(nobodys);
    if (operation.hasBody()) {
      wrongBodies(usual, requests);
    }
    return requests;
  }

  private void credentials(ContractRequest usual, List<ContractRequest> requests) {
    if (operation.guard() == Guard.OPEN) {
      return;
    }
    requests.add(usual.by(Credential.NONE).because("no credential").expecting(Set.of(401)));
    requests.add(usual.by(Credential.UNKNOWN).because("an unknown credential").expecting(Set.of(401)));
    if (operation.guard() != Guard.WEBHOOK) {
      requests.add(usual.by(Credential.OTHER_KIND).because("the other kind of key").expecting(Set.of(403)));
    }
  }

  private void parameters(ContractRequest usual, List<ContractRequest> requests) {
    requests.add(usual.with("surprise", "1").because("a parameter that nobody knows"));
    for (JsonNode parameter : operation.parameters("query")) {
      String name = parameter.path("name").asText();
      requests.add(usual.with(name, "!").because(name + " that is none"));
      if (parameter.path("required").asBoolean()) {
        Map<String, String> rest = new LinkedHashMap<>(usual.query());
        rest.remove(name);
        requests.add(usual.withQuery(rest).because("no " + name));
      }
    }
  }

  private void wrongBodies(ContractRequest usual, List<ContractRequest> requests) throws Exception {
    String json = "application/json";
    requests.add(usual.withBody(json, "{").because("broken JSON"));
    requests.add(usual.withBody(json, "[]").because("no object"));
    requests.add(usual.withBody(json, "").because("an empty body"));
    requests.add(usual.withBody(json, "{\"a\":\"" + "x".repeat(OVER_EVERY_LIMIT) + "\"}").because("a large body"));
    requests.add(usual.withBody("text/plain", usual.body()).because("no content type of JSON"));
    requests.add(usual.withBody(json + "; charset=utf-16", usual.body()).because("another charset"));
    requests.add(usual.withHeader("content-encoding", "gzip").because("a content encoding"));
    if (operation.body().path("content").has("application/x-www-form-urlencoded")) {
      requests.add(usual.withBody("application/x-www-form-urlencoded", "a=%zz").because("a broken form"));
    }
    if (usual.body().startsWith("{")) {
      for (JsonNode part : schemas.parts(operation.bodySchema(json))) {
        for (JsonNode name : part.path("required")) {
          requests.add(changed(usual, body -> body.remove(name.asText())).because("no " + name.asText()));
        }
      }
    }
  }

  private static String ofNobody(String text) {
    return ID.matcher(text).replaceAll(NOBODYS);
  }

  private static JsonNode ofNobody(JsonNode value) {
    if (value.isTextual()) {
      return TextNode.valueOf(ofNobody(value.asText()));
    }
    if (value instanceof ObjectNode object) {
      ObjectNode changed = Json.object();
      object.properties().forEach(member -> changed.set(member.getKey(), ofNobody(member.getValue())));
      return changed;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode changed = Json.object().putArray("items");
      array.forEach(item -> changed.add(ofNobody(item)));
      return changed;
    }
    return value;
  }
}
