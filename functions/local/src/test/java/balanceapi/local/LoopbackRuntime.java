package balanceapi.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Lambda's Runtime API, as far as one function with one event needs it. */
final class LoopbackRuntime implements AutoCloseable {

  /**
   * What the runtime reported.
   *
   * @param kind {@code response}, {@code error} or {@code init/error}
   */
  record Report(String kind, String body) {}

  private static final String BASE = "/2018-06-01/runtime/";
  private static final String REQUEST_ID = "11111111-2222-3333-4444-555555555555";

  private final HttpServer server;
  private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch restored = new CountDownLatch(1);
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  LoopbackRuntime(String event) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    events.add(event);
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(BASE, this::handle);
    server.start();
  }

  /** The value of AWS_LAMBDA_RUNTIME_API. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** The first report, or null if there is none in time. */
  Report report(long seconds) throws InterruptedException {
    return reports.poll(seconds, TimeUnit.SECONDS);
  }

  /** Whether the runtime went through a checkpoint. */
  boolean wasRestored() {
    return restored.getCount() == 0;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(BASE.length());
      if (path.equals("invocation/next")) {
        next(exchange);
      } else if (path.equals("restore/next")) {
        restored.countDown();
        exchange.sendResponseHeaders(200, -1);
      } else {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String kind = path.replace("invocation/" + REQUEST_ID + "/", "");
        reports.add(new Report(kind, new String(body, StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(202, -1);
      }
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    String event = events.poll();
    if (event == null) {
      awaitClose();
      return;
    }
    byte[] body = event.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", REQUEST_ID);
    exchange.getResponseHeaders()
        .set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 60_000));
    exchange.getResponseHeaders()
        .set("Lambda-Runtime-Invoked-Function-Arn", LocalNames.arn("lambda", "function:test"));
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
