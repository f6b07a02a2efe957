package balanceapi.platform.http;

import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request in API Gateway's payload format 2.0, read once.
 *
 * <p>Reading never throws: what is malformed shows when it is asked for, so that a handler can check in its
 * own order and answer in its own dialect.
 */
public final class Request {

  /** The longest query string that is looked at, in characters. */
  public static final int MAX_QUERY = 8192;

  private final String method;
  private final List<String> segments;
  private final Optional<Map<String, List<String>>> query;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Caller caller;
  private final Optional<String> domain;

  private Request(
      String method,
      List<String> segments,
      Optional<Map<String, List<String>>> query,
      Map<String, String> headers,
      byte[] body,
      Caller caller,
      Optional<String> domain) {
    this.method = method;
    this.segments = segments;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.caller = caller;
    this.domain = domain;
  }

  /** The request in this event; an event without one (a console test, {@code {}}) is a {@code GET /}. */
  public static Request of(APIGatewayV2HTTPEvent event) {
    var context = Optional.ofNullable(event.getRequestContext());
    var http = context.map(APIGatewayV2HTTPEvent.RequestContext::getHttp);
    return new Request(
        http.map(APIGatewayV2HTTPEvent.RequestContext.Http::getMethod)
            .orElse("GET")
            .toUpperCase(Locale.ROOT),
        segments(Optional.ofNullable(event.getRawPath()).orElse("/")),
        query(event),
        lowerCase(event.getHeaders()),
        body(event),
        caller(context),
        context.map(APIGatewayV2HTTPEvent.RequestContext::getDomainName).filter(name -> !name.isBlank()));
  }

  /** The method, upper case. */
  public String method() {
    return method;
  }

  /**
   * The path's segments, each decoded after splitting: {@code /accounts/a%2Fb} has two. Nothing is
   * normalised: an empty segment or {@code ..} stays as it is and so matches no route. A path that cannot be
   * decoded is one empty segment, which matches none either. {@code /} has no segment.
   */
  public List<String> segments() {
    return segments;
  }

  /**
   * A query parameter; given without a value it is absent.
   *
   * @throws BadRequest if it is given twice, or the query string is too long or cannot be decoded
   */
  public Optional<String> query(String name) {
    Map<String, List<String>> parameters =
        query.orElseThrow(
            () ->
                new BadRequest(
                    "the query string", "must be percent-encoded UTF-8, at most 8192 characters"));
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new BadRequest(name, "is given twice; send it once");
    }
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /** A header by its lower-case name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** All headers, names in lower case. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The body's bytes as the caller sent them, base64 taken off; empty without a body. The caller's copy. */
  public byte[] body() {
    return body.clone();
  }

  /** The body's length in bytes. */
  public int bodyLength() {
    return body.length;
  }

  /** Who sends it, as the authorizer found out. */
  public Caller caller() {
    return caller;
  }

  /** The name under which the caller reached the gateway. */
  public Optional<String> domain() {
    return domain;
  }

  /** Whether the body is declared to be JSON: {@code application/json}, in no other charset than UTF-8. */
  public boolean isJson() {
    String[] parts = header("content-type").orElse("").toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].strip().equals("application/json")) {
      return false;
    }
    return Arrays.stream(parts)
        .skip(1)
        .map(part -> part.replace("\"", "").strip())
        .allMatch(part -> part.isEmpty() || !part.startsWith("charset=") || part.equals("charset=utf-8"));
  }

  /**
   * The JSON object in the body.
   *
   * @param maxBytes the longest body taken
   * @throws Refused 413 when it is longer, 415 when it is not declared to be JSON, 400 when it is malformed
   */
  public Fields json(int maxBytes) {
    if (body.length > maxBytes) {
      throw new Refused(
          Problem.PAYLOAD_TOO_LARGE, "The body may have " + maxBytes + " bytes; send less at a time.");
    }
    if (!isJson()) {
      throw new Refused(
          Problem.UNSUPPORTED_MEDIA_TYPE, "Send JSON with the header: content-type: application/json");
    }
    return Json.parse(body);
  }

  private static List<String> segments(String rawPath) {
    String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
    if (path.isEmpty()) {
      return List.of();
    }
    List<String> segments = new ArrayList<>();
    for (String raw : path.split("/", -1)) {
      Optional<String> segment = decode(raw, false);
      if (segment.isEmpty()) {
        return List.of("");
      }
      segments.add(segment.get());
    }
    return List.copyOf(segments);
  }

  private static Optional<Map<String, List<String>>> query(APIGatewayV2HTTPEvent event) {
    String raw = Optional.ofNullable(event.getRawQueryString()).orElse("");
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (raw.length() > MAX_QUERY) {
      return Optional.empty();
    }
    if (raw.isEmpty() && event.getQueryStringParameters() != null) {
      // Hand-written events often carry the decoded map alone.
      event.getQueryStringParameters().forEach((name, value) -> parameters.put(name, List.of(value)));
      return Optional.of(parameters);
    }
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1), true);
      if (name.isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      parameters.computeIfAbsent(name.get(), any -> new ArrayList<>()).add(value.get());
    }
    return Optional.of(parameters);
  }

  private static Map<String, String> lowerCase(Map<String, String> headers) {
    Map<String, String> lower = new HashMap<>();
    if (headers != null) {
      headers.forEach(
          (name, value) -> {
            if (name != null && value != null) {
              lower.put(name.toLowerCase(Locale.ROOT), value);
            }
          });
    }
    return Map.copyOf(lower);
  }

  private static byte[] body(APIGatewayV2HTTPEvent event) {
    String body = Optional.ofNullable(event.getBody()).orElse("");
    if (!event.getIsBase64Encoded()) {
      return body.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      // Only the gateway encodes, and it encodes rightly; a forged event is treated as what it says.
      return body.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static Caller caller(Optional<APIGatewayV2HTTPEvent.RequestContext> context) {
    Map<String, Object> passed =
        context
            .map(APIGatewayV2HTTPEvent.RequestContext::getAuthorizer)
            .map(APIGatewayV2HTTPEvent.RequestContext.Authorizer::getLambda)
            .orElse(Map.of());
    Scope scope = Scope.named(passed.get("scope"));
    if (scope != Scope.APP) {
      return new Caller(scope, Optional.empty());
    }
    return passed.get("app") instanceof String app && !app.isEmpty()
        ? new Caller(scope, Optional.of(app))
        : Caller.NOBODY;
  }

  /** Percent-decodes, or is empty when an escape is malformed or the bytes are no UTF-8. */
  private static Optional<String> decode(String raw, boolean plusIsSpace) {
    byte[] in = raw.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        int high = i + 1 < in.length ? Character.digit(in[i + 1], 16) : -1;
        int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        out.put((byte) (high << 4 | low));
        i += 2;
      } else {
        out.put(plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i]);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
