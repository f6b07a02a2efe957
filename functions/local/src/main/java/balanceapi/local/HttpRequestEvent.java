package balanceapi.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as an HTTP API hands it to a function: payload format 2.0.
 *
 * @param method the method
 * @param target the request target as it came, path and query
 * @param headers every value of every header, in the order they came
 * @param sourceIp the caller's address
 * @param body the body's bytes
 */
record HttpRequestEvent(
    String method,
    String target,
    Map<String, List<String>> headers,
    String protocol,
    String sourceIp,
    byte[] body,
    String requestId,
    Instant time) {

  private static final DateTimeFormatter CLF_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The path as the gateway gives it to functions: decoded. */
  String path() {
    int query = target.indexOf('?');
    return decode((query < 0 ? target : target.substring(0, query)).replace("+", "%2B"));
  }

  private String rawQuery() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  /** The event for a function behind a route. */
  ObjectNode event(Route route, Map<String, String> pathParameters) {
    ObjectNode event = common(route, pathParameters);
    if (body.length > 0) {
      Optional<String> text = text();
      event.put("body", text.orElseGet(() -> Base64.getEncoder().encodeToString(body)));
      event.put("isBase64Encoded", text.isEmpty());
    } else {
      event.put("isBase64Encoded", false);
    }
    return event;
  }

  /** The event for a route's authorizer: the request without its body. */
  ObjectNode authorizerEvent(Route route, Map<String, String> pathParameters) {
    ObjectNode event = common(route, pathParameters);
    event.put("type", "REQUEST");
    event.put(
        "routeArn", LocalNames.arn("execute-api", "local/" + Route.DEFAULT + "/" + method + path()));
    event.putNull("identitySource");
    return event;
  }

  private ObjectNode common(Route route, Map<String, String> pathParameters) {
    ObjectNode event = Json.object();
    event.put("version", "2.0");
    event.put("routeKey", route.key());
    event.put("rawPath", path());
    event.put("rawQueryString", rawQuery());
    if (headers.containsKey("cookie")) {
      ArrayNode cookies = event.putArray("cookies");
      headers.get("cookie").forEach(line -> List.of(line.split(";\\s*")).forEach(cookies::add));
    }
    event.set("headers", Json.tree(joinedHeaders()));
    Map<String, String> query = query();
    if (!query.isEmpty()) {
      event.set("queryStringParameters", Json.tree(query));
    }
    if (!pathParameters.isEmpty()) {
      event.set("pathParameters", Json.tree(pathParameters));
    }
    event.set("requestContext", context(route));
    return event;
  }

  private Map<String, String> joinedHeaders() {
    Map<String, String> joined = new TreeMap<>();
    headers.forEach((name, values) -> joined.put(name, String.join(",", values)));
    joined.remove("cookie");
    joined.put("x-forwarded-for", sourceIp);
    // On AWS it is https and 443; here it must lead back to this machine.
    joined.put("x-forwarded-port", header("host").replaceFirst(".*:", ""));
    joined.put("x-forwarded-proto", "http");
    joined.put("x-amzn-trace-id", "Root=1-" + Long.toHexString(time.getEpochSecond()) + "-local");
    return joined;
  }

  private Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : rawQuery().split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        query.merge(name, value, (first, next) -> first + "," + next);
      }
    }
    return query;
  }

  private ObjectNode context(Route route) {
    ObjectNode context = Json.object();
    context.put("accountId", LocalNames.ACCOUNT);
    context.put("apiId", "local");
    context.put("domainName", header("host"));
    context.put("domainPrefix", header("host").replaceFirst("[.:].*", ""));
    ObjectNode http = context.putObject("http");
    http.put("method", method);
    http.put("path", path());
    http.put("protocol", protocol);
    http.put("sourceIp", sourceIp);
    http.put("userAgent", header("user-agent"));
    context.put("requestId", requestId);
    context.put("routeKey", route.key());
    context.put("stage", Route.DEFAULT);
    context.put("time", CLF_TIME.format(time));
    context.put("timeEpoch", time.toEpochMilli());
    return context;
  }

  private String header(String name) {
    return String.join(",", headers.getOrDefault(name, List.of()));
  }

  // Text and JSON come as they are; everything else in base64, forms included.
  private Optional<String> text() {
    String type = header("content-type").toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
    boolean readable =
        type.startsWith("text/")
            || type.matches("application/((.+\\+)?(json|xml)|javascript)")
            || type.isEmpty();
    if (!readable || headers.containsKey("content-encoding")) {
      return Optional.empty();
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
