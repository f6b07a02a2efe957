package balanceapi.core.usecase;

import static balanceapi.core.oracle.Tell.removed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.Intercepted;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.TransactionLists.Entry;
import balanceapi.core.usecase.TransactionLists.Found;
import balanceapi.core.usecase.TransactionLists.Listing;
import balanceapi.core.usecase.TransactionLists.Question;
import balanceapi.core.usecase.TransactionLists.Scope;
import balanceapi.core.usecase.TransactionLists.TooMany;
import balanceapi.core.usecase.Transactions.Status;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Lists over several accounts: nothing is lost, doubled or out of order, and each has a bounded price. */
class TransactionListsTest {

  private static final App APP = Apps.plain();
  private static final Instant NOW = Instant.parse("2026-11-22T09:30:00Z");

  private final InMemoryStore memory = new InMemoryStore();
  private int reads;
  private int books;
  private final AccountStore store =
      Intercepted.store(
          memory,
          (method, arguments, call) -> {
            Object result = call.proceed();
            if (method.equals("settledPage")) {
              reads += ((Page<?>) result).items().size();
            } else if (method.equals("book")) {
              books++;
            }
            return result;
          });
  private final TransactionLists lists = new TransactionLists(store);
  private int events;

  // ---- what is told

  private void tell(String customer, String account, Instant at, List<Item> items) {
    Envelope envelope =
        new Envelope(
            "e" + ++events, Optional.of(at), Optional.of(at), NOW, "r-" + customer, customer, "bank",
            Optional.empty(), Optional.of("NG"));
    AccountNames names = new AccountNames(Optional.of(account), Optional.empty());
    new ApplyEvent(memory)
        .apply(APP, new Event.Transactions(envelope, names, items, false, 0), NOW);
  }

  private static Item item(String id, State state, Direction direction, When begun, Optional<When> cleared) {
    Line line =
        new Line(
            direction, BigDecimal.TEN, Optional.empty(), Optional.of(begun), cleared,
            Optional.empty(), Optional.empty());
    return new Item(
        id, state, Optional.of(line), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Item posting(String id, Instant begun) {
    return item(id, State.POSTED, Direction.DEBIT, When.of(begun), Optional.empty());
  }

  private static Item random(String id, Random random) {
    Instant begun = NOW.minus(Duration.ofHours(random.nextInt(24 * 40)));
    When date = random.nextInt(3) == 0 ? When.of(begun.atZone(ZoneOffset.UTC).toLocalDate()) : When.of(begun);
    // Mostly some days later; now and then before it began, and once in a while at a day that cannot be meant.
    Duration took =
        switch (random.nextInt(12)) {
          case 0 -> Duration.ofDays(-30);
          case 1 -> Duration.ofDays(500);
          case 2 -> Duration.ofHours(-70);
          default -> Duration.ofHours(random.nextInt(100));
        };
    Optional<When> cleared =
        random.nextInt(3) == 0 ? Optional.empty() : Optional.of(When.of(begun.plus(took)));
    State state = random.nextInt(4) == 0 ? State.PENDING : State.POSTED;
    Direction direction = random.nextBoolean() ? Direction.DEBIT : Direction.CREDIT;
    return item(id, state, direction, date, state == State.POSTED ? cleared : Optional.empty());
  }

  /** Accounts with transactions of all sorts, some of one id in two accounts. */
  private void feeds(Random random) {
    int accounts = 1 + random.nextInt(5);
    for (int i = 0; i < accounts * 2; i++) {
      List<Item> items = new ArrayList<>();
      int count = random.nextInt(40);
      for (int n = 0; n < count; n++) {
        items.add(random("t" + random.nextInt(300), random));
      }
      if (random.nextInt(3) == 0) {
        items.add(removed("t" + random.nextInt(300)));
      }
      int account = random.nextInt(accounts);
      tell("cus-" + account % 2, "acc-" + account, NOW.minusSeconds(9000 - 60L * i), distinct(items));
    }
  }

  private static List<Item> distinct(List<Item> items) {
    Set<String> ids = new HashSet<>();
    return items.stream().filter(item -> ids.add(item.id())).toList();
  }

  // ---- what is asked

  private static Question of(Scope scope) {
    return new Question(scope, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Scope everything() {
    return Scope.of(Optional.empty(), Optional.empty());
  }

  private List<Entry> all(Question question) {
    return assertInstanceOf(Listing.class, lists.all(APP, question, NOW)).entries();
  }

  private List<Entry> pages(Question question, int limit) {
    List<Entry> all = new ArrayList<>();
    Optional<Spot> after = Optional.empty();
    do {
      Found found = lists.page(APP, question, after, limit, NOW);
      Listing page = assertInstanceOf(Listing.class, found);
      assertTrue(page.entries().size() <= limit);
      all.addAll(page.entries());
      after = page.next().map(Spot::toString).map(Spot::parse);
      assertTrue(all.size() < 10_000, "the pages never end");
    } while (after.isPresent());
    return all;
  }

  private static List<String> names(List<Entry> entries) {
    return entries.stream().map(e -> e.account().ref().id() + " " + e.transaction().id() + " " + e.status()).toList();
  }

  /** What the account's own list says, put together. */
  private Set<String> told() {
    Set<String> told = new TreeSet<>();
    for (String account : memory.accountsOfApp(APP.id(), Optional.empty(), 100).items()) {
      Optional<String> after = Optional.empty();
      do {
        Transactions.Listing page =
            new Transactions(memory).list(APP, account, Optional.empty(), after, 50, NOW).orElseThrow();
        page.items().stream()
            .filter(i -> i.status() == Status.PENDING || i.status() == Status.POSTED)
            .forEach(i -> told.add(account + " " + i.transaction().id() + " " + i.status()));
        after = page.next();
      } while (after.isPresent());
    }
    return told;
  }

  // ---- properties

  @Property(tries = 300)
  void the_list_has_each_pending_and_posting_of_every_account_once_newest_first(@ForAll long seed) {
    TransactionListsTest test = new TransactionListsTest();
    test.feeds(new Random(seed));
    List<Entry> all = test.all(of(everything()));
    assertEquals(test.told(), new TreeSet<>(names(all)));
    assertEquals(test.told().size(), all.size());
    assertEquals(
        all.stream().sorted(Comparator.comparing(Entry::spot).reversed()).toList(), all);
  }

  @Property(tries = 100)
  void pages_of_any_size_together_are_the_list(@ForAll long seed) {
    TransactionListsTest test = new TransactionListsTest();
    Random random = new Random(seed);
    test.feeds(random);
    int limit = 1 + random.nextInt(30);
    assertEquals(names(test.all(of(everything()))), names(test.pages(of(everything()), limit)));
    Question credits = new Question(everything(), Optional.empty(), Optional.empty(), Optional.of(Direction.CREDIT));
    assertEquals(names(test.all(credits)), names(test.pages(credits, limit)));
  }

  @Property(tries = 300)
  void a_list_of_some_days_is_that_part_of_the_whole_one(@ForAll long seed) {
    TransactionListsTest test = new TransactionListsTest();
    Random random = new Random(seed);
    test.feeds(random);
    LocalDate from = LocalDate.of(2026, 11, 22).minusDays(random.nextInt(40));
    LocalDate to = from.plusDays(random.nextInt(10));
    Question some = new Question(everything(), Optional.of(from), Optional.of(to), Optional.empty());
    List<String> part =
        names(
            test.all(of(everything())).stream()
                .filter(e -> !e.transaction().begun().day(ZoneOffset.UTC).isBefore(from))
                .filter(e -> !e.transaction().begun().day(ZoneOffset.UTC).isAfter(to))
                .filter(e -> canBeMeant(e))
                .toList());
    List<Entry> found = test.all(some).stream().filter(TransactionListsTest::canBeMeant).toList();
    assertEquals(part, names(found));
    assertEquals(names(test.all(some)), names(test.pages(some, 1 + random.nextInt(30))));
  }

  /** Posted neither years after it began nor weeks before. */
  private static boolean canBeMeant(Entry entry) {
    Duration took =
        Duration.between(
            entry.transaction().begun().start(ZoneOffset.UTC),
            entry.transaction().posted().start(ZoneOffset.UTC));
    return took.compareTo(Duration.ofDays(-3)) > 0 && took.compareTo(Duration.ofDays(398)) < 0;
  }

  @Property(tries = 100)
  void a_transaction_is_found_by_its_id_exactly_if_it_is_listed(@ForAll long seed) {
    TransactionListsTest test = new TransactionListsTest();
    test.feeds(new Random(seed));
    Set<String> told = test.told();
    for (int i = 0; i < 300; i += 3) {
      String id = "t" + i;
      Listing any = assertInstanceOf(Listing.class, test.lists.find(APP, id, Optional.empty(), NOW));
      List<String> having = told.stream().filter(name -> name.contains(" " + id + " ")).toList();
      assertEquals(having.isEmpty(), any.entries().isEmpty());
      assertTrue(having.containsAll(names(any.entries())));
      for (String name : having) {
        String account = name.split(" ")[0];
        Found one = test.lists.find(APP, id, Optional.of(account), NOW);
        assertEquals(List.of(name), names(assertInstanceOf(Listing.class, one).entries()));
      }
    }
  }

  // ---- what it costs

  private void postings(String account, int count) {
    for (int start = 0; start < count; start += 500) {
      List<Item> items = new ArrayList<>();
      for (int i = start; i < Math.min(count, start + 500); i++) {
        items.add(posting(account + "-" + i, NOW.minus(Duration.ofHours(i + 1L))));
      }
      tell("cus-1", account, NOW.minusSeconds(1000 - start / 500), items);
    }
  }

  @Test
  void a_page_reads_hardly_more_than_it_shows() {
    postings("busy", 2_000);
    for (int i = 0; i < 30; i++) {
      tell("cus-2", "old-" + i, NOW.minusSeconds(10), List.of(posting("p", NOW.minus(Duration.ofDays(60)))));
    }
    reads = 0;
    Listing page =
        assertInstanceOf(Listing.class, lists.page(APP, of(everything()), Optional.empty(), 20, NOW));
    assertEquals(20, page.entries().size());
    // Three days behind the page, for a transaction may begin so long after its posting.
    assertTrue(reads <= 125, () -> reads + " postings read");
  }

  @Test
  void history_outside_of_the_days_asked_for_is_not_read() {
    postings("busy", 5_000);
    LocalDate day = LocalDate.of(2026, 8, 1);
    reads = 0;
    List<Entry> found =
        all(new Question(everything(), Optional.of(day), Optional.of(day), Optional.empty()));
    assertEquals(24, found.size());
    assertTrue(reads <= 24 * 4 + 1, () -> reads + " postings read");
  }

  @Test
  void accounts_without_a_feed_are_not_read_at_all() {
    tell("cus-1", "acc-1", NOW.minusSeconds(9), List.of(posting("p", NOW.minusSeconds(99))));
    Envelope envelope =
        new Envelope("b", Optional.of(NOW), Optional.of(NOW), NOW, "r", "cus-1", "bank", Optional.empty(), Optional.empty());
    new ApplyEvent(memory)
        .apply(
            APP,
            new Event.Balances(
                envelope, App.Product.BALANCE, new AccountNames(Optional.of("acc-2"), Optional.empty()),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(BigDecimal.ONE), Optional.empty(), Optional.empty()),
            NOW);
    assertEquals(1, all(of(everything())).size());
    assertEquals(1, books);
  }

  @Test
  void ten_thousand_are_counted_and_one_more_is_too_many_but_for_pages() {
    postings("busy", 10_000);
    assertEquals(10_000, all(of(everything())).size());
    tell("cus-1", "one", NOW.minusSeconds(9), List.of(posting("more", NOW.minusSeconds(60))));
    assertEquals(TooMany.TRANSACTIONS, lists.all(APP, of(everything()), NOW));
    Listing first =
        assertInstanceOf(Listing.class, lists.page(APP, of(everything()), Optional.empty(), 1, NOW));
    assertEquals(List.of("one more POSTED"), names(first.entries()));
    Question credits = new Question(everything(), Optional.empty(), Optional.empty(), Optional.of(Direction.CREDIT));
    Listing none =
        assertInstanceOf(Listing.class, lists.page(APP, credits, Optional.empty(), 20, NOW));
    assertTrue(none.entries().isEmpty() && none.next().isPresent(), "a page looks at so many and says where to go on");
    assertEquals(List.of(), pages(credits, 100));
  }

  @Test
  void what_would_have_to_read_too_much_for_its_first_one_is_refused() {
    Item posting = posting("p", NOW.minusSeconds(99));
    tell("cus-1", "busy", NOW.minusSeconds(9), List.of(posting));
    List<Transaction> page =
        memory
            .settledPage(
                new AccountRef(APP.id(), "busy"), Settled.POSTINGS, Instant.MIN, Instant.MAX, Optional.empty(), 1)
            .items();
    int[] read = {0};
    AccountStore endless =
        Intercepted.store(
            memory,
            (method, arguments, call) -> {
              if (!method.equals("settledPage")) {
                return call.proceed();
              }
              int limit = (int) arguments[5];
              read[0] += limit;
              return new Page<>(Collections.nCopies(limit, page.getFirst()), Optional.of("more"));
            });
    TransactionLists many = new TransactionLists(endless);
    assertEquals(TooMany.TRANSACTIONS, many.page(APP, of(everything()), Optional.empty(), 1, NOW));
    assertEquals(TooMany.TRANSACTIONS, many.all(APP, of(everything()), NOW));
    assertTrue(read[0] <= 2 * 20_100, () -> read[0] + " postings read");
  }

  @Test
  void an_app_of_more_than_a_thousand_accounts_is_asked_by_account_or_customer() {
    for (int i = 0; i <= 1_000; i++) {
      tell("cus-" + i, "acc-" + i, NOW.minusSeconds(9), List.of(posting("p" + i, NOW.minusSeconds(99))));
    }
    assertEquals(TooMany.ACCOUNTS, lists.all(APP, of(everything()), NOW));
    assertEquals(TooMany.ACCOUNTS, lists.page(APP, of(everything()), Optional.empty(), 1, NOW));
    assertInstanceOf(Listing.class, lists.find(APP, "p5", Optional.empty(), NOW));
    assertEquals(1, all(of(Scope.of(Optional.of("acc-5"), Optional.empty()))).size());
    assertEquals(1, all(of(Scope.of(Optional.empty(), Optional.of("cus-5")))).size());
    assertEquals(0, all(of(Scope.of(Optional.of("acc-5"), Optional.of("cus-6")))).size());
    assertInstanceOf(Listing.class, lists.find(APP, "p5", Optional.of("acc-5"), NOW));
  }

  @Test
  void a_transaction_is_looked_for_in_ten_thousand_accounts_and_no_more() {
    for (int i = 0; i < 10_000; i++) {
      store.claim(new AccountRef(APP.id(), "other-" + i), new Identity("cus", "bank", Optional.empty()));
    }
    assertInstanceOf(Listing.class, lists.find(APP, "p5", Optional.empty(), NOW));
    store.claim(new AccountRef(APP.id(), "one-more"), new Identity("cus", "bank", Optional.empty()));
    assertEquals(TooMany.ACCOUNTS, lists.find(APP, "p5", Optional.empty(), NOW));
  }
}
