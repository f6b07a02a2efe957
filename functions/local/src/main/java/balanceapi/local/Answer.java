package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the gateway sends to the client. */
record Answer(int status, Map<String, List<String>> headers, byte[] body) {

  private static final String JSON = "application/json";

  /** One of the gateway's own answers; their bodies are fixed. */
  static Answer own(int status, String message) {
    return of(status, JSON, Json.bytes(Json.object().put("message", message)));
  }

  static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, Map.of("content-type", List.of(contentType)), body);
  }

  static Answer internalServerError() {
    return own(500, "Internal Server Error");
  }

  /** The answer that the gateway makes of a function's end. */
  static Answer from(Invocation invocation) {
    return switch (invocation) {
      case Invocation.TimedOut _ -> own(503, "Service Unavailable");
      case Invocation.Failed _ -> internalServerError();
      case Invocation.Answered answered -> read(answered.payload());
    };
  }

  private static Answer read(byte[] payload) {
    try {
      JsonNode response = Json.parse(payload);
      return response.has("statusCode") ? full(response) : of(200, JSON, payload);
    } catch (IOException | IllegalArgumentException e) {
      return internalServerError();
    }
  }

  private static Answer full(JsonNode response) {
    int status = response.get("statusCode").asInt(0);
    if (status < 100 || status > 599) {
      return internalServerError();
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    response.path("headers").properties().stream()
        .filter(header -> !header.getValue().isNull())
        .forEach(
            header ->
                headers.put(
                    header.getKey().toLowerCase(Locale.ROOT), List.of(header.getValue().asText())));
    headers.putIfAbsent("content-type", List.of("text/plain;charset=UTF-8"));
    List<String> cookies = new ArrayList<>();
    response.path("cookies").forEach(cookie -> cookies.add(cookie.asText()));
    if (!cookies.isEmpty()) {
      headers.put("set-cookie", cookies);
    }
    return new Answer(status, headers, body(response));
  }

  private static byte[] body(JsonNode response) {
    JsonNode body = response.path("body");
    if (body.isMissingNode() || body.isNull()) {
      return new byte[0];
    }
    return response.path("isBase64Encoded").asBoolean()
        ? Base64.getDecoder().decode(body.asText())
        : body.asText().getBytes(StandardCharsets.UTF_8);
  }
}
