package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.dynamo.Faults.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** What the fixture promises, so that a price or a fault asserted elsewhere means what it says. */
class LocalDynamoTest {

  private final LocalDynamo dynamo = LocalDynamo.fresh();

  @Test
  void each_test_has_a_table_of_its_own() {
    assertNotEquals(dynamo.table(), LocalDynamo.fresh().table());
    assertEquals(dynamo.table(), dynamo.environment().get(DynamoClients.TABLE));
  }

  @Test
  void a_small_item_costs_one_unit_and_one_more_for_each_index_it_is_in() {
    put(item("a"));
    assertEquals(1, dynamo.capacity().writes());
    dynamo.capacity().reset();
    put(item("b", "date", "2026-11-22"));
    assertEquals(2, dynamo.capacity().writes());
    dynamo.capacity().reset();
    put(item("c", "date", "2026-11-22", "due_shard", "3", "due_at", "2026-11-22"));
    assertEquals(3, dynamo.capacity().writes());
    assertEquals(0, dynamo.capacity().reads());
  }

  @Test
  void a_moved_due_key_costs_two_units_more() {
    put(item("c", "due_shard", "3", "due_at", "2026-11-22"));
    dynamo.capacity().reset();
    put(item("c", "due_shard", "3", "due_at", "2026-11-23"));
    assertEquals(3, dynamo.capacity().writes());
  }

  @Test
  void a_failed_condition_costs_a_unit() {
    put(item("a"));
    dynamo.capacity().reset();
    assertThrows(
        ConditionalCheckFailedException.class,
        () ->
            dynamo
                .client()
                .putItem(
                    put ->
                        put.tableName(dynamo.table())
                            .item(item("a"))
                            .conditionExpression("attribute_not_exists(pk)")));
    assertEquals(1, dynamo.capacity().writes());
  }

  @Test
  void a_transaction_costs_two_units_an_item_and_index() {
    transact(List.of(item("a"), item("b")));
    assertEquals(4, dynamo.capacity().writes());
    dynamo.capacity().reset();
    transact(List.of(item("c", "date", "2026-11-22")));
    assertEquals(4, dynamo.capacity().writes());
  }

  @Test
  void reads_cost_by_their_consistency_also_when_they_find_nothing() {
    query(false);
    assertEquals(0.5, dynamo.capacity().reads());
    query(true);
    assertEquals(1.5, dynamo.capacity().reads());
    dynamo.client().getItem(get -> get.tableName(dynamo.table()).key(item("a")).consistentRead(true));
    assertEquals(2.5, dynamo.capacity().reads());
    assertEquals(List.of("Query", "Query", "GetItem"), operations());
  }

  @Test
  void a_call_that_always_throttles_ends_as_throttled_after_three_attempts() {
    dynamo.faults().always("PutItem", Fault.THROTTLED);
    assertThrows(ProvisionedThroughputExceededException.class, () -> put(item("a")));
    assertEquals(3, dynamo.faults().calls().stream().filter("PutItem"::equals).count());
    dynamo.faults().clear();
    assertTrue(find("a").isEmpty());
  }

  @Test
  void a_lost_reply_has_had_its_effect_and_is_sent_again() {
    dynamo.faults().onCall("PutItem", 1, Fault.REPLY_LOST);
    put(item("a"));
    assertEquals(2, dynamo.faults().calls().stream().filter("PutItem"::equals).count());
    dynamo.faults().always("PutItem", Fault.REPLY_LOST);
    assertThrows(RuntimeException.class, () -> put(item("b")));
    assertEquals("b", find("b").get("pk").s());
  }

  @Test
  void the_nth_call_from_now_is_the_one_that_fails() {
    put(item("a"));
    dynamo.faults().onCall(2, Fault.BROKEN);
    put(item("b"));
    put(item("c"));
    assertEquals(4, dynamo.faults().calls().stream().filter("PutItem"::equals).count());
    dynamo.faults().always(Fault.CONFLICT);
    assertThrows(DynamoDbException.class, () -> put(item("d")));
  }

  private void put(Map<String, AttributeValue> item) {
    dynamo.client().putItem(put -> put.tableName(dynamo.table()).item(item));
  }

  private void transact(List<Map<String, AttributeValue>> items) {
    List<TransactWriteItem> puts =
        items.stream()
            .map(
                item ->
                    TransactWriteItem.builder()
                        .put(put -> put.tableName(dynamo.table()).item(item))
                        .build())
            .toList();
    dynamo.client().transactWriteItems(transaction -> transaction.transactItems(puts));
  }

  private void query(boolean consistent) {
    dynamo
        .client()
        .query(
            query ->
                query
                    .tableName(dynamo.table())
                    .consistentRead(consistent)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("none"))));
  }

  private Map<String, AttributeValue> find(String pk) {
    return dynamo.client().getItem(get -> get.tableName(dynamo.table()).key(item(pk))).item();
  }

  private List<String> operations() {
    return dynamo.capacity().calls().stream().map(Capacity.Spent::operation).toList();
  }

  private static Map<String, AttributeValue> item(String pk, String... more) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("pk", AttributeValue.fromS(pk));
    item.put("sk", AttributeValue.fromS("x"));
    for (int i = 0; i < more.length; i += 2) {
      item.put(more[i], AttributeValue.fromS(more[i + 1]));
    }
    return item;
  }
}
