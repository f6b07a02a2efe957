package balanceapi.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One account as it has been used for six weeks, for its page: a ledger balance a day, postings, holds of several sizes
 * and an incoming payment; and one whose bank wants to see the customer again.
 */
final class AccountScene {

  static final String BUSY = "64ba00000000000000009001";
  static final String LOST = "64ba00000000000000009002";

  private static final String[] CHANGES = {"1250.25", "-3120.40", "-875.00", "4100.00", "-640.10", "-2210.75", "300.00"};
  private static final String[] DESCRIPTIONS = {
    "Transfer to Example Stores", "Card payment, Example Market", "Airtime", "Electricity", "Salary"
  };
  private static final String[][] HOLDS = {
    {"1250.00", "Card payment, Example Fuel"},
    {"3400.00", "Card payment, Example Hotel (hold until check-out)"},
    {"780.25", "Transfer fee and stamp duty"},
    {"12600.00", "Transfer to a landlord"},
    {"95.00", "SMS alerts"},
  };

  private final Tenant tenant;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private AccountScene(Tenant tenant) {
    this.tenant = tenant;
  }

  /** Adds both accounts to this app. */
  static void in(Tenant tenant) throws Exception {
    AccountScene scene = new AccountScene(tenant);
    BigDecimal ledger = scene.balances();
    scene.postings();
    tenant.applied(scene.balance(BUSY, ago(Duration.ofMinutes(40)), ledger).toString());
    scene.holds();
    tenant.applied(scene.balance(LOST, ago(Duration.ofDays(3)), new BigDecimal("900.00")).toString());
    tenant.applied(
        scene.envelope(LOST, "AUTH", scene.now).put("status", "is_error").put("code", "AUTH_FAILED").toString());
  }

  private static Instant ago(Duration duration) {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(duration);
  }

  private BigDecimal balances() throws Exception {
    BigDecimal ledger = new BigDecimal("84210.55");
    for (int day = 40; day >= 1; day--) {
      ledger = ledger.add(new BigDecimal(CHANGES[day % CHANGES.length]));
      ObjectNode event = balance(BUSY, now.minus(Duration.ofMinutes(day * 1440L + day * 137 % 300)), ledger);
      // The bank used to give both figures, so that the history has two.
      BigDecimal held = BigDecimal.valueOf(day * 1337L % 6000 + 900);
      ((ObjectNode) event.get("balance")).put("available_balance", ledger.subtract(held));
      tenant.applied(event.toString());
    }
    return ledger;
  }

  private void postings() throws Exception {
    ObjectNode event = transactions(now.minus(Duration.ofMinutes(50)));
    for (int i = 1; i <= 34; i++) {
      add(event, "64bd%020d".formatted(i), i % 5 == 0 ? "credit" : "debit", amount(i), now.minus(Duration.ofDays(i)), DESCRIPTIONS[i % 5])
          .put("cleared_date", now.minus(Duration.ofDays(i)).toString())
          .put("status", "posted");
    }
    tenant.applied(event.toString());
  }

  private static BigDecimal amount(int i) {
    return BigDecimal.valueOf(i * 37_715L % 400_000 + 4_000).divide(BigDecimal.valueOf(100), 2, RoundingMode.UNNECESSARY);
  }

  private void holds() throws Exception {
    ObjectNode event = transactions(now.minus(Duration.ofMinutes(35)));
    for (int i = 0; i < HOLDS.length; i++) {
      add(event, "64be%020d".formatted(i), "debit", new BigDecimal(HOLDS[i][0]), now.minus(Duration.ofMinutes(90 + i * 200L)), HOLDS[i][1]);
    }
    add(event, "64be%020d".formatted(9), "credit", new BigDecimal("5000.00"), now.minus(Duration.ofMinutes(80)), "Incoming transfer");
    add(event, "64bd%020d".formatted(99), "debit", new BigDecimal("2200.00"), now.minus(Duration.ofMinutes(38)), "Cash withdrawal")
        .put("cleared_date", now.minus(Duration.ofMinutes(36)).toString())
        .put("status", "posted");
    tenant.applied(event.toString());
  }

  private ObjectNode envelope(String account, String method, Instant at) {
    return WidgetEvent.envelope(method, at, at)
        .put("bankName", "Example Bank")
        .put("bankId", "5f0c%020d".formatted(0))
        .put("record", "64bb" + account.substring(4))
        .put("recordId", "64bb" + account.substring(4))
        .put("customerId", "63d4" + account.substring(4))
        .put("nuban", number(account));
  }

  private ObjectNode balance(String account, Instant at, BigDecimal ledger) {
    ObjectNode event = envelope(account, "BALANCE", at);
    event
        .putObject("balance")
        .put("accountId", account)
        .put("nuban", number(account))
        .put("name", account.equals(BUSY) ? "Household account" : "Savings account")
        .put("currency", "NGN")
        .put("status", "active")
        .put("ledger_balance", ledger);
    return event;
  }

  private ObjectNode transactions(Instant at) {
    ObjectNode event = envelope(BUSY, "TRANSACTIONS", at).put("accountId", BUSY).put("pending_complete", false);
    event.putArray("transactions");
    event.putArray("removed");
    return event;
  }

  private static ObjectNode add(
      ObjectNode event, String id, String direction, BigDecimal amount, Instant begun, String description) {
    ObjectNode line = ((ArrayNode) event.get("transactions")).addObject();
    line.put("_id", id).put(direction, amount).put("currency", "NGN").put("trans_date", begun.toString()).put("status", "pending");
    line.putObject("notes").put("desc", description);
    return line;
  }

  private static String number(String account) {
    return "200000" + account.substring(account.length() - 4);
  }
}
