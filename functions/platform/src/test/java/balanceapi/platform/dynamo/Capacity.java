package balanceapi.platform.dynamo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * What calls cost in request units, table and indexes together.
 *
 * <p>Where DynamoDB Local says less than AWS bills, the meter puts AWS's figure in: an empty Query is 0.5
 * (1 when strongly consistent), a transaction is at least 2 an item, a failed condition is at least 1.
 */
public final class Capacity implements ExecutionInterceptor {

  /** One call: what it was and what it cost. */
  public record Spent(String operation, double reads, double writes) {}

  private final List<Spent> spent = new CopyOnWriteArrayList<>();

  /** Forgets what was spent so far. */
  public void reset() {
    spent.clear();
  }

  /** Read request units since the last reset. */
  public double reads() {
    return spent.stream().mapToDouble(Spent::reads).sum();
  }

  /** Write request units since the last reset, indexes included. */
  public double writes() {
    return spent.stream().mapToDouble(Spent::writes).sum();
  }

  /** Every call since the last reset, in order. */
  public List<Spent> calls() {
    return List.copyOf(spent);
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    var all = ReturnConsumedCapacity.INDEXES;
    return switch (context.request()) {
      case GetItemRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case PutItemRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case UpdateItemRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case DeleteItemRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case QueryRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case ScanRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case BatchGetItemRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case BatchWriteItemRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case TransactGetItemsRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      case TransactWriteItemsRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      default -> context.request();
    };
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    SdkResponse response = context.response();
    switch (response) {
      case GetItemResponse r -> read("GetItem", units(r.consumedCapacity()));
      case QueryResponse r -> read("Query", Math.max(units(r.consumedCapacity()), least(request)));
      case ScanResponse r -> read("Scan", Math.max(units(r.consumedCapacity()), 0.5));
      case BatchGetItemResponse r -> read("BatchGetItem", units(r.consumedCapacity()));
      case TransactGetItemsResponse r ->
          read(
              "TransactGetItems",
              Math.max(
                  units(r.consumedCapacity()),
                  2.0 * ((TransactGetItemsRequest) request).transactItems().size()));
      case PutItemResponse r -> write("PutItem", units(r.consumedCapacity()));
      case UpdateItemResponse r -> write("UpdateItem", units(r.consumedCapacity()));
      case DeleteItemResponse r -> write("DeleteItem", units(r.consumedCapacity()));
      case BatchWriteItemResponse r -> write("BatchWriteItem", units(r.consumedCapacity()));
      case TransactWriteItemsResponse r ->
          write(
              "TransactWriteItems",
              Math.max(
                  units(r.consumedCapacity()),
                  2.0 * ((TransactWriteItemsRequest) request).transactItems().size()));
      default -> {}
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    if (context.exception() instanceof ConditionalCheckFailedException) {
      write(context.request().getClass().getSimpleName().replace("Request", "") + " (condition failed)", 1);
    }
  }

  private static double least(SdkRequest query) {
    return Boolean.TRUE.equals(((QueryRequest) query).consistentRead()) ? 1 : 0.5;
  }

  private static double units(ConsumedCapacity capacity) {
    return capacity == null || capacity.capacityUnits() == null ? 0 : capacity.capacityUnits();
  }

  private static double units(List<ConsumedCapacity> capacities) {
    return capacities.stream().mapToDouble(Capacity::units).sum();
  }

  private void read(String operation, double units) {
    spent.add(new Spent(operation, units, 0));
  }

  private void write(String operation, double units) {
    spent.add(new Spent(operation, 0, units));
  }
}
