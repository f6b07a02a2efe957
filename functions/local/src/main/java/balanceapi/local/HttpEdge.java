package balanceapi.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;

/** The socket: requests in, answers out, on the loopback address. */
final class HttpEdge implements AutoCloseable {

  private static final int LARGEST_BODY = 10 * 1024 * 1024;

  static {
    // Otherwise a small answer waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final HttpApi api;
  private final InvokeApi invokeApi;
  private final FunctionLog log;

  private HttpEdge(HttpServer server, HttpApi api, InvokeApi invokeApi, FunctionLog log) {
    this.server = server;
    this.api = api;
    this.invokeApi = invokeApi;
    this.log = log;
  }

  /** Takes the port, so that one in use shows before anything else is started. */
  static HttpServer bind(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    } catch (BindException e) {
      throw new LocalFailure(
          "port " + port + " is in use: choose another with --port, or 0 for a free one", e);
    } catch (IOException e) {
      throw new LocalFailure("port " + port + " cannot be opened: " + e.getMessage(), e);
    }
  }

  static HttpEdge serve(HttpServer server, HttpApi api, InvokeApi invokeApi, FunctionLog log) {
    HttpEdge edge = new HttpEdge(server, api, invokeApi, log);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", edge::handle);
    server.start();
    return edge;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    String requestId = UUID.randomUUID().toString();
    try (exchange) {
      send(exchange, requestId, answer(exchange, requestId));
    } catch (RuntimeException e) {
      log.line("gateway", "failed: " + e);
      throw e;
    }
  }

  private Answer answer(HttpExchange exchange, String requestId) throws IOException {
    try {
      Optional<byte[]> body = body(exchange.getRequestBody());
      if (body.isEmpty()) {
        return Answer.own(413, "Request Entity Too Large");
      }
      String path = exchange.getRequestURI().getPath();
      Optional<String> invoked = InvokeApi.functionIn(path == null ? "" : path);
      return invoked.isPresent()
          ? invokeApi.answer(invoked.get(), headers(exchange), body.get())
          : api.answer(request(exchange, requestId, body.get()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.own(503, "Service Unavailable");
    }
  }

  // A body that is too large is read to its end all the same: many clients read no answer before they have
  // sent it.
  private static Optional<byte[]> body(InputStream stream) throws IOException {
    byte[] body = stream.readNBytes(LARGEST_BODY + 1);
    if (body.length <= LARGEST_BODY) {
      return Optional.of(body);
    }
    stream.transferTo(OutputStream.nullOutputStream());
    return Optional.empty();
  }

  private static HttpRequestEvent request(HttpExchange exchange, String requestId, byte[] body) {
    return new HttpRequestEvent(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        headers(exchange),
        exchange.getProtocol(),
        exchange.getRemoteAddress().getAddress().getHostAddress(),
        body,
        requestId,
        Instant.now());
  }

  private static Map<String, List<String>> headers(HttpExchange exchange) {
    Map<String, List<String>> headers = new HashMap<>();
    exchange.getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), new ArrayList<>(values)));
    return headers;
  }

  private static void send(HttpExchange exchange, String requestId, Answer answer) throws IOException {
    answer.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
    exchange.getResponseHeaders().set("apigw-requestid", requestId);
    boolean bodiless =
        answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD") || answer.status() == 204;
    exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.body().length);
    if (!bodiless) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
