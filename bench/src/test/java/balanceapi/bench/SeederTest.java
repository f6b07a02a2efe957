package balanceapi.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.account.Account;
import balanceapi.core.app.SecretKey;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.platform.Config;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoAuditStore;
import balanceapi.platform.dynamo.LocalDynamo;
import balanceapi.platform.dynamo.Seeder;
import balanceapi.refresh.RefreshRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is seeded is what the code itself would have stored: the same accounts, made both ways. */
class SeederTest {

  private static final int ACCOUNTS = 120;
  private static final int HISTORY = 5;

  /** Of each kind the model, a copy, and the last. */
  private static final List<Integer> SOME = List.of(0, 1, 2, 12, 13, 119);

  private final LocalDynamo seeded = LocalDynamo.fresh();
  private final LocalDynamo told = LocalDynamo.fresh();

  @Test
  void a_seeded_account_is_what_its_events_would_have_left_before_and_after_each_run() throws Exception {
    try (RefreshBench bench = new RefreshBench(seeded.environment(), ACCOUNTS, HISTORY)) {
      bench.seed();
      tell();
      for (int n : SOME) {
        same("before any run", n);
      }
      for (Run run : Run.values()) {
        bench.refresh(run);
        refresh(run);
        for (int n : SOME) {
          assertEquals(figures(told, n), figures(seeded, n), run + ", account " + n);
          same(run.name(), n);
        }
      }
    }
  }

  @Test
  void each_run_finds_its_share_of_the_accounts_due_and_a_hold_that_ends_in_each() throws Exception {
    try (RefreshBench bench = new RefreshBench(seeded.environment(), ACCOUNTS, HISTORY)) {
      bench.seed();
      for (Run run : Run.values()) {
        Row row = bench.refresh(run);
        // The balance, twice the index, and the hold.
        assertEquals(4.0 * run.due(ACCOUNTS), row.spent().writes(), run.name());
      }
    }
  }

  private void same(String when, int n) {
    Map<String, Map<String, AttributeValue>> expected = items(told, n);
    Map<String, Map<String, AttributeValue>> found = items(seeded, n);
    assertEquals(expected.keySet(), found.keySet(), when + ", account " + n);
    expected.forEach(
        (key, item) -> assertEquals(item, found.get(key), when + ", account " + n + ", " + key));
  }

  private void tell() {
    ApplyEvent events = new ApplyEvent(store(told));
    for (int n : SOME) {
      Holder.begin(events, n, HISTORY);
      Holder.end(events, n, Run.ends(n, ACCOUNTS));
    }
  }

  private void refresh(Run run) {
    DynamoAppStore apps = new DynamoAppStore(told.client(), told.table());
    var app = Holder.APP;
    apps.create(app, new SecretKey(app.id(), Holder.hex(11), "0".repeat(64), app.createdAt()));
    DynamoAuditStore audits = new DynamoAuditStore(told.client(), told.table());
    try (RefreshRun refresh = new RefreshRun(store(told), apps, audits, id -> Optional.of(app))) {
      refresh.at(run.time());
    }
  }

  private static DynamoAccountStore store(LocalDynamo dynamo) {
    return DynamoAccountStore.of(dynamo.client(), Config.of(dynamo.environment()));
  }

  private static String figures(LocalDynamo dynamo, int n) {
    Account account = store(dynamo).account(Holder.ref(n)).orElseThrow();
    return account.figures() + " due " + account.due();
  }

  /** All that is stored of an account, by sort key; but for the revision of a hold, which is drawn. */
  private static Map<String, Map<String, AttributeValue>> items(LocalDynamo dynamo, int n) {
    Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    dynamo
        .client()
        .query(
            query ->
                query
                    .tableName(dynamo.table())
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(
                        Map.of(":pk", AttributeValue.fromS(Seeder.partition(Holder.ref(n))))))
        .items()
        .forEach(
            item -> {
              Map<String, AttributeValue> mine = new HashMap<>(item);
              if (item.get("sk").s().startsWith("HOLD#")) {
                mine.remove("n");
              }
              items.put(item.get("sk").s(), mine);
            });
    return items;
  }
}
