package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.Link;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links that ask a customer to come back. */
final class ReturnLinksTest {

  private static final String ROUTE = "/customers/cus-1/return-links";

  private final Counter counter = new Counter();

  @BeforeEach
  void connect() {
    counter.observed("acc-1", NOW.minusSeconds(60), "500.00", null);
  }

  @Test
  void a_link_names_its_customer_and_ends_after_a_week() {
    JsonNode made = made("{}");
    String url = made.path("url").asText();
    assertTrue(url.matches("https?://[^/]+/connect\\?link=[0-9a-f]{24}&app=" + APP), url);
    assertEquals(NOW.plus(Duration.ofDays(7)), Instant.parse(made.path("expires_at").asText()));
    Link kept = kept(url);
    assertEquals(
        Optional.of(new Link.Returning("cus-1", Optional.empty(), Optional.empty())), kept.returning());
    assertEquals(Optional.of(NOW.plus(Duration.ofDays(7))), kept.expiresAt());
  }

  @Test
  void it_can_be_about_one_account_and_end_sooner() {
    JsonNode made = made("{\"expires_in\":\"PT1H\",\"reauth_account\":\"2000000001\",\"reauth_bank\":\"sandbox-bank\"}");
    assertEquals(NOW.plus(Duration.ofHours(1)).toString(), made.path("expires_at").asText());
    assertEquals(
        Optional.of(new Link.Returning("cus-1", Optional.of("2000000001"), Optional.of("sandbox-bank"))),
        kept(made.path("url").asText()).returning());
  }

  @Test
  void a_customer_whom_nobody_knows_is_not_asked() {
    assertEquals(404, counter.post("/customers/cus-9/return-links", "{}").getStatusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"expires_in\":\"PT1S\"}|expires_in", "{\"expires_in\":\"P31D\"}|expires_in",
        "{\"expires\":\"P1D\"}|expires", "{\"reauth_bank\":\"\"}|reauth_bank"
      })
  void what_cannot_be_is_named(String body, String name) {
    APIGatewayV2HTTPResponse answer = counter.post(ROUTE, body);
    assertEquals(400, answer.getStatusCode());
    assertTrue(Counter.json(answer).path("detail").asText().startsWith(name + " "), answer.getBody());
  }

  private JsonNode made(String body) {
    APIGatewayV2HTTPResponse answer = counter.post(ROUTE, body);
    assertEquals(201, answer.getStatusCode(), answer.getBody());
    return Counter.json(answer);
  }

  private Link kept(String url) {
    String id = url.replaceFirst(".*link=", "").replaceFirst("&.*", "");
    return counter.apps().findLink(APP, id).orElseThrow();
  }
}
