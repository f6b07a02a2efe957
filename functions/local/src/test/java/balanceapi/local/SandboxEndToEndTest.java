package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Customers of the sandbox, over HTTP against the whole deployment. */
@ExtendWith(EndToEnd.class)
final class SandboxEndToEndTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Tenant tenant;

  @BeforeEach
  void create() throws Exception {
    tenant = Tenant.create(EndToEnd.stack(), Json.object());
  }

  private JsonNode data(String path, JsonNode body) throws Exception {
    return tenant.post(path, body).expect(200).json().path("data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/sandbox", "/sandbox/v2", "/sandbox"})
  void generated_customers_have_accounts_of_every_kind(String base) throws Exception {
    JsonNode made = data(base + "/customers/generate", Json.object().put("number", 3)).path("customers");
    assertEquals(3, made.size());
    Set<String> sources = new HashSet<>();
    for (JsonNode customer : made) {
      JsonNode balances =
          tenant.get("/customers/" + customer.path("id").asText() + "/balances").expect(200).json();
      assertEquals(customer.path("accounts").size(), balances.path("data").size());
      balances.path("data").forEach(balance -> sources.add(balance.path("available_source").asText()));
    }
    assertEquals(Set.of("reported", "computed"), sources);
    assertEquals(made, data(base + "/customers/generate", Json.object().put("number", "3")).path("customers"));
    JsonNode listed = data(base + "/customers/list", Json.object()).path("customers");
    assertEquals(3, listed.size());
    String id = made.at("/0/id").asText();
    assertEquals(
        made.at("/0/name"), data(base + "/customers/get", Json.object().put("customer", id)).at("/customer/name"));
  }

  @Test
  void a_savings_account_has_less_to_spend_than_its_ledger_says() throws Exception {
    JsonNode made =
        tenant.post("/v2/sandbox/customers/create", "[{\"name\":\"Sandbox Saver\",\"noOfAccount\":2}]").expect(200).json();
    JsonNode savings = made.at("/data/customers/0/accounts/1");
    assertEquals("Savings", savings.path("type").asText());
    JsonNode balance = tenant.balance(savings.path("id").asText());
    assertEquals("computed", balance.path("available_source").asText());
    assertEquals("1200.00", balance.at("/pending/debits").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"balance", "transactions"})
  void a_refresh_really_fetches_newer_figures(String product) throws Exception {
    JsonNode made =
        tenant.post("/v2/sandbox/customers/create", "{\"name\":\"Sandbox Saver\",\"noOfAccount\":2}").expect(200).json();
    String account = made.at("/data/customers/0/accounts/1/id").asText();
    JsonNode before = tenant.balance(account);
    Instant asked = Instant.now();
    String address =
        data("/v2/sandbox/" + product + "/refresh", Json.object().put("account_id", account))
            .path("callback_url")
            .asText();
    JsonNode seen = look(address);
    while (seen.at("/status/process/running").asBoolean()) {
      assertTrue(Instant.now().isBefore(asked.plus(PATIENCE)), seen::toString);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      seen = look(address);
    }
    assertTrue(seen.at("/status/process/completed").asBoolean(), seen::toString);
    assertTrue(seen.path("msg").isNull(), seen::toString);
    String instant = product.equals("balance") ? "as_of" : "pending_as_of";
    JsonNode after = tenant.balance(account);
    assertTrue(
        Instant.parse(after.path(instant).asText()).isAfter(Instant.parse(before.path(instant).asText())),
        after::toString);
  }

  private JsonNode look(String address) throws Exception {
    return Tenant.send(
            HttpRequest.newBuilder(URI.create(address))
                .header("authorization", "Bearer " + tenant.key())
                .GET())
        .expect(200)
        .json()
        .path("data");
  }

  @Test
  void a_password_is_neither_kept_nor_logged() throws Exception {
    ObjectNode customer = Json.object().put("name", "Sandbox Customer").put("bank", "sandbox-ledger-bank");
    customer.put("username", "canary-user-7781").put("password", "canary-password-7781");
    data("/v2/sandbox/customers/create", customer);
    ObjectNode scan = Json.object().put("TableName", "BalanceTable");
    String stored = AwsJson.dynamo(EndToEnd.stack().dynamodb()).call("Scan", scan).toString();
    assertFalse(stored.contains("canary-password-7781") || stored.contains("canary-user-7781"));
    for (String function : List.of("SandboxFunction", "WebhookFunction")) {
      for (String line : EndToEnd.stack().logs(function)) {
        assertFalse(line.contains("canary-"), line);
      }
    }
  }

  @Test
  void a_customer_made_again_after_an_erasure_is_there_again() throws Exception {
    String asked = "[{\"name\":\"Sandbox Returner\",\"noOfAccount\":1}]";
    JsonNode made = tenant.post("/v2/sandbox/customers/create", asked).expect(200).json().at("/data/customers/0");
    tenant.delete("/customers/" + made.path("id").asText()).expect(204);
    JsonNode again = tenant.post("/v2/sandbox/customers/create", asked).expect(200).json().at("/data/customers/0");
    assertEquals(made, again);
    assertEquals(1, again.path("accounts").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"any/create", "customers/create", "create/create"})
  void a_path_that_only_ends_like_a_route_is_none(String path) throws Exception {
    tenant.post("/v2/sandbox/customers/" + path, "{\"name\":\"n\"}").expect(404);
  }

  @Test
  void an_app_in_production_has_no_sandbox() throws Exception {
    Tenant.send(
            Tenant.at(EndToEnd.stack().url(), "/apps/" + tenant.appId())
                .header("authorization", "Bearer " + EndToEnd.stack().secret("ADMIN_TOKEN"))
                .header("content-type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"env\":\"production\"}")))
        .expect(200);
    for (String route : List.of("generate", "create", "list", "get")) {
      JsonNode refused = tenant.post("/v2/sandbox/customers/" + route, "{\"name\":\"n\"}").expect(403).json();
      assertEquals("error", refused.path("status").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate {\"number\":11} number", "generate {\"number\":0} number", "create {} name",
        "create {\"name\":\"n\",\"noOfAccount\":6} noOfAccount", "create {\"name\":\"n\",\"bank\":\"x\"} bank",
        "create [] customers", "get {} customer"
      })
  void what_cannot_be_is_400_naming_the_parameter(String given) throws Exception {
    String[] parts = given.split(" ");
    Tenant.Reply reply = tenant.post("/v2/sandbox/customers/" + parts[0], parts[1]).expect(400);
    String told = reply.json().path("message").asText();
    assertTrue(told.contains(parts[2] + " "), told);
  }
}
