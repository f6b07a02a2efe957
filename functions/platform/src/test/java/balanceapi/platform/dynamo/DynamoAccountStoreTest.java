package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App.Product;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Observation.Pull;
import balanceapi.core.account.Reading;
import balanceapi.core.event.Event;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.store.CustomerStore.Life;
import balanceapi.core.store.AccountStore.Place;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.store.AccountStoreContract;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.Transactions;
import balanceapi.platform.dynamo.Faults.Fault;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoAccountStoreTest extends AccountStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00.123Z");
  private static final Set<String> SERVING =
      Set.of(
          "CreateTable", "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchGetItem",
          "TransactWriteItems");

  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final DynamoAccountStore store =
      new DynamoAccountStore(dynamo.client(), dynamo.table());

  @Override
  protected AccountStore empty() {
    return dynamo.leadingKeys().watched(AccountStore.class, store);
  }


  /** Also after each test of the contract, which together call every method in every way. */
  @AfterEach
  void nothing_scans() {
    assertTrue(SERVING.containsAll(dynamo.faults().calls()), () -> dynamo.faults().calls().toString());
  }

  /** So that a role per tenant stays possible: {@code dynamodb:LeadingKeys} looks at nothing else. */
  @AfterEach
  void no_call_leaves_its_apps_partitions() {
    assertEquals(List.of(), dynamo.leadingKeys().strays());
  }

  @Test
  void no_use_of_the_store_scans() {
    Scene scene = Scene.fresh().usual();
    Instant later = Scene.T0.plus(Duration.ofDays(20));
    scene.seed(20);
    scene.apply(new Event.Failed(Scene.envelope("failed", Scene.T0), Product.BALANCE, true));
    scene.balances.current(scene.app, Scene.ACCOUNT);
    scene.balances.latest(scene.app, Scene.ACCOUNT);
    scene.balances.explain(scene.app, Scene.ACCOUNT, later);
    scene.balances.at(scene.app, Scene.ACCOUNT, Scene.T0, later);
    scene.balances.history(
        scene.app, Scene.ACCOUNT, Instant.EPOCH, later, Optional.empty(), 10, later);
    assertEquals(1, scene.balances.ofCustomer(scene.app, Scene.CUSTOMER).size());
    assertEquals(1, scene.balances.ofApp(scene.app, Optional.empty(), 10).items().size());
    new Transactions(scene.store)
        .list(scene.app, Scene.ACCOUNT, Optional.empty(), Optional.empty(), 100, later);
    scene.refreshes.refresh(scene.app, scene.ref(), later);
    scene.balances.unlink(scene.app, Scene.RECORD, later);
    List<String> calls = new ArrayList<>(scene.dynamo.faults().calls());
    assertTrue(calls.removeIf("BatchWriteItem"::equals), "the seed");
    assertTrue(SERVING.containsAll(calls), calls::toString);
  }

  // ---- lost replies

  /** Each write says after a lost reply what it says without one. */
  @Test
  void every_write_knows_its_own_write_again() {
    Map<String, Runnable> writes = new LinkedHashMap<>();
    Scene scene = Scene.on(dynamo, 1).usual();
    AccountRef ref = scene.ref();
    Transaction posting =
        Scene.posting(Scene.id("t"), "120.00", Scene.T0, Optional.empty())
            .shownBy(Scene.envelope("e", Scene.T0));
    Observation observation =
        new Observation(
            new Pull(NOW, "r"),
            Optional.of(new Reading<>(new BigDecimal("500.00"), NOW)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of("e"),
            1);
    Identity identity = new Identity("c", "b", Optional.of("n"));
    writes.put("save", () -> assertTrue(store.save(scene.account()).isPresent()));
    writes.put(
        "save a record",
        () -> {
          var record = store.record(scene.app.id(), Scene.RECORD).orElseThrow();
          dynamo.faults().onCall("PutItem", 1, Fault.REPLY_LOST);
          assertTrue(store.save(scene.app.id(), record).isPresent());
        });
    writes.put("claim", () -> assertEquals("acc", store.claim(new AccountRef("app", "acc"), identity)));
    writes.put("remember", () -> assertTrue(store.remember(ref, observation)));
    writes.put("add", () -> assertEquals(Optional.empty(), store.add(ref, posting)));
    writes.put("open", () -> assertTrue(store.keepOpen(ref, new Held(posting, 0))));
    writes.put("keep open", () -> assertTrue(store.keepOpen(ref, open(ref, posting.id()))));
    writes.put("settle", () -> store.settle(ref, new Held(posting, 1), new Place(Settled.POSTINGS, NOW)));
    writes.put("close", () -> assertTrue(store.close(ref, open(ref, posting.id()))));
    writes.put(
        "receive",
        () ->
            assertEquals(
                Optional.empty(),
                store.receive(
                    ref,
                    "e",
                    Optional.of(Scene.transactions("e", NOW, Scene.pendings("x", 2, NOW))),
                    NOW)));
    writes.put(
        "first receipt",
        () -> assertEquals(NOW, store.firstReceipt(scene.app.id(), Scene.RECORD, "f", NOW)));
    writes.put(
        "park",
        () ->
            assertTrue(
                store.park(new Due(new Task.Refresh(ref), scene.account().due().orElseThrow()),
                    times -> NOW.plusSeconds(1)),
                "it was due as stated"));
    writes.forEach(
        (what, write) -> {
          for (String operation :
              List.of("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")) {
            dynamo.faults().onCall(operation, 1, Fault.REPLY_LOST);
          }
          int before = dynamo.faults().calls().size();
          write.run();
          dynamo.faults().clear();
          assertTrue(dynamo.faults().calls().size() > before + 1, what + " was repeated");
        });
    assertEquals(1, store.transaction(ref, posting.id()).orElseThrow().transaction().showings().size());
  }

  private Held open(AccountRef ref, String id) {
    return store.book(ref).orElseThrow().open().get(id);
  }

  @Test
  void a_claim_that_died_before_it_was_listed_is_listed_by_its_repetition() {
    AccountRef ref = new AccountRef("app", "acc");
    Identity identity = new Identity("c", "b", Optional.of("n"));
    dynamo.faults().fromCall(3, Fault.UNREACHED);
    assertThrows(StoreUnavailable.class, () -> store.claim(ref, identity));
    dynamo.faults().clear();
    assertEquals(List.of(), store.accountsOfApp("app", Optional.empty(), 10).items());
    assertEquals("acc", store.claim(new AccountRef("app", "other"), identity));
    assertEquals(List.of("acc"), store.accountsOfApp("app", Optional.empty(), 10).items());
  }

  @Test
  void a_claim_that_meets_another_at_the_count_comes_again() {
    dynamo.faults().onCall("TransactWriteItems", 1, Fault.CANCELLED);
    dynamo.faults().onCall("TransactWriteItems", 2, Fault.CANCELLED);
    claim("acc");
    assertEquals(1, store.countOfAccounts("app"));
    dynamo.faults().always("TransactWriteItems", Fault.CANCELLED);
    assertThrows(StoreUnavailable.class, () -> claim("another"));
    dynamo.faults().clear();
    assertEquals(1, store.countOfAccounts("app"));
    claim("another");
    assertEquals(2, store.countOfAccounts("app"));
  }

  private void claim(String account) {
    store.claim(new AccountRef("app", account), new Identity("c", "b", Optional.of(account)));
  }

  /** The SDK repeats; and whoever gave up repeats the whole event later. */
  @Test
  void an_account_counts_once_and_is_gone_once_whatever_is_lost_on_the_way() {
    for (int lost = 1; lost <= 3; lost++) {
      for (int attempt = 1; attempt <= lost; attempt++) {
        dynamo.faults().onCall("TransactWriteItems", attempt, Fault.REPLY_LOST);
      }
      String account = "acc-" + lost;
      if (lost == 3) {
        assertThrows(StoreUnavailable.class, () -> claim(account));
      }
      dynamo.faults().clear();
      claim(account);
      assertEquals(lost, store.countOfAccounts("app"));
    }
    store.erase("app", "c", NOW);
    for (int repeats = 0; repeats < 2; repeats++) {
      dynamo.faults().onCall("TransactWriteItems", 1, Fault.REPLY_LOST);
      store.hide("app", "c", NOW);
      dynamo.faults().clear();
      assertEquals(0, store.countOfAccounts("app"));
    }
  }

  @Test
  void a_store_that_is_not_there_is_unavailable_whatever_is_asked() {
    AccountRef ref = new AccountRef("app", "acc");
    for (Fault fault : List.of(Fault.UNREACHED, Fault.BROKEN, Fault.THROTTLED, Fault.CONFLICT)) {
      dynamo.faults().always(fault);
      assertThrows(StoreUnavailable.class, () -> store.glance(ref));
      assertThrows(StoreUnavailable.class, () -> store.book(ref));
      assertThrows(StoreUnavailable.class, () -> store.glanceAll("app", List.of("acc")));
      assertThrows(StoreUnavailable.class, () -> store.accountsOfApp("app", Optional.empty(), 1));
      assertThrows(StoreUnavailable.class, () -> store.accountsOfApp("app", 0, 1));
      assertThrows(StoreUnavailable.class, () -> claim("acc"));
      assertThrows(StoreUnavailable.class, () -> store.due(0, NOW, Optional.empty(), 1));
      assertThrows(StoreUnavailable.class, () -> store.park(new Due(new Task.Refresh(ref), NOW), times -> NOW));
      assertThrows(StoreUnavailable.class, () -> store.receive(ref, "e", Optional.empty(), NOW));
      dynamo.faults().clear();
    }
  }

  // ---- what only the items show

  @Test
  void aliases_in_a_circle_lead_nowhere() {
    store.alias("app", "a", new AccountRef("app", "b"));
    store.alias("app", "b", new AccountRef("app", "a"));
    assertEquals(Optional.empty(), store.account(new AccountRef("app", "a")));
    assertEquals(Optional.empty(), store.book(new AccountRef("app", "a")));
  }

  @Test
  void a_customers_new_life_begins_after_the_erasure_and_not_before() {
    erase(NOW);
    assertEquals(Optional.of(new Life(NOW, false)), store.life("app", "c"));
    store.revive("app", "c", NOW.minusMillis(1));
    store.revive("app", "c", NOW);
    assertEquals(Optional.of(new Life(NOW, false)), store.life("app", "c"));
    dynamo.faults().onCall("PutItem", 1, Fault.REPLY_LOST);
    store.revive("app", "c", NOW.plusMillis(1));
    assertEquals(Optional.of(new Life(NOW, true)), store.life("app", "c"));
    erase(NOW.plusSeconds(60));
    store.revive("app", "c", NOW.plusSeconds(30));
    assertEquals(Optional.of(new Life(NOW.plusSeconds(60), false)), store.life("app", "c"));
  }

  private void erase(Instant at) {
    Map<String, AttributeValue> item =
        AccountItems.line(
            Keys.customer("app", "c"),
            Keys.LIFE,
            Map.of("erased_at", Attributes.of(at), "reborn", Attributes.of(false)));
    dynamo.client().putItem(put -> put.tableName(dynamo.table()).item(item));
  }

  @Test
  void every_item_has_its_schema_number_and_the_tenant_first() {
    Scene scene = Scene.on(dynamo, 7).usual();
    int items = 0;
    for (String pk : scene.partitions()) {
      assertTrue(pk.startsWith(scene.app.id() + "#"));
      var found =
          dynamo
              .client()
              .query(
                  query ->
                      query
                          .tableName(dynamo.table())
                          .keyConditionExpression("pk = :pk")
                          .expressionAttributeValues(Map.of(":pk", Attributes.of(pk))))
              .items();
      found.forEach(item -> assertEquals("1", item.get("v").n(), item::toString));
      items += found.size();
    }
    assertTrue(items > 10);
    assertFalse(scene.item(Keys.BALANCE).isEmpty());
  }

  /** AWS trims 500.00 to 500, DynamoDB Local does not: so only the items show that amounts are text. */
  @Test
  void every_number_is_whole() {
    Scene scene = Scene.on(dynamo, 5).usual();
    scene.items().forEach(item -> item.values().forEach(DynamoAccountStoreTest::assertWhole));
  }

  private static void assertWhole(AttributeValue value) {
    value.l().forEach(DynamoAccountStoreTest::assertWhole);
    value.m().values().forEach(DynamoAccountStoreTest::assertWhole);
    assertTrue(value.n() == null || value.n().matches("-?[0-9]+"), value::toString);
  }

  @Test
  void a_kept_event_goes_away_after_90_days_unless_its_first_receipt_is_its_date() {
    Scene scene = Scene.on(dynamo, 3).usual();
    Event.Transactions dated = Scene.transactions("dated", NOW, List.of());
    store.receive(scene.ref(), "dated", Optional.of(dated), NOW);
    store.receive(
        scene.ref(),
        "undated",
        Optional.of(
            new Event.Transactions(Scene.undated("u", NOW), Scene.NAMES, List.of(), false, 0)),
        NOW);
    assertEquals(
        Long.toString(NOW.plus(Duration.ofDays(90)).getEpochSecond()),
        scene.item(Keys.INBOX + "dated").get("ttl").n());
    assertFalse(scene.item(Keys.INBOX + "undated").containsKey("ttl"));
  }
}
