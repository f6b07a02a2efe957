package balanceapi.platform.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.Events;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped helper signs what this code proves. */
class SendWebhookTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir private Path folder;

  private record Run(int status, String out, String err) {}

  @Test
  void its_signature_of_the_official_vector_is_the_published_one() throws Exception {
    Path file = file("{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
    Run run =
        run(
            Map.of("WEBHOOK_ID", "msg_p5jXN8AQM9LWM0D4loKWxJek", "WEBHOOK_TIMESTAMP", "1614265330"),
            "--dry-run",
            "http://127.0.0.1/webhooks/x",
            SECRET,
            file.toString());
    assertEquals(0, run.status(), run.err());
    assertEquals(
        List.of(
            "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp: 1614265330",
            "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        run.out().lines().toList());
  }

  @Test
  void what_it_sends_is_proven_byte_for_byte() throws Exception {
    byte[] body = "{\"name\":\"Åbo 100%\"}\n\n".getBytes(StandardCharsets.UTF_8);
    AtomicReference<StandardWebhooks.Outcome> outcome = new AtomicReference<>();
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/webhooks/x",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
          byte[] sent = exchange.getRequestBody().readAllBytes();
          outcome.set(StandardWebhooks.verify(List.of(SECRET), headers, sent, Clock.systemUTC()));
          assertEquals("application/json", headers.get("content-type"));
          byte[] answer = "{\"status\":\"success\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/webhooks/x";
      Run run = run(Map.of(), url, SECRET, file(body).toString());
      assertEquals("{\"status\":\"success\"}\n", run.out(), run.err());
    } finally {
      server.stop(0);
    }
    assertTrue(outcome.get() instanceof StandardWebhooks.Outcome.Proven, String.valueOf(outcome.get()));
  }

  @Test
  void a_wrong_turn_is_told() throws Exception {
    assertEquals(2, run(Map.of()).status());
    assertTrue(run(Map.of()).err().contains("usage:"));
    Run run = run(Map.of(), "--dry-run", "http://127.0.0.1", "whsec_", file(new byte[0]).toString());
    assertEquals(2, run.status());
    assertTrue(run.err().contains("the secret is not"), run.err());
  }

  private Path file(byte[] body) throws IOException {
    return Files.write(folder.resolve("event " + Instant.now().getNano() + ".json"), body);
  }

  private Run run(Map<String, String> environment, String... arguments) throws Exception {
    Path script = Events.folder().resolve("send-webhook");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList());
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    int status = builder.start().waitFor();
    return new Run(status, Files.readString(out), Files.readString(err));
  }
}
