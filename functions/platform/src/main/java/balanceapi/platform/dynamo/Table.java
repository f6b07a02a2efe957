package balanceapi.platform.dynamo;

import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.StoreUnavailable;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The table, in the few forms in which it is used. Whatever goes wrong with it is {@link StoreUnavailable}.
 *
 * <p>The SDK repeats a call whose reply was lost, and the repetition meets its own write. So a put whose
 * condition fails looks at what won: if that is the very item, it was this call.
 */
final class Table {

  private static final int BATCH = 100;
  private static final int WRITES = 25;

  /** With pauses of up to 5, 10, 20… ms: some 0.6 s in all, of which half is usual. */
  private static final int CONFLICTS = 8;

  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DynamoDbClient client;
  private final String name;

  Table(DynamoDbClient client, String name) {
    this.client = Objects.requireNonNull(client, "client");
    this.name = Objects.requireNonNull(name, "name");
  }

  static <T> T reached(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw new StoreUnavailable("DynamoDB did not do what was asked", e);
    }
  }

  Optional<Map<String, AttributeValue>> get(String pk, String sk, boolean consistent) {
    GetItemResponse answer =
        reached(
            () ->
                client.getItem(
                    get ->
                        get.tableName(name).key(Keys.key(pk, sk)).consistentRead(consistent)));
    return answer.hasItem() ? Optional.of(answer.item()) : Optional.empty();
  }

  /** The items of these keys that exist, in any order. */
  List<Map<String, AttributeValue>> getAll(
      List<Map<String, AttributeValue>> keys, boolean consistent) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (int start = 0; start < keys.size(); start += BATCH) {
      List<Map<String, AttributeValue>> batch =
          keys.subList(start, Math.min(keys.size(), start + BATCH));
      Map<String, KeysAndAttributes> asked =
          Map.of(name, KeysAndAttributes.builder().keys(batch).consistentRead(consistent).build());
      for (int i = 0; !asked.isEmpty(); i++) {
        if (i == BATCH) {
          throw new StoreUnavailable("DynamoDB leaves keys of a batch unanswered");
        }
        Map<String, KeysAndAttributes> keysLeft = asked;
        var answer = reached(() -> client.batchGetItem(get -> get.requestItems(keysLeft)));
        items.addAll(answer.responses().getOrDefault(name, List.of()));
        asked = answer.unprocessedKeys();
      }
    }
    return items;
  }

  /**
   * Puts an item under a condition.
   *
   * @return empty when it was put; else what is there instead, an empty map for nothing
   */
  Optional<Map<String, AttributeValue>> put(
      Map<String, AttributeValue> item, String condition, Map<String, AttributeValue> values) {
    try {
      reached(
          () ->
              conditional(
                  () ->
                      client.putItem(
                          put ->
                              put.tableName(name)
                                  .item(item)
                                  .conditionExpression(condition)
                                  .expressionAttributeValues(values.isEmpty() ? null : values)
                                  .returnValuesOnConditionCheckFailure(
                                      ReturnValuesOnConditionCheckFailure.ALL_OLD))));
      return Optional.empty();
    } catch (Lost lost) {
      return lost.winner.equals(item) ? Optional.empty() : Optional.of(lost.winner);
    }
  }

  /** Puts an item in the place of whatever is there. */
  void put(Map<String, AttributeValue> item) {
    reached(() -> client.putItem(put -> put.tableName(name).item(item)));
  }

  /** Puts an item where none is; gives back what is there already. */
  Optional<Map<String, AttributeValue>> putNew(Map<String, AttributeValue> item) {
    return put(item, "attribute_not_exists(pk)", Map.of());
  }

  /** Puts an item in the place of revision {@code n - 1}, or where none is if that is 0. */
  Optional<Map<String, AttributeValue>> putNext(Map<String, AttributeValue> item, long n) {
    return n == 1
        ? putNew(item)
        : put(item, "n = :was", Map.of(":was", Attributes.of(n - 1)));
  }

  /** Deletes an item of this revision, or finds it gone; false when it has another revision. */
  boolean delete(String pk, String sk, long n) {
    return delete(pk, sk, "attribute_not_exists(pk) OR n = :n", Map.of(":n", Attributes.of(n)));
  }

  /** Deletes an item under a condition; false when that does not hold. */
  boolean delete(String pk, String sk, String condition, Map<String, AttributeValue> values) {
    try {
      reached(
          () ->
              conditional(
                  () ->
                      client.deleteItem(
                          delete ->
                              delete
                                  .tableName(name)
                                  .key(Keys.key(pk, sk))
                                  .conditionExpression(condition)
                                  .expressionAttributeValues(values.isEmpty() ? null : values))));
      return true;
    } catch (Lost lost) {
      return false;
    }
  }

  void delete(String pk, String sk) {
    reached(() -> client.deleteItem(delete -> delete.tableName(name).key(Keys.key(pk, sk))));
  }

  /** Deletes the items of these keys. */
  void deleteAll(List<Map<String, AttributeValue>> keys) {
    writeAll(
        keys.stream()
            .map(key -> WriteRequest.builder().deleteRequest(delete -> delete.key(key)).build())
            .toList());
  }

  /** Puts items that nobody else puts, in the place of whatever is there. */
  void putAll(List<Map<String, AttributeValue>> items) {
    writeAll(
        items.stream()
            .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
            .toList());
  }

  private void writeAll(List<WriteRequest> writes) {
    for (int start = 0; start < writes.size(); start += WRITES) {
      Map<String, List<WriteRequest>> asked =
          Map.of(name, writes.subList(start, Math.min(writes.size(), start + WRITES)));
      for (int i = 0; !asked.isEmpty(); i++) {
        if (i == BATCH) {
          throw new StoreUnavailable("DynamoDB leaves writes of a batch undone");
        }
        Map<String, List<WriteRequest>> left = asked;
        asked = reached(() -> client.batchWriteItem(write -> write.requestItems(left))).unprocessedItems();
      }
    }
  }

  /**
   * Updates an item under a condition.
   *
   * @return empty when it was updated; else what is there, an empty map for nothing
   */
  Optional<Map<String, AttributeValue>> update(
      Map<String, AttributeValue> key,
      String expression,
      String condition,
      Map<String, AttributeValue> values) {
    try {
      reached(
          () ->
              conditional(
                  () ->
                      client.updateItem(
                          update ->
                              update
                                  .tableName(name)
                                  .key(key)
                                  .updateExpression(expression)
                                  .conditionExpression(condition)
                                  .expressionAttributeValues(values)
                                  .returnValuesOnConditionCheckFailure(
                                      ReturnValuesOnConditionCheckFailure.ALL_OLD))));
      return Optional.empty();
    } catch (Lost lost) {
      return Optional.of(lost.winner);
    }
  }

  /** A part of a change of several items: puts an item where none is. */
  TransactWriteItem puttingNew(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(put -> put.tableName(name).item(item).conditionExpression("attribute_not_exists(pk)"))
        .build();
  }

  /** A part of a change of several items: deletes an item that is there. */
  TransactWriteItem deletingOld(Map<String, AttributeValue> key) {
    return TransactWriteItem.builder()
        .delete(
            delete ->
                delete.tableName(name).key(key).conditionExpression("attribute_exists(pk)"))
        .build();
  }

  /** A part of a change of several items: lets it be done only where this item is. */
  TransactWriteItem finding(Map<String, AttributeValue> key) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check -> check.tableName(name).key(key).conditionExpression("attribute_exists(pk)"))
        .build();
  }

  /** A part of a change of several items, never alone: adds to an item's number, which is 0 if it is new. */
  TransactWriteItem adding(Map<String, AttributeValue> key, long number) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(name)
                    .key(key)
                    .updateExpression("SET v = :schema ADD n :number")
                    .expressionAttributeValues(
                        Map.of(":schema", AppItems.SCHEMA, ":number", Attributes.of(number))))
        .build();
  }

  /**
   * Changes several items, all or none. Two at once at one item is no fault of either: the one that is sent
   * away comes again. The SDK repeats a lost reply under the same token, so that a change counts once.
   *
   * @return whether it was done; false when a condition failed, and nothing was
   */
  boolean together(TransactWriteItem... parts) {
    for (int i = 0; i < CONFLICTS; i++) {
      try {
        client.transactWriteItems(write -> write.transactItems(parts));
        return true;
      } catch (TransactionCanceledException e) {
        List<String> reasons =
            e.cancellationReasons().stream().map(CancellationReason::code).toList();
        if (reasons.contains("ConditionalCheckFailed")) {
          return false;
        }
        if (!reasons.contains("TransactionConflict")) {
          throw new StoreUnavailable("DynamoDB cancelled a change of several items", e);
        }
        LockSupport.parkNanos(RANDOM.nextLong(PAUSE.toNanos() << i));
      } catch (SdkException e) {
        throw new StoreUnavailable("DynamoDB did not do what was asked", e);
      }
    }
    throw new StoreUnavailable("too many changes of one item at once");
  }

  private static <T> T conditional(Supplier<T> call) {
    try {
      return call.get();
    } catch (ConditionalCheckFailedException e) {
      throw new Lost(e.hasItem() ? e.item() : Map.of());
    }
  }

  /** All that a query finds, over all of its pages. */
  List<Map<String, AttributeValue>> all(Query query) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    Map<String, AttributeValue> after = null;
    do {
      QueryRequest request = query.request(name, after, 0);
      QueryResponse answer = reached(() -> client.query(request));
      items.addAll(answer.items());
      after = answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : null;
    } while (after != null);
    return items;
  }

  /** A page of what a query finds, and whether there is more. */
  Page<Map<String, AttributeValue>> page(
      Query query, Optional<Map<String, AttributeValue>> after, int limit) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    Map<String, AttributeValue> from = after.orElse(null);
    do {
      QueryRequest request = query.request(name, from, limit + 1 - items.size());
      QueryResponse answer = reached(() -> client.query(request));
      items.addAll(answer.items());
      from = answer.hasLastEvaluatedKey() ? answer.lastEvaluatedKey() : null;
    } while (from != null && items.size() <= limit);
    return items.size() > limit
        ? new Page<>(items.subList(0, limit), Optional.of("more"))
        : new Page<>(items, Optional.empty());
  }

  /**
   * A range of one partition, both ends included.
   *
   * @param index the index; absent for the table itself
   * @param partition the partition key's name
   * @param sort the sort key's name
   */
  record Query(
      Optional<String> index,
      String partition,
      String pk,
      String sort,
      String from,
      String to,
      boolean consistent,
      boolean newestFirst) {

    static Query items(String pk, String from, String to) {
      return new Query(Optional.empty(), "pk", pk, "sk", from, to, true, false);
    }

    /** A range of an index that is not this partition's own, as of a moment ago. */
    static Query indexed(String index, String partition, String pk, String sort, String from, String to) {
      return new Query(Optional.of(index), partition, pk, sort, from, to, false, false);
    }

    static Query dated(String pk, String from, String to) {
      return new Query(Optional.of("by_date"), "pk", pk, "date", from, to, true, false);
    }

    Query eventually() {
      return new Query(index, partition, pk, sort, from, to, false, newestFirst);
    }

    Query reversed() {
      return new Query(index, partition, pk, sort, from, to, consistent, true);
    }

    private QueryRequest request(String table, Map<String, AttributeValue> after, int limit) {
      return QueryRequest.builder()
          .tableName(table)
          .indexName(index.orElse(null))
          .keyConditionExpression("#p = :pk AND #s BETWEEN :from AND :to")
          .expressionAttributeNames(Map.of("#p", partition, "#s", sort))
          .expressionAttributeValues(
              Map.of(
                  ":pk", Attributes.of(pk),
                  ":from", Attributes.of(from),
                  ":to", Attributes.of(to)))
          .consistentRead(consistent)
          .scanIndexForward(!newestFirst)
          .exclusiveStartKey(after)
          .limit(limit == 0 ? null : limit)
          .build();
    }
  }

  /** A condition failed; carries what won. */
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Map<String, AttributeValue> winner;

    Lost(Map<String, AttributeValue> winner) {
      super(null, null, false, false);
      this.winner = winner;
    }
  }
}
