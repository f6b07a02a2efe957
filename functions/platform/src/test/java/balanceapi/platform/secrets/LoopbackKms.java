package balanceapi.platform.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of KMS as seals and opens, on the loopback address, with a record of what it was asked. */
public final class LoopbackKms implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A call as it came in: the operation, and what it said. */
  public record Call(String operation, JsonNode request) {}

  private record Kept(String plaintext, JsonNode context, JsonNode keyId) {}

  private final HttpServer server;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile Optional<String> fault = Optional.empty();

  private LoopbackKms(HttpServer server) {
    this.server = server;
  }

  /** One that answers until it is closed. */
  public static LoopbackKms start() {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
      LoopbackKms kms = new LoopbackKms(server);
      server.createContext("/", kms::answer);
      server.start();
      return kms;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it answers. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What it was asked, in that order. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Refuses everything with this error from now on, such as {@code DisabledException}. */
  public void refuse(String error) {
    fault = Optional.of(error);
  }

  /** Answers again. */
  public void recover() {
    fault = Optional.empty();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("TrentService.", "");
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    calls.add(new Call(operation, request));
    ObjectNode answer = JSON.createObjectNode();
    Optional<String> error = fault.or(() -> serve(operation, request, answer));
    error.ifPresent(type -> answer.put("__type", type));
    byte[] body = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    int status = error.isEmpty() ? 200 : error.get().startsWith("KMSInternal") ? 500 : 400;
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Optional<String> serve(String operation, JsonNode request, ObjectNode answer) {
    JsonNode context = request.path("EncryptionContext");
    JsonNode keyId = request.path("KeyId");
    answer.set("KeyId", keyId);
    if (operation.equals("Encrypt")) {
      // Valid base64 without the plain text in it.
      String blob = "blob%04d".formatted(kept.size());
      kept.put(blob, new Kept(request.path("Plaintext").textValue(), context, keyId));
      answer.put("CiphertextBlob", blob);
      return Optional.empty();
    }
    Kept found = kept.get(request.path("CiphertextBlob").asText());
    if (found == null || !found.context().equals(context)) {
      return Optional.of("InvalidCiphertextException");
    }
    if (!found.keyId().equals(keyId)) {
      return Optional.of("IncorrectKeyException");
    }
    answer.put("Plaintext", found.plaintext());
    return Optional.empty();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
