package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.store.AccountStore;
import balanceapi.core.event.Event;
import balanceapi.core.store.ErasureContract;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.EraseCustomer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoErasureTest extends ErasureContract {

  private final LocalDynamo dynamo = LocalDynamo.fresh();

  /** One table a test, emptied: to make one takes longer than a test's round. */
  @Override
  protected AccountStore empty() {
    new Table(dynamo.client(), dynamo.table())
        .deleteAll(
            items().stream().map(item -> Keys.key(item.get("pk").s(), item.get("sk").s())).toList());
    return dynamo
        .leadingKeys()
        .watched(
            AccountStore.class, new DynamoAccountStore(dynamo.client(), dynamo.table()));
  }

  /**
   * Of an erased customer stay the mark of the erasure, and its line in the directory of the app; and the
   * app's counts, which must have gone back to nothing.
   */
  @Override
  protected Set<String> left(AccountStore store) {
    Set<String> left = new TreeSet<>();
    items().stream()
        .filter(item -> !item.get("sk").s().equals(Keys.MEMBERS) || !item.get("n").n().equals("0"))
        .forEach(item -> left.add(item.get("pk").s() + " " + item.get("sk").s()));
    left.removeIf(key -> key.endsWith(" LIFE") || key.contains("#L#") && key.contains(" CUSTOMER#"));
    return left;
  }

  @AfterEach
  void no_erasure_leaves_its_apps_partitions() {
    assertEquals(List.of(), dynamo.leadingKeys().strays());
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
  protected int stride() {
    return 4;
  }

  // ---- between any two calls of DynamoDB

  /** The store over a client that does something before its n-th call, and then goes on. */
  private AccountStore before(int n, AtomicInteger calls, Runnable something) {
    DynamoDbClient client =
        (DynamoDbClient)
            Proxy.newProxyInstance(
                DynamoDbClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                  if (calls.incrementAndGet() == n) {
                    something.run();
                  }
                  try {
                    return method.invoke(dynamo.client(), arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new DynamoAccountStore(client, dynamo.table());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void killed_between_any_two_calls_it_is_finished_by_the_next(boolean sweeping) {
    for (int n = 1; ; n++) {
      AccountStore store = lived();
      if (sweeping) {
        erase(store);
      }
      AtomicInteger calls = new AtomicInteger();
      AccountStore dying =
          before(
              n,
              calls,
              () -> {
                throw new StoreUnavailable("killed");
              });
      try {
        if (sweeping) {
          dying.forget(APP.id(), "cus", SWEPT, () -> true);
        } else {
          erase(dying);
        }
      } catch (StoreUnavailable killed) {
        // as it was to be
      }
      if (calls.get() < n) {
        break;
      }
      if (store.life(APP.id(), "cus").isPresent()) {
        refresh(store, SWEPT);
        assertForgotten(store, "killed before call " + n);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_new_life_may_begin_between_any_two_calls(boolean sweeping) {
    for (int n = 1; ; n++) {
      AccountStore store = lived();
      if (sweeping) {
        erase(store);
      }
      AtomicInteger calls = new AtomicInteger();
      AccountStore meeting = before(n, calls, () -> second(1).forEach(event -> sent(store, event)));
      if (sweeping) {
        meeting.forget(APP.id(), "cus", SWEPT, () -> true);
      } else {
        erase(meeting);
      }
      if (calls.get() < n) {
        break;
      }
      // Senders come again; and what signed in before the mark was of the life that ended.
      int begins = store.life(APP.id(), "cus").orElseThrow().reborn() ? 1 : 2;
      second(begins).forEach(event -> sent(store, event));
      refresh(store, SWEPT.plusSeconds(60));
      assertSecondLife(store);
      new EraseCustomer(store).erase(APP, "cus", SWEPT.plusSeconds(600));
      refresh(store, SWEPT.plusSeconds(700));
      assertForgotten(store, "a new life before call " + n);
    }
  }

  private static void sent(AccountStore store, Event event) {
    try {
      deliver(store, event);
    } catch (StoreUnavailable refused) {
      // its sender comes again
    }
  }
}
