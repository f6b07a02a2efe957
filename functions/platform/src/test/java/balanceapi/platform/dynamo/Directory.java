package balanceapi.platform.dynamo;

import balanceapi.core.account.AccountRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A large app's directory as its events would have left it, written in batches: they would take an hour. */
final class Directory {

  private final LocalDynamo dynamo;
  private final String app;
  private long next;

  Directory(LocalDynamo dynamo, String app) {
    this.dynamo = dynamo;
    this.app = app;
  }

  /** Lists and counts so many more accounts of one part; gives back their ids. */
  List<String> fill(int part, int count) {
    String pk = Keys.directory(app, part);
    List<String> ids = new ArrayList<>();
    while (ids.size() < count) {
      String id = Scene.hex(0x7_0000_0000L + next++);
      if (Keys.part(id) == part) {
        ids.add(id);
      }
    }
    write(ids.stream().map(id -> AccountItems.line(pk, Keys.MEMBER + id, Map.of())).toList());
    count(part, count);
    return ids;
  }

  /** Sets the count of a part, of whose lines none is read. */
  void count(int part, long count) {
    write(
        List.of(
            AccountItems.line(
                Keys.directory(app, part), Keys.MEMBERS, Map.of("n", Attributes.of(count)))));
  }

  /** Puts the balances of these accounts. */
  void put(List<String> ids, Function<AccountRef, Map<String, AttributeValue>> item) {
    write(ids.stream().map(id -> item.apply(new AccountRef(app, id))).toList());
  }

  private void write(List<Map<String, AttributeValue>> items) {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < items.size(); i += 25) {
        List<WriteRequest> batch =
            items.subList(i, Math.min(items.size(), i + 25)).stream()
                .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList();
        threads.execute(
            () ->
                dynamo
                    .client()
                    .batchWriteItem(write -> write.requestItems(Map.of(dynamo.table(), batch))));
      }
    }
  }
}
