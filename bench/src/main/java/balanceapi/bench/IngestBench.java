package balanceapi.bench;

import balanceapi.core.account.AccountRef;
import balanceapi.platform.Config;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.dynamo.Seeder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Webhooks and queries against a whole deployment: what each costs, and how long it takes beside the bare call to
 * the same DynamoDB by the same client.
 */
final class IngestBench {

  /** {@code ./start} has these: what counts there is the start, not the peak. */
  private static final List<String> AS_STARTED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

  private static final List<Integer> CLIENTS = List.of(1, 8, 64);
  private static final int METERED = 10;

  private final Path home;
  private final double seconds;
  private final Clock clock;

  IngestBench(Path home, double seconds, Clock clock) {
    this.home = home;
    this.seconds = seconds;
    this.clock = clock;
  }

  /** Measures, and says it in a table. */
  String run() throws IOException, InterruptedException, ExecutionException {
    Table table =
        new Table(
            "call", "calls", "reads", "writes", "1: p50", "p99", "/s", "8: p50", "p99", "/s", "64: p50", "p99", "/s");
    try (Deployed deployed = Deployed.start(home, AS_STARTED, Optional.empty())) {
      Map<String, Meter.Tally> units = metered(deployed);
      Widget widget = Widget.of(deployed, clock);
      Map<String, Load.Call> calls = new LinkedHashMap<>(floor(deployed, widget));
      calls.putAll(calls(widget));
      try (Progress progress = Progress.of("calls at 1, 8 and 64 clients", (long) calls.size() * CLIENTS.size())) {
        for (Map.Entry<String, Load.Call> call : calls.entrySet()) {
          List<Load.Measured> measured = new ArrayList<>();
          for (int clients : CLIENTS) {
            measured.add(Load.run(clients, seconds, call.getValue()));
            progress.add(1);
          }
          table.row(row(call.getKey(), Optional.ofNullable(units.get(call.getKey())), measured));
        }
      }
    }
    return """
        Calls to DynamoDB and units of one request; then, with 1, 8 and 64 clients on loopback, milliseconds and
        requests a second.

        """
        + table;
  }

  private static Map<String, Load.Call> calls(Widget widget) {
    Map<String, Load.Call> calls = new LinkedHashMap<>();
    calls.put("current balance", widget::current);
    calls.put("funds check", widget::fundsCheck);
    calls.put("list of 20 accounts", widget::list);
    calls.put("BALANCE, changed", widget::changedBalance);
    calls.put("BALANCE, unchanged", widget::unchangedBalance);
    calls.put("TRANSACTIONS of 3", widget::transactions);
    return calls;
  }

  /** A deployment of its own on the same table, for the meter takes its time. */
  private Map<String, Meter.Tally> metered(Deployed deployed)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, Meter.Tally> units = new HashMap<>();
    try (MeteringProxy proxy = MeteringProxy.before(deployed.dynamodb());
        Deployed behind = Deployed.start(home, AS_STARTED, Optional.of(proxy.url()))) {
      Map<String, Load.Call> calls = calls(Widget.of(behind, clock));
      for (Map.Entry<String, Load.Call> call : calls.entrySet()) {
        // Each account once: the first balance that is not changed still changes the one before.
        times(call.getKey().contains("unchanged") ? Widget.ACCOUNTS : 1, call.getValue());
        proxy.reset();
        times(METERED, call.getValue());
        units.put(call.getKey(), proxy.tally());
      }
    }
    return units;
  }

  private static void times(int times, Load.Call call) throws ExecutionException {
    for (int i = 0; i < times; i++) {
      try {
        call.run();
      } catch (Exception e) {
        throw new ExecutionException(e);
      }
    }
  }

  /** The bare calls: an account's balance item read, and one of its size written. */
  private static Map<String, Load.Call> floor(Deployed deployed, Widget widget) {
    Config config = Config.of(deployed.environment());
    DynamoDbClient client = DynamoClients.of(config);
    String table = config.required(DynamoClients.TABLE);
    AtomicInteger next = new AtomicInteger();
    Map<String, AttributeValue> item =
        new HashMap<>(client.getItem(get -> get.tableName(table).key(key(widget, 0))).item());
    item.keySet().removeAll(List.of("due_shard", "due_at"));
    Map<String, Load.Call> calls = new LinkedHashMap<>();
    calls.put(
        "DynamoDB GetItem",
        () -> client.getItem(get -> get.tableName(table).key(key(widget, next.getAndIncrement()))));
    calls.put(
        "DynamoDB PutItem",
        () -> {
          Map<String, AttributeValue> put = new HashMap<>(item);
          put.put("pk", AttributeValue.fromS("bare " + next.getAndIncrement() % Widget.ACCOUNTS));
          client.putItem(request -> request.tableName(table).item(put));
        });
    return calls;
  }

  private static Map<String, AttributeValue> key(Widget widget, int n) {
    AccountRef ref = new AccountRef(widget.app(), Widget.account(n));
    return Map.of(
        "pk", AttributeValue.fromS(Seeder.partition(ref)), "sk", AttributeValue.fromS("BALANCE"));
  }

  private static String[] row(String name, Optional<Meter.Tally> units, List<Load.Measured> measured) {
    List<String> cells = new ArrayList<>(List.of(name));
    cells.add(units.map(spent -> Table.number((double) spent.requests() / METERED, 1)).orElse("1"));
    cells.add(units.map(spent -> Table.number(spent.reads() / METERED, 1)).orElse("-"));
    cells.add(units.map(spent -> Table.number(spent.writes() / METERED, 1)).orElse("-"));
    for (Load.Measured load : measured) {
      cells.add(Table.number(load.percentile(0.5), 1));
      cells.add(Table.number(load.percentile(0.99), 1));
      cells.add(Table.number(load.aSecond(), 0));
    }
    return cells.toArray(String[]::new);
  }
}
