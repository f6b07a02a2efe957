package balanceapi.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An app with records of every kind, for the pages: of three banks and four currencies, reported, computed, incomplete
 * and unknown, with connections that broke and figures that are old.
 */
final class PageScene {

  private static final String[] BANKS = {"Example Bank", "First Example Bank", "Example Microfinance"};
  private static final String[] CURRENCIES = {"NGN", "NGN", "NGN", "GHS", "USD", "JPY"};
  private static final String[] KINDS = {"Current", "Savings", "Business"};

  private final Tenant tenant;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private PageScene(Tenant tenant) {
    this.tenant = tenant;
  }

  /** An app of this name with so many records. */
  static Tenant of(LocalStack stack, String name, int records) throws Exception {
    return of(stack, Json.object().put("name", name), records);
  }

  /** An app with these options and so many records. */
  static Tenant of(LocalStack stack, ObjectNode options, int records) throws Exception {
    PageScene scene = new PageScene(Tenant.create(stack, options.put("currency", "NGN")));
    for (int i = 1; i <= records; i++) {
      scene.connect(i);
    }
    return scene.tenant;
  }

  static String account(int number) {
    return "64ba%020d".formatted(number);
  }

  static String customer(int number) {
    return "63d4%020d".formatted((number + 1) / 2);
  }

  private void connect(int i) throws Exception {
    Instant at = now.minus(i % 9 == 8 ? Duration.ofDays(3) : Duration.ofMinutes(3L * i));
    if (i % 10 != 0) {
      tenant.applied(balance(i, at).toString());
    }
    if (i % 10 == 0 || i % 2 == 0) {
      tenant.applied(transactions(i, at.plusSeconds(20)).toString());
    }
    if (i % 12 == 7) {
      tenant.applied(failed(i, "BALANCE").toString());
    }
    if (i % 15 == 11) {
      tenant.applied(failed(i, "AUTH").toString());
    }
  }

  private static ObjectNode envelope(int i, String method, Instant at) {
    String bank = BANKS[i % BANKS.length];
    return WidgetEvent.envelope(method, at, at)
        .put("bankName", bank)
        .put("bankId", "5f0c%020d".formatted(i % BANKS.length))
        .put("record", "64bb%020d".formatted(i))
        .put("recordId", "64bb%020d".formatted(i))
        .put("customerId", customer(i))
        .put("nuban", number(i));
  }

  private static ObjectNode balance(int i, Instant at) {
    String currency = CURRENCIES[i % CURRENCIES.length];
    String cents = currency.equals("JPY") ? "" : ".%02d".formatted(i * 7 % 100);
    ObjectNode event = envelope(i, "BALANCE", at);
    event
        .putObject("balance")
        .put("accountId", account(i))
        .put("nuban", number(i))
        .put("name", "%s account %02d".formatted(KINDS[i % KINDS.length], i))
        .put("currency", currency)
        .put("status", "active")
        .put("ledger_balance", (i * 7919 % 90_000 + 120) + cents)
        .put("available_balance", i % 3 == 0 ? (i * 7919 % 90_000) + cents : null);
    return event;
  }

  private static ObjectNode transactions(int i, Instant at) {
    ObjectNode event = envelope(i, "TRANSACTIONS", at).put("accountId", account(i)).put("pending_complete", false);
    event
        .putArray("transactions")
        .addObject()
        .put("_id", "64bc%020d".formatted(i))
        .put("debit", "50")
        .put("trans_date", at.minusSeconds(600).toString())
        .put("status", "pending");
    event.putArray("removed");
    return event;
  }

  private ObjectNode failed(int i, String method) {
    return envelope(i, method, now).put("status", "is_error").put("code", method + "_FAILED");
  }

  private static String number(int i) {
    return "20000%05d".formatted(i);
  }
}
