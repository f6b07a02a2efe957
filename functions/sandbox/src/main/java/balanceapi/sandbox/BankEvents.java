package balanceapi.sandbox;

import balanceapi.core.account.DerivedId;
import balanceapi.core.bank.Bank;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a bank of the sandbox has to say, as the webhooks of a real connection say it. */
final class BankEvents {

  private final Login login;
  private final Instant started;
  private final Instant ended;

  /**
   * Everything of one pull.
   *
   * @param now when the bank is asked and answers
   */
  BankEvents(Login login, Instant now) {
    this.login = login;
    this.started = now;
    this.ended = now;
  }

  /** A customer who has just signed in: AUTH, then of each account all there is. */
  List<ObjectNode> connected() {
    List<ObjectNode> events = new ArrayList<>();
    ObjectNode auth = envelope("AUTH");
    auth.putObject("auth");
    events.add(auth);
    for (BankAccount account : login.accounts()) {
      events.add(figures("ACCOUNTS", "account", account));
    }
    events.addAll(refreshed());
    return events;
  }

  /** Fresh figures of each account. */
  List<ObjectNode> refreshed() {
    List<ObjectNode> events = new ArrayList<>();
    for (BankAccount account : login.accounts()) {
      events.add(transactions(account));
      events.add(figures("BALANCE", "balance", account));
    }
    return events;
  }

  private ObjectNode envelope(String method) {
    Bank bank = login.bank();
    ObjectNode event = Json.object().put("method", method).put("callback_type", method);
    event.put("callback_code", method + "_SUCCESS").put("code", method + "_SUCCESS");
    event.put("type", "CALLBACK").put("env", "production-sandbox").put("status", "is_success");
    event.put("started_at", started.toString()).put("ended_at", ended.toString());
    event.put("bankId", bank.id()).put("bankName", bank.name()).put("bankSlug", bank.slug());
    event.put("record", login.record()).put("recordId", login.record());
    event.put("customerId", login.customer()).put("country", bank.countries().getFirst());
    event.putObject("options");
    event.putObject("meta");
    return event;
  }

  private ObjectNode figures(String method, String part, BankAccount account) {
    ObjectNode event = envelope(method).put("nuban", account.nuban());
    ObjectNode said = event.putObject(part).put("nuban", account.nuban()).put("name", account.name());
    said.put("type", account.type().word()).put("status", "Active");
    said.put("currency", currency()).put("accountId", account.id());
    said.put("ledger_balance", account.ledger(ended));
    said.put("available_balance", account.available(ended).orElse(null));
    return event;
  }

  private String currency() {
    return login.bank().countries().contains("KE") ? "KES" : "NGN";
  }

  private ObjectNode transactions(BankAccount account) {
    ObjectNode event = envelope("TRANSACTIONS").put("nuban", account.nuban());
    event.put("accountId", account.id()).put("pending_complete", true);
    event.putArray("removed");
    var lines = event.putArray("transactions");
    Optional<BigDecimal> pending = account.pending();
    if (pending.isPresent()) {
      Instant since = BankAccount.pendingSince(ended);
      ObjectNode line = lines.addObject();
      line.put("_id", DerivedId.of(account.id() + " pending " + since));
      line.put("debit", pending.get()).put("currency", currency()).put("status", "pending");
      line.put("trans_date", since.toString());
      line.putObject("notes").put("desc", "Card payment, Example Stores");
    }
    return event;
  }
}
