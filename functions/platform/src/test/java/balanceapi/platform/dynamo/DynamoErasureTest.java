package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.decision.FundsCheck.Question;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.decision.Reserve;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.oracle.Tell;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.CheckStore;
import balanceapi.core.store.ErasureContract;
import balanceapi.core.store.NotificationStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.Decisions;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.Reservations;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoErasureTest extends ErasureContract {

  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final Table table = new Table(dynamo.client(), dynamo.table());
  private List<Map<String, AttributeValue>> lived = List.of();

  /** One table a test, emptied: to make one takes longer than a test's round. */
  @Override
  protected AccountStore empty() {
    table.deleteAll(
        items().stream().map(item -> Keys.key(item.get("pk").s(), item.get("sk").s())).toList());
    return dynamo
        .leadingKeys()
        .watched(
            AccountStore.class, new DynamoAccountStore(dynamo.client(), dynamo.table()));
  }

  /** A life is lived once a test; from then on it is there at once, to the last item. */
  @Override
  protected AccountStore lived() {
    if (lived.isEmpty()) {
      AccountStore store = super.lived();
      lived = items();
      return store;
    }
    AccountStore store = empty();
    table.putAll(lived);
    return store;
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

  @Override
  protected int[] parts() {
    return dynamo
        .client()
        .scanPaginator(scan -> scan.tableName(dynamo.table()).indexName("due"))
        .items()
        .stream()
        .mapToInt(item -> Integer.parseInt(item.get("due_shard").s()))
        .distinct()
        .toArray();
  }

  @AfterEach
  void no_erasure_leaves_its_apps_partitions() {
    assertEquals(List.of(), dynamo.leadingKeys().strays());
  }

  /** What was held, decided and told stands with whom it was about. */
  @Test
  void with_its_accounts_go_their_decisions_reservations_and_notifications() {
    AccountStore store = empty();
    deliver(store, new Event.Authorized(Tell.envelope("a", "-4h", "-4h", "r1")));
    deliver(store, Tell.balance("b", "-3h", "1000", "1000"));
    AccountRef ref = new AccountRef(APP.id(), "acc");
    CheckStore checks = new DynamoCheckStore(dynamo.client(), dynamo.table());
    Money amount = Money.of(Currency.of("NGN"), BigDecimal.TEN);
    for (String reference : List.of("released", "held")) {
      Inquiry inquiry =
          new Inquiry(
              new Subject.OneAccount(ref.id()),
              Question.of(amount, Duration.ofDays(9)),
              Optional.of(new Reserve(reference, Duration.ofHours(2))),
              Optional.empty());
      new Decisions(store, checks, () -> 7).decide(APP, List.of(inquiry), Worlds.NOW);
    }
    assertTrue(new Reservations(store).release(APP, ref.id(), "released", Worlds.NOW));
    NotificationStore notifications = new DynamoNotificationStore(dynamo.client(), dynamo.table());
    List<Owner> owners = List.of(new Owner.OfAccount(ref), new Owner.OfRecord(APP.id(), "r1"));
    for (Owner owner : owners) {
      NotificationId id = new NotificationId(owner, "a".repeat(24));
      Notification fresh = Notification.fresh(id, Kind.BALANCE_UPDATED, "{}", Worlds.NOW, Worlds.NOW);
      assertTrue(notifications.keep(fresh).isPresent());
    }
    Set<String> kinds = new TreeSet<>();
    left(store).forEach(key -> kinds.add(key.substring(key.lastIndexOf(' ') + 1).replaceFirst("#.*", "")));
    assertTrue(kinds.containsAll(Set.of("TRAIL", "RESERVATION", "NOTICE")), kinds.toString());

    erase(store);
    refresh(store, SWEPT);
    assertForgotten(store, "all that was about them");
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
