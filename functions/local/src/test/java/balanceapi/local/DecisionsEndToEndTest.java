package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Deciding, reserving and looking up what was decided, over HTTP against the whole deployment. */
@ExtendWith(EndToEnd.class)
@ResourceLock(EndToEnd.CLOCK)
final class DecisionsEndToEndTest {

  private static final String ACCOUNT = "/accounts/" + WidgetEvent.ACCOUNT;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private Tenant tenant;

  @BeforeEach
  void create() throws Exception {
    tenant = Tenant.create(EndToEnd.stack(), Json.object());
    tenant.applied(WidgetEvent.balance(ago(30), "500.00", null).toString());
    tenant.applied(WidgetEvent.hold(ago(20), "t1", "120.00").toString());
  }

  private Instant ago(int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private static ObjectNode check(String amount) {
    return Json.object().put("amount", amount).put("currency", "NGN");
  }

  private static ObjectNode reserving(String amount, String reference, String time) {
    ObjectNode check = check(amount);
    check.putObject("reserve").put("reference", reference).put("for", time);
    return check;
  }

  private JsonNode decide(ObjectNode check) throws Exception {
    return tenant.post(ACCOUNT + "/funds-check", check).expect(200).json();
  }

  private static String word(JsonNode decided) {
    return decided.path("decision").asText() + " " + decided.path("spendable_balance").asText();
  }

  @Test
  void sixty_four_checks_at_once_never_reserve_more_than_is_there() throws Exception {
    List<Callable<JsonNode>> checks = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String reference = "loan-" + i;
      checks.add(() -> decideAtLast(reserving("25.00", reference, "PT2H")));
    }
    int reserved = 0;
    try (ExecutorService all = Executors.newFixedThreadPool(64)) {
      for (Future<JsonNode> decided : all.invokeAll(checks)) {
        JsonNode answer = decided.get();
        boolean isReserved = answer.path("reservation").isObject();
        assertEquals(isReserved, answer.path("decision").asText().equals("sufficient"), answer::toString);
        reserved += isReserved ? 1 : 0;
      }
    }
    JsonNode balance = tenant.balance(WidgetEvent.ACCOUNT);
    BigDecimal held = new BigDecimal(balance.at("/reserved/amount").asText());
    assertEquals(new BigDecimal("25.00").multiply(BigDecimal.valueOf(reserved)), held);
    assertTrue(held.compareTo(new BigDecimal("380.00")) <= 0, held::toString);
    assertEquals(15, reserved, "380.00 are there, and nobody is refused what is");
    assertEquals("5.00", balance.path("spendable_balance").asText());
  }

  /** Who meets too many others is told to come again. */
  private JsonNode decideAtLast(ObjectNode check) throws Exception {
    Tenant.Reply reply = tenant.post(ACCOUNT + "/funds-check", check);
    while (reply.status() == 503) {
      reply = tenant.post(ACCOUNT + "/funds-check", check);
    }
    return reply.expect(200).json();
  }

  @Test
  void what_is_reserved_is_missing_for_every_later_check_until_it_is_released() throws Exception {
    assertEquals("sufficient 380.00", word(decide(check("300.00"))));
    assertEquals("sufficient 380.00", word(decide(reserving("300.00", "loan-17", "PT2H"))));
    assertEquals("insufficient 80.00", word(decide(check("300.00"))));
    assertEquals("sufficient 380.00", word(decide(reserving("300.00", "loan-17", "PT2H"))), "the same again");
    tenant.post(ACCOUNT + "/funds-check", reserving("200.00", "loan-17", "PT2H")).expect(409);
    assertEquals(1, tenant.get(ACCOUNT + "/reservations").expect(200).json().path("data").size());
    tenant.delete(ACCOUNT + "/reservations/loan-17").expect(204);
    assertEquals("sufficient 380.00", word(decide(check("300.00"))));
    assertEquals(
        "released",
        tenant
            .get(ACCOUNT + "/reservations?status=ended")
            .expect(200)
            .json()
            .at("/data/0/status")
            .asText());
  }

  @Test
  void the_refresh_ends_reservations_whose_time_is_over() throws Exception {
    decide(reserving("300.00", "loan-17", "PT1S"));
    decide(reserving("50.00", "loan-18", "PT2H"));
    JsonNode ended =
        EndToEnd.eventually(
            "the refresh ends it",
            () -> {
              EndToEnd.refresh(now.plus(Duration.ofHours(3)));
              JsonNode all = tenant.get(ACCOUNT + "/reservations?status=ended").expect(200).json().path("data");
              return all.isEmpty() ? Optional.empty() : Optional.of(all.path(0));
            });
    assertEquals(
        "330.00",
        tenant.balance(WidgetEvent.ACCOUNT).path("spendable_balance").asText(),
        "a run ahead of the clock leaves the other one alone");
    assertEquals("loan-17 expired", ended.path("reference").asText() + " " + ended.path("status").asText());
  }

  @Test
  void a_decision_is_given_back_as_it_was_whatever_has_come_since() throws Exception {
    JsonNode decided = decide(check("300.00").put("buffer", "50.00").put("reference", "row 1"));
    tenant.applied(WidgetEvent.balance(ago(5), "10.00", "1.00").toString());
    assertEquals("insufficient 1.00", word(decide(check("300.00"))));
    JsonNode kept = tenant.get("/checks/" + decided.path("check_id").asText()).expect(200).json();
    assertEquals("300.00", kept.at("/asked/amount").asText(), kept::toString);
    assertEquals("50.00", kept.at("/asked/buffer").asText());
    assertEquals("row 1", kept.at("/asked/reference").asText());
    assertEquals("sufficient", kept.at("/answered/decision").asText());
    assertEquals("380.00", kept.at("/answered/available_balance").asText());
    assertEquals(2, tenant.get(ACCOUNT + "/checks").expect(200).json().path("data").size());
  }

  @Test
  void rows_of_one_call_are_decided_each_for_itself() throws Exception {
    ObjectNode body = Json.object();
    body.putArray("checks")
        .add(reserving("300.00", "loan-17", "PT2H").put("account_id", WidgetEvent.ACCOUNT).put("reference", "a"))
        .add(check("100.00").put("account_id", WidgetEvent.ACCOUNT).put("reference", "b"))
        .add(check("80.00").put("customer_id", WidgetEvent.CUSTOMER).put("reference", "c"))
        .add(check("1.00").put("account_id", "acc-nobodys").put("reference", "d"))
        .add(check("1.001").put("account_id", WidgetEvent.ACCOUNT).put("reference", "e"));
    JsonNode rows = tenant.post("/funds-checks", body).expect(200).json().path("data");
    List<String> words = new ArrayList<>();
    rows.forEach(
        row ->
            words.add(
                row.path("reference").asText()
                    + " "
                    + row.path("decision").asText(row.at("/problem/code").asText())));
    assertEquals(
        List.of("a sufficient", "b insufficient", "c sufficient", "d not_found", "e invalid_request"), words);
    assertEquals(WidgetEvent.ACCOUNT, rows.at("/2/account_id").asText(), rows::toString);
    assertEquals(1, rows.at("/2/considered").size());
  }
}
