package balanceapi.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What holds of every answer of every function: a refusal has its form, and nothing of the inside is told. */
public final class Answers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> INSIDE =
      List.of(
          "Exception", "balanceapi.", "software.amazon", "com.fasterxml", "java.", "Caused by", "\tat ",
          " at line: ", "NullPointer", "dynamodb", "DynamoDB");

  private Answers() {}

  /** The same answer, if it has the form that all of them have. */
  public static APIGatewayV2HTTPResponse checked(APIGatewayV2HTTPResponse answer) {
    String body = Optional.ofNullable(answer.getBody()).orElse("");
    String type = answer.getHeaders().getOrDefault("content-type", "");
    check(answer.getStatusCode(), type, body);
    assertEquals("no-store", answer.getHeaders().get("cache-control"));
    assertEquals("nosniff", answer.getHeaders().get("x-content-type-options"));
    int status = answer.getStatusCode();
    boolean isProblem = type.contains("problem");
    assertEquals(
        status == 401 && isProblem, answer.getHeaders().containsKey("www-authenticate"), body);
    assertEquals(
        status == 429 || status == 503 && isProblem,
        answer.getHeaders().containsKey("retry-after"),
        body);
    return answer;
  }

  /** Checks an answer of one of our functions, not of the gateway. */
  public static void check(int status, String type, String body) {
    if (type.contains("yaml")) {
      return;
    }
    INSIDE.forEach(word -> assertFalse(body.contains(word), () -> word + " in " + body));
    if (status < 400) {
      return;
    }
    JsonNode json = json(body);
    if (type.equals("application/json")) {
      assertEquals(List.of("status", "message"), names(json), body);
      assertEquals("error", json.path("status").asText(), body);
      assertFalse(json.path("message").asText().isBlank(), body);
      return;
    }
    assertEquals("application/problem+json", type, body);
    assertTrue(names(json).containsAll(List.of("type", "title", "status", "detail", "code")), body);
    assertEquals(status, json.path("status").asInt(), body);
    Problem problem =
        Stream.of(Problem.values())
            .filter(one -> one.code().equals(json.path("code").asText()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("a code of its own: " + body));
    assertEquals(problem.status(), status, body);
    assertEquals(problem.title(), json.path("title").asText(), body);
    assertFalse(json.path("detail").asText().isBlank(), body);
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(body, e);
    }
  }

  private static List<String> names(JsonNode json) {
    return json.properties().stream().map(java.util.Map.Entry::getKey).toList();
  }
}
