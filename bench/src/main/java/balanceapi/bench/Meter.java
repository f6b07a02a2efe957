package balanceapi.bench;

import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
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
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Adds up what a client's calls cost, indexes included. It keeps sums and no calls, so that it takes no
 * memory of what it measures.
 */
final class Meter implements ExecutionInterceptor {

  /**
   * What was spent.
   *
   * @param requests calls
   * @param reads read units of the table
   * @param indexReads read units of the due index
   * @param writes write units of the table and its indexes
   */
  record Tally(long requests, double reads, double indexReads, double writes) {

    /** Table and index together. */
    double allReads() {
      return reads + indexReads;
    }
  }

  private final LongAdder requests = new LongAdder();
  private final DoubleAdder reads = new DoubleAdder();
  private final DoubleAdder indexReads = new DoubleAdder();
  private final DoubleAdder writes = new DoubleAdder();

  /** What was spent since the last reset. */
  Tally tally() {
    return new Tally(requests.sum(), reads.sum(), indexReads.sum(), writes.sum());
  }

  void reset() {
    requests.reset();
    reads.reset();
    indexReads.reset();
    writes.reset();
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
      case TransactWriteItemsRequest r -> r.toBuilder().returnConsumedCapacity(all).build();
      default -> context.request();
    };
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    requests.increment();
    SdkResponse response = context.response();
    switch (response) {
      case GetItemResponse r -> {
        var request = (GetItemRequest) context.request();
        reads.add(
            Billed.reads("GetItem", units(r.consumedCapacity()), isTrue(request.consistentRead())));
      }
      case QueryResponse r -> {
        var request = (QueryRequest) context.request();
        (request.indexName() == null ? reads : indexReads)
            .add(Billed.reads("Query", units(r.consumedCapacity()), isTrue(request.consistentRead())));
      }
      case ScanResponse r -> reads.add(Billed.reads("Scan", units(r.consumedCapacity()), false));
      case PutItemResponse r -> writes.add(Billed.writes("PutItem", units(r.consumedCapacity()), 1));
      case UpdateItemResponse r ->
          writes.add(Billed.writes("UpdateItem", units(r.consumedCapacity()), 1));
      case DeleteItemResponse r ->
          writes.add(Billed.writes("DeleteItem", units(r.consumedCapacity()), 1));
      case TransactWriteItemsResponse r -> {
        var request = (TransactWriteItemsRequest) context.request();
        writes.add(
            Billed.writes(
                "TransactWriteItems", units(r.consumedCapacity()), request.transactItems().size()));
      }
      default -> {}
    }
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    requests.increment();
    if (context.exception() instanceof ConditionalCheckFailedException) {
      writes.add(1);
    }
  }

  private static boolean isTrue(Boolean consistent) {
    return Boolean.TRUE.equals(consistent);
  }

  private static double units(ConsumedCapacity capacity) {
    return capacity == null || capacity.capacityUnits() == null ? 0 : capacity.capacityUnits();
  }

  private static double units(List<ConsumedCapacity> capacities) {
    return capacities.stream().mapToDouble(Meter::units).sum();
  }
}
