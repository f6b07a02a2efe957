package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Scene.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Observation.Pull;
import balanceapi.core.account.Profile;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.transaction.Transaction.Details;
import balanceapi.core.transaction.Transaction.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A write unit is 1,024 bytes: the items that are written all the time stay under it. */
class ItemSizeTest {

  private final Scene scene = Scene.fresh().usual();

  /**
   * App, account, record, customer and bank of 24 hex digits, event identities of 32, the number 2000000000,
   * OKAFOR NGOZI ADAEZE, Savings Account, Guaranty Trust Bank, NG, ledger 510.00, three pendings, due.
   */
  @Test
  void the_balance_of_a_usual_account_is_less_than_a_write_unit() {
    Map<String, AttributeValue> item = scene.item(Keys.BALANCE);
    Map<String, Integer> parts = new TreeMap<>();
    item.forEach((name, value) -> parts.put(name, ItemSize.of(Map.of(name, value))));
    System.out.printf("BALANCE item: %d bytes %s%n", ItemSize.of(item), parts);
    assertTrue(ItemSize.of(item) < 1024, parts::toString);
  }

  @Test
  void so_is_that_of_a_usual_account_whose_app_gave_its_widget_an_option() {
    String options = "{\"saving_id\":\"64d100000000000000000001\"}";
    Account account = scene.account();
    Profile said =
        Profile.of(
            T0,
            Scene.RECORD,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(options));
    account = account.withProfile(account.profile().join(said));
    int bytes = ItemSize.of(AccountItems.item(account));
    System.out.printf("BALANCE item with an option: %d bytes%n", bytes);
    assertTrue(bytes < 1024, () -> bytes + " bytes");
  }

  /** Two events in the pull, a reported balance, a failure and a sign-in, 15 digits, an event under way. */
  @Test
  void so_is_that_of_a_rich_man_with_an_event_under_way() {
    String most = "999999999999999.99";
    scene.apply(Scene.balance("one", T0.plusSeconds(60), most, most));
    scene.apply(Scene.accounts("two", T0.plusSeconds(60), most));
    var account = scene.account().applying(Scene.event("under way"), T0);
    var at = T0.plusSeconds(60);
    account =
        account.withConnection(
            account.connection().failed(at, false).failed(at, true).authorized(at).unlinked(at));
    int bytes = ItemSize.of(AccountItems.item(account));
    System.out.printf("BALANCE item of a rich man, an event under way: %d bytes%n", bytes);
    assertTrue(bytes < 1024, () -> bytes + " bytes");
  }

  @Test
  void so_are_a_hold_a_posting_and_an_observation() {
    String hold = Scene.id("old0");
    Observation observation =
        scene
            .store
            .observation(scene.ref(), new Pull(T0.minusSeconds(50).minusMillis(2_345), Scene.RECORD))
            .orElseThrow();
    for (Map<String, AttributeValue> item :
        List.of(
            scene.item(Keys.HOLD + hold),
            scene.item(Keys.TRANSACTION + hold),
            AccountItems.item(scene.ref(), observation))) {
      System.out.printf("%s item: %d bytes%n", item.get("sk").s(), ItemSize.of(item));
      assertTrue(ItemSize.of(item) < 1024);
    }
  }

  /** Few banks state it: where they do not, it costs nothing; where they do, less than a write unit more. */
  @Test
  void so_is_a_hold_whose_bank_says_where_it_comes_from() {
    Transaction hold = scene.store.transaction(scene.ref(), Scene.id("old0")).orElseThrow().transaction();
    Details plain = hold.details();
    Origin origin = new Origin(Optional.of("IKEJA CITY MALL"), Optional.of("044"), Optional.of(Scene.CUSTOMER));
    Details details =
        new Details(plain.asOf(), plain.description(), plain.reference(), plain.balance(), origin);
    Transaction told = new Transaction(hold.id(), hold.showings(), hold.expiredBy(), details);
    int without = ItemSize.of(TransactionItems.item(scene.ref(), Keys.HOLD + hold.id(), hold, 1).map());
    int with = ItemSize.of(TransactionItems.item(scene.ref(), Keys.HOLD + hold.id(), told, 1).map());
    System.out.printf("HOLD item: %d bytes, with its origin %d%n", without, with);
    assertTrue(with < 1024 && with - without < 64, () -> with + " bytes");
  }

  @Test
  void sizes_are_counted_as_dynamodb_counts_them() {
    assertEquals(3 + 5, ItemSize.of(Map.of("abc", Attributes.of("Ọmọ".substring(0, 1) + "kB"))));
    assertEquals(1 + 2, ItemSize.of(Map.of("n", Attributes.of(10L))));
    assertEquals(1 + 8, ItemSize.of(Map.of("n", Attributes.of(1_795_338_000_123L))));
    assertEquals(1 + 3, ItemSize.of(Map.of("n", Attributes.of(-10L))));
    AttributeValue list = Attributes.list(Attributes.NONE, Attributes.of(1L));
    assertEquals(1 + 3 + 1 + 1 + 1 + 2, ItemSize.of(Map.of("l", list)));
    assertEquals(
        1 + 3 + 1 + 1 + 1,
        ItemSize.of(Map.of("m", new Attributes.Item().with("b", Attributes.of(true)).value())));
  }
}
