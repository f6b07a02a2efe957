package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The daily audit through schedule, queue and worker; on a deployment of its own, for it looks at every account. */
final class AuditEndToEndTest {

  private static final String ACCOUNT = WidgetEvent.ACCOUNT;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static LocalStack stack;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @BeforeAll
  static void start() {
    stack = LocalStack.start(LocalStack.Options.of(DeploymentTemplateTest.FILE));
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void a_figure_that_its_transactions_do_not_give_is_repaired_counted_and_logged() throws Exception {
    Tenant tenant = Tenant.create(stack, Json.object());
    tenant.applied(WidgetEvent.envelope("AUTH", ago(61), ago(60)).set("auth", Json.object()).toString());
    tenant.applied(WidgetEvent.balance(ago(60), "500.00", null).toString());
    tenant.applied(WidgetEvent.hold(ago(30), "t1", "420.00").toString());
    assertEquals("80.00", available(tenant));
    spoil(tenant);
    assertEquals("500.00", available(tenant));

    String event = Json.object().put("time", now.toString()).put("audit", true).toString();
    assertInstanceOf(Invocation.Answered.class, stack.invoke("RefreshFunction", event));
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!available(tenant).equals("80.00")) {
      assertTrue(Instant.now().isBefore(deadline), "the figure is not repaired");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    List<String> lines = logged("\"Drift\":1", deadline);
    assertTrue(lines.stream().anyMatch(line -> line.contains("an account had drifted and was repaired")));
    assertTrue(lines.stream().anyMatch(line -> line.contains("\"AccountsAudited\":1")));
  }

  private Instant ago(int minutes) {
    return now.minus(Duration.ofMinutes(minutes));
  }

  private static String available(Tenant tenant) throws Exception {
    return tenant.balance(ACCOUNT).path("available_balance").asText();
  }

  /** The worker's lines, once this is among them. */
  private static List<String> logged(String awaited, Instant deadline) {
    while (true) {
      List<String> lines = stack.logs("RefreshWorkerFunction");
      if (lines.stream().anyMatch(line -> line.contains(awaited))) {
        return lines;
      }
      assertTrue(Instant.now().isBefore(deadline), awaited + " is not logged");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /** Writes the ledger balance in the place of the available one, as no version of ours does. */
  private static void spoil(Tenant tenant) throws Exception {
    AwsJson dynamo = AwsJson.dynamo(stack.dynamodb());
    ObjectNode key = Json.object();
    key.putObject("pk").put("S", tenant.appId() + "#A#" + ACCOUNT);
    key.putObject("sk").put("S", "BALANCE");
    ObjectNode get = Json.object().put("TableName", "BalanceTable");
    get.set("Key", key);
    JsonNode ledger = dynamo.call("GetItem", get).at("/Item/g/L/1");
    ObjectNode update = Json.object().put("TableName", "BalanceTable");
    update.set("Key", key);
    update.put("UpdateExpression", "SET g[2] = :ledger");
    update.putObject("ExpressionAttributeValues").set(":ledger", ledger);
    dynamo.call("UpdateItem", update);
  }
}
