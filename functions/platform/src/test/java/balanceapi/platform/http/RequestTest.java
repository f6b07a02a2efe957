package balanceapi.platform.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {

  @Test
  void a_path_is_split_before_it_is_decoded() {
    assertEquals(List.of("accounts", "a/b", "balance"), path("/accounts/a%2Fb/balance"));
    assertEquals(List.of("accounts", "a%2Fb"), path("/accounts/a%252Fb"));
    assertEquals(List.of("accounts", "ünï"), path("/accounts/%C3%BCn%c3%af"));
    assertEquals(List.of("accounts", "a+b"), path("/accounts/a+b"));
    assertEquals(List.of(), path("/"));
    assertEquals(List.of(), path(""));
    assertEquals(List.of("health"), path("/health"));
  }

  @Test
  void tricks_in_a_path_match_no_route() {
    assertEquals(List.of("accounts", "..", "health"), path("/accounts/../health"));
    assertEquals(List.of("accounts", "..", "health"), path("/accounts/%2e%2e/health"));
    assertEquals(List.of("", "health"), path("//health"));
    assertEquals(List.of("health", ""), path("/health/"));
    assertEquals(List.of("accounts", "", "balance"), path("/accounts//balance"));
    for (String undecodable : List.of("/accounts/%", "/accounts/%zz", "/accounts/%ff", "/accounts/%c0%af")) {
      assertEquals(List.of(""), path(undecodable));
    }
  }

  @Test
  void query_parameters_are_decoded_and_given_once() {
    Request request = query("at=2026-11-22T09%3A00%3A00Z&&limit=5&name=J%C3%BCrgen+M");
    assertEquals(Optional.of("2026-11-22T09:00:00Z"), request.query("at"));
    assertEquals(Optional.of("5"), request.query("limit"));
    assertEquals(Optional.of("Jürgen M"), request.query("name"));
    assertEquals(Optional.empty(), request.query("never"));
    var twice = assertThrows(BadRequest.class, () -> query("limit=1&limit=2").query("limit"));
    assertEquals("limit", twice.field());
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_age=", "max_age", "max_age=&limit=5", "limit=5&max_age", "%6dax_age="})
  void a_parameter_without_a_value_is_not_taken_for_absent(String raw) {
    var empty = assertThrows(BadRequest.class, () -> query(raw).query("max_age"));
    assertEquals("max_age has no value; give it one, or leave it out", empty.detail());
  }

  @Test
  void an_unknown_parameter_is_named_with_those_that_there_are() {
    query("at=1&limit=5").takesOnly("limit", "at");
    query("").takesOnly();
    var unknown = assertThrows(BadRequest.class, () -> query("maxage=PT1H").takesOnly("at", "max_age"));
    assertEquals("maxage is not known here; this route takes at, max_age", unknown.detail());
    var none = assertThrows(BadRequest.class, () -> query("a=1").takesOnly());
    assertEquals("a is not known here; this route takes no query parameters", none.detail());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "a%0Ab=1", "%20", "=1", "caf%C3%A9", "%3Cscript%3E%20x"})
  void an_unknown_parameter_of_doubtful_characters_is_not_repeated(String raw) {
    var unknown = assertThrows(BadRequest.class, () -> query(raw).takesOnly("at"));
    assertEquals("a query parameter is not known here; this route takes at", unknown.detail());
    var longOne = assertThrows(BadRequest.class, () -> query("x".repeat(65)).takesOnly("at"));
    assertEquals(unknown.detail(), longOne.detail());
  }

  @Test
  void thousands_of_parameters_are_refused_before_they_are_read() {
    String limit = "a=1&".repeat(Form.MAX_PAIRS - 1) + "b=2";
    assertEquals(Optional.of("2"), query(limit).query("b"));
    for (String many : List.of(limit + "&c=3", "a&".repeat(4000), "&".repeat(8000))) {
      String detail = assertThrows(BadRequest.class, () -> query(many).query("b")).detail();
      assertEquals(
          "the query string must be percent-encoded UTF-8 of at most 8192 characters and 100 parameters",
          detail);
      assertThrows(BadRequest.class, () -> query(many).takesOnly("a", "b", "c"));
    }
  }

  @Test
  void a_query_string_too_long_or_malformed_is_refused_when_it_is_asked() {
    assertThrows(BadRequest.class, () -> query("a=" + "x".repeat(Request.MAX_QUERY)).query("a"));
    assertThrows(BadRequest.class, () -> query("a=%zz").query("a"));
    assertThrows(BadRequest.class, () -> query("a=%ff").query("b"));
  }

  @Test
  void an_event_with_the_decoded_map_alone_is_understood() {
    var event = new APIGatewayV2HTTPEvent();
    event.setQueryStringParameters(Map.of("limit", "5"));
    assertEquals(Optional.of("5"), Request.of(event).query("limit"));
    event.setQueryStringParameters(Collections.singletonMap("limit", null));
    assertThrows(BadRequest.class, () -> Request.of(event).query("limit"));
  }

  @Test
  void headers_are_found_in_lower_case() {
    Request request = json("{}", "Content-Type", "application/json");
    assertEquals(Optional.of("application/json"), request.header("content-type"));
    assertEquals(Optional.empty(), request.header("x-other"));
  }

  @Test
  void a_body_in_base64_is_the_same_bytes() {
    byte[] bytes = {(byte) 0xff, 0, 1};
    var event = new APIGatewayV2HTTPEvent();
    event.setBody(Base64.getEncoder().encodeToString(bytes));
    event.setIsBase64Encoded(true);
    assertArrayEquals(bytes, Request.of(event).body());
    assertEquals(3, Request.of(event).bodyLength());
  }

  @Test
  void an_empty_event_is_an_empty_request() {
    Request request = Request.of(new APIGatewayV2HTTPEvent());
    assertEquals("GET", request.method());
    assertEquals(List.of(), request.segments());
    assertEquals(0, request.bodyLength());
    assertEquals(Caller.NOBODY, request.caller());
    assertEquals(Optional.empty(), request.domain());
  }

  @Test
  void only_json_in_utf_8_is_json() {
    for (String type :
        List.of(
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"")) {
      assertTrue(json("{}", "content-type", type).isJson(), type);
    }
    for (String type :
        List.of(
            "text/plain", "application/jsonx", "application/json; charset=latin1", "", "application/xml")) {
      assertFalse(json("{}", "content-type", type).isJson(), type);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "br", "deflate", "x-unheard-of", "identity,gzip", "gzip, gzip", ""})
  void a_body_that_was_encoded_is_not_taken_for_json(String coding) {
    Request request = json("{}", Map.of("content-type", "application/json", "Content-Encoding", coding));
    var refused = assertThrows(Refused.class, () -> request.json(100));
    assertEquals(Problem.UNSUPPORTED_MEDIA_TYPE, refused.problem());
    assertEquals("Send the body as it is, without the header content-encoding.", refused.detail());
  }

  @Test
  void a_body_encoded_as_itself_is_taken() {
    Request request = json("{}", Map.of("content-type", "application/json", "content-encoding", "identity"));
    assertTrue(request.json(2).names().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-16", "application/json;charset=latin1",
        "application/json; Charset=\"us-ascii\"", "application/json; charset=utf-8; charset=utf-7"
      })
  void another_charset_is_told_as_such(String type) {
    Request request = json("{}", "content-type", type);
    var refused = assertThrows(Refused.class, () -> request.json(100));
    assertEquals(Problem.UNSUPPORTED_MEDIA_TYPE, refused.problem());
    assertEquals("Send the body in UTF-8; leave the charset out of content-type.", refused.detail());
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json,application/json", "application/json, text/plain", "text/json"})
  void a_content_type_given_twice_is_none(String type) {
    assertEquals(Problem.UNSUPPORTED_MEDIA_TYPE, refused(json("{}", "content-type", type), 100));
  }

  @Test
  void a_json_body_is_checked_for_its_length_then_its_type_then_itself() {
    assertEquals(Problem.PAYLOAD_TOO_LARGE, refused(json("{} ", "content-type", "text/plain"), 2));
    assertEquals(Problem.UNSUPPORTED_MEDIA_TYPE, refused(json("{", "content-type", "text/plain"), 2));
    assertEquals(Problem.INVALID_REQUEST, refused(json("{", "content-type", "application/json"), 2));
    assertTrue(json("{}", "content-type", "application/json").json(2).names().isEmpty());
  }

  @Test
  void the_caller_is_what_the_authorizer_passed() {
    assertEquals("a1", caller(Map.of("app", "a1", "scope", "app")).requireApp());
    caller(Map.of("app", "", "scope", "admin")).requireAdmin();
    assertEquals(Caller.NOBODY, caller(Map.of("app", "", "scope", "app")));
    assertEquals(Caller.NOBODY, caller(Map.of("app", "a1", "scope", "root")));
    assertEquals(Caller.NOBODY, caller(Map.of()));
  }

  @Test
  void each_lack_of_a_right_has_its_own_refusal() {
    assertEquals(Problem.UNAUTHORIZED, refused(() -> caller(Map.of("scope", "none")).requireApp()));
    assertEquals(Problem.FORBIDDEN, refused(() -> caller(Map.of("scope", "admin")).requireApp()));
    assertEquals(Problem.UNAVAILABLE, refused(() -> caller(Map.of("scope", "unavailable")).requireApp()));
    assertEquals(Problem.UNAUTHORIZED, refused(() -> caller(Map.of("scope", "none")).requireAdmin()));
    assertEquals(
        Problem.FORBIDDEN, refused(() -> caller(Map.of("scope", "app", "app", "a1")).requireAdmin()));
    assertEquals(Problem.UNAVAILABLE, refused(() -> caller(Map.of("scope", "unavailable")).requireAdmin()));
  }

  @Test
  void a_problem_says_everything_that_the_contract_lists() throws Exception {
    APIGatewayV2HTTPResponse answer = Problem.NO_BALANCE_YET.answer("Ask again once it connected.");
    assertEquals(404, answer.getStatusCode());
    assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
    assertEquals("no-store", answer.getHeaders().get("cache-control"));
    assertEquals("nosniff", answer.getHeaders().get("x-content-type-options"));
    var body = new ObjectMapper().readTree(answer.getBody());
    assertEquals("about:blank", body.get("type").textValue());
    assertEquals("There is no balance yet", body.get("title").textValue());
    assertEquals(404, body.get("status").intValue());
    assertEquals("Ask again once it connected.", body.get("detail").textValue());
    assertEquals("no_balance_yet", body.get("code").textValue());
  }

  @Test
  void every_code_of_the_contract_is_there() {
    assertEquals(
        List.of(
            "invalid_request 400",
            "unauthorized 401",
            "forbidden 403",
            "not_found 404",
            "no_balance_yet 404",
            "balance_too_old 409",
            "app_has_customers 409",
            "reference_taken 409",
            "reference_used 409",
            "too_many_reservations 409",
            "no_endpoint 409",
            "endpoint_paused 409",
            "payload_too_large 413",
            "unsupported_media_type 415",
            "rate_limited 429",
            "unavailable 503"),
        Arrays.stream(Problem.values()).map(problem -> problem.code() + " " + problem.status()).toList());
  }

  @Test
  void an_empty_answer_has_no_body_and_no_type() {
    APIGatewayV2HTTPResponse answer = Answer.empty().build();
    assertEquals(204, answer.getStatusCode());
    assertEquals(null, answer.getBody());
    assertFalse(answer.getHeaders().containsKey("content-type"));
    assertEquals("no-store", answer.getHeaders().get("cache-control"));
    assertEquals("{}", Answer.json(200, Json.object()).build().getBody());
  }

  @Test
  void the_edge_turns_refusals_and_faults_into_problems() {
    List<String> lines = new ArrayList<>();
    Consumer<String> sink = lines::add;
    Log log = Log.to(sink, "test", Clock.systemUTC());
    var refused = Edge.answer(log, () -> { throw new BadRequest("amount", "must be positive"); });
    assertEquals(400, refused.getStatusCode());
    assertTrue(refused.getBody().contains("amount must be positive"));
    assertEquals(List.of(), lines);
    var failed = Edge.answer(log, () -> { throw new IllegalStateException("secret"); });
    assertEquals(503, failed.getStatusCode());
    assertEquals("1", failed.getHeaders().get("retry-after"));
    assertFalse(failed.getBody().contains("secret"));
    assertEquals(2, lines.size(), "one line for people, one measurement");
    assertTrue(lines.getLast().contains("\"Faults\":1"));
  }

  @Test
  void a_bearer_credential_is_read_in_one_form_only() {
    assertEquals(Optional.of("sk_1"), Bearer.of(Map.of("authorization", "Bearer sk_1")));
    assertEquals(Optional.of("sk_1"), Bearer.of(Map.of("authorization", "bearer  sk_1 ")));
    assertEquals(Optional.empty(), Bearer.of(Map.of("authorization", "Basic sk_1")));
    assertEquals(Optional.empty(), Bearer.of(Map.of("authorization", "Bearer ")));
    assertEquals(Optional.empty(), Bearer.of(Map.of("authorization", "Bearer " + "x".repeat(1000))));
    assertEquals(Optional.empty(), Bearer.of(Map.of()));
  }

  private static Problem refused(Request request, int maxBytes) {
    return refused(() -> request.json(maxBytes));
  }

  private static Problem refused(org.junit.jupiter.api.function.Executable work) {
    return assertThrows(Refused.class, work).problem();
  }

  private static List<String> path(String rawPath) {
    var event = new APIGatewayV2HTTPEvent();
    event.setRawPath(rawPath);
    return Request.of(event).segments();
  }

  private static Request query(String raw) {
    var event = new APIGatewayV2HTTPEvent();
    event.setRawQueryString(raw);
    return Request.of(event);
  }

  private static Request json(String body, String header, String value) {
    return json(body, Map.of(header, value));
  }

  private static Request json(String body, Map<String, String> headers) {
    var event = new APIGatewayV2HTTPEvent();
    event.setHeaders(headers);
    event.setBody(body);
    return Request.of(event);
  }

  private static Caller caller(Map<String, Object> passed) {
    var authorizer = new APIGatewayV2HTTPEvent.RequestContext.Authorizer();
    authorizer.setLambda(passed);
    var context = new APIGatewayV2HTTPEvent.RequestContext();
    context.setAuthorizer(authorizer);
    var event = new APIGatewayV2HTTPEvent();
    event.setRequestContext(context);
    return Request.of(event).caller();
  }
}
