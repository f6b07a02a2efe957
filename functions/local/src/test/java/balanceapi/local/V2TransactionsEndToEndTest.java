package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A client of the v2 dialect follows a customer's transactions over HTTP against the whole deployment. */
@ExtendWith(EndToEnd.class)
@ResourceLock(EndToEnd.CLOCK)
final class V2TransactionsEndToEndTest {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private Instant ago(int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private static List<String> told(JsonNode data) {
    List<String> told = new ArrayList<>();
    data.path("transaction")
        .forEach(t -> told.add(t.path("_id").asText() + " " + t.path("status").asText()));
    return told;
  }

  private static JsonNode data(Tenant tenant, String path, String body) throws Exception {
    return tenant.post(path, body).expect(200).json().path("data");
  }

  @Test
  void a_pending_is_listed_until_it_is_posted_and_then_counts_in_the_totals() throws Exception {
    Tenant tenant = Tenant.create(EndToEnd.stack(), Json.object());
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    tenant.applied(WidgetEvent.hold(ago(30), "t1", "120.00").toString());
    String account = "{\"account\":\"" + WidgetEvent.ACCOUNT + "\"}";
    String customer = "{\"customer\":\"" + WidgetEvent.CUSTOMER + "\"}";
    assertEquals(List.of("t1 pending"), told(data(tenant, "/v2/transactions/getByAccount", account)));
    assertEquals("0.00", data(tenant, "/v2/products/total-debits-credits", account).at("/result/debit").asText());

    ObjectNode posted = WidgetEvent.hold(ago(20), "t2", "121.50");
    ((ObjectNode) posted.at("/transactions/0")).put("status", "posted").put("pending_transaction_id", "t1");
    tenant.applied(posted.toString());
    for (String path :
        List.of(
            "/v2/transactions/getByCustomer", "/sandbox/v2/transaction/getByCustomer",
            "/v2/sandbox/products/transactions")) {
      assertEquals(List.of("t2 posted"), told(data(tenant, path, customer)), path);
    }
    assertEquals("121.50", data(tenant, "/v2/products/total-debits-credits", account).at("/result/debit").asText());
    tenant.post("/v2/transactions/getById", "{\"id\":\"t1\"}").expect(404);
    JsonNode one = data(tenant, "/v2/transactions/getById", "{\"id\":\"t2\"}").at("/transaction/0");
    assertEquals("121.5", one.path("debit").toString());
    assertEquals(WidgetEvent.ACCOUNT, one.at("/account/_id").asText());
  }

  @Test
  void a_history_is_gone_through_by_cursor_and_by_day() throws Exception {
    Tenant tenant = Tenant.create(EndToEnd.stack(), Json.object());
    for (int event = 0; event < 2; event++) {
      ObjectNode feed = WidgetEvent.hold(ago(30 - event), "t" + event, "1.00");
      ArrayNode lines = (ArrayNode) feed.get("transactions");
      lines.removeAll();
      for (int i = 0; i < 60; i++) {
        lines
            .addObject()
            .put("_id", "t%d-%02d".formatted(event, i))
            .put("debit", 1)
            .put("status", "posted")
            .put("trans_date", "2026-10-%02d".formatted(1 + i % 30));
      }
      tenant.applied(feed.toString());
    }
    List<String> all = new ArrayList<>();
    String cursor = "start";
    do {
      JsonNode page =
          data(tenant, "/v2/products/transactions", "{\"limit\":50,\"cursor\":\"" + cursor + "\"}");
      all.addAll(told(page));
      cursor = page.path("next_cursor").asText("");
      assertTrue(all.size() <= 120);
    } while (!cursor.equals("null") && !cursor.isEmpty());
    assertEquals(120, all.size());
    assertEquals(120, all.stream().distinct().count());
    JsonNode counted = data(tenant, "/v2/products/transactions", "{\"limit\":100}");
    assertEquals(120, counted.at("/pagination/totalDocs").asInt());
    assertEquals(all.subList(0, 100), told(counted));
    JsonNode day =
        data(tenant, "/v2/transactions/getByDate", "{\"from\":\"2026-10-07\",\"to\":\"2026-10-08\"}");
    assertEquals(8, day.at("/pagination/totalDocs").asInt());
    assertFalse(day.at("/transaction/0/trans_date").asText().isBlank());
    assertEquals("2026-10-08T00:00:00Z", day.at("/transaction/0/trans_date").asText());
    tenant.post("/v2/transactions/getByDate", "{\"from\":\"2026-10-09\",\"to\":\"2026-10-08\"}").expect(400);
  }
}
