package balanceapi.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;

/** Events of one connected account, in the envelope that the widget sends. */
final class WidgetEvent {

  static final String ACCOUNT = "acc-1";
  static final String NUBAN = "2000000000";
  static final String BANK = "5f0cf73e8a8bcc18b8156ad7";
  static final String CUSTOMER = "cus-1";
  static final String RECORD = "rec-1";

  private WidgetEvent() {}

  static ObjectNode envelope(String method, Instant started, Instant ended) {
    ObjectNode event = Json.object();
    event.put("method", method).put("callback_type", method).put("callback_code", method + "_SUCCESS");
    event.put("type", "CALLBACK").put("code", method + "_SUCCESS").put("env", "production-sandbox");
    event.put("status", "is_success").put("started_at", started.toString()).put("ended_at", ended.toString());
    event.put("bankName", "Kuda Bank").put("bankId", BANK).put("bankSlug", "kuda-bank");
    event.put("record", RECORD).put("recordId", RECORD).put("customerId", CUSTOMER);
    return event.put("customerBvn", "22200000000").put("country", "NG").put("nuban", NUBAN);
  }

  /** A balance as of this instant; a figure left out is null. */
  static ObjectNode balance(Instant at, String ledger, String available) {
    ObjectNode event = envelope("BALANCE", at, at);
    ObjectNode balance = event.putObject("balance");
    balance.put("nuban", NUBAN).put("name", "OBI, ADA").put("currency", "NGN").put("status", "Active");
    balance.put("ledger_balance", ledger == null ? null : new BigDecimal(ledger));
    balance.put("available_balance", available == null ? null : new BigDecimal(available));
    balance.put("accountId", ACCOUNT);
    return event;
  }

  /** A pending debit begun and shown at this instant. */
  static ObjectNode hold(Instant at, String id, String amount) {
    ObjectNode event = transactions(at);
    ((ArrayNode) event.get("transactions"))
        .addObject()
        .put("_id", id)
        .put("debit", new BigDecimal(amount))
        .put("currency", "NGN")
        .put("trans_date", at.toString())
        .put("status", "pending");
    return event;
  }

  /** An event that lists no transaction yet. */
  static ObjectNode transactions(Instant at) {
    ObjectNode event = envelope("TRANSACTIONS", at, at).put("accountId", ACCOUNT);
    event.putArray("transactions");
    event.putArray("removed");
    return event.put("pending_complete", false);
  }
}
