package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Scene.ACCOUNT;
import static balanceapi.platform.dynamo.Scene.T0;
import static balanceapi.platform.dynamo.Scene.accounts;
import static balanceapi.platform.dynamo.Scene.amount;
import static balanceapi.platform.dynamo.Scene.balance;
import static balanceapi.platform.dynamo.Scene.complete;
import static balanceapi.platform.dynamo.Scene.expiring;
import static balanceapi.platform.dynamo.Scene.id;
import static balanceapi.platform.dynamo.Scene.items;
import static balanceapi.platform.dynamo.Scene.pending;
import static balanceapi.platform.dynamo.Scene.pendings;
import static balanceapi.platform.dynamo.Scene.posting;
import static balanceapi.platform.dynamo.Scene.removed;
import static balanceapi.platform.dynamo.Scene.transactions;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App.Product;
import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.usecase.Outcome;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.RefreshAccount;
import balanceapi.core.usecase.TransactionLists;
import balanceapi.core.usecase.TransactionLists.Found;
import balanceapi.core.usecase.TransactionLists.Listing;
import balanceapi.core.usecase.TransactionLists.Question;
import balanceapi.core.usecase.TransactionLists.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The price targets of design section 7, from consumed capacity, indexes included. Of usual size: names of
 * some twenty characters, ids of 24 hex digits, event identities of 32, three pendings.
 */
class PriceTest {

  /** What an operation cost. */
  private record Price(double reads, double writes) {}

  private static final List<String> ROWS = new ArrayList<>();

  private final Scene scene = Scene.fresh().usual();

  private Price price(String what, Runnable operation) {
    Price price = spent(scene, what, operation);
    assertFalse(scene.dynamo.faults().calls().contains("Scan"));
    return price;
  }

  private Price applied(String what, Event event) {
    return price(what, () -> assertInstanceOf(Outcome.Applied.class, scene.apply(event), what));
  }

  @AfterAll
  static void print() {
    synchronized (ROWS) {
      ROWS.stream().sorted().forEach(System.out::println);
    }
  }

  private static void assertAtMost(double most, double measured, String what) {
    assertTrue(measured <= most, () -> "%s: %.1f, target %.1f".formatted(what, measured, most));
  }

  // ---- reads

  @Test
  void a_current_balance_costs_half_a_unit_and_an_alias_one_more_read() {
    Price price = price("current balance", () -> scene.balances.current(scene.app, ACCOUNT));
    assertEquals(new Price(0.5, 0), price);
    scene.store.alias(scene.app.id(), "alias", scene.ref());
    Price alias = price("current balance by an alias", () -> scene.balances.current(scene.app, "alias"));
    assertEquals(new Price(1, 0), alias);
  }

  @Test
  void a_funds_check_costs_one_unit() {
    Price price = price("funds check", this::fundsCheck);
    assertEquals(new Price(1, 0), price);
  }

  private void fundsCheck() {
    Account account = scene.balances.latest(scene.app, ACCOUNT).orElseThrow();
    FundsCheck.check(
        account,
        FundsCheck.Question.of(
            Money.of(Currency.of("NGN"), new BigDecimal("100.00")), Duration.ofHours(24)),
        T0);
  }

  // ---- BALANCE

  /** What only the first event of an account pays: its claim, its line and their count, its record's line. */
  @Test
  void the_first_balance_of_an_account_costs_twelve_units_at_most() {
    Event.Balances first =
        balance(
            Scene.envelope("another account", T0.plusSeconds(60)),
            Product.BALANCE,
            new AccountNames(Optional.of(Scene.OTHER_ACCOUNT), Optional.of("2000000001")),
            "7.00",
            null);
    Price price = applied("BALANCE, first of its account", first);
    assertAtMost(12, price.writes, "writes");
    assertAtMost(12, price.reads, "reads");
  }

  @Test
  void a_changed_balance_costs_three_units_each_way_at_most() {
    for (String available : new String[] {null, "480.00"}) {
      Price price =
          applied(
              "BALANCE, changed, available " + available,
              balance("to" + available, scene.account().computedAt(), "480.00", available));
      assertAtMost(3, price.writes, "writes");
      assertAtMost(3, price.reads, "reads");
    }
  }

  @Test
  void an_unchanged_balance_costs_two_units_and_a_duplicate_one_at_most() {
    var same = balance("same", T0.plusSeconds(60), "510.00", null);
    assertAtMost(2, applied("BALANCE, unchanged", same).writes, "unchanged");
    Price duplicate =
        price(
            "BALANCE, duplicate",
            () -> assertInstanceOf(Outcome.Duplicate.class, scene.apply(same)));
    assertAtMost(1, duplicate.writes, "duplicate");
    Price old =
        price(
            "BALANCE, duplicate of one in the history",
            () ->
                assertInstanceOf(
                    Outcome.Duplicate.class, scene.apply(balance("second", T0, "510.00", null))));
    assertAtMost(1, old.writes, "duplicate of an old one");
    assertAtMost(3, old.reads, "reads");
  }

  @Test
  void both_events_of_one_pull_cost_three_units_each_at_most() {
    Instant at = T0.plusSeconds(60);
    Price first = applied("BALANCE, first of its pull", balance("one", at, "480.00", null));
    Price second = applied("ACCOUNTS, second of its pull", accounts("two", at, "480.00"));
    assertAtMost(3, first.writes, "first");
    assertAtMost(3, second.writes, "second");
    assertAtMost(3, second.reads, "second");
  }

  @Test
  void a_late_balance_costs_three_units_each_way_at_most() {
    var late = balance("late", T0.minusSeconds(30), "480.00", null);
    Price price =
        price("BALANCE, older", () -> assertInstanceOf(Outcome.Stale.class, scene.apply(late)));
    assertAtMost(3, price.writes, "writes");
    assertAtMost(3, price.reads, "reads");
  }

  @Test
  void a_changed_balance_costs_two_units_more_when_the_due_key_moves() {
    Instant at = T0.plusSeconds(7200);
    scene.apply(
        transactions(
            "soon",
            T0.plusSeconds(10),
            List.of(expiring(id("soon"), "1.00", T0, T0.plusSeconds(3600)))));
    Optional<Instant> due = scene.account().due();
    Price price =
        applied(
            "BALANCE, changed, a hold ends, due key moves", balance("moves", at, "480.00", null));
    assertFalse(due.equals(scene.account().due()));
    // One unit of these is the hold's own, found expired on the way.
    assertAtMost(3 + 2 + 1, price.writes, "writes");
    assertAtMost(3, price.reads, "reads");
  }

  @Test
  void a_balance_after_a_posting_that_it_does_not_contain_costs_three_units_each_way_at_most() {
    Instant posted = T0.plusSeconds(7200);
    scene.apply(
        transactions(
            "ahead",
            T0.plusSeconds(10),
            List.of(posting(id("ahead"), "1.00", posted, Optional.empty()))));
    Price price =
        applied(
            "BALANCE, changed, a posting is ahead",
            balance("b", T0.plusSeconds(60), "480.00", null));
    assertAtMost(3, price.writes, "writes");
    assertAtMost(3, price.reads, "reads");
  }

  // ---- TRANSACTIONS

  private static final Instant LATER = T0.plusSeconds(3600);

  /** Checks a TRANSACTIONS event; where {@code n} counts transactions, removed and dropped. */
  private Price metered(String what, int n, Event.Transactions event) {
    int units = units(scene.bytesOfPendings()) + units(scene.bytesOfPostings());
    Price price = applied("TRANSACTIONS, %3d %s".formatted(n, what), event);
    assertAll(
        () -> assertAtMost(3 * n + 8 + keptBeyond2kB(event), price.writes, n + " " + what + ", writes"),
        () -> assertAtMost(1.5 * units, price.reads, n + " " + what + ", reads"));
    return price;
  }

  /**
   * The event is kept whole, so that whoever finishes it needs no sender: up to some ten transactions that
   * is within the target, of a hundred it is some 20 kB and would be above it by 5 of 100.
   */
  private int keptBeyond2kB(Event.Transactions event) {
    int bytes = ItemSize.of(scene.item(Keys.INBOX + event.envelope().event()));
    return Math.max(0, (bytes + 1023) / 1024 - 2);
  }

  /** Read units of one strongly consistent query of so many bytes. */
  private static int units(int bytes) {
    return (bytes + 4095) / 4096;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 10, 100})
  void new_pendings(int n) {
    metered("new pendings", n, transactions("new", LATER, pendings("new", n, T0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void pendings_shown_again(int n) {
    scene.apply(transactions("new", LATER, pendings("new", n, T0)));
    metered(
        "pendings shown again",
        n,
        transactions("again", LATER.plusSeconds(60), pendings("new", n, T0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void new_postings_that_take_nothing(int n) {
    metered(
        "postings ahead of the balance",
        n,
        transactions(
            "posted",
            LATER,
            items(n, i -> posting(id("b" + i), (700 + i) + ".00", T0.plusSeconds(60), Optional.empty()))));
    metered(
        "postings inside the balance",
        n,
        transactions(
            "posted2",
            LATER.plusSeconds(60),
            items(n, i -> posting(id("c" + i), (900 + i) + ".00", T0.minusSeconds(60), Optional.empty()))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void postings_that_take_their_holds_by_a_link(int n) {
    takes(n, "linked postings, ahead", i -> Optional.of(id("new" + i)), T0.plusSeconds(600), "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void postings_that_take_their_holds_by_a_link_inside_the_balance(int n) {
    takes(n, "linked postings, inside", i -> Optional.of(id("new" + i)), T0.minusSeconds(60), "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void postings_that_take_their_holds_by_their_amount(int n) {
    takes(n, "unlinked postings, ahead", i -> Optional.empty(), T0.plusSeconds(600), "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void postings_of_the_holds_own_ids(int n) {
    takes(n, "postings of the same ids", i -> Optional.empty(), T0.plusSeconds(600), "new");
  }

  private void takes(
      int n,
      String what,
      IntFunction<Optional<String>> link,
      Instant posted,
      String word) {
    Instant begun = T0.minus(Duration.ofMinutes(200));
    scene.apply(transactions("new", T0.plusSeconds(60), items(n, i -> held(i, begun))));
    metered(
        what,
        n,
        transactions(
            "posted",
            LATER,
            items(n, i -> posting(id(word + i), (700 + i) + ".00", posted, link.apply(i)))));
    // The next balance contains them; what they took is put away little by little.
    scene.apply(balance("after", LATER.plusSeconds(60), "480.00", null));
    metered(
        "new pendings, after " + what,
        3,
        transactions("next", LATER.plusSeconds(120), pendings("next" + n, 3, LATER)));
  }

  private static Item held(int i, Instant begun) {
    return pending(id("new" + i), (700 + i) + ".00", begun);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void removed_ones(int n) {
    scene.apply(transactions("new", LATER, pendings("new", n, T0)));
    metered(
        "removed",
        n,
        transactions("gone", LATER.plusSeconds(60), items(n, i -> removed(id("new" + i)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void ones_dropped_by_a_complete_list(int n) {
    scene.apply(transactions("new", LATER, pendings("new", n, T0)));
    // The three of the usual account are dropped too.
    metered("dropped", n + 3, complete("none", LATER.plusSeconds(60), List.of()));
    Instant month = LATER.plus(Duration.ofDays(30));
    metered(
        "new pendings, a month after drops", 3, transactions("next", month, pendings("next", 3, month)));
  }

  @Test
  void a_duplicate_of_transactions_costs_no_write() {
    var event = transactions("new", LATER, pendings("new", 10, T0));
    scene.apply(event);
    Price price =
        price(
            "TRANSACTIONS, duplicate of 10",
            () -> assertInstanceOf(Outcome.Duplicate.class, scene.apply(event)));
    assertAtMost(1, price.writes, "writes");
    assertAtMost(3, price.reads, "reads");
  }

  // ---- refresh

  @Test
  void an_account_that_is_not_due_costs_the_refresh_nothing() {
    Price price = price("refresh, a shard with nothing due", () -> assertTrue(due(T0).isEmpty()));
    assertEquals(new Price(0.5, 0), price);
  }

  private List<AccountRef> due(Instant time) {
    int shard = Integer.parseInt(Keys.duePart(Keys.account(scene.ref())));
    return scene.store.due(shard, time, Optional.empty(), 100).items().stream()
        .flatMap(due -> due.task() instanceof Task.Refresh(var ref) ? Stream.of(ref) : Stream.empty())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 100})
  void a_due_account_costs_its_balance_its_index_and_a_unit_a_hold(int n) {
    Instant ends = T0.plusSeconds(3600);
    scene.apply(
        transactions(
            "soon", T0.plusSeconds(10), items(n, i -> expiring(id("soon" + i), amount(i), T0, ends))));
    int bytes = scene.bytesOfPendings();
    assertEquals(List.of(scene.ref()), due(ends));
    Price price =
        price(
            "refresh, %3d holds end".formatted(n),
            () ->
                assertEquals(
                    RefreshAccount.Result.CHANGED,
                    scene.refreshes.refresh(scene.app, scene.ref(), ends)));
    assertAtMost(1 + 2 + n, price.writes, "writes");
    assertAtMost(units(bytes), price.reads, "reads");
    Price again =
        price(
            "refresh, repeated",
            () ->
                assertEquals(
                    RefreshAccount.Result.UNCHANGED,
                    scene.refreshes.refresh(scene.app, scene.ref(), ends)));
    assertEquals(0, again.writes);
  }

  // ---- lists of transactions

  @Test
  void a_list_costs_what_it_shows_and_not_what_there_is() {
    Map<String, Price> little = lists(Scene.fresh().usual(), 300);
    Map<String, Price> much = lists(Scene.fresh().usual(), 3_000);
    for (String what : List.of("by cursor", "of a day", "one, by its account", "one, of the app")) {
      assertEquals(little.get(what), much.get(what), what);
    }
    // The account, its book, and half a unit for 4 kB of postings: three days behind the page are read, too.
    assertAtMost(0.5 + 1 + 8, much.get("by cursor").reads, "by cursor");
    assertAtMost(0.5 + 1 + 8, much.get("of a day").reads, "of a day");
    assertAtMost(3, much.get("one, by its account").reads, "one, by its account");
    // The app's accounts stand in eight parts of its directory.
    assertAtMost(4 + 0.5 + 2, much.get("one, of the app").reads, "one, of the app");
    // A hundred postings a read, of some 290 bytes and one more to see whether there are more.
    assertAtMost(1.5 + (3_000 / 100 + 1) * 0.5 * 9, much.get("counted").reads, "counted");
  }

  private static Map<String, Price> lists(Scene scene, int postings) {
    scene.seed(postings);
    // The feed knows of its newest posting; what is seeded lies a year before it.
    scene.apply(transactions("newest", LATER, List.of(posting(id("newest"), "7.00", T0, Optional.empty()))));
    TransactionLists lists = new TransactionLists(scene.store);
    Scope scope = Scope.of(Optional.of(ACCOUNT), Optional.empty());
    Question all = new Question(scope, Optional.empty(), Optional.empty(), Optional.empty());
    Optional<LocalDate> day = Optional.of(LocalDate.ofInstant(T0, ZoneOffset.UTC).minusDays(367));
    Question aDay = new Question(scope, day, day, Optional.empty());
    Map<String, Price> prices = new LinkedHashMap<>();
    var meter = new Object() {
      void price(String what, int least, Supplier<Found> question) {
        String words = "transactions, %s, %,5d postings".formatted(what, postings);
        prices.put(
            what,
            spent(
                scene,
                words,
                () -> {
                  Listing found = assertInstanceOf(Listing.class, question.get(), what);
                  assertTrue(found.entries().size() >= least, what);
                }));
      }
    };
    meter.price("by cursor", 20, () -> lists.page(scene.app, all, Optional.empty(), 20, LATER));
    meter.price("of a day", 20, () -> lists.all(scene.app, aDay, LATER));
    meter.price("counted", postings, () -> lists.all(scene.app, all, LATER));
    meter.price(
        "one, by its account",
        1,
        () -> lists.find(scene.app, id("newest"), Optional.of(ACCOUNT), LATER));
    meter.price("one, of the app", 1, () -> lists.find(scene.app, id("newest"), Optional.empty(), LATER));
    return prices;
  }

  // ---- erasure

  /** Hiding a person costs the same however much is stored; forgetting costs each stored thing once. */
  @Test
  void an_erasure_hides_for_the_same_price_whatever_is_stored() {
    Price little = erased(Scene.fresh().usual(), 30);
    Price much = erased(Scene.fresh().usual(), 3_000);
    assertEquals(little, much);
    assertAtMost(13, much.writes, "writes, of one account and one connection");
    assertAtMost(8, much.reads, "reads");
  }

  private static Price erased(Scene scene, int history) {
    scene.seed(history);
    scene.apply(new Event.Authorized(Scene.envelope("signed in", T0)));
    Price hidden =
        spent(
            scene,
            "erasure, hiding 1 account with %,5d entries".formatted(history),
            () ->
                assertTrue(
                    new EraseCustomer(scene.store).erase(scene.app, Scene.CUSTOMER, T0)));
    Price forgotten =
        spent(
            scene,
            "erasure, forgetting 1 account with %,5d entries".formatted(history),
            () -> assertTrue(scene.store.forget(scene.app.id(), Scene.CUSTOMER, Instant.MAX, () -> true)));
    // An entry is an observation and a posting, which stands in an index, too.
    assertAtMost(3 * history + 20, forgotten.writes, "writes");
    return hidden;
  }

  private static Price spent(Scene scene, String what, Runnable operation) {
    scene.dynamo.capacity().reset();
    operation.run();
    Price price = new Price(scene.dynamo.capacity().reads(), scene.dynamo.capacity().writes());
    synchronized (ROWS) {
      ROWS.add("%-58s %7.1f RRU %7.1f WRU".formatted(what, price.reads, price.writes));
    }
    return price;
  }

  // ---- history

  @Test
  void nothing_costs_more_with_a_hundred_times_the_history() {
    Map<String, Price> little = withHistory(Scene.fresh().usual(), 30);
    Map<String, Price> much = withHistory(Scene.fresh().usual(), 3_000);
    assertAll(
        little.keySet().stream()
            .map(what -> () -> assertEquals(little.get(what), much.get(what), what)));
  }

  private static Map<String, Price> withHistory(Scene scene, int count) {
    scene.seed(count);
    Map<String, Price> prices = new LinkedHashMap<>();
    var meter = new Object() {
      void price(String what, Runnable operation) {
        scene.dynamo.capacity().reset();
        operation.run();
        prices.put(
            what, new Price(scene.dynamo.capacity().reads(), scene.dynamo.capacity().writes()));
      }

      void apply(String what, Event event) {
        price(what, () -> scene.apply(event));
      }
    };
    meter.price("current", () -> scene.balances.current(scene.app, ACCOUNT));
    meter.price("funds check", () -> scene.balances.latest(scene.app, ACCOUNT));
    var changed = balance("changed", T0.plusSeconds(60), "480.00", null);
    meter.apply("BALANCE changed", changed);
    meter.apply("BALANCE duplicate", changed);
    meter.apply("BALANCE unchanged", balance("same", T0.plusSeconds(120), "480.00", null));
    meter.apply("BALANCE duplicate, old", balance("second", T0, "510.00", null));
    meter.apply("BALANCE older", balance("late", T0.minusSeconds(5), "480.00", null));
    List<Item> pendings = pendings("new", 10, T0.plusSeconds(200));
    var shown = transactions("new", T0.plusSeconds(900), pendings);
    meter.apply("TRANSACTIONS new", shown);
    meter.apply("TRANSACTIONS duplicate", shown);
    meter.apply("TRANSACTIONS again", transactions("again", T0.plusSeconds(901), pendings));
    meter.apply(
        "TRANSACTIONS posted",
        transactions(
            "posted",
            T0.plusSeconds(902),
            items(5, i -> posting(id("p" + i), amount(i), T0.plusSeconds(899), Optional.empty()))));
    meter.apply(
        "TRANSACTIONS removed",
        transactions("removed", T0.plusSeconds(903), items(3, i -> removed(id("new" + (5 + i))))));
    meter.apply(
        "TRANSACTIONS older", transactions("older", T0.plusSeconds(800), pendings("older", 3, T0)));
    meter.apply("TRANSACTIONS complete", complete("complete", T0.plusSeconds(904), List.of()));
    Instant month = T0.plus(Duration.ofDays(20));
    meter.price("refresh", () -> scene.refreshes.refresh(scene.app, scene.ref(), month));
    scene.store.alias(scene.app.id(), "other id", scene.ref());
    meter.price("alias", () -> scene.balances.current(scene.app, "other id"));
    meter.apply(
        "BALANCE by another id",
        balance(
            Scene.envelope("reconnected", T0.plusSeconds(1000)),
            Product.BALANCE,
            new AccountNames(Optional.of("new id"), Optional.of(Scene.NUMBER)),
            "470.00",
            null));
    return prices;
  }
}
