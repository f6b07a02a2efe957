package balanceapi.platform.dynamo;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.ErasureContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoErasureTest extends ErasureContract {

  private final LocalDynamo dynamo = LocalDynamo.fresh();

  /** One table a test, emptied: to make one takes longer than a test's round. */
  @Override
  protected AccountStore empty() {
    new Table(dynamo.client(), dynamo.table())
        .deleteAll(
            items().stream().map(item -> Keys.key(item.get("pk").s(), item.get("sk").s())).toList());
    return new DynamoAccountStore(dynamo.client(), dynamo.table(), shards());
  }

  /** Of an erased customer stay the mark of the erasure, and its line in the directory of the app. */
  @Override
  protected Set<String> left(AccountStore store) {
    Set<String> left = new TreeSet<>();
    items().forEach(item -> left.add(item.get("pk").s() + " " + item.get("sk").s()));
    left.removeIf(key -> key.endsWith(" LIFE") || key.contains("#L#") && key.contains(" CUSTOMER#"));
    return left;
  }

  private List<Map<String, AttributeValue>> items() {
    return dynamo
        .client()
        .scanPaginator(scan -> scan.tableName(dynamo.table()))
        .items()
        .stream()
        .toList();
  }

  @Override
  protected int shards() {
    return Scene.SHARDS;
  }

  @Override
  protected int stride() {
    return 4;
  }
}
