package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** The endpoints of app owners, on this machine: each path is one of its own, and takes all that it is sent. */
final class Receiver implements AutoCloseable {

  /**
   * What an endpoint was sent.
   *
   * @param headers by lower-case name
   */
  record Call(Map<String, String> headers, String body) {

    String id() {
      return headers.get("webhook-id");
    }

    JsonNode json() {
      try {
        return Json.parse(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    /** Says whether one of its signatures is by this secret; the secret is as the App Builder shows it. */
    boolean isSignedWith(String secret) throws Exception {
      Instant at =
          Instant.ofEpochSecond(Long.parseLong(headers.get("webhook-timestamp")));
      String expected = Demo.sign(secret, id(), at, body.getBytes(StandardCharsets.UTF_8));
      return List.of(headers.get("webhook-signature").split(" ")).contains(expected);
    }
  }

  /** What an endpoint answers. */
  record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, List<Call>> calls = new ConcurrentHashMap<>();
  private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  /** Where the endpoint of this name is. */
  String url(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  /** The endpoint answers so, once each; then it takes everything. */
  void answers(String name, Answer... next) {
    answers.put("/" + name, new ArrayDeque<>(List.of(next)));
  }

  /** What the endpoint was sent, in the order in which it came. */
  List<Call> calls(String name) {
    return List.copyOf(calls.getOrDefault("/" + name, List.of()));
  }

  private void take(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getPath();
    calls.computeIfAbsent(path, name -> new CopyOnWriteArrayList<>()).add(new Call(headers, body));
    Answer answer = next(path);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private Answer next(String path) {
    Queue<Answer> planned = answers.get(path);
    if (planned == null) {
      return new Answer(204, "");
    }
    synchronized (planned) {
      Answer answer = planned.poll();
      return answer == null ? new Answer(204, "") : answer;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
