package balanceapi.balance;

import static balanceapi.balance.Counter.APP;
import static balanceapi.balance.Counter.NOW;
import static balanceapi.balance.Counter.ok;
import static balanceapi.balance.Counter.request;
import static balanceapi.balance.Counter.withBody;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.bank.Bank;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Banks and accounts of the v2 dialect. */
final class V2DirectoryTest {

  private static final String BY_CUSTOMER = "/v2/accounts/getByCustomer";

  private final Counter counter = new Counter();

  private static Instant ago(int minutes) {
    return NOW.minus(Duration.ofMinutes(minutes));
  }

  private JsonNode data(String path, String body) {
    JsonNode answer = ok(counter.post(path, body));
    assertEquals("success", answer.path("status").asText());
    return answer.path("data");
  }

  @Test
  void an_account_has_every_member_that_the_widgets_onSuccess_has() {
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    JsonNode account = data("/v2/accounts/getById", "{\"id\":\"acc-1\"}").path("account");
    Set<String> names = new TreeSet<>();
    account.fieldNames().forEachRemaining(names::add);
    assertTrue(
        names.containsAll(
            List.of(
                "available_balance", "ledger_balance", "currency", "name", "nuban", "ref", "status",
                "type", "env", "customer", "accountId", "id", "connected")),
        names::toString);
    assertEquals("acc-1", account.path("accountId").asText());
    assertEquals("400", account.path("available_balance").toString());
    assertEquals("500", account.path("ledger_balance").toString());
    assertEquals("cus-1", account.path("customer").asText());
    assertEquals("Kuda Bank", account.at("/bank/name").asText());
    assertEquals("rec-1", account.at("/record/0").asText());
    assertEquals("production-sandbox", account.path("env").asText());
    assertEquals(ago(60).toString(), account.path("last_updated").asText());
    assertTrue(account.path("connected").asBoolean());
  }

  @Test
  void an_available_balance_that_nobody_is_sure_of_is_null() {
    counter.observed("acc-1", ago(60), "500.00", null);
    JsonNode account = data("/v2/accounts/getById", "{\"_id\":\"acc-1\"}").path("account");
    assertTrue(account.has("available_balance") && account.get("available_balance").isNull());
    assertEquals("incomplete", account.path("available_source").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/sandbox", "/sandbox/v2"})
  void a_customers_accounts_are_listed_under_each_base_url_in_json_and_as_forms(String base) {
    counter.observed("acc-1", ago(60), "500.00", "400.00");
    counter.observed("acc-2", ago(60), "500.00", "400.00");
    String path = base + "/accounts/getByCustomer";
    assertEquals(2, data(path, "{\"customer\":\"cus-1\"}").path("accounts").size());
    APIGatewayV2HTTPResponse form =
        counter.handle(
            withBody(
                request("POST", path, APP), "application/x-www-form-urlencoded", "customer_id=cus-1&limit=1"));
    assertEquals(1, ok(form).at("/data/accounts").size());
    assertEquals(2, ok(form).at("/data/pagination/totalDocs").asInt());
  }

  @Test
  void cursors_lead_to_each_account_once_and_to_no_other_list() {
    for (int i = 1; i <= 5; i++) {
      counter.observed("acc-" + i, ago(60), "500.00", "400.00");
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode data =
          data(BY_CUSTOMER, "{\"customer\":\"cus-1\",\"limit\":2,\"cursor\":\"" + cursor + "\"}");
      data.path("accounts").forEach(account -> seen.add(account.path("id").asText()));
      cursor = data.path("next_cursor").asText("");
      if (pages++ == 0) {
        String other = "{\"customer\":\"cus-2\",\"cursor\":\"" + cursor + "\"}";
        assertEquals(400, counter.post(BY_CUSTOMER, other).getStatusCode());
      }
    } while (!cursor.equals("null") && !cursor.isEmpty());
    assertEquals(3, pages);
    assertEquals(List.of("acc-1", "acc-2", "acc-3", "acc-4", "acc-5"), seen);
  }

  @Test
  void nobodys_accounts_are_an_empty_list_and_an_unknown_id_is_404() {
    JsonNode none = data(BY_CUSTOMER, "{\"customer\":\"nobody\"}");
    assertEquals(0, none.path("accounts").size());
    assertTrue(none.path("next_cursor").isNull());
    assertEquals(404, counter.post("/v2/accounts/getById", "{\"id\":\"none\"}").getStatusCode());
    assertEquals(400, counter.post("/v2/accounts/getById", "{}").getStatusCode());
    assertEquals(400, counter.post(BY_CUSTOMER, "{}").getStatusCode());
  }

  @Test
  void an_app_of_the_sandbox_sees_the_sandboxs_banks_by_get_and_post() {
    JsonNode posted = data("/v2/banks/list", "{}");
    assertEquals(posted, ok(counter.get("/v2/banks/list")).path("data"));
    assertEquals(Bank.SANDBOX.size(), posted.path("banks").size());
    posted
        .path("banks")
        .forEach(
            bank -> {
              assertTrue(bank.path("id").asText().matches("[0-9a-f]{24}"), bank::toString);
              assertFalse(bank.path("slug").asText().isBlank());
              assertFalse(bank.path("countries").isEmpty());
            });
  }

  @Test
  void a_production_app_sees_the_banks_that_its_customers_connected() {
    Counter production = new Counter(App.Env.PRODUCTION);
    assertEquals(0, ok(production.get("/v2/banks/list")).at("/data/banks").size());
    production.observed("acc-1", ago(60), "500.00", "400.00");
    production.observed("acc-2", ago(60), "500.00", "400.00");
    JsonNode banks = ok(production.post("/v2/banks/list", "{}")).at("/data/banks");
    assertEquals(1, banks.size());
    assertEquals("bank-1", banks.at("/0/id").asText());
    assertEquals("Kuda Bank", banks.at("/0/name").asText());
    assertEquals("kuda-bank", banks.at("/0/slug").asText());
    assertEquals("NG", banks.at("/0/countries/0").asText());
  }
}
