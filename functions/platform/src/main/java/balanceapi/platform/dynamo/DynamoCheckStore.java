package balanceapi.platform.dynamo;

import balanceapi.core.account.AccountRef;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.CheckId;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.CheckStore;
import balanceapi.platform.dynamo.Table.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Decisions in DynamoDB, beside the partition of their account: one write each, into no item that a decision is read
 * from.
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
        .get(Keys.trail(id), Keys.check(id), true)
        .filter(item -> !CheckItems.isOver(item, now))
        .map(CheckItems::check);
  }

  @Override
  public Page<Check> list(AccountRef ref, Optional<String> after, int limit, Instant now) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    Optional<Map<String, AttributeValue>> from = after.map(sk -> place(ref, sk));
    for (String pk : Keys.trails(ref, now).toList()) {
      if (from.filter(place -> place.get("pk").s().compareTo(pk) < 0).isPresent()) {
        continue; // an earlier page was of it
      }
      Page<Map<String, AttributeValue>> page =
          table.page(
              Query.items(pk, Keys.TRAIL, Keys.TRAIL.replace("#", Keys.END)).eventually().reversed(),
              from.filter(place -> place.get("pk").s().equals(pk)),
              limit - items.size());
      items.addAll(page.items());
      if (page.next().isPresent()) {
        return shown(items, Optional.of(items.getLast().get("sk").s()), now);
      }
    }
    return shown(items, Optional.empty(), now);
  }

  private static Map<String, AttributeValue> place(AccountRef ref, String sk) {
    return Keys.key(Keys.trail(ref, sk), sk);
  }

  private static Page<Check> shown(
      List<Map<String, AttributeValue>> items, Optional<String> next, Instant now) {
    return new Page<>(
        items.stream()
            .filter(item -> !CheckItems.isOver(item, now))
            .map(CheckItems::check)
            .toList(),
        next);
  }
}
