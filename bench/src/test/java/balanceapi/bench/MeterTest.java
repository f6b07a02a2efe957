package balanceapi.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import balanceapi.platform.Config;
import balanceapi.platform.dynamo.LocalDynamo;
import balanceapi.platform.dynamo.Seeder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Units as AWS bills them, also where DynamoDB Local reports less. */
class MeterTest {

  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final Meter meter = new Meter();
  private final DynamoDbClient client = Seeder.client(Config.of(dynamo.environment()), meter);

  private static Map<String, AttributeValue> key(String pk) {
    return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS("x"));
  }

  @Test
  void an_empty_query_costs_half_a_unit_and_that_of_the_index_is_counted_apart() {
    client.query(
        query ->
            query
                .tableName(dynamo.table())
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("none"))));
    client.query(
        query ->
            query
                .tableName(dynamo.table())
                .indexName("due")
                .keyConditionExpression("due_shard = :shard")
                .expressionAttributeValues(Map.of(":shard", AttributeValue.fromS("0"))));
    assertEquals(new Meter.Tally(2, 0.5, 0.5, 0), meter.tally());
  }

  @Test
  void a_failed_condition_costs_a_unit_and_a_transaction_two_an_item() {
    client.putItem(put -> put.tableName(dynamo.table()).item(key("a")));
    assertThrows(
        ConditionalCheckFailedException.class,
        () ->
            client.putItem(
                put ->
                    put.tableName(dynamo.table())
                        .item(key("a"))
                        .conditionExpression("attribute_not_exists(pk)")));
    assertEquals(new Meter.Tally(2, 0, 0, 2), meter.tally());
    meter.reset();
    client.transactWriteItems(
        transaction ->
            transaction.transactItems(
                TransactWriteItem.builder()
                    .put(put -> put.tableName(dynamo.table()).item(key("b")))
                    .build()));
    assertEquals(new Meter.Tally(1, 0, 0, 2), meter.tally());
  }
}
