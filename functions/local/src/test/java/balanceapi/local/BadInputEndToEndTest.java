package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client should send, through the whole deployment: refused by us, in our form. */
@ExtendWith(EndToEnd.class)
final class BadInputEndToEndTest {

  private Tenant tenant;

  @BeforeEach
  void create() throws Exception {
    tenant = Tenant.create(EndToEnd.stack(), Json.object());
    tenant.applied(WidgetEvent.balance(Instant.now(), "500.00", null).toString());
  }

  /** The gateway decodes a path once before it looks for a route: an encoded slash is a slash to it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/accounts%2Facc-1%2Fnothing", "/accounts/acc-1%252Fbalance", "/accounts%252F*%252Fbalance",
        "/accounts/../accounts", "/accounts/%2e%2e/health", "/accounts//balance", "/accounts/",
        "/accounts/acc-1/balance/", "/accounts/acc-1%00/balance", "/accounts/%2500/balance",
        "/accounts/%ff/balance", "/customers/%2F/balances", "/records/..", "/apps/%2e%2e",
        "/v2/%2e%2e/accounts", "/sandbox/v2//",
        "/webhooks/a%2Fb", "/health/", "/openapi.yaml%00", "/%2a"
      })
  void a_trick_in_a_path_is_no_route(String path) throws Exception {
    Tenant.Reply reply = tenant.get(path);
    assertTrue(reply.status() == 404 || reply.status() == 403, () -> reply.status() + reply.text());
    assertTrue(reply.type().startsWith("application/"), reply.type());
    assertTrue(reply.text().contains("\"detail\"") || reply.text().contains("\"message\""), reply.text());
  }

  @Test
  void a_query_string_of_thousands_of_parameters_is_400() throws Exception {
    for (String query :
        List.of("a&".repeat(5000), "limit=1&".repeat(3000), "cursor=" + "A".repeat(20_000))) {
      Tenant.Reply reply = tenant.get("/accounts?" + query).expect(400);
      assertEquals("application/problem+json", reply.type());
      assertEquals("invalid_request", reply.json().path("code").asText());
    }
  }

  @Test
  void a_compressed_body_is_415_wherever_it_goes() throws Exception {
    for (String path :
        List.of("/accounts/acc-1/funds-check", "/v2/balance/getById", "/webhooks/" + tenant.appId())) {
      for (String coding : List.of("gzip", "br", "nonsense")) {
        HttpRequest.Builder request =
            Tenant.at(EndToEnd.stack().url(), path)
                .header("authorization", "Bearer " + tenant.key())
                .header("content-type", "application/json")
                .header("content-encoding", coding)
                .POST(BodyPublishers.ofByteArray(zipped("{\"id\":\"acc-1\"}")));
        assertTrue(Tenant.send(request).expect(415).text().contains("content-encoding"), path);
      }
    }
  }

  private static byte[] zipped(String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
