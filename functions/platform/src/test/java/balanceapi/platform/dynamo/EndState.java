package balanceapi.platform.dynamo;

import balanceapi.core.account.Account;
import balanceapi.core.account.Observation;
import balanceapi.core.account.RecordState;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.Transactions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Everything that is stored of a scene, in a form in which two scenes that received the same can be compared:
 * without versions, which count attempts, and without where a hold waits to be put away.
 */
final class EndState {

  private final Scene scene;
  private final Map<String, String> state = new TreeMap<>();
  private final Map<String, Transaction> transactions = new TreeMap<>();

  private EndState(Scene scene) {
    this.scene = scene;
  }

  /** The state, a line a thing. */
  static String of(Scene scene, Instant now) {
    EndState end = new EndState(scene);
    String app = scene.app.id();
    scene.items().forEach(item -> end.item(item.get("pk").s(), item));
    end.transactions.forEach((id, t) -> end.state.put("transaction " + id, t.toString()));
    new Transactions(scene.store)
        .list(scene.app, Scene.ACCOUNT, Optional.empty(), Optional.empty(), 10_000, now)
        .ifPresent(
            listing ->
                listing
                    .items()
                    .forEach(
                        listed ->
                            end.state.merge(
                                "status " + listed.transaction().id(),
                                listed.status().toString(),
                                (one, other) -> one + " twice")));
    StringBuilder text = new StringBuilder();
    end.state.forEach((what, value) -> text.append(what).append(": ").append(value).append('\n'));
    return text.toString().replace(app, "APP");
  }

  private void item(String pk, Map<String, AttributeValue> item) {
    String sk = item.get("sk").s();
    if (sk.startsWith(Keys.HOLD) || sk.startsWith(Keys.TRANSACTION)) {
      Held held = new Held(TransactionItems.transaction(item), 1);
      transactions.merge(held.transaction().id(), held.transaction(), Transaction::join);
      return;
    }
    state.put(
        pk + " " + sk,
        switch (sk.substring(0, sk.indexOf('#') + 1)) {
          case "" -> sk.equals(Keys.MEMBERS) ? item.get("n").toString() : whole(sk, item);
          case Keys.OBSERVED -> observation(AccountItems.observation(item.get("o"))).toString();
          case Keys.INBOX -> TransactionItems.receipt(item).toString();
          default -> String.valueOf(item.get("account"));
        });
  }

  private static String whole(String sk, Map<String, AttributeValue> item) {
    if (sk.equals(Keys.RECORD)) {
      RecordState record = AccountItems.record(item);
      return record.connection()
          + " "
          + new TreeSet<>(record.events())
          + record.spreading()
          + record.createdAt();
    }
    if (item.containsKey(AccountItems.ALIAS)) {
      return item.get(AccountItems.ALIAS).toString();
    }
    Account account = AccountItems.account(item);
    return String.join(
        "\n  ",
        account.identity().toString(),
        account.profile().toString(),
        account.connection().toString(),
        account.observation().map(EndState::observation).toString(),
        account.pulls().toString(),
        account.feed().asOf().toString(),
        account.feed().complete().toString(),
        account.feed().newestPosting().toString(),
        account.feed().lag().toString(),
        account.figures().toString(),
        account.applying().toString(),
        account.bornAt().toString(),
        account.createdAt().toString(),
        String.valueOf(item.get("due_at")));
  }

  private static Observation observation(Observation o) {
    return new Observation(
        o.pull(), o.ledger(), o.available(), o.overdraft(), o.currency(), o.events(), 0);
  }
}
