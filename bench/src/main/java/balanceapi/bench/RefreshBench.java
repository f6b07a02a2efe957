package balanceapi.bench;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.app.App;
import balanceapi.core.app.SecretKey;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoAuditStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.dynamo.Seeder;
import balanceapi.refresh.RefreshRun;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Seeds a table and refreshes it, by the code that is deployed. */
final class RefreshBench implements AutoCloseable {

  /** DynamoDB Local writes one at a time; two keep it busy while the next batch is made. */
  private static final int SEEDERS = 2;

  private static final int CHUNK = 20;

  private final Meter meter = new Meter();
  private final DynamoDbClient client;
  private final String table;
  private final DynamoAccountStore store;
  private final DynamoAppStore apps;
  private final DynamoAuditStore audits;
  private final int accounts;
  private final int history;

  /**
   * Works on an empty table.
   *
   * @param environment a function's
   * @param accounts how many accounts to seed
   * @param history the observations of each
   */
  RefreshBench(Map<String, String> environment, int accounts, int history) {
    Config config = Config.of(environment);
    this.client = Seeder.client(config, meter);
    this.table = config.required(DynamoClients.TABLE);
    this.store = DynamoAccountStore.of(client, config);
    this.apps = new DynamoAppStore(client, table);
    this.audits = new DynamoAuditStore(client, table);
    this.accounts = accounts;
    this.history = history;
  }

  /** Fills the table: the first account of each kind by its events, the others like it. */
  void seed() throws InterruptedException, ExecutionException {
    App app = Holder.APP;
    apps.create(app, new SecretKey(app.id(), Holder.hex(11), "0".repeat(64), app.createdAt()));
    String what = "seeding %,d accounts with %,d of history".formatted(accounts, history);
    try (Progress progress = Progress.of(what, accounts)) {
      List<Integer> kinds = Run.kinds(accounts);
      models(kinds);
      for (int kind = 0; kind < kinds.size(); kind++) {
        int end = kind + 1 < kinds.size() ? kinds.get(kind + 1) : accounts;
        copy(kinds.get(kind), end, progress);
      }
    }
  }

  /** They differ in their holds alone, so that one history serves them all. */
  private void models(List<Integer> kinds) {
    ApplyEvent events = new ApplyEvent(store);
    Holder.begin(events, 0, history);
    new Seeder(client, table, Holder.ref(0)).write(numbered(kinds));
    for (int kind : kinds) {
      Holder.end(events, kind, Run.ends(kind, accounts));
    }
  }

  private void copy(int model, int end, Progress progress)
      throws InterruptedException, ExecutionException {
    Seeder seeder = new Seeder(client, table, Holder.ref(model));
    progress.add(1);
    ExecutorService threads = Executors.newFixedThreadPool(SEEDERS);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int n = model + 1; n < end; n += CHUNK) {
        List<Integer> part = IntStream.range(n, Math.min(n + CHUNK, end)).boxed().toList();
        parts.add(
            threads.submit(
                () -> {
                  seeder.write(numbered(part));
                  progress.add(part.size());
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Map<AccountRef, Identity> numbered(List<Integer> numbers) {
    Map<AccountRef, Identity> numbered = new LinkedHashMap<>();
    numbers.forEach(n -> numbered.put(Holder.ref(n), Holder.identity(n)));
    return numbered;
  }

  /** Refreshes what is due, and measures it. */
  Row refresh(Run run) {
    String what = "refreshing %,d accounts, %d %% due".formatted(accounts, run.percent());
    int due = run.due(accounts);
    KnownApps known = new KnownApps(apps, Clock.systemUTC());
    try (Progress progress = Progress.of(what, due);
        RefreshRun refresh = new RefreshRun(store, apps, audits, counted(known::find, progress));
        Heap heap = new Heap()) {
      meter.reset();
      long began = System.nanoTime();
      int messages = refresh.at(run.time());
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Row(
          accounts, history, run.percent(), due, seconds, messages, meter.tally(), heap.peak());
    }
  }

  /** The refresh asks for the app once an account. */
  private static Function<String, Optional<App>> counted(
      Function<String, Optional<App>> find, Progress progress) {
    return id -> {
      progress.add(1);
      return find.apply(id);
    };
  }

  /**
   * The read units of looking at all that is stored of one account, eventually consistent: what a scan pays for
   * each. All accounts are alike, and DynamoDB Local is slow to scan millions of items.
   */
  double scanned() {
    meter.reset();
    client
        .queryPaginator(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(
                        Map.of(":pk", AttributeValue.fromS(Seeder.partition(Holder.ref(0))))))
        .forEach(page -> {});
    return meter.tally().reads();
  }

  @Override
  public void close() {
    client.close();
  }
}
