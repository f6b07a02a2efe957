package balanceapi.platform.dynamo;

import balanceapi.core.event.Event;
import balanceapi.core.race.RefreshRacesContract;
import balanceapi.core.race.Scenes.Before;
import balanceapi.core.store.AccountStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A part of the races, on the real store: each takes a hundred times as long as in memory. */
class DynamoRefreshRacesTest extends RefreshRacesContract {

  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final Map<String, List<Map<String, AttributeValue>>> prepared = new HashMap<>();

  /** One table for all, emptied: to make one takes longer than a race. */
  @Override
  protected AccountStore empty() {
    new Table(dynamo.client(), dynamo.table())
        .deleteAll(
            items().stream().map(item -> Keys.key(item.get("pk").s(), item.get("sk").s())).toList());
    return new DynamoAccountStore(dynamo.client(), dynamo.table());
  }

  private List<Map<String, AttributeValue>> items() {
    return dynamo
        .client()
        .scanPaginator(scan -> scan.tableName(dynamo.table()))
        .items()
        .stream()
        .toList();
  }

  /** Done once, and copied from then on. */
  @Override
  protected AccountStore prepared(String name, Consumer<AccountStore> work) {
    List<Map<String, AttributeValue>> known = prepared.get(name);
    if (known == null) {
      AccountStore store = super.prepared(name, work);
      prepared.put(name, items());
      return store;
    }
    AccountStore store = empty();
    for (int i = 0; i < known.size(); i += 25) {
      List<WriteRequest> batch =
          known.subList(i, Math.min(known.size(), i + 25)).stream()
              .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
              .toList();
      dynamo.client().batchWriteItem(write -> write.requestItems(Map.of(dynamo.table(), batch)));
    }
    return store;
  }

  @Override
  protected List<Before> befores() {
    return List.of(Before.EXPIRED, Before.LEFT_HALF_JOINED);
  }

  @Override
  protected List<Event> webhooks() {
    Set<String> some =
        Set.of("newer", "adds a short one", "posts one that is over", "removes a live one");
    return super.webhooks().stream()
        .filter(event -> some.contains(event.envelope().event()))
        .toList();
  }

  @Override
  protected int stride() {
    return 6;
  }

  @Override
  protected int draws() {
    return 5;
  }
}
