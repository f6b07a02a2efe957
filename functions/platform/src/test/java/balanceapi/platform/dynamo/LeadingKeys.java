package balanceapi.platform.dynamo;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.app.Link;
import balanceapi.core.app.SecretKey;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.Intercepted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Watches which partitions a store reaches while it works for one app: its own, and no others. It sees what
 * IAM's condition {@code dynamodb:LeadingKeys} sees, the partition keys of each request, those of an index
 * where one is queried.
 */
public final class LeadingKeys implements ExecutionInterceptor {

  /** What lies outside of every app's partitions, by the methods that may reach it: the directory of apps. */
  private static final Map<String, Set<String>> OUTSIDE =
      Map.of("create", Set.of("apps"), "delete", Set.of("apps"));

  /** Methods that work for no app in particular: the directory is listed, the due index is read by shard. */
  private static final Set<String> OF_EVERY_APP = Set.of("list", "next", "due");

  private static final Pattern EQUALS = Pattern.compile("^\\s*(\\S+)\\s*=\\s*(\\S+)");

  private record Work(String method, Optional<String> app) {}

  // By thread: the SDK's interceptors run in the thread that calls, and the contracts call from several.
  private final ThreadLocal<Work> work = new ThreadLocal<>();
  private final List<String> strays = new CopyOnWriteArrayList<>();

  /** The same store, each of its calls watched. */
  <T> T watched(Class<T> port, T store) {
    return Intercepted.port(
        port, store, (method, arguments, call) -> during(method, app(arguments), call::proceed));
  }

  /** Makes a call for an app; none for every app. */
  <T> T during(String method, Optional<String> app, Supplier<T> call) {
    work.set(new Work(method, app));
    try {
      return call.get();
    } finally {
      work.remove();
    }
  }

  /** What was reached that is not the app's own. */
  List<String> strays() {
    return List.copyOf(strays);
  }

  private static Optional<String> app(Object[] arguments) {
    return switch (arguments[0]) {
      case String app -> Optional.of(app);
      case AccountRef ref -> Optional.of(ref.app());
      case Account account -> Optional.of(account.ref().app());
      case Due due -> Optional.of(due.task().app());
      case App app -> Optional.of(app.id());
      case SecretKey key -> Optional.of(key.appId());
      case Link link -> Optional.of(link.appId());
      default -> Optional.empty();
    };
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    Work now = work.get();
    if (now != null) {
      partitions(context.request())
          .filter(partition -> !isAllowed(now, partition))
          .forEach(partition -> strays.add(now + " reached " + partition));
    }
  }

  private static boolean isAllowed(Work work, String partition) {
    return work.app().isEmpty()
        ? OF_EVERY_APP.contains(work.method())
        : isOf(work.app().get(), partition)
            || OUTSIDE.getOrDefault(work.method(), Set.of()).contains(partition);
  }

  private static boolean isOf(String app, String partition) {
    return partition.equals(app) || partition.startsWith(app + "#");
  }

  private static Stream<String> partitions(SdkRequest request) {
    return switch (request) {
      case GetItemRequest r -> Stream.of(pk(r.key()));
      case PutItemRequest r -> Stream.of(pk(r.item()));
      case UpdateItemRequest r -> Stream.of(pk(r.key()));
      case DeleteItemRequest r -> Stream.of(pk(r.key()));
      case QueryRequest r -> Stream.of(queried(r));
      case BatchGetItemRequest r ->
          r.requestItems().values().stream().flatMap(asked -> asked.keys().stream()).map(LeadingKeys::pk);
      case BatchWriteItemRequest r ->
          r.requestItems().values().stream().flatMap(List::stream).map(LeadingKeys::written);
      case TransactGetItemsRequest r -> r.transactItems().stream().map(item -> pk(item.get().key()));
      case TransactWriteItemsRequest r -> r.transactItems().stream().map(LeadingKeys::written);
      // A scan among them: it has no partition key, and so no app.
      default -> Stream.of(request.getClass().getSimpleName());
    };
  }

  private static String pk(Map<String, AttributeValue> item) {
    return item.get("pk").s();
  }

  private static String written(WriteRequest write) {
    return pk(write.putRequest() == null ? write.deleteRequest().key() : write.putRequest().item());
  }

  private static String written(TransactWriteItem item) {
    if (item.put() != null) {
      return pk(item.put().item());
    }
    if (item.update() != null) {
      return pk(item.update().key());
    }
    return pk(item.delete() == null ? item.conditionCheck().key() : item.delete().key());
  }

  /** The value of the key condition's first part, which DynamoDB wants to be the partition key's. */
  private static String queried(QueryRequest query) {
    Matcher partition = EQUALS.matcher(query.keyConditionExpression());
    if (!partition.find()) {
      throw new IllegalStateException("no partition key in " + query.keyConditionExpression());
    }
    return query.expressionAttributeValues().get(partition.group(2)).s();
  }
}
