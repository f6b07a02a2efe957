package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The list of a large app, by position. */
class DirectoryTest {

  private static final int ACCOUNTS = 100_000;

  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final DynamoAccountStore store =
      new DynamoAccountStore(dynamo.client(), dynamo.table());

  /** More accounts than may be walked, all in one part: those before them in other parts are passed over. */
  @Test
  void a_position_is_reached_by_the_counts_and_a_bounded_walk() {
    Directory directory = new Directory(dynamo, "many");
    directory.fill(0, 30);
    directory.fill(1, AccountStore.MOST_WALKED + 50);
    directory.fill(2, 30);
    long most = 30 + AccountStore.MOST_WALKED;
    List<String> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<String> page = store.accountsOfApp("many", after, 5_000);
      all.addAll(page.items());
      after = page.next();
    } while (after.isPresent());
    assertEquals(most + 80, all.size());
    for (long offset : new long[] {0, 29, 30, 31, 5_000, most, most + 50, most + 79}) {
      int end = (int) Math.min(offset + 20, all.size());
      assertEquals(
          all.subList((int) offset, end),
          store.accountsOfApp("many", offset, 20).page().orElseThrow().items(),
          "from " + offset);
    }
    assertEquals(new Slice(most + 80, Optional.empty()), store.accountsOfApp("many", most + 1, 20));
    assertEquals(
        List.of(), store.accountsOfApp("many", most + 80, 20).page().orElseThrow().items());
  }


  /**
   * Page 1, page 500 and the farthest page of 20 among 100,000 balances: the counts are 8 reads of half a
   * unit, the lines that are walked some 70 bytes each, the balances half a unit each. To save the time of
   * writing the rest, there are the lines of the part that is walked, the counts of all, and the balances
   * that are shown.
   */
  @Test
  void a_page_of_a_large_app_costs_its_balances_the_counts_and_the_walk() {
    Scene scene = Scene.on(dynamo, 0).usual();
    Account usual = scene.account();
    scene.store.hide(scene.app.id(), Scene.CUSTOMER, Scene.T0.plusSeconds(1));
    Directory directory = new Directory(dynamo, scene.app.id());
    List<String> ids = directory.fill(0, ACCOUNTS / Keys.PARTS);
    for (int part = 1; part < Keys.PARTS; part++) {
      directory.count(part, ACCOUNTS / Keys.PARTS);
    }
    double[] reads =
        IntStream.of(1, 500, 501)
            .mapToDouble(
                page -> {
                  int from = (page - 1) * 20;
                  List<String> shown = ids.subList(from, from + 20);
                  directory.put(shown, ref -> balance(usual, ref));
                  return reads(from, shown);
                })
            .toArray();
    System.out.printf(
        "products/balances, 100,000 accounts, 20 a page: page 1 %.1f RRU, page 500 %.1f RRU, page 501 %.1f RRU%n",
        reads[0], reads[1], reads[2]);
    assertTrue(reads[0] <= 15, () -> "page 1: " + reads[0]);
    assertTrue(reads[1] <= 115, () -> "page 500: " + reads[1]);
    assertFalse(dynamo.faults().calls().contains("Scan"));
  }

  private double reads(int from, List<String> shown) {
    dynamo.capacity().reset();
    Slice slice = store.accountsOfApp(Scene.on(dynamo, 0).app.id(), from, 20);
    assertEquals(ACCOUNTS, slice.total());
    assertEquals(shown, slice.page().orElseThrow().items());
    assertEquals(20, store.glanceAll(Scene.on(dynamo, 0).app.id(), shown).size());
    return dynamo.capacity().reads();
  }

  private static Map<String, AttributeValue> balance(Account like, AccountRef ref) {
    return AccountItems.item(
        new Account(
            ref,
            like.identity(),
            like.profile(),
            like.connection(),
            like.observation(),
            like.pulls(),
            like.feed(),
            like.figures(),
            like.computedAt(),
            like.applying(),
            like.reserved(),
            like.thresholds(),
            like.bornAt(),
            like.createdAt(),
            1));
  }
}
