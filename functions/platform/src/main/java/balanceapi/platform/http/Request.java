package balanceapi.platform.http;

import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
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

  /** The longest unknown parameter that an answer names. */
  private static final int MAX_SHOWN = 64;

  private final String method;
  private final List<String> segments;
  private final Optional<Map<String, List<String>>> query;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Caller caller;
  private final Optional<String> domain;
  private final List<String> cookies;

  private Request(
      String method,
      List<String> segments,
      Optional<Map<String, List<String>>> query,
      Map<String, String> headers,
      byte[] body,
      Caller caller,
      Optional<String> domain,
      List<String> cookies) {
    this.method = method;
    this.segments = segments;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.caller = caller;
    this.domain = domain;
    this.cookies = cookies;
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
        context.map(APIGatewayV2HTTPEvent.RequestContext::getDomainName).filter(name -> !name.isBlank()),
        event.getCookies() == null ? List.of() : List.copyOf(event.getCookies()));
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
   * A query parameter.
   *
   * @throws BadRequest if it is given twice or without a value, or the query string cannot be read
   */
  public Optional<String> query(String name) {
    List<String> values = parameters().getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new BadRequest(name, "is given twice; send it once");
    }
    // An empty max_age is most often a variable that was not set; taken for absent it would bound nothing.
    if (values.contains("")) {
      throw new BadRequest(name, "has no value; give it one, or leave it out");
    }
    return values.stream().findFirst();
  }

  /**
   * Passes a query of these parameters alone: a misspelt one that is quietly ignored changes what is asked.
   *
   * @throws BadRequest naming another one, and those that there are; or if the query string cannot be read
   */
  public void takesOnly(String... names) {
    for (String name : parameters().keySet()) {
      if (!List.of(names).contains(name)) {
        throw new BadRequest(
            name.length() <= MAX_SHOWN && Values.isId(name) ? name : "a query parameter",
            "is not known here; "
                + (names.length == 0
                    ? "this route takes no query parameters"
                    : "this route takes " + String.join(", ", names)));
      }
    }
  }

  private Map<String, List<String>> parameters() {
    return query.orElseThrow(
        () ->
            new BadRequest(
                "the query string",
                "must be percent-encoded UTF-8 of at most %d characters and %d parameters"
                    .formatted(MAX_QUERY, Form.MAX_PAIRS)));
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

  /** Where the caller reached this API. */
  public Origin origin() {
    return Origin.of(domain, header("host"));
  }

  /** The cookies that came along, as {@code name=value}. */
  public List<String> cookies() {
    return cookies;
  }

  /** Whether the body is declared to be JSON: {@code application/json}, in no other charset than UTF-8. */
  public boolean isJson() {
    return mediaType().equals("application/json") && isUtf8();
  }

  /** The media type that the body is declared to have, lower case, without its parameters. */
  public String mediaType() {
    return contentType()[0].strip();
  }

  /**
   * Passes a body that is as it reads: not compressed, and in no other charset than UTF-8.
   *
   * @throws Refused 415
   */
  public void requirePlain() {
    // RFC 9110 section 8.4.1: identity says that nothing was done.
    String coding = header("content-encoding").orElse("identity").strip();
    if (!coding.equalsIgnoreCase("identity")) {
      throw new Refused(
          Problem.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without the header content-encoding.");
    }
    if (!isUtf8()) {
      throw new Refused(
          Problem.UNSUPPORTED_MEDIA_TYPE, "Send the body in UTF-8; leave the charset out of content-type.");
    }
  }

  /**
   * Passes a plain body that is declared to be JSON.
   *
   * @throws Refused 415
   */
  public void requireJson() {
    requirePlain();
    if (!isJson()) {
      throw new Refused(
          Problem.UNSUPPORTED_MEDIA_TYPE, "Send JSON with the header: content-type: application/json");
    }
  }

  private boolean isUtf8() {
    return Arrays.stream(contentType())
        .skip(1)
        .map(part -> part.replace("\"", "").strip())
        .allMatch(part -> !part.startsWith("charset=") || part.equals("charset=utf-8"));
  }

  private String[] contentType() {
    return header("content-type").orElse("").toLowerCase(Locale.ROOT).split(";", -1);
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
    requireJson();
    return Json.parse(body);
  }

  private static List<String> segments(String rawPath) {
    String path = rawPath.startsWith("/") ? rawPath.substring(1) : rawPath;
    if (path.isEmpty()) {
      return List.of();
    }
    List<String> segments = new ArrayList<>();
    for (String raw : path.split("/", -1)) {
      Optional<String> segment = Form.decode(raw, false);
      if (segment.isEmpty()) {
        return List.of("");
      }
      segments.add(segment.get());
    }
    return List.copyOf(segments);
  }

  private static Optional<Map<String, List<String>>> query(APIGatewayV2HTTPEvent event) {
    String raw = Optional.ofNullable(event.getRawQueryString()).orElse("");
    if (raw.length() > MAX_QUERY) {
      return Optional.empty();
    }
    if (raw.isEmpty() && event.getQueryStringParameters() != null) {
      // Hand-written events often carry the decoded map alone.
      Map<String, List<String>> parameters = new LinkedHashMap<>();
      event
          .getQueryStringParameters()
          .forEach((name, value) -> parameters.put(name, List.of(value == null ? "" : value)));
      return Optional.of(parameters);
    }
    return Form.parse(raw);
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
}
