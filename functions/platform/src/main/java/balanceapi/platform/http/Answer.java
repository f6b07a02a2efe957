package balanceapi.platform.http;

import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An answer being built. Every answer forbids caching and sniffing: balances and secrets are in them.
 *
 * <p>Immutable; {@link #build()} gives what the runtime sends.
 */
public final class Answer {

  private final int status;
  private final Map<String, String> headers;
  private final String body;

  private Answer(int status, Map<String, String> headers, String body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** An answer in JSON. */
  public static Answer json(int status, ObjectNode body) {
    return text(status, "application/json", Json.write(body));
  }

  /** An answer of any text: a page, a document. */
  public static Answer text(int status, String contentType, String body) {
    Objects.requireNonNull(body, "body");
    return new Answer(status, fixed(), body).header("content-type", contentType);
  }

  /** 204, with no body and no content type. */
  public static Answer empty() {
    return new Answer(204, fixed(), null);
  }

  /** A refusal in {@code application/problem+json}; {@code detail} says what to change. */
  public static Answer problem(Problem problem, String detail) {
    return problem(problem, detail, Map.of());
  }

  /** A refusal with further members; a null stands as JSON null. */
  public static Answer problem(Problem problem, String detail, Map<String, String> members) {
    ObjectNode body = Json.object();
    // RFC 9457 section 4.2.1: about:blank says that the title explains no more than the status does.
    body.put("type", "about:blank");
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("detail", Objects.requireNonNull(detail, "detail"));
    body.put("code", problem.code());
    members.forEach(body::put);
    Answer answer = text(problem.status(), "application/problem+json", Json.write(body));
    return switch (problem) {
      // RFC 9110 section 11.6.1: a 401 names the scheme that it wants.
      case UNAUTHORIZED -> answer.header("www-authenticate", "Bearer");
      case UNAVAILABLE, RATE_LIMITED -> answer.header("retry-after", "1");
      default -> answer;
    };
  }

  /** The same answer with this header set; the name is lower case. */
  public Answer header(String name, String value) {
    return headers(Map.of(name, value));
  }

  /** The same answer with these headers set; the names are lower case. */
  public Answer headers(Map<String, String> set) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.putAll(set);
    return new Answer(status, more, body);
  }

  /** The answer as the Lambda runtime sends it. */
  public APIGatewayV2HTTPResponse build() {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(headers)
        .withBody(body)
        .withIsBase64Encoded(false)
        .build();
  }

  private static Map<String, String> fixed() {
    return Map.of("cache-control", "no-store", "x-content-type-options", "nosniff");
  }
}
