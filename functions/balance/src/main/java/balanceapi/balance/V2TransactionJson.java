package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.TransactionLists.Entry;
import balanceapi.core.usecase.Transactions.Status;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Transactions of the v2 dialect. {@code status} is added to the format; there, an empty {@code cleared_date}
 * was the only sign of a pending. Dates are instants, for clients parse them as such: a date alone is the
 * beginning of that day in UTC, and stands as the bank wrote it in {@code unformatted_trans_date}.
 */
final class V2TransactionJson {

  /** What was once read out of the narration; nothing here reads it. */
  private static final List<String> TOPICS =
      List.of("topics", "places", "people", "actions", "subjects", "prepositions");

  private V2TransactionJson() {}

  static ObjectNode of(App app, Entry entry) {
    Transaction t = entry.transaction();
    ObjectNode json = Json.object().put("_id", t.id()).put("id", t.id());
    json.put("status", entry.status().wireName());
    notes(json.putObject("notes"), t);
    json.put("manual", false).put("reconciled", false);
    json.putArray("fetched");
    json.putArray("actions");
    json.putArray("checked");
    record(json.putArray("record"), entry.account());
    Optional<When> cleared =
        entry.status() == Status.POSTED ? Optional.of(t.posted()) : Optional.empty();
    json.put("trans_date", instant(t.begun()));
    json.put("cleared_date", cleared.map(V2TransactionJson::instant).orElse(null));
    json.put("unformatted_trans_date", t.begun().toString());
    json.put("unformatted_cleared_date", cleared.map(When::toString).orElse(null));
    json.put("debit", amount(t, Direction.DEBIT));
    json.put("credit", amount(t, Direction.CREDIT));
    json.put("ref", t.details().reference().orElse(null));
    json.put("branch", t.details().origin().branch().orElse(null));
    json.put("code", t.details().origin().code().orElse(null));
    json.put("benefactor", t.details().origin().benefactor().orElse(null));
    json.put("balance", t.details().balance().map(BigDecimal::new).map(V2Json::plain).orElse(null));
    json.put(
        "currency",
        t.line().flatMap(Line::currency).orElse(entry.account().figures().currency()).code());
    names(json, entry.account());
    json.put("env", app.settings().env().wireName());
    json.put("created_at", t.first().asOf().toString());
    json.put("last_updated", t.newest().asOf().toString());
    return json.put("__v", 0);
  }

  private static void notes(ObjectNode json, Transaction t) {
    json.put("desc", t.details().description().orElse(""));
    TOPICS.forEach(json::putArray);
  }

  private static void record(ArrayNode json, Account account) {
    account.profile().record().ifPresent(record -> json.add(record.value()));
  }

  private static void names(ObjectNode json, Account account) {
    json.putObject("bank")
        .put("_id", account.identity().bank())
        .put("name", V2Json.value(account.profile().bankName()));
    json.putObject("customer")
        .put("_id", account.identity().customer())
        .put("name", V2Json.value(account.profile().name()));
    json.putObject("account")
        .put("_id", account.ref().id())
        .put("nuban", account.identity().number().orElse(null))
        .put("name", V2Json.value(account.profile().name()));
  }

  private static String instant(When when) {
    return when.start(ZoneOffset.UTC).toString();
  }

  private static BigDecimal amount(Transaction t, Direction direction) {
    return t.line()
        .filter(line -> line.direction() == direction)
        .map(line -> V2Json.plain(line.amount()))
        .orElse(null);
  }
}
