package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a v2 client asks for besides lists: fresh figures, links, banks, over HTTP against the whole deployment. */
@ExtendWith(EndToEnd.class)
@ResourceLock(EndToEnd.CLOCK)
final class V2OnDemandEndToEndTest {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private Tenant tenant;

  @BeforeEach
  void create() throws Exception {
    tenant = Tenant.create(EndToEnd.stack(), Json.object());
  }

  private Instant ago(int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2/sandbox", "/sandbox/v2"})
  void a_refresh_leads_to_an_address_that_says_what_there_is(String base) throws Exception {
    tenant.applied(WidgetEvent.envelope("AUTH", ago(61), ago(60)).set("auth", Json.object()).toString());
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", "400.00").toString());
    ObjectNode account = Json.object().put("account_id", WidgetEvent.ACCOUNT);
    JsonNode asked = tenant.post(base + "/balance/refresh", account).expect(200).json().path("data");
    String address = asked.path("callback_url").asText();
    assertTrue(address.startsWith(EndToEnd.stack().url() + base + "/callback?record="), address);
    JsonNode seen =
        Tenant.send(
                HttpRequest.newBuilder(URI.create(address))
                    .header("authorization", "Bearer " + tenant.key())
                    .GET())
            .expect(200)
            .json()
            .path("data");
    assertEquals(400, seen.at("/balance/available_balance").asInt());
    assertEquals(WidgetEvent.ACCOUNT, seen.at("/balance/account/id").asText());
    assertTrue(seen.at("/status/process/completed").asBoolean());
    assertTrue(seen.path("msg").asText().contains("" + ago(60)), seen.path("msg").asText());
    JsonNode shown = tenant.post(base + "/accounts/getById", Json.object().put("id", WidgetEvent.ACCOUNT)).json();
    assertEquals(400, shown.at("/data/account/available_balance").asInt());
    assertTrue(tenant.get(base + "/banks/list").expect(200).json().at("/data/banks").size() > 1);
  }

  @Test
  void a_link_is_gone_with_its_app() throws Exception {
    JsonNode made = tenant.post("/v2/links/new", Json.object().put("name", "Loans")).expect(200).json();
    JsonNode link = made.at("/data/link");
    String url = link.path("url").asText();
    assertTrue(url.startsWith(EndToEnd.stack().url() + "/connect?link=" + link.path("_id").asText()), url);
    assertEquals(1, links());
    Tenant.send(
            Tenant.at(EndToEnd.stack().url(), "/apps/" + tenant.appId())
                .header("authorization", "Bearer " + EndToEnd.stack().secret("ADMIN_TOKEN"))
                .method("DELETE", BodyPublishers.noBody()))
        .expect(204);
    // A key is remembered for half a minute, and what it makes in that time goes too.
    int late = tenant.post("/v2/links/new", Json.object().put("name", "Late")).status();
    assertTrue(Set.of(200, 401).contains(late), "" + late);
    EndToEnd.refresh(Instant.now().plus(Duration.ofMinutes(2)));
    assertEquals(0, links());
  }

  private int links() throws Exception {
    ObjectNode query = Json.object().put("TableName", "BalanceTable");
    query.put("KeyConditionExpression", "pk = :app AND begins_with(sk, :link)");
    ObjectNode values = query.putObject("ExpressionAttributeValues");
    values.putObject(":app").put("S", tenant.appId());
    values.putObject(":link").put("S", "LINK#");
    return AwsJson.dynamo(EndToEnd.stack().dynamodb()).call("Query", query).path("Items").size();
  }
}
