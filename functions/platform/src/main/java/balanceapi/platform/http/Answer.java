package balanceapi.platform.http;

import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An answer being built. Every answer forbids caching and sniffing, until told otherwise: balances and secrets are in
 * them.
 *
 * <p>Immutable; {@link #build()} gives what the runtime sends.
 */
public final class Answer {

  private final int status;
  private final Map<String, String> headers;
  private final List<String> cookies;
  private final Content content;

  /** A body as the runtime takes it: text, or bytes in base64. */
  private record Content(String body, boolean isBase64) {}

  private static final Content NONE = new Content(null, false);

  private Answer(int status, Map<String, String> headers, List<String> cookies, Content content) {
    this.status = status;
    this.headers = headers;
    this.cookies = cookies;
    this.content = content;
  }

  /** An answer in JSON. */
  public static Answer json(int status, ObjectNode body) {
    return text(status, "application/json", Json.write(body));
  }

  /** An answer of any text: a page, a document. */
  public static Answer text(int status, String contentType, String body) {
    Objects.requireNonNull(body, "body");
    return new Answer(status, fixed(), List.of(), new Content(body, false))
        .header("content-type", contentType);
  }

  /** An answer of bytes that may be no text. */
  public static Answer bytes(int status, String contentType, byte[] body) {
    return new Answer(status, fixed(), List.of(), new Content(Base64.getEncoder().encodeToString(body), true))
        .header("content-type", contentType);
  }

  /** 204, with no body and no content type. */
  public static Answer empty() {
    return empty(204);
  }

  /** An answer with no body and no content type: its status says it all. */
  public static Answer empty(int status) {
    return new Answer(status, fixed(), List.of(), NONE);
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
    return new Answer(status, more, cookies, content);
  }

  /** The same answer, setting this one cookie. */
  public Answer cookie(String setCookie) {
    return new Answer(status, headers, List.of(setCookie), content);
  }

  /**
   * The same answer under this tag; without its body, as 304, for who has it already.
   *
   * @param ifNoneMatch what the caller has, by the header of this name
   */
  public Answer tagged(String etag, Optional<String> ifNoneMatch) {
    if (!ETag.isKnown(etag, ifNoneMatch)) {
      return header("etag", etag);
    }
    Map<String, String> left = new LinkedHashMap<>(headers);
    left.keySet().removeAll(List.of("content-type", "content-encoding"));
    left.put("etag", etag);
    return new Answer(304, left, cookies, NONE);
  }

  /** The answer as the Lambda runtime sends it. */
  public APIGatewayV2HTTPResponse build() {
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(headers)
        .withCookies(cookies.isEmpty() ? null : cookies)
        .withBody(content.body())
        .withIsBase64Encoded(content.isBase64())
        .build();
  }

  private static Map<String, String> fixed() {
    return Map.of("cache-control", "no-store", "x-content-type-options", "nosniff");
  }
}
