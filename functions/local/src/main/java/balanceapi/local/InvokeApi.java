package balanceapi.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lambda's own Invoke call, by which {@code aws lambda invoke --endpoint-url} reaches any function. */
final class InvokeApi {

  private static final Pattern PATH = Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

  private final Functions functions;

  InvokeApi(Functions functions) {
    this.functions = functions;
  }

  /** The name of the function that the path invokes, if it is such a path. */
  static Optional<String> functionIn(String path) {
    Matcher matcher = PATH.matcher(path);
    // A name, a partial or a full ARN, each with or without a qualifier.
    return matcher.matches()
        ? Optional.of(matcher.group(1).replaceFirst(".*:?function:", "").replaceFirst(":.*", ""))
        : Optional.empty();
  }

  Answer answer(String name, Map<String, List<String>> headers, byte[] body) throws InterruptedException {
    Optional<LocalFunction> function = functions.find(name);
    if (function.isEmpty()) {
      return refusal(
          404,
          "ResourceNotFoundException",
          "Function not found: " + LocalNames.arn("lambda", "function:" + name));
    }
    byte[] event = body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body;
    if (!isJson(event)) {
      return refusal(
          400, "InvalidRequestContentException", "Could not parse request body into json: it is not JSON");
    }
    return switch (String.join("", headers.getOrDefault("x-amz-invocation-type", List.of()))) {
      case "Event" -> later(function.get(), event);
      case "DryRun" -> new Answer(204, Map.of(), new byte[0]);
      default -> now(function.get(), event);
    };
  }

  private static boolean isJson(byte[] event) {
    try {
      return !Json.parse(event).isMissingNode();
    } catch (IOException e) {
      return false;
    }
  }

  private static Answer now(LocalFunction function, byte[] event) throws InterruptedException {
    Invocation invocation = function.invoke(event);
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("content-type", List.of("application/json"));
    headers.put("x-amzn-requestid", List.of(UUID.randomUUID().toString()));
    headers.put("x-amz-executed-version", List.of("$LATEST"));
    if (!(invocation instanceof Invocation.Answered)) {
      headers.put("x-amz-function-error", List.of("Unhandled"));
    }
    return new Answer(200, headers, invocation.payload());
  }

  private static Answer later(LocalFunction function, byte[] event) {
    Thread.startVirtualThread(
        () -> {
          try {
            function.invoke(event);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return new Answer(202, Map.of(), new byte[0]);
  }

  private static Answer refusal(int status, String type, String message) {
    ObjectNode body = Json.object().put("Type", "User").put("message", message);
    return new Answer(
        status,
        Map.of("content-type", List.of("application/json"), "x-amzn-errortype", List.of(type)),
        Json.bytes(body));
  }
}
