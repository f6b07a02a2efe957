package balanceapi.core.store;

import static balanceapi.core.store.Samples.APP;
import static balanceapi.core.store.Samples.NGN;
import static balanceapi.core.store.Samples.NOW;
import static balanceapi.core.store.Samples.OTHER_APP;
import static balanceapi.core.store.Samples.identity;
import static balanceapi.core.store.Samples.minimal;
import static balanceapi.core.store.Samples.observation;
import static balanceapi.core.store.Samples.pending;
import static balanceapi.core.store.Samples.populated;
import static balanceapi.core.store.Samples.posting;
import static balanceapi.core.store.Samples.ref;
import static balanceapi.core.store.Samples.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation;
import balanceapi.core.account.RecordState;
import balanceapi.core.account.Reservation;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Due;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Receipt;
import balanceapi.core.store.AccountStore.Place;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.store.AccountStore.Slice;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Showing;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.provider.Asked;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.transaction.Transaction.Details;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of accounts does; each store's test extends it. */
public abstract class AccountStoreContract {

  private static final AccountRef A = ref("64ba00000000000000000001");
  private static final int LIMIT = 3;

  private AccountStore store;

  /** A store with nothing in it. */
  protected abstract AccountStore empty();


  @BeforeEach
  void open() {
    store = empty();
  }

  /** Ids as they come from outside: 1 to 128 visible ASCII characters. */
  static List<String> ids() {
    return List.of(
        "64ba00000000000000000001", "#", "a#b", "a/b", "a%23b", "$", "!~\"'\\{}", "#A#", "z".repeat(128));
  }

  // ---- accounts: round trips

  @ParameterizedTest
  @MethodSource("ids")
  void a_populated_account_comes_back_as_it_was_saved(String id) {
    comesBack(populated(ref(id), new Identity(id, id, Optional.of(id)), NGN, "500.00", "380.10"));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void a_minimal_account_comes_back_as_it_was_saved(String id) {
    comesBack(minimal(id));
  }

  @ParameterizedTest
  @CsvSource({
    "NGN,500.00,0.00", "NGN,-500.10,-0.01", "NGN,999999999999999.99,-999999999999999.99", "JPY,10000,0",
    "JPY,999999999999999,-1", "KWD,0.100,1.005", "KWD,-999999999999999.999,0.001", "CLF,1.0000,0.0001"
  })
  void amounts_come_back_to_the_last_digit(String currency, String ledger, String available) {
    comesBack(populated(A, identity("1"), Currency.of(currency), ledger, available));
  }

  private void comesBack(Account account) {
    Account saved = store.save(account).orElseThrow();
    assertEquals(account.stored(1), saved);
    assertEquals(Optional.of(saved), store.glance(account.ref()));
    assertEquals(Optional.of(saved), store.account(account.ref()));
    assertEquals(Optional.of(new Book(saved, Map.of())), store.book(account.ref()));
    assertEquals(List.of(saved), store.glanceAll(APP, List.of(account.ref().account())));
  }

  @Test
  void an_account_that_was_never_saved_is_not_found() {
    assertEquals(Optional.empty(), store.glance(A));
    assertEquals(Optional.empty(), store.account(A));
    assertEquals(Optional.empty(), store.book(A));
    assertEquals(List.of(), store.glanceAll(APP, List.of(A.account())));
    assertEquals(List.of(), store.glanceAll(APP, List.of()));
  }

  @Test
  void another_apps_account_is_not_found() {
    store.save(minimal(A.account()));
    AccountRef others = new AccountRef(OTHER_APP, A.account());
    assertEquals(Optional.empty(), store.glance(others));
    assertEquals(Optional.empty(), store.account(others));
    assertEquals(Optional.empty(), store.book(others));
    assertEquals(List.of(), store.glanceAll(OTHER_APP, List.of(A.account())));
  }

  // ---- accounts: conditions

  @Test
  void each_save_counts_the_version_on() {
    Account first = store.save(minimal(A.account())).orElseThrow();
    Account second = store.save(first).orElseThrow();
    assertEquals(List.of(1L, 2L), List.of(first.version(), second.version()));
    assertEquals(Optional.of(second), store.account(A));
  }

  @Test
  void a_save_of_another_version_than_the_stored_one_changes_nothing() {
    Account first = store.save(minimal(A.account())).orElseThrow();
    Account second = store.save(first).orElseThrow();
    for (long version : new long[] {0, 1, 3, 100}) {
      Account late = populated(A.account()).stored(version);
      assertEquals(Optional.empty(), store.save(late), () -> "version " + late.version());
    }
    assertEquals(Optional.of(second), store.account(A));
  }

  @Test
  void a_later_version_of_an_account_that_is_not_there_is_not_saved() {
    assertEquals(Optional.empty(), store.save(minimal(A.account()).stored(1)));
    assertEquals(Optional.empty(), store.account(A));
  }

  @Test
  void what_an_account_no_longer_has_goes_away() {
    Account before = store.save(populated(A.account())).orElseThrow();
    Account after = store.save(minimal(A.account()).stored(before.version())).orElseThrow();
    assertEquals(Optional.of(after), store.account(A));
    assertEquals(minimal(A.account()).stored(2), after);
  }

  @Test
  void of_saves_at_once_one_wins() {
    Account stored = store.save(minimal(A.account())).orElseThrow();
    List<Optional<Account>> saves =
        atOnce(8, n -> store.save(stored.applying("e" + n, NOW)));
    List<Account> won = saves.stream().flatMap(Optional::stream).toList();
    assertEquals(1, won.size());
    assertEquals(Optional.of(won.getFirst()), store.account(A));
  }

  // ---- books

  @Test
  void a_book_has_the_open_holds_of_its_account_and_no_others() {
    Account account = store.save(populated(A.account())).orElseThrow();
    store.save(minimal("other"));
    Map<String, Transaction> open = new HashMap<>();
    for (String id : ids()) {
      open.put(id, pending(id, NOW));
      assertTrue(store.keepOpen(A, new Held(open.get(id), 0)));
    }
    store.keepOpen(ref("other"), new Held(pending("not mine", NOW), 0));
    store.add(A, posting("a posting", NOW));
    store.receive(A, "event", Optional.empty(), NOW);
    store.remember(A, observation(NOW, "1.00", 1));
    Book book = store.book(A).orElseThrow();
    assertEquals(account, book.account());
    assertEquals(open, transactions(book));
  }

  private static Map<String, Transaction> transactions(Book book) {
    Map<String, Transaction> all = new HashMap<>();
    book.open().forEach((id, held) -> all.put(id, held.transaction()));
    return all;
  }

  @Test
  void a_book_has_any_number_of_open_holds() {
    store.save(minimal(A.account()));
    Set<String> open = new HashSet<>();
    String text = "x".repeat(4_000);
    for (int i = 0; i < 300; i++) {
      Transaction hold =
          Transaction.shown(
              "hold-" + i,
              pending("hold-" + i, NOW).newest(),
              new Details(NOW, Optional.of(text), Optional.empty(), Optional.empty()));
      assertTrue(store.keepOpen(A, new Held(hold, 0)));
      open.add(hold.id());
    }
    assertEquals(open, store.book(A).orElseThrow().open().keySet());
  }

  // ---- accounts: several

  @Test
  void accounts_are_glanced_at_in_the_order_asked_without_those_that_are_not_there() {
    List<String> asked = new ArrayList<>();
    List<Account> expected = new ArrayList<>();
    for (int i = 0; i < 230; i++) {
      String id = "acc-" + (i * 7919) % 230;
      asked.add(id);
      if (i % 3 != 0) {
        expected.add(store.save(minimal(id)).orElseThrow());
      }
    }
    assertEquals(expected, store.glanceAll(APP, asked));
  }

  @Test
  void an_account_that_is_asked_for_twice_is_given_twice() {
    Account account = store.save(minimal(A.account())).orElseThrow();
    assertEquals(
        List.of(account, account), store.glanceAll(APP, List.of(A.account(), A.account())));
  }

  // ---- aliases

  @ParameterizedTest
  @MethodSource("ids")
  void an_alias_answers_like_the_account(String alias) {
    Account account = store.save(populated("the-account")).orElseThrow();
    store.keepOpen(account.ref(), new Held(pending("t", NOW), 0));
    store.alias(APP, alias, account.ref());
    assertEquals(Optional.of(account), store.glance(ref(alias)));
    assertEquals(Optional.of(account), store.account(ref(alias)));
    assertEquals(store.book(account.ref()), store.book(ref(alias)));
  }

  @Test
  void an_alias_follows_its_account_through_its_changes() {
    Account first = store.save(minimal(A.account())).orElseThrow();
    store.alias(APP, "b", A);
    Account second = store.save(first).orElseThrow();
    assertEquals(Optional.of(second), store.account(ref("b")));
  }

  @Test
  void an_alias_of_an_alias_answers_like_the_account() {
    Account account = store.save(minimal(A.account())).orElseThrow();
    store.alias(APP, "b", A);
    store.alias(APP, "c", ref("b"));
    assertEquals(Optional.of(account), store.glance(ref("c")));
    assertEquals(Optional.of(account), store.account(ref("c")));
    assertEquals(Optional.of(new Book(account, Map.of())), store.book(ref("c")));
  }

  @Test
  void an_alias_made_before_its_account_finds_it_later() {
    store.alias(APP, "b", A);
    assertEquals(Optional.empty(), store.account(ref("b")));
    assertEquals(Optional.empty(), store.book(ref("b")));
    Account account = store.save(minimal(A.account())).orElseThrow();
    assertEquals(Optional.of(account), store.account(ref("b")));
  }

  @Test
  void an_id_that_is_an_account_stays_that_account() {
    store.save(minimal(A.account()));
    Account other = store.save(minimal("b")).orElseThrow();
    store.alias(APP, "b", A);
    assertEquals(Optional.of(other), store.account(ref("b")));
  }

  @Test
  void an_alias_stays_the_alias_that_it_is() {
    Account first = store.save(minimal(A.account())).orElseThrow();
    store.save(minimal("b"));
    store.alias(APP, "c", A);
    store.alias(APP, "c", ref("b"));
    store.alias(APP, "c", A);
    assertEquals(Optional.of(first), store.account(ref("c")));
  }

  @Test
  void an_alias_is_one_inside_its_app_only() {
    store.save(minimal(A.account()));
    store.alias(APP, "b", A);
    assertEquals(Optional.empty(), store.account(new AccountRef(OTHER_APP, "b")));
  }

  @Test
  void an_id_that_is_an_alias_cannot_become_an_account() {
    Account account = store.save(minimal(A.account())).orElseThrow();
    store.alias(APP, "b", A);
    assertEquals(Optional.empty(), store.save(minimal("b")));
    assertEquals(Optional.of(account), store.account(ref("b")));
  }

  // ---- claims

  @ParameterizedTest
  @MethodSource("ids")
  void the_first_claim_of_a_bank_account_wins(String id) {
    Identity identity = new Identity(id, id, Optional.of(id));
    assertEquals(Optional.empty(), store.accountOf(APP, identity));
    assertEquals(id, store.claim(ref(id), identity));
    assertEquals(id, store.claim(ref("late"), identity));
    assertEquals(id, store.claim(ref(id), identity));
    assertEquals(Optional.of(id), store.accountOf(APP, identity));
    assertEquals(List.of(id), store.accountsOfCustomer(APP, id));
    assertEquals(List.of(id), everyAccount(10));
  }

  @Test
  void of_claims_at_once_one_wins_and_all_are_told_which() {
    List<String> told = atOnce(8, n -> store.claim(ref("acc-" + n), identity("2000000000")));
    assertEquals(1, Set.copyOf(told).size());
    assertEquals(Optional.of(told.getFirst()), store.accountOf(APP, identity("2000000000")));
    assertEquals(List.of(told.getFirst()), everyAccount(10));
    assertEquals(List.of(told.getFirst()), store.accountsOfCustomer(APP, "63d4customer"));
  }

  @Test
  void customer_bank_and_number_make_a_bank_account_and_the_app_owns_it() {
    Identity identity = new Identity("c", "b", Optional.of("n"));
    store.claim(ref("acc"), identity);
    for (Identity other :
        List.of(
            new Identity("c", "b", Optional.of("n2")),
            new Identity("c", "b2", Optional.of("n")),
            new Identity("c2", "b", Optional.of("n")),
            new Identity("c", "b", Optional.empty()))) {
      assertEquals(Optional.empty(), store.accountOf(APP, other), other::toString);
    }
    assertEquals(Optional.empty(), store.accountOf(OTHER_APP, identity));
    assertEquals("acc2", store.claim(new AccountRef(OTHER_APP, "acc2"), identity));
    assertEquals(List.of("acc"), store.accountsOfCustomer(APP, "c"));
  }

  @Test
  void an_account_without_a_number_is_its_id() {
    Identity identity = new Identity("c", "b", Optional.empty());
    assertEquals("one", store.claim(ref("one"), identity));
    assertEquals("two", store.claim(ref("two"), identity));
    assertEquals("one", store.claim(ref("one"), identity));
    assertEquals(Optional.empty(), store.accountOf(APP, identity));
    assertEquals(Set.of("one", "two"), Set.copyOf(store.accountsOfCustomer(APP, "c")));
    assertEquals(2, store.accountsOfCustomer(APP, "c").size());
  }

  @Test
  void a_number_is_not_taken_for_an_id() {
    store.claim(ref("n"), new Identity("c", "b", Optional.empty()));
    assertEquals("x", store.claim(ref("x"), new Identity("c", "b", Optional.of("n"))));
    assertEquals("y", store.claim(ref("y"), new Identity("c", "b", Optional.of("id"))));
  }

  @Test
  void a_customer_has_all_of_their_accounts_and_nobody_elses() {
    assertEquals(List.of(), store.accountsOfCustomer(APP, "c"));
    Set<String> mine = new HashSet<>();
    for (int i = 0; i < 25; i++) {
      store.claim(ref("mine-" + i), new Identity("c", "b" + i % 3, Optional.of("n" + i)));
      store.claim(ref("other-" + i), new Identity("c#", "b", Optional.of("n" + i)));
      mine.add("mine-" + i);
    }
    assertEquals(mine, Set.copyOf(store.accountsOfCustomer(APP, "c")));
    assertEquals(25, store.accountsOfCustomer(APP, "c").size());
    assertEquals(List.of(), store.accountsOfCustomer(OTHER_APP, "c"));
  }

  // ---- the app's accounts, in pages

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT, 40})
  void every_account_of_the_app_is_on_one_page(int count) {
    Set<String> claimed = claimed(count);
    store.claim(new AccountRef(OTHER_APP, "others"), identity("1"));
    List<String> listed = everyAccount(LIMIT);
    assertEquals(claimed, Set.copyOf(listed));
    assertEquals(count, listed.size(), "no account twice");
    assertEquals(claimed, Set.copyOf(everyAccount(1)));
    assertEquals(claimed, Set.copyOf(everyAccount(100)));
  }

  @Test
  void accounts_claimed_between_two_pages_move_no_other() {
    Set<String> claimed = claimed(20);
    List<String> listed = new ArrayList<>();
    int round = 0;
    Optional<String> after = Optional.empty();
    do {
      Page<String> page = store.accountsOfApp(APP, after, LIMIT);
      listed.addAll(page.items());
      after = page.next();
      store.claim(ref("new-" + round), identity("new-" + round));
      round++;
    } while (after.isPresent());
    assertTrue(listed.containsAll(claimed));
    assertEquals(Set.copyOf(listed).size(), listed.size(), "no account twice");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 40})
  void an_app_has_as_many_accounts_as_are_listed_and_each_has_its_position(int count) {
    claimed(count);
    store.claim(new AccountRef(OTHER_APP, "others"), identity("1"));
    assertEquals(count, store.countOfAccounts(APP));
    List<String> all = everyAccount(100);
    for (int offset = 0; offset <= count + 1; offset++) {
      Slice slice = store.accountsOfApp(APP, offset, LIMIT);
      assertEquals(count, slice.total());
      Page<String> page = slice.page().orElseThrow();
      int end = Math.min(count, offset + LIMIT);
      assertEquals(all.subList(Math.min(offset, end), end), page.items(), "from " + offset);
      assertEquals(
          end < count ? Optional.of(all.get(end - 1)) : Optional.empty(), page.next(), "from " + offset);
    }
  }

  @Test
  void a_claim_repeated_or_made_by_many_at_once_counts_once() {
    claimed(3);
    claimed(3);
    atOnce(8, n -> store.claim(ref("acc-" + n % 2), identity("same")));
    atOnce(8, n -> store.claim(ref("at-once"), new Identity("c", "b", Optional.empty())));
    assertEquals(5, store.countOfAccounts(APP));
    assertEquals(5, everyAccount(100).size());
  }

  @Test
  void accounts_claimed_at_once_are_all_counted() {
    atOnce(24, n -> store.claim(ref("acc-" + n), identity("n" + n)));
    assertEquals(24, store.countOfAccounts(APP));
  }

  private Set<String> claimed(int count) {
    Set<String> claimed = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String id = i < ids().size() ? ids().get(i) : "acc-" + i;
      store.claim(ref(id), identity("n" + i));
      claimed.add(id);
    }
    return claimed;
  }

  private List<String> everyAccount(int limit) {
    return everything(limit, (after, size) -> store.accountsOfApp(APP, after, size));
  }

  /** Goes through all pages; each but the last is full, and the last says that it is. */
  private static <T> List<T> everything(
      int limit, BiFunction<Optional<String>, Integer, Page<T>> pages) {
    List<T> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<T> page = pages.apply(after, limit);
      all.addAll(page.items());
      after = page.next();
      assertTrue(after.isEmpty() || page.items().size() == limit, "a page that is not the last is full");
      assertTrue(page.items().size() <= limit);
    } while (after.isPresent());
    return all;
  }

  // ---- records

  @ParameterizedTest
  @MethodSource("ids")
  void a_record_comes_back_as_it_was_saved(String id) {
    RecordState populated = Samples.populatedRecord(id);
    RecordState saved = store.save(APP, populated).orElseThrow();
    assertEquals(populated.stored(1), saved);
    assertEquals(Optional.of(saved), store.record(APP, id));
    RecordState minimal = RecordState.fresh(id, "c", "b", Optional.empty(), NOW).stored(1);
    RecordState next = store.save(APP, minimal).orElseThrow();
    assertEquals(minimal.stored(2), next);
    assertEquals(Optional.of(next), store.record(APP, id));
  }

  @Test
  void a_save_of_another_version_of_a_record_changes_nothing() {
    assertEquals(Optional.empty(), store.record(APP, "r"));
    assertEquals(Optional.empty(), store.save(APP, Samples.populatedRecord("r").stored(1)));
    assertEquals(Optional.empty(), store.record(APP, "r"));
    RecordState saved = store.save(APP, RecordState.fresh("r", "c", "b", Optional.empty(), NOW)).orElseThrow();
    for (long version : new long[] {0, 2}) {
      assertEquals(
          Optional.empty(), store.save(APP, Samples.populatedRecord("r").stored(version)));
    }
    assertEquals(Optional.of(saved), store.record(APP, "r"));
    assertEquals(Optional.empty(), store.record(OTHER_APP, "r"));
  }

  @Test
  void of_saves_of_a_record_at_once_one_wins() {
    RecordState fresh = RecordState.fresh("r", "c", "b", Optional.empty(), NOW);
    List<Optional<RecordState>> saves =
        atOnce(8, n -> store.save(APP, fresh.with(fresh.connection(), Optional.of("e" + n))));
    assertEquals(1, saves.stream().flatMap(Optional::stream).count());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void an_account_is_enlisted_once(String id) {
    assertEquals(List.of(), store.accountsOfRecord(APP, id));
    store.enlist(APP, id, id);
    store.enlist(APP, id, id);
    store.enlist(APP, id, "another");
    store.enlist(APP, "other record", "others");
    store.save(APP, RecordState.fresh(id, "c", "b", Optional.empty(), NOW));
    store.receive(ref(id), id, Optional.empty(), NOW);
    assertEquals(2, store.accountsOfRecord(APP, id).size());
    assertEquals(Set.of(id, "another"), Set.copyOf(store.accountsOfRecord(APP, id)));
    assertEquals(List.of(), store.accountsOfRecord(OTHER_APP, id));
  }

  // ---- customers

  @Test
  void a_customer_who_was_never_erased_has_no_life_to_revive() {
    assertEquals(Optional.empty(), store.life(APP, "c"));
    store.revive(APP, "c", NOW);
    assertEquals(Optional.empty(), store.life(APP, "c"));
  }

  // ---- observations

  @ParameterizedTest
  @MethodSource("ids")
  void a_populated_observation_comes_back_as_it_was_put(String record) {
    comesBack(observation(NOW, record, NGN, decimal("500.00"), decimal("-380.10")));
  }

  @ParameterizedTest
  @CsvSource({
    "NGN,500.00,0.00", "NGN,500,0", "NGN,5E+2,0.10", "NGN,-999999999999999.99,999999999999999.99",
    "JPY,10000,-1", "KWD,0.100,1.005", "CLF,999999999999999.0001,0.0000"
  })
  void observed_amounts_come_back_to_the_last_digit(
      String currency, String ledger, String available) {
    comesBack(
        observation(NOW, "r", Currency.of(currency), decimal(ledger), decimal(available)));
  }

  @Test
  void an_observation_of_nothing_comes_back_as_it_was_put() {
    comesBack(Samples.nothingObserved(NOW));
  }

  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  private void comesBack(Observation observation) {
    assertTrue(store.remember(A, observation));
    assertEquals(Optional.of(observation), store.observation(A, observation.pull()));
    assertEquals(List.of(observation), everyObservation(10));
  }

  @Test
  void the_history_keeps_the_latest_revision() {
    Observation second = observation(NOW, "2.00", 2);
    assertTrue(store.remember(A, second));
    assertTrue(store.remember(A, second), "it holds this revision now");
    assertFalse(store.remember(A, observation(NOW, "1.00", 1)));
    assertFalse(store.remember(A, observation(NOW, "3.00", 2)), "another of the same revision");
    assertEquals(Optional.of(second), store.observation(A, second.pull()));
    Observation fifth = observation(NOW, "5.00", 5);
    assertTrue(store.remember(A, fifth));
    assertEquals(Optional.of(fifth), store.observation(A, fifth.pull()));
    assertEquals(List.of(fifth), everyObservation(10));
  }

  @Test
  void the_history_ends_with_the_latest_revision_whoever_comes_first() {
    atOnce(8, n -> store.remember(A, observation(NOW, n + ".00", n)));
    assertEquals(7, store.observation(A, observation(NOW, "0", 0).pull()).orElseThrow().revision());
  }

  @Test
  void a_pull_is_its_start_and_its_record() {
    Observation here = observation(NOW, "r#1", NGN, decimal("1"), decimal("1"));
    Observation there = observation(NOW, "r#2", NGN, decimal("2"), decimal("2"));
    Observation later = observation(NOW.plusMillis(1), "r#1", NGN, decimal("3"), decimal("3"));
    List.of(here, there, later).forEach(o -> assertTrue(store.remember(A, o)));
    List.of(here, there, later)
        .forEach(o -> assertEquals(Optional.of(o), store.observation(A, o.pull())));
    assertEquals(Optional.empty(), store.observation(ref("other"), here.pull()));
    assertEquals(
        Optional.empty(), store.observation(A, new Observation.Pull(NOW.plusMillis(2), "r#1")));
    assertEquals(List.of(later, there, here), everyObservation(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT, 250})
  void every_observation_is_on_one_page_newest_first(int count) {
    List<Observation> newestFirst = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Observation observation = observation(NOW.minusMillis(i), i + ".00", 1);
      newestFirst.add(observation);
    }
    shuffled(newestFirst).forEach(o -> assertTrue(store.remember(A, o)));
    store.remember(ref("other"), observation(NOW, "1.00", 1));
    assertEquals(newestFirst, everyObservation(LIMIT));
    assertEquals(newestFirst, everyObservation(200));
  }

  @Test
  void observations_start_within_both_instants() {
    for (int i = 0; i < 10; i++) {
      store.remember(A, observation(NOW.plusMillis(i), i + ".00", 1));
    }
    Function<Page<Observation>, List<Instant>> starts =
        page -> page.items().stream().map(o -> o.pull().started()).toList();
    assertEquals(
        List.of(NOW.plusMillis(6), NOW.plusMillis(5), NOW.plusMillis(4)),
        starts.apply(
            store.observations(A, NOW.plusMillis(4), NOW.plusMillis(6), Optional.empty(), 5)));
    assertEquals(
        List.of(),
        starts.apply(
            store.observations(
                A, NOW.plusMillis(10), NOW.plusSeconds(6), Optional.empty(), 5)));
    assertEquals(
        10,
        store
            .observations(A, Instant.EPOCH, Instant.MAX, Optional.empty(), 100)
            .items()
            .size());
  }

  @Test
  void observations_put_between_two_pages_move_no_other() {
    List<Observation> before = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      before.add(observation(NOW.minusSeconds(i), i + ".00", 1));
    }
    before.forEach(o -> store.remember(A, o));
    int[] round = {0};
    List<Observation> listed =
        everything(
            LIMIT,
            (after, limit) -> {
              Page<Observation> page =
                  store.observations(A, Instant.EPOCH, Instant.MAX, after, limit);
              int n = round[0]++;
              store.remember(A, observation(NOW.plusSeconds(1 + n), "7.00", 1));
              store.remember(A, observation(NOW.minusMillis(500 + 1000L * n), "7.00", 1));
              return page;
            });
    assertTrue(listed.containsAll(before));
    assertEquals(Set.copyOf(listed).size(), listed.size(), "none twice");
    List<Observation> sorted = new ArrayList<>(listed);
    sorted.sort(Comparator.comparing(Observation::pull).reversed());
    assertEquals(sorted, listed, "newest first");
  }

  private List<Observation> everyObservation(int limit) {
    return everything(
        limit, (after, size) -> store.observations(A, Instant.EPOCH, Instant.MAX, after, size));
  }

  // ---- transactions

  @ParameterizedTest
  @MethodSource("ids")
  void a_populated_transaction_comes_back_as_it_was_added(String id) {
    Transaction transaction = Samples.populatedTransaction(id, "120.50");
    assertEquals(4, transaction.showings().size());
    assertEquals(Optional.empty(), store.add(A, transaction));
    assertEquals(Optional.of(transaction), transaction(id));
    assertTrue(store.keepOpen(A, new Held(transaction, 0)));
    store.save(minimal(A.account()));
    assertEquals(
        transaction, store.book(A).orElseThrow().open().get(id).transaction());
    assertEquals(List.of(transaction), everySettled(Settled.POSTINGS, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"120.00", "120", "1.2E+2", "0.05", "999999999999999.99", "999999999999999.0001"})
  void amounts_of_transactions_come_back_to_the_last_digit(String amount) {
    Transaction transaction = Samples.populatedTransaction("t", amount);
    store.add(A, transaction);
    assertEquals(Optional.of(transaction), transaction("t"));
  }

  @Test
  void a_transaction_of_which_only_its_removal_is_known_comes_back() {
    Transaction removed = shown("t", State.REMOVED, NOW, "e");
    assertEquals(Optional.empty(), store.add(A, removed));
    assertEquals(Optional.of(removed), transaction("t"));
    settle(A, held("t"), Settled.HOLDS);
    assertEquals(Optional.of(removed), transaction("t"));
    assertEquals(List.of(removed), everySettled(Settled.HOLDS, 10));
  }

  @Test
  void an_unknown_transaction_is_not_found() {
    store.add(A, pending("t", NOW));
    assertEquals(Optional.empty(), store.transaction(A, "u"));
    assertEquals(Optional.empty(), store.transaction(ref("other"), "t"));
    assertEquals(
        Optional.empty(), store.transaction(new AccountRef(OTHER_APP, A.account()), "t"));
  }

  @Test
  void adding_what_is_there_changes_nothing_and_gives_it_back() {
    Transaction first = pending("t", NOW);
    store.add(A, first);
    Transaction second = shown("t", State.POSTED, NOW.plusSeconds(60), "later");
    assertEquals(Optional.of(first), store.add(A, second).map(Held::transaction));
    assertEquals(Optional.of(first), transaction("t"));
    assertEquals(List.of(), everySettled(Settled.POSTINGS, 10));
    assertTrue(store.add(A, second).orElseThrow().revision() > 0);
  }

  @Test
  void of_additions_at_once_one_is_stored_and_the_others_are_told() {
    List<Optional<Held>> told =
        atOnce(8, n -> store.add(A, shown("t", State.PENDING, NOW.plusSeconds(n), "e" + n)));
    assertEquals(1, told.stream().filter(Optional::isEmpty).count());
    Transaction stored = transaction("t").orElseThrow();
    told.stream()
        .flatMap(Optional::stream)
        .forEach(held -> assertEquals(stored, held.transaction()));
  }

  @Test
  void a_posting_is_put_away_at_once_and_a_pending_is_not() {
    store.add(A, pending("p", NOW));
    store.add(A, posting("b", NOW));
    assertEquals(List.of("b"), idsOf(postings(A, NOW)));
    assertEquals(List.of("b"), idsOf(settled(A, NOW, NOW)));
    assertEquals(List.of("b"), everySettled(Settled.POSTINGS, 10).stream().map(Transaction::id).toList());
    assertEquals(List.of(), everySettled(Settled.HOLDS, 10));
    assertEquals(List.of(), everySettled(Settled.MERGED, 10));
  }

  @Test
  void postings_are_those_that_may_be_dated_the_instant_or_later() {
    store.add(A, posting("before", NOW.minusMillis(1)));
    store.add(A, posting("at", NOW));
    store.add(A, posting("after", NOW.plusMillis(1)));
    store.add(A, posting("far", NOW.plus(Duration.ofDays(4000))));
    store.add(ref("other"), posting("others", NOW));
    LocalDate day = LocalDate.of(2026, 11, 21);
    store.add(A, dated("may be", When.of(day)));
    store.add(A, dated("cannot be", When.of(day.minusDays(1))));
    store.add(A, pending("pending", NOW));
    store.add(A, pending("over", NOW.plusMillis(1)));
    settle(A, held("over"), Settled.HOLDS);
    assertEquals(
        Set.of("at", "after", "far", "may be"), Set.copyOf(idsOf(postings(A, NOW))));
    assertEquals(6, postings(A, Instant.EPOCH).size());
    assertEquals(List.of(), postings(A, NOW.plus(Duration.ofDays(5000))));
  }

  private static Transaction dated(String id, When when) {
    return Transaction.shown(
        id,
        new Showing(
            NOW, NOW, "e", State.POSTED, Optional.of(Samples.line("1.00", Optional.of(when)))),
        new Details(NOW, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void settled_are_all_kinds_within_both_instants() {
    for (int i = -2; i <= 2; i++) {
      for (Settled kind : Settled.values()) {
        String id = kind + "#" + i;
        Instant at = NOW.plusMillis(i);
        Transaction transaction = kind == Settled.POSTINGS ? posting(id, at) : pending(id, at);
        settle(A, new Held(transaction, 0), kind);
      }
      store.keepOpen(A, new Held(pending("open" + i, NOW), 0));
      store.add(A, pending("added" + i, NOW));
    }
    List<Held> found = settled(A, NOW.minusMillis(1), NOW.plusMillis(1));
    assertEquals(9, found.size());
    Set<String> expected = new HashSet<>();
    for (int i = -1; i <= 1; i++) {
      for (Settled kind : Settled.values()) {
        expected.add(kind + "#" + i);
      }
    }
    assertEquals(expected, Set.copyOf(idsOf(found)));
    assertEquals(15, settled(A, Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z")).size());
  }

  @Test
  void settling_joins_what_is_known_into_what_is_stored() {
    Transaction first = pending("t", NOW);
    Transaction second = shown("t", State.PENDING, NOW.plusSeconds(1), "e2");
    Transaction third = shown("t", State.PENDING, NOW.plusSeconds(2), "e3");
    store.add(A, first);
    settle(A, new Held(second.join(first), 1), Settled.HOLDS);
    assertEquals(Optional.of(first.join(second)), transaction("t"));
    // Of revisions that are not the stored ones: an old one, none at all, one that never was.
    settle(A, new Held(third, 1), Settled.HOLDS);
    assertEquals(Optional.of(first.join(second).join(third)), transaction("t"));
    settle(A, new Held(first, 0), Settled.HOLDS);
    settle(A, new Held(second, 99), Settled.HOLDS);
    assertEquals(Optional.of(first.join(second).join(third)), transaction("t"));
    assertEquals(1, everySettled(Settled.HOLDS, 10).size());
  }

  @Test
  void settling_what_is_not_there_stores_it() {
    Transaction posting = posting("t", NOW);
    settle(A, new Held(posting, 1), Settled.POSTINGS);
    settle(A, new Held(pending("u", NOW), 0), Settled.MERGED);
    assertEquals(Optional.of(posting), transaction("t"));
    assertEquals(List.of(posting), everySettled(Settled.POSTINGS, 10));
    assertEquals(List.of(pending("u", NOW)), everySettled(Settled.MERGED, 10));
  }

  @Test
  void settling_as_another_kind_or_date_moves_it() {
    store.add(A, pending("t", NOW));
    for (Settled kind : List.of(Settled.HOLDS, Settled.MERGED, Settled.HOLDS)) {
      settle(A, held("t"), kind);
      for (Settled other : Settled.values()) {
        assertEquals(other == kind ? 1 : 0, everySettled(other, 10).size(), other::toString);
      }
    }
    settle(
        A, new Held(shown("t", State.POSTED, NOW.plusSeconds(60), "e2"), 1), Settled.POSTINGS);
    assertEquals(List.of("t"), idsOf(postings(A, NOW.plusSeconds(60))));
    settle(
        A, new Held(shown("t", State.POSTED, NOW.plusSeconds(30), "e3"), 1), Settled.POSTINGS);
    assertEquals(1, everySettled(Settled.POSTINGS, 10).size());
    assertEquals(List.of(), everySettled(Settled.HOLDS, 10));
  }

  @Test
  void what_several_settle_at_once_is_joined() {
    atOnce(
        6,
        n -> {
          settle(
              A,
              new Held(shown("t", State.PENDING, NOW.plusSeconds(n), "e" + n), 0),
              Settled.HOLDS);
          return n;
        });
    assertEquals(6, transaction("t").orElseThrow().showings().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT, 60})
  void everything_that_was_put_away_is_on_one_page_newest_first(int count) {
    for (Settled kind : Settled.values()) {
      List<Transaction> newestFirst = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String id = kind + "#" + i;
        Instant at = NOW.minusMillis(i);
        newestFirst.add(kind == Settled.POSTINGS ? posting(id, at) : pending(id, at));
      }
      shuffled(newestFirst).forEach(t -> settle(A, new Held(t, 0), kind));
      settle(ref("other"), new Held(pending("others", NOW), 0), kind);
      assertEquals(newestFirst, everySettled(kind, LIMIT), kind::toString);
      assertEquals(newestFirst, everySettled(kind, 100), kind::toString);
    }
  }

  @Test
  void pages_part_transactions_of_one_instant() {
    ids().forEach(id -> store.add(A, posting(id, NOW)));
    List<String> listed =
        everySettled(Settled.POSTINGS, 2).stream().map(Transaction::id).toList();
    assertEquals(Set.copyOf(ids()), Set.copyOf(listed));
    assertEquals(ids().size(), listed.size());
  }

  @Test
  void what_is_put_away_between_two_pages_moves_no_other() {
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      before.add("t" + i);
      store.add(A, posting("t" + i, NOW.minusSeconds(i)));
    }
    int[] round = {0};
    List<String> listed =
        everything(
                LIMIT,
                (after, limit) -> {
                  Page<Transaction> page = page(Settled.POSTINGS, after, limit);
                  int n = round[0]++;
                  store.add(A, posting("new-" + n, NOW.plusSeconds(1 + n)));
                  store.add(A, posting("between-" + n, NOW.minusMillis(500 + 1000L * n)));
                  return page;
                })
            .stream()
            .map(Transaction::id)
            .toList();
    assertTrue(listed.containsAll(before));
    assertEquals(Set.copyOf(listed).size(), listed.size(), "none twice");
  }

  @Test
  void pages_between_two_instants_have_what_is_put_away_there_and_nothing_else() {
    for (int i = 0; i < 7; i++) {
      store.add(A, posting("t" + i, NOW.minusSeconds(i)));
    }
    List<String> listed =
        everything(
                LIMIT,
                (after, limit) ->
                    store.settledPage(
                        A,
                        Settled.POSTINGS,
                        NOW.minusSeconds(5),
                        NOW.minusSeconds(2),
                        after,
                        limit))
            .stream()
            .map(Transaction::id)
            .toList();
    assertEquals(List.of("t2", "t3", "t4", "t5"), listed);
    Instant far = NOW.plusSeconds(1);
    assertEquals(
        List.of(),
        store.settledPage(A, Settled.POSTINGS, far, Instant.MAX, Optional.empty(), 1).items());
  }

  @Test
  void the_accounts_that_have_a_transaction_are_found_in_their_order() {
    AccountRef b = new AccountRef(A.app(), "acc-b");
    store.add(A, posting("t1", NOW));
    store.add(b, posting("t1", NOW));
    store.add(b, posting("t2", NOW));
    List<String> both = List.of("acc-b", "none", A.account());
    assertEquals(List.of("acc-b", A.account()), store.accountsWith(A.app(), both, "t1"));
    assertEquals(List.of("acc-b"), store.accountsWith(A.app(), both, "t2"));
    assertEquals(List.of(), store.accountsWith(A.app(), both, "t3"));
    assertEquals(List.of(), store.accountsWith("another-app", both, "t1"));
    assertEquals(List.of(), store.accountsWith(A.app(), List.of(), "t1"));
  }

  private Optional<Transaction> transaction(String id) {
    return store.transaction(A, id).map(Held::transaction);
  }

  private Held held(String id) {
    return store.transaction(A, id).orElseThrow();
  }

  private static List<String> idsOf(List<Held> held) {
    return held.stream().map(h -> h.transaction().id()).toList();
  }

  private Page<Transaction> page(Settled kind, Optional<String> after, int limit) {
    return store.settledPage(A, kind, Instant.MIN, Instant.MAX, after, limit);
  }

  private List<Transaction> everySettled(Settled kind, int limit) {
    return everything(limit, (after, size) -> page(kind, after, size));
  }

  // ---- open holds

  @Test
  void a_hold_is_kept_open_under_the_revision_that_is_stored() {
    store.save(minimal(A.account()));
    Transaction first = pending("t", NOW);
    Transaction second = shown("t", State.PENDING, NOW.plusSeconds(1), "e2");
    assertTrue(store.keepOpen(A, new Held(first, 0)));
    assertFalse(store.keepOpen(A, new Held(second, 0)), "it is open already");
    Held open = opened("t").orElseThrow();
    assertEquals(first, open.transaction());
    assertFalse(store.keepOpen(A, new Held(second, open.revision() + 1)));
    assertTrue(store.keepOpen(A, new Held(second, open.revision())));
    assertFalse(store.keepOpen(A, new Held(first, open.revision())), "somebody came first");
    Held next = opened("t").orElseThrow();
    assertEquals(second, next.transaction());
    assertTrue(next.revision() != open.revision());
    assertFalse(store.keepOpen(A, new Held(first, 17)));
    assertFalse(store.keepOpen(A, new Held(pending("u", NOW), 17)), "it is not open");
    assertEquals(Optional.empty(), opened("u"));
  }

  @Test
  void a_hold_is_closed_under_the_revision_that_is_stored() {
    store.save(minimal(A.account()));
    store.keepOpen(A, new Held(pending("t", NOW), 0));
    store.keepOpen(A, new Held(pending("u", NOW), 0));
    Held open = opened("t").orElseThrow();
    assertFalse(store.close(A, new Held(open.transaction(), open.revision() + 1)));
    assertEquals(Optional.of(open), opened("t"));
    assertTrue(store.close(A, open));
    assertEquals(Optional.empty(), opened("t"));
    assertTrue(opened("u").isPresent());
  }

  @Test
  void a_hold_that_was_closed_and_opened_again_is_another_one() {
    store.save(minimal(A.account()));
    store.keepOpen(A, new Held(pending("t", NOW), 0));
    Held before = opened("t").orElseThrow();
    store.close(A, before);
    Transaction revived = shown("t", State.PENDING, NOW.plusSeconds(60), "e2");
    assertTrue(store.keepOpen(A, new Held(revived, 0)));
    assertFalse(store.close(A, before), "a writer of before must not take it out");
    assertFalse(store.keepOpen(A, before), "nor put it back");
    assertEquals(revived, opened("t").orElseThrow().transaction());
  }

  @Test
  void open_holds_and_what_is_stored_for_good_are_two_places() {
    store.save(minimal(A.account()));
    store.keepOpen(A, new Held(pending("t", NOW), 0));
    assertEquals(Optional.empty(), transaction("t"));
    store.add(A, pending("u", NOW));
    assertEquals(Optional.empty(), opened("u"));
  }

  private Optional<Held> opened(String id) {
    return Optional.ofNullable(store.book(A).orElseThrow().open().get(id));
  }

  // ---- events

  @ParameterizedTest
  @MethodSource("ids")
  void a_populated_event_comes_back_as_it_was_received(String id) {
    Event.Transactions event = Samples.populatedEvent(id);
    assertEquals(Optional.empty(), store.receipt(A, id));
    assertEquals(Optional.empty(), store.receive(A, id, Optional.of(event), NOW));
    assertEquals(Optional.of(new Receipt(NOW, Optional.of(event))), store.receipt(A, id));
  }

  @Test
  void a_minimal_event_comes_back_as_it_was_received() {
    Event.Transactions event = Samples.minimalEvent("e");
    store.receive(A, "e", Optional.of(event), NOW);
    assertEquals(Optional.of(new Receipt(NOW, Optional.of(event))), store.receipt(A, "e"));
    store.receive(A, "without", Optional.empty(), NOW);
    assertEquals(Optional.of(new Receipt(NOW, Optional.empty())), store.receipt(A, "without"));
  }

  @Test
  void an_event_received_again_keeps_its_first_receipt() {
    Event.Transactions event = Samples.populatedEvent("e");
    Receipt first = new Receipt(NOW, Optional.of(event));
    store.receive(A, "e", Optional.of(event), NOW);
    assertEquals(
        Optional.of(first), store.receive(A, "e", Optional.empty(), NOW.plusSeconds(60)));
    assertEquals(
        Optional.of(first),
        store.receive(A, "e", Optional.of(Samples.minimalEvent("e")), NOW.plusSeconds(60)));
    assertEquals(Optional.of(first), store.receipt(A, "e"));
    assertEquals(Optional.empty(), store.receipt(ref("other"), "e"));
    assertEquals(Optional.empty(), store.receipt(A, "f"));
  }

  @Test
  void of_receipts_at_once_one_is_the_first() {
    List<Optional<Receipt>> told =
        atOnce(8, n -> store.receive(A, "e", Optional.empty(), NOW.plusSeconds(n)));
    assertEquals(1, told.stream().filter(Optional::isEmpty).count());
    Receipt first = store.receipt(A, "e").orElseThrow();
    told.stream().flatMap(Optional::stream).forEach(receipt -> assertEquals(first, receipt));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void the_first_receipt_of_a_records_event_stands(String id) {
    assertEquals(NOW, store.firstReceipt(APP, id, id, NOW));
    assertEquals(NOW, store.firstReceipt(APP, id, id, NOW.plusSeconds(60)));
    assertEquals(NOW, store.firstReceipt(APP, id, id, NOW.minusSeconds(60)));
    assertEquals(
        NOW.plusSeconds(1), store.firstReceipt(APP, id, "another", NOW.plusSeconds(1)));
    assertEquals(
        NOW.plusSeconds(2), store.firstReceipt(APP, "another", id, NOW.plusSeconds(2)));
    assertEquals(
        NOW.plusSeconds(3), store.firstReceipt(OTHER_APP, id, id, NOW.plusSeconds(3)));
  }

  // ---- requests for fresh figures

  @ParameterizedTest
  @MethodSource("ids")
  void the_newest_request_of_a_record_and_kind_is_kept_inside_its_app(String id) {
    Asked first = new Asked(id, Asked.Kind.BALANCE, "acc", Asked.State.SENT, NOW);
    Asked second = new Asked(id, Asked.Kind.BALANCE, id, Asked.State.NO_PROVIDER, NOW.plusSeconds(61));
    Asked other = new Asked(id, Asked.Kind.REFRESH_TRANSACTIONS, "acc", Asked.State.SIGN_IN_NEEDED, NOW);
    assertEquals(Optional.empty(), store.asked(APP, id, Asked.Kind.BALANCE));
    store.ask(APP, first);
    assertEquals(Optional.of(first), store.asked(APP, id, Asked.Kind.BALANCE));
    store.ask(APP, other);
    store.ask(APP, second);
    store.ask(APP, second);
    assertEquals(Optional.of(second), store.asked(APP, id, Asked.Kind.BALANCE));
    assertEquals(Optional.of(other), store.asked(APP, id, Asked.Kind.REFRESH_TRANSACTIONS));
    assertEquals(Optional.empty(), store.asked(APP, id, Asked.Kind.CHECK_BALANCE));
    assertEquals(Optional.empty(), store.asked(OTHER_APP, id, Asked.Kind.BALANCE));
    assertEquals(List.of(), store.accountsOfRecord(APP, id), "a request is no account");
  }

  // ---- the due index

  @Test
  void an_account_is_due_from_its_instant_on_in_one_part() {
    store.save(due("acc", NOW));
    assertEquals(List.of(), dueBy(NOW.minusMillis(1)));
    assertEquals(List.of(new Due(refresh("acc"), NOW)), dueBy(NOW));
    assertEquals(List.of(new Due(refresh("acc"), NOW)), dueBy(NOW.plus(Duration.ofDays(900))));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void whatever_its_id_an_account_is_due_as_itself(String id) {
    store.save(due(id, NOW));
    assertEquals(List.of(new Due(refresh(id), NOW)), dueBy(NOW));
  }

  @Test
  void an_account_that_nothing_ends_for_is_never_due() {
    store.save(minimal("acc"));
    assertEquals(List.of(), dueBy(Instant.parse("9999-12-31T00:00:00Z")));
  }

  @Test
  void an_account_with_an_event_being_applied_is_due_at_once() {
    Account account = store.save(due("acc", NOW.plusSeconds(60))).orElseThrow();
    Account applying = store.save(account.applying("e", NOW)).orElseThrow();
    assertEquals(List.of(new Due(refresh("acc"), NOW)), dueBy(NOW));
    store.save(applying.applied("e"));
    assertEquals(List.of(), dueBy(NOW));
    assertEquals(List.of(new Due(refresh("acc"), NOW.plusSeconds(60))), dueBy(NOW.plusSeconds(60)));
  }

  @Test
  void an_account_is_due_no_longer_once_it_is_saved_without_an_end() {
    Account account = store.save(due("acc", NOW)).orElseThrow();
    store.save(Samples.due(account, Optional.empty()));
    assertEquals(List.of(), dueBy(NOW.plusSeconds(60)));
  }

  @Test
  void the_oldest_of_a_part_come_first_and_no_more_than_asked() {
    for (int i = 0; i < 40; i++) {
      store.save(due("acc-" + i, NOW.minusSeconds((i * 7919) % 40)));
    }
    Set<Task> seen = new HashSet<>();
    for (int part = 0; part < AccountStore.DUE_PARTS; part++) {
      List<Due> all = store.due(part, NOW, Optional.empty(), 100).items();
      List<Due> oldestFirst = new ArrayList<>(all);
      oldestFirst.sort(Comparator.comparing(Due::at));
      assertEquals(oldestFirst, all);
      assertEquals(all.subList(0, Math.min(2, all.size())), store.due(part, NOW, Optional.empty(), 2).items());
      all.forEach(due -> assertTrue(seen.add(due.task()), "in one part only"));
    }
    assertEquals(40, seen.size());
  }

  @Test
  void a_parked_account_is_due_later() {
    Account account = store.save(due("acc", NOW)).orElseThrow();
    Due due = dueBy(NOW).getFirst();
    Instant later = NOW.plusSeconds(900);
    assertTrue(store.park(due, times -> later));
    assertEquals(List.of(), dueBy(later.minusMillis(1)));
    assertEquals(List.of(new Due(refresh("acc"), later)), dueBy(later));
    assertEquals(Optional.of(account), store.account(ref("acc")), "and is else what it was");
  }

  @Test
  void parking_knows_how_often_it_was_done_since_the_last_change() {
    Account account = store.save(due("acc", NOW)).orElseThrow();
    Instant at = NOW;
    for (int times = 0; times < 3; times++) {
      int before = times;
      Instant next = NOW.plusSeconds(60L << times);
      assertTrue(
          store.park(
              new Due(refresh("acc"), at),
              parked -> {
                assertEquals(before, parked);
                return next;
              }));
      at = next;
    }
    store.save(account);
    assertTrue(
        store.park(
            new Due(refresh("acc"), NOW),
            parked -> {
              assertEquals(0, parked);
              return NOW.plusSeconds(60);
            }));
  }

  @Test
  void an_account_that_is_not_due_as_stated_is_not_parked() {
    Account account = store.save(due("acc", NOW)).orElseThrow();
    Due stale = dueBy(NOW).getFirst();
    store.save(Samples.due(account, Optional.of(NOW.plusSeconds(5))));
    assertFalse(store.park(stale, times -> NOW.plusSeconds(900)));
    assertEquals(List.of(new Due(refresh("acc"), NOW.plusSeconds(5))), dueBy(NOW.plusSeconds(5)));
    store.save(minimal("never-due"));
    assertFalse(store.park(new Due(refresh("never-due"), NOW), times -> NOW.plusSeconds(900)));
    assertFalse(store.park(new Due(refresh("unknown"), NOW), times -> NOW.plusSeconds(900)));
    assertEquals(Optional.empty(), store.account(ref("unknown")));
  }

  @Test
  void a_parked_account_that_is_saved_is_due_as_it_says() {
    Account account = store.save(due("acc", NOW)).orElseThrow();
    store.park(new Due(refresh("acc"), NOW), times -> NOW.plusSeconds(900));
    store.save(account);
    assertEquals(List.of(new Due(refresh("acc"), NOW)), dueBy(NOW));
  }

  private static Task refresh(String id) {
    return new Task.Refresh(ref(id));
  }

  private static Account due(String id, Instant at) {
    return Samples.due(minimal(id), Optional.of(at));
  }

  private List<Due> dueBy(Instant time) {
    return IntStream.range(0, AccountStore.DUE_PARTS)
        .boxed()
        .flatMap(part -> store.due(part, time, Optional.empty(), 100).items().stream())
        .toList();
  }

  // ---- at once

  /** Does it so many times at once; what each gave, in no order. */
  private static <T> List<T> atOnce(int times, Function<Integer, T> action) {
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      List<Callable<T>> calls =
          IntStream.range(0, times).<Callable<T>>mapToObj(n -> () -> action.apply(n)).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In an order that is no order, and the same each time. */
  private static <T> List<T> shuffled(List<T> items) {
    List<T> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, new Random(42));
    return shuffled;
  }

  private List<Held> postings(AccountRef ref, Instant from) {
    return store.settled(ref, Settled.POSTINGS, from, Instant.parse("9999-01-01T00:00:00Z"));
  }

  private List<Held> settled(AccountRef ref, Instant from, Instant to) {
    return Stream.of(Settled.values())
        .flatMap(kind -> store.settled(ref, kind, from, to).stream())
        .toList();
  }

  private void settle(AccountRef ref, Held known, Settled kind) {
    Transaction t = known.transaction();
    When at = t.isPosted() ? t.posted() : t.begun();
    store.settle(ref, known, new Place(kind, at.latest()));
  }

  // ---- reservations that are over

  private static Reservation.Ended ended(String reference, int seconds, Reservation.End end) {
    Reservation was =
        new Reservation(
            reference, Money.of(NGN, BigDecimal.TEN), NOW.minusSeconds(60), NOW.plusSeconds(3600));
    return new Reservation.Ended(was, end, NOW.plusSeconds(seconds));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void a_reservation_that_ended_comes_back_as_it_was_kept(String id) {
    Reservation.Ended ended = ended(id, 1, Reservation.End.RELEASED);
    store.end(ref(id), ended);
    assertEquals(Optional.of(ended), store.ended(ref(id), id));
    assertEquals(List.of(ended), store.ended(ref(id), Optional.empty(), LIMIT).items());
    assertEquals(Optional.empty(), store.ended(ref("another"), id));
    assertEquals(Optional.empty(), store.ended(new AccountRef(OTHER_APP, id), id));
  }

  @Test
  void a_reservation_ends_once() {
    Reservation.Ended first = ended("x", 1, Reservation.End.RELEASED);
    store.end(A, first);
    store.end(A, ended("x", 2, Reservation.End.EXPIRED));
    assertEquals(Optional.of(first), store.ended(A, "x"));
    assertEquals(List.of(first), store.ended(A, Optional.empty(), LIMIT).items());
  }

  @Test
  void reservations_that_ended_are_listed_newest_end_first_beside_transactions() {
    List<Reservation.Ended> all =
        IntStream.range(0, 7).mapToObj(i -> ended("r" + i, i, Reservation.End.EXPIRED)).toList();
    all.forEach(each -> store.end(A, each));
    store.add(A, posting("t1", NOW.plusSeconds(3)));
    List<Reservation.Ended> listed = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<Reservation.Ended> page = store.ended(A, after, LIMIT);
      listed.addAll(page.items());
      after = page.next();
    } while (after.isPresent());
    assertEquals(all.reversed(), listed);
    assertEquals(1, store.settled(A, Settled.POSTINGS, Instant.EPOCH, NOW.plusSeconds(9)).size());
  }

  @Test
  void accounts_are_read_as_they_are_now_in_the_order_asked_for() {
    for (String id : List.of("a", "b", "c")) {
      store.save(minimal(id)).orElseThrow();
    }
    assertEquals(
        List.of("c", "a"),
        store.accounts(APP, List.of("c", "nobody", "a")).stream().map(a -> a.ref().id()).toList());
  }
}
