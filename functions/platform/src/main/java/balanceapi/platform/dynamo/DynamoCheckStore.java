package balanceapi.platform.dynamo;

import balanceapi.core.account.AccountRef;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.CheckId;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.CheckStore;
import balanceapi.platform.dynamo.Table.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Decisions in DynamoDB, in the partition of their account: one write each, into no item that a decision is read from.
 */
public final class DynamoCheckStore implements CheckStore {

  private final Table table;

  /**
   * Works on a table.
   *
   * @param client the client, not null
   * @param table the table's name, not null
   */
  public DynamoCheckStore(DynamoDbClient client, String table) {
    this.table = new Table(client, table);
  }

  @Override
  public void keep(List<Check> checks, Duration time) {
    List<Map<String, AttributeValue>> items =
        checks.stream().map(check -> CheckItems.item(check, time)).toList();
    if (items.size() == 1) {
      table.put(items.getFirst());
    } else {
      table.putAll(items);
    }
  }

  @Override
  public Optional<Check> find(CheckId id, Instant now) {
    return table
        .get(Keys.account(id.account()), Keys.check(id), true)
        .filter(item -> !CheckItems.isOver(item, now))
        .map(CheckItems::check);
  }

  @Override
  public Page<Check> list(AccountRef ref, Optional<String> after, int limit, Instant now) {
    String pk = Keys.account(ref);
    Page<Map<String, AttributeValue>> page =
        table.page(
            Query.items(pk, Keys.TRAIL, Keys.TRAIL.replace("#", Keys.END)).eventually().reversed(),
            after.map(sk -> Keys.key(pk, sk)),
            limit);
    return new Page<>(
        page.items().stream()
            .filter(item -> !CheckItems.isOver(item, now))
            .map(CheckItems::check)
            .toList(),
        page.next().map(more -> page.items().getLast().get("sk").s()));
  }
}
