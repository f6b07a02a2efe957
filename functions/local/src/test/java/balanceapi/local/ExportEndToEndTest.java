package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All balances of an app as a file in parts, over HTTP. */
@ExtendWith(EndToEnd.class)
final class ExportEndToEndTest {

  private static final int ACCOUNTS = 7;

  private final Instant at = Instant.now().minus(Duration.ofMinutes(5));
  private Tenant tenant;

  @BeforeEach
  void create() throws Exception {
    tenant = Tenant.create(EndToEnd.stack(), Json.object());
    for (int i = 0; i < ACCOUNTS; i++) {
      connected(tenant, i, "OBI, \"ADA\" " + i);
    }
  }

  private void connected(Tenant to, int i, String name) throws Exception {
    ObjectNode event = WidgetEvent.balance(at, i + "00.00", null).put("nuban", "200000000" + i);
    event
        .withObject("/balance")
        .put("accountId", "acc-" + i)
        .put("nuban", "200000000" + i)
        .put("name", name);
    to.applied(event.toString());
  }

  /** The parts of the file, each asked for at the address that came with the one before. */
  private List<String> parts(String path) throws Exception {
    List<String> parts = new ArrayList<>();
    URI next = URI.create(EndToEnd.stack().url() + path);
    while (next != null) {
      Tenant.Reply part =
          Tenant.send(
                  HttpRequest.newBuilder(next).header("authorization", "Bearer " + tenant.key()).GET())
              .expect(200);
      parts.add(part.text());
      String link = part.header("link");
      assertEquals(link.isEmpty(), part.header("x-next-cursor").isEmpty());
      next = link.isEmpty() ? null : URI.create(link.substring(1, link.indexOf('>')));
    }
    return parts;
  }

  @Test
  void the_parts_put_together_are_the_whole_file() throws Exception {
    String whole = parts("/exports/balances").getFirst();
    List<String> parts = parts("/exports/balances?format=csv&limit=3");
    assertEquals(3, parts.size());
    assertEquals(whole, String.join("", parts));
    List<String> lines = whole.lines().toList();
    assertEquals(ACCOUNTS + 1, lines.size());
    assertTrue(lines.getFirst().startsWith("account_id,customer_id,record_id,nuban,name,"), lines.getFirst());
    assertTrue(whole.contains(",\"OBI, \"\"ADA\"\" 3\","), whole);
    assertTrue(whole.endsWith("\r\n"));
  }

  @Test
  void each_line_of_the_other_format_is_a_balance() throws Exception {
    Set<String> accounts = new TreeSet<>();
    for (String part : parts("/exports/balances?format=ndjson&limit=2")) {
      for (String line : part.lines().toList()) {
        accounts.add(Json.parse(line).path("account_id").asText());
      }
    }
    assertEquals(ACCOUNTS, accounts.size());
    String line = parts("/exports/balances?format=ndjson").getFirst().lines().findFirst().orElseThrow();
    String account = Json.parse(line).path("account_id").asText();
    assertEquals(tenant.balance(account), Json.parse(line));
  }

  @Test
  void accounts_that_come_meanwhile_are_not_in_the_way() throws Exception {
    Tenant.Reply first = tenant.get("/exports/balances?limit=3").expect(200);
    connected(tenant, 8, "New");
    String rest =
        tenant.get("/exports/balances?cursor=" + first.header("x-next-cursor")).expect(200).text();
    Set<String> seen =
        (first.text() + rest).lines().map(line -> line.split(",")[0]).collect(Collectors.toSet());
    for (int i = 0; i < ACCOUNTS; i++) {
      assertTrue(seen.contains("acc-" + i), seen::toString);
    }
  }

  @Test
  void a_name_is_no_formula_to_a_spreadsheet() throws Exception {
    connected(tenant, 8, "=HYPERLINK(\"https://example.com\")");
    connected(tenant, 9, "+1");
    String csv = parts("/exports/balances").getFirst();
    assertTrue(csv.contains(",\"'=HYPERLINK(\"\"https://example.com\"\")\","), csv);
    assertTrue(csv.contains(",'+1,"), csv);
  }

  @Test
  void what_it_does_not_take_is_named() throws Exception {
    for (String query : List.of("format=xml", "limit=0", "limit=5001", "cursor=x", "page=2")) {
      Tenant.Reply refused = tenant.get("/exports/balances?" + query).expect(400);
      assertFalse(refused.json().path("detail").asText().isEmpty());
    }
  }
}
