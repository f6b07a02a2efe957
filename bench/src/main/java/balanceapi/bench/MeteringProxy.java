package balanceapi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * Stands between a deployment and its DynamoDB, asks for the consumed capacity of each call, and adds it up as
 * {@link Billed}: so the whole deployment is metered, authorizer included, without a change to it.
 */
final class MeteringProxy implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PASSED = List.of("X-Amz-Target", "Authorization", "Content-Type", "X-Amz-Date");

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server;
  private final URI dynamodb;
  private long requests;
  private double reads;
  private double writes;

  private MeteringProxy(HttpServer server, URI dynamodb) {
    this.server = server;
    this.dynamodb = dynamodb;
  }

  /** Serves on a free port of the loopback address. */
  static MeteringProxy before(URI dynamodb) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    MeteringProxy proxy = new MeteringProxy(server, dynamodb);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", proxy::pass);
    server.start();
    return proxy;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized void reset() {
    requests = 0;
    reads = 0;
    writes = 0;
  }

  /** What was spent since the last reset; index reads are among the reads. */
  synchronized Meter.Tally tally() {
    return new Meter.Tally(requests, reads, 0, writes);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target")).orElse("");
      String operation = target.substring(target.indexOf('.') + 1);
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode request = JSON.readTree(body);
      if (request instanceof ObjectNode object && !operation.contains("Table") && !operation.contains("Time")) {
        body = JSON.writeValueAsBytes(object.put("ReturnConsumedCapacity", "INDEXES"));
      }
      HttpResponse<byte[]> answer = forward(exchange, body);
      add(operation, request, JSON.readTree(answer.body()), answer.statusCode());
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(dynamodb).POST(BodyPublishers.ofByteArray(body));
    for (String name : PASSED) {
      Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
          .ifPresent(value -> request.header(name, value));
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private synchronized void add(String operation, JsonNode request, JsonNode answer, int status) {
    requests++;
    if (status == 200) {
      double units = units(answer.path("ConsumedCapacity"));
      reads += Billed.reads(operation, units, request.path("ConsistentRead").asBoolean());
      writes += Billed.writes(operation, units, request.path("TransactItems").size());
    } else if (answer.path("__type").asText().contains("ConditionalCheckFailed")) {
      writes += 1;
    }
  }

  /** Of one table, or of each. */
  private static double units(JsonNode capacity) {
    if (capacity.isArray()) {
      double sum = 0;
      for (JsonNode each : capacity) {
        sum += units(each);
      }
      return sum;
    }
    return capacity.path("CapacityUnits").asDouble();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
