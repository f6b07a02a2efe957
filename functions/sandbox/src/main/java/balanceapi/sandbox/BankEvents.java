package balanceapi.sandbox;

import balanceapi.core.app.App.Product;
import balanceapi.core.bank.Bank;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a bank has to say, as the webhooks of a real connection say it. */
final class BankEvents {

  /** Unable to fetch balance. */
  private static final String NO_BALANCE = "1003";

  private final BankConnector connector;
  private final Login login;
  private final Instant started;
  private final Instant ended;
  private final Wish wish;

  /**
   * Everything of one pull.
   *
   * @param now when the bank is asked and answers
   */
  BankEvents(BankConnector connector, Login login, Instant now) {
    this(connector, login, now, now, Wish.everything());
  }

  /**
   * What is wished for, of one pull.
   *
   * @param started when the person signed in
   * @param ended when the bank is asked and answers
   */
  BankEvents(
      BankConnector connector, Login login, Instant started, Instant ended, Wish wish) {
    this.connector = connector;
    this.login = login;
    this.started = started;
    this.ended = ended;
    this.wish = wish;
  }

  /** A customer who has just signed in: AUTH, then of each account all there is. */
  List<ObjectNode> connected() {
    List<ObjectNode> events = new ArrayList<>();
    // It happened at the sign-in, however late the rest is asked for: it revives nothing that ended since.
    ObjectNode auth = envelope("AUTH").put("ended_at", started.toString());
    auth.putObject("auth");
    events.add(auth);
    for (BankAccount account : login.accounts()) {
      Optional<Statement> statement = asked(account);
      events.add(figures("ACCOUNTS", "account", account, statement.filter(_ -> wish.has(Product.BALANCE))));
    }
    events.addAll(refreshed());
    return events;
  }

  /** Fresh figures of each account; of one that the bank says nothing of, that it could not be had. */
  List<ObjectNode> refreshed() {
    List<ObjectNode> events = new ArrayList<>();
    for (BankAccount account : login.accounts()) {
      Optional<Statement> statement = asked(account);
      if (wish.has(Product.TRANSACTIONS)) {
        statement.ifPresent(told -> events.add(transactions(account, told)));
      }
      if (wish.has(Product.BALANCE)) {
        events.add(statement.map(_ -> figures("BALANCE", "balance", account, statement)).orElseGet(() -> failed(account)));
      }
    }
    return events;
  }

  private Optional<Statement> asked(BankAccount account) {
    return connector.ask(login, account, ended);
  }

  private ObjectNode envelope(String method) {
    Bank bank = login.bank();
    ObjectNode event = Json.object().put("method", method).put("callback_type", method);
    event.put("callback_code", method + "_SUCCESS").put("code", method + "_SUCCESS");
    event.put("type", "CALLBACK").put("env", "production-sandbox").put("status", "is_success");
    event.put("started_at", started.toString()).put("ended_at", ended.toString());
    event.put("message", "Successfully fetched " + method.toLowerCase(Locale.ROOT));
    event.put("bankId", bank.id()).put("bankName", bank.name()).put("bankSlug", bank.slug());
    event.put("bankType", bank.id());
    event.put("record", login.record()).put("recordId", login.record());
    event.put("customerId", login.customer()).put("country", bank.countries().getFirst());
    event.set("options", wish.options());
    event.set("meta", wish.meta());
    event.putObject("extras");
    return event;
  }

  private ObjectNode figures(
      String method, String part, BankAccount account, Optional<Statement> statement) {
    ObjectNode event = envelope(method).put("nuban", account.nuban());
    ObjectNode said = event.putObject(part).put("nuban", account.nuban()).put("name", account.name());
    said.put("type", account.type().word()).put("status", "Active");
    said.put("currency", login.currency()).put("accountId", account.id());
    if (part.equals("account")) {
      said.put("account", account.id());
    }
    said.put("ledger_balance", figure(statement.flatMap(Statement::ledger)));
    said.put("available_balance", figure(statement.flatMap(Statement::available)));
    return event;
  }

  private static BigDecimal figure(Optional<BigDecimal> amount) {
    return amount.orElse(null);
  }

  private ObjectNode failed(BankAccount account) {
    return envelope("BALANCE")
        // Of one instant the success would win.
        .put("ended_at", ended.plusMillis(1).toString())
        .put("nuban", account.nuban())
        .put("status", "is_error")
        .put("callback_code", NO_BALANCE)
        .put("code", NO_BALANCE)
        .put("message", "Unable to fetch balance. Please try again.");
  }

  private ObjectNode transactions(BankAccount account, Statement statement) {
    ObjectNode event = envelope("TRANSACTIONS").put("nuban", account.nuban());
    event.put("accountId", account.id()).put("pending_complete", true);
    event.putArray("removed");
    ArrayNode lines = event.putArray("transactions");
    for (Statement.Pending pending : statement.pendings()) {
      ObjectNode line = lines.addObject().put("_id", pending.id());
      line.put(pending.isCredit() ? "credit" : "debit", pending.amount());
      line.put("currency", login.currency()).put("status", "pending");
      line.put("trans_date", pending.since().toString());
      line.putObject("notes").put("desc", pending.description());
    }
    return event;
  }
}
