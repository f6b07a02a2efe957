package balanceapi.core.decision;

import static balanceapi.core.oracle.Tell.at;
import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.envelope;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Reservation;
import balanceapi.core.account.Reserved;
import balanceapi.core.app.App;
import balanceapi.core.availability.Figures;
import balanceapi.core.cases.Apps;
import balanceapi.core.decision.FundsCheck.Question;
import balanceapi.core.decision.FundsCheck.Reason;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.oracle.Tell;
import balanceapi.core.oracle.Worlds;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.CheckStore;
import balanceapi.core.store.Intercepted;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Decisions;
import balanceapi.core.usecase.Decisions.Outcome;
import balanceapi.core.usecase.EraseCustomer;
import balanceapi.core.usecase.RefreshAccount;
import balanceapi.core.usecase.Reservations;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What deciding and reserving do on every store; each store's test extends it. */
public abstract class DecisionsContract {

  protected static final App APP = Apps.plain();
  private static final Currency NGN = Currency.of("NGN");
  private static final Instant NOW = Worlds.NOW;
  private static final Duration TWO_HOURS = Duration.ofHours(2);
  private static final String ACC = Tell.ACC.id().orElseThrow();

  private AccountStore store;
  private CheckStore checks;

  /** A store with nothing in it. */
  protected abstract AccountStore empty();

  /** Where the decisions about its accounts are kept. */
  protected abstract CheckStore checks();

  @BeforeEach
  void open() {
    store = empty();
    checks = checks();
  }

  // ---- words

  private void deliver(Event... events) {
    for (Event event : events) {
      new ApplyEvent(store).apply(APP, event, NOW);
    }
  }

  /** An account in which so much is available, by the bank's own word. */
  private void available(String amount) {
    deliver(balance("b" + amount, "-10m", amount, amount));
  }

  private static Event.Balances other(
      String account, String number, String customer, String currency, String available) {
    Event.Balances plain =
        balance(
            new balanceapi.core.event.Envelope(
                "o" + account + available,
                Optional.of(at("-10m")),
                Optional.of(at("-10m")),
                NOW,
                "r-" + account,
                customer,
                "bank",
                Optional.of("Kuda Bank"),
                Optional.of("NG")),
            new AccountNames(Optional.of(account), Optional.of(number)),
            available,
            available);
    return new Event.Balances(
        plain.envelope(), plain.product(), plain.account(), plain.name(), plain.type(), plain.status(),
        Optional.of(Currency.of(currency)), plain.ledger(), plain.available(), plain.overdraft());
  }

  private static Money naira(String amount) {
    return Money.of(NGN, new BigDecimal(amount));
  }

  private static Question question(String amount) {
    return Question.of(naira(amount), Duration.ofDays(1));
  }

  private static Inquiry asks(String amount) {
    return new Inquiry(
        new Subject.OneAccount(ACC), question(amount), Optional.empty(), Optional.empty());
  }

  private static Inquiry reserves(String amount, String reference) {
    return reserves(amount, reference, TWO_HOURS);
  }

  private static Inquiry reserves(String amount, String reference, Duration time) {
    return new Inquiry(
        new Subject.OneAccount(ACC),
        question(amount),
        Optional.of(new Reserve(reference, time)),
        Optional.empty());
  }

  private static Inquiry anyOf(String customer, String amount) {
    return new Inquiry(
        new Subject.AnyOfCustomer(customer), question(amount), Optional.empty(), Optional.of("row"));
  }

  private Decisions decisions(AccountStore store) {
    Random random = new Random(7);
    return new Decisions(store, checks, random::nextLong);
  }

  private Outcome decide(Inquiry inquiry, Instant now) {
    return decisions(store).decide(APP, List.of(inquiry), now).getFirst();
  }

  private Check decided(Inquiry inquiry, Instant now) {
    return assertInstanceOf(Outcome.Decided.class, decide(inquiry, now)).check();
  }

  private Check decided(Inquiry inquiry) {
    return decided(inquiry, NOW);
  }

  private Reason reason(Inquiry inquiry) {
    return decided(inquiry).answered().reason();
  }

  private Account account() {
    return store.account(new AccountRef(APP.id(), ACC)).orElseThrow();
  }

  private boolean release(String reference, Instant now) {
    return new Reservations(store).release(APP, ACC, reference, now);
  }

  private List<String> open(Instant now) {
    return new Reservations(store)
        .live(APP, ACC, Optional.empty(), 100, now).orElseThrow().items().stream()
            .map(Reservation::reference)
            .toList();
  }

  private List<String> ended() {
    return new Reservations(store)
        .ended(APP, ACC, Optional.empty(), 100).orElseThrow().items().stream()
            .map(each -> each.reservation().reference() + " " + each.end())
            .toList();
  }

  // ---- reserving

  @Test
  void what_is_reserved_is_not_there_for_the_next_one() {
    available("100");
    Check first = decided(reserves("60", "loan-17"));
    assertEquals(Reason.ENOUGH, first.answered().reason());
    assertEquals(
        new Reservation("loan-17", naira("60"), NOW, NOW.plus(TWO_HOURS)),
        first.reservation().orElseThrow());
    Check second = decided(asks("60"));
    assertEquals(Reason.NOT_ENOUGH, second.answered().reason());
    assertEquals(Optional.of(naira("100")), second.answered().available());
    assertEquals(Optional.of(naira("40")), second.answered().spendable());
    assertEquals(Reason.NOT_ENOUGH, reason(reserves("60", "loan-18")));
    assertEquals(Reason.ENOUGH, reason(asks("40")));
    assertEquals(Optional.of(naira("40")), account().spendableAt(NOW));
    assertEquals(List.of("loan-17"), open(NOW));
  }

  @Test
  void the_same_reference_again_is_the_same_reservation_and_changes_nothing() {
    available("100");
    decided(reserves("60", "loan-17"));
    long version = account().version();
    Check again = decided(reserves("60.00", "loan-17", Duration.ofDays(9)), NOW.plusSeconds(60));
    assertEquals(Reason.ENOUGH, again.answered().reason(), "it does not stand in its own way");
    assertEquals(NOW.plus(TWO_HOURS), again.reservation().orElseThrow().expiresAt());
    assertEquals(version, account().version());
  }

  @Test
  void a_reservation_stands_though_its_money_has_gone_and_says_so() {
    available("100");
    decided(reserves("60", "loan-17"));
    deliver(balance("less", "-5m", "50", "50"));
    Check again = decided(reserves("60", "loan-17"));
    assertEquals(Reason.NOT_ENOUGH, again.answered().reason());
    assertTrue(again.reservation().isPresent());
    assertEquals(Optional.of(naira("-10")), account().spendableAt(NOW));
  }

  @Test
  void another_amount_under_a_reference_is_refused() {
    available("100");
    decided(reserves("60", "loan-17"));
    assertEquals(
        new Outcome.ReferenceTaken(account().reserved().of("loan-17").orElseThrow()),
        decide(reserves("59.99", "loan-17"), NOW));
  }

  @Test
  void what_is_not_there_reserves_nothing() {
    available("100");
    for (Inquiry inquiry : List.of(reserves("100.01", "a"), reserves("100", "b", TWO_HOURS))) {
      decided(inquiry);
    }
    assertEquals(List.of("b"), open(NOW));
    deliver(new Event.Failed(envelope("f", "-1m", "-1m", "r1"), App.Product.AUTH, false));
    assertEquals(Reason.NOT_ENOUGH, reason(reserves("1", "c")));
    release("b", NOW);
    assertEquals(Reason.CONNECTION, reason(reserves("1", "d")), "a doubt is no yes");
    assertEquals(List.of(), open(NOW));
  }

  @Test
  void a_buffer_is_left_and_not_reserved() {
    available("100");
    Inquiry keeps =
        new Inquiry(
            new Subject.OneAccount(ACC),
            new Question(naira("60"), naira("40.01"), Duration.ofDays(1)),
            Optional.of(new Reserve("x", TWO_HOURS)),
            Optional.empty());
    assertEquals(Reason.NOT_ENOUGH, reason(keeps));
    Inquiry less =
        new Inquiry(
            keeps.subject(),
            new Question(naira("60"), naira("40"), Duration.ofDays(1)),
            keeps.reserve(),
            Optional.empty());
    assertEquals(Reason.ENOUGH, reason(less));
    assertEquals(Optional.of(naira("40")), account().spendableAt(NOW));
  }

  @Test
  void what_is_given_back_is_there_again_and_its_reference_is_used_up() {
    available("100");
    decided(reserves("60", "loan-17"));
    assertTrue(release("loan-17", NOW.plusSeconds(1)));
    assertEquals(Reason.ENOUGH, reason(asks("100")));
    assertEquals(List.of("loan-17 RELEASED"), ended());
    assertTrue(release("loan-17", NOW.plusSeconds(9)), "once more is the same");
    assertEquals(List.of("loan-17 RELEASED"), ended());
    assertEquals(
        new Outcome.ReferenceUsedUp(Reservation.End.RELEASED),
        decide(reserves("60", "loan-17"), NOW.plusSeconds(2)));
    assertFalse(release("loan-18", NOW), "nobody reserved that");
    assertFalse(new Reservations(store).release(APP, "nobody", "loan-17", NOW));
  }

  @Test
  void its_time_over_it_holds_nothing_refreshed_or_not() {
    available("100");
    decided(reserves("60", "loan-17"));
    Instant last = NOW.plus(TWO_HOURS).minusMillis(1);
    Instant over = NOW.plus(TWO_HOURS);
    assertEquals(Optional.of(naira("40")), account().spendableAt(last));
    assertEquals(Optional.of(naira("100")), account().spendableAt(over));
    assertEquals(Reason.ENOUGH, decided(asks("100"), over).answered().reason());
    assertEquals(List.of(), open(over));
    Outcome used = new Outcome.ReferenceUsedUp(Reservation.End.EXPIRED);
    assertEquals(used, decide(reserves("60", "loan-17"), over));
    assertEquals(Optional.of(over), account().due());
    RefreshAccount refresh = new RefreshAccount(store);
    assertEquals(
        RefreshAccount.Result.UNCHANGED, refresh.refresh(APP, account().ref(), last), "too early");
    assertEquals(RefreshAccount.Result.CHANGED, refresh.refresh(APP, account().ref(), over));
    assertEquals(Reserved.NOTHING, account().reserved());
    assertEquals(Optional.empty(), account().due());
    assertEquals(List.of("loan-17 EXPIRED"), ended());
    assertEquals(RefreshAccount.Result.UNCHANGED, refresh.refresh(APP, account().ref(), over));
    assertEquals(used, decide(reserves("60", "loan-17"), over));
  }

  @Test
  void given_back_too_late_it_has_expired() {
    available("100");
    decided(reserves("60", "loan-17"));
    assertTrue(release("loan-17", NOW.plus(TWO_HOURS)));
    assertEquals(List.of("loan-17 EXPIRED"), ended());
  }

  @Test
  void a_hold_and_a_reservation_are_due_each_in_its_time() {
    deliver(balance("b", "-10m", "100", ""), feed("f", "-9m", hold("p", "10", "-1h", "+1h")));
    decided(reserves("60", "late", Duration.ofHours(3)));
    decided(reserves("10", "early", Duration.ofMinutes(30)));
    RefreshAccount refresh = new RefreshAccount(store);
    assertEquals(Optional.of(NOW.plus(Duration.ofMinutes(30))), account().due());
    refresh.refresh(APP, account().ref(), NOW.plus(Duration.ofMinutes(30)));
    assertEquals(Optional.of(at("+1h")), account().due());
    refresh.refresh(APP, account().ref(), at("+1h"));
    assertEquals(Optional.of(naira("40")), account().spendableAt(at("+1h")), "100 and the hold is over");
    assertEquals(Optional.of(NOW.plus(Duration.ofHours(3))), account().due());
  }

  /** An operator may let holds expire early; a reservation's client counts on it. */
  @Test
  void a_run_ahead_of_the_clock_ends_no_reservation() {
    deliver(balance("b", "-10m", "100", ""), feed("f", "-9m", hold("p", "10", "-1h")));
    decided(reserves("60", "loan-17"));
    RefreshAccount refresh = new RefreshAccount(store, () -> NOW.plusSeconds(1));
    assertEquals(RefreshAccount.Result.CHANGED, refresh.refresh(APP, account().ref(), at("+90d")));
    assertEquals(Optional.of(naira("40")), account().spendableAt(NOW), "the hold has expired");
    assertEquals(List.of("loan-17"), open(NOW));
    assertEquals(RefreshAccount.Result.UNCHANGED, refresh.refresh(APP, account().ref(), at("+91d")));
  }

  @Test
  void webhooks_and_refreshes_leave_reservations_alone() {
    available("100");
    decided(reserves("60", "loan-17"));
    deliver(
        balance("newer", "-5m", "90", ""),
        feed("f", "-4m", hold("p", "10", "-1h")),
        new Event.Failed(envelope("x", "-3m", "-3m", "r1"), App.Product.BALANCE, false),
        new Event.Authorized(envelope("a", "-2m", "-2m", "r1")));
    new RefreshAccount(store).refresh(APP, account().ref(), NOW.plusSeconds(1));
    assertEquals(List.of("loan-17"), open(NOW));
    assertEquals(Optional.of(naira("20")), account().spendableAt(NOW));
  }

  @Test
  void a_reservation_in_the_currency_that_the_account_had_leaves_a_doubt() {
    available("100");
    decided(reserves("60", "loan-17"));
    Event.Balances dollars = balance("usd", "-5m", "70", "70");
    deliver(
        new Event.Balances(
            dollars.envelope(), dollars.product(), dollars.account(), dollars.name(), dollars.type(),
            dollars.status(), Optional.of(Currency.of("USD")), dollars.ledger(), dollars.available(),
            dollars.overdraft()));
    Inquiry asks =
        new Inquiry(
            new Subject.OneAccount(ACC),
            Question.of(Money.of(Currency.of("USD"), BigDecimal.ONE), Duration.ofDays(1)),
            Optional.empty(),
            Optional.empty());
    Check check = decided(asks);
    assertEquals(Reason.INCOMPLETE, check.answered().reason());
    assertEquals(Optional.empty(), check.answered().spendable());
  }

  @Test
  void an_account_has_room_for_a_hundred_reservations() {
    available("1000");
    for (int i = 0; i < Reserved.MOST; i++) {
      decided(reserves("1", "r" + i));
    }
    assertEquals(new Outcome.TooManyReservations(), decide(reserves("1", "one more"), NOW));
    assertEquals(Reason.ENOUGH, reason(reserves("1", "r7")), "one of them is the same");
    release("r7", NOW);
    assertEquals(Reason.ENOUGH, reason(reserves("1", "another")));
  }

  @Test
  void those_whose_time_is_over_take_no_room_though_nobody_has_ended_them_yet() {
    available("1000");
    for (int i = 0; i < Reserved.MOST; i++) {
      decided(reserves("1", "r" + i, Duration.ofSeconds(1 + i % 2)));
    }
    Instant later = NOW.plusSeconds(1);
    assertEquals(Reason.ENOUGH, decided(reserves("1", "one more"), later).answered().reason());
    assertEquals(Reserved.MOST / 2 + 1, account().reserved().all().size());
    assertEquals(
        new Outcome.ReferenceUsedUp(Reservation.End.EXPIRED), decide(reserves("1", "r0"), later));
  }

  @Test
  void times_finer_than_a_millisecond_are_kept_and_read_like_any() {
    available("100");
    Instant now = NOW.plusNanos(999_999);
    Duration time = Duration.ofSeconds(1).plusNanos(1);
    Check held = decided(reserves("60", "fine", time), now);
    Check refused = decided(reserves("60", "finer", time), now);
    assertEquals(List.of("fine"), open(now));
    for (Check check : List.of(held, refused)) {
      assertTrue(decisions(store).find(APP, check.id(), now).isPresent());
    }
    assertThrows(IllegalArgumentException.class, () -> new Reserve("x", Duration.ofMillis(999)));
  }

  @Test
  void sixty_four_at_once_never_reserve_more_than_is_there() throws Exception {
    available("1000");
    List<Inquiry> inquiries =
        new ArrayList<>(IntStream.range(0, 64).mapToObj(i -> reserves("30", "loan-" + i)).toList());
    List<Outcome> outcomes = atOnce(inquiries);
    long sufficient = outcomes.stream().filter(o -> reason(o) == Reason.ENOUGH).count();
    assertEquals(33, sufficient, "33 times 30 are in 1,000");
    assertEquals(33, outcomes.stream().filter(o -> held(o).isPresent()).count());
    assertEquals(33, open(NOW).size());
    assertEquals(Optional.of(naira("10")), account().spendableAt(NOW));
    Collections.reverse(inquiries);
    assertEquals(
        33,
        atOnce(inquiries).stream().filter(o -> held(o).isPresent()).count(),
        "and all of them again are the same");
    assertEquals(Optional.of(naira("10")), account().spendableAt(NOW));
  }

  @Test
  void sixty_four_of_one_reference_at_once_are_one_reservation() throws Exception {
    available("1000");
    List<Outcome> outcomes = atOnce(Collections.nCopies(64, reserves("600", "loan-17")));
    assertEquals(64, outcomes.stream().filter(o -> reason(o) == Reason.ENOUGH).count());
    assertEquals(List.of("loan-17"), open(NOW));
  }

  private static Reason reason(Outcome outcome) {
    return assertInstanceOf(Outcome.Decided.class, outcome).check().answered().reason();
  }

  private static Optional<Reservation> held(Outcome outcome) {
    return assertInstanceOf(Outcome.Decided.class, outcome).check().reservation();
  }

  private List<Outcome> atOnce(List<Inquiry> inquiries) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(inquiries.size())) {
      List<Callable<Outcome>> calls =
          inquiries.stream().<Callable<Outcome>>map(inquiry -> () -> decide(inquiry, NOW)).toList();
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> done : threads.invokeAll(calls)) {
        outcomes.add(done.get());
      }
      return outcomes;
    }
  }

  // ---- faults

  @Test
  void a_reservation_whose_answer_was_lost_is_the_same_when_it_is_asked_for_again() {
    for (boolean done : new boolean[] {false, true}) {
      store = empty();
      available("100");
      assertThrows(
          StoreUnavailable.class,
          () -> decisions(Intercepted.failing(store, 1, done)).decide(APP, List.of(reserves("60", "x")), NOW));
      assertEquals(done ? List.of("x") : List.of(), open(NOW));
      assertEquals(Reason.ENOUGH, reason(reserves("60", "x")));
      assertEquals(Optional.of(naira("40")), account().spendableAt(NOW));
    }
  }

  @Test
  void a_release_that_died_half_way_is_finished_by_the_next_or_by_the_refresh() {
    for (int n = 1; n <= 2; n++) {
      for (boolean done : new boolean[] {false, true}) {
        for (boolean byRefresh : new boolean[] {false, true}) {
          store = empty();
          available("100");
          decided(reserves("60", "x"));
          AccountStore failing = Intercepted.failing(store, n, done);
          assertThrows(
              StoreUnavailable.class, () -> new Reservations(failing).release(APP, ACC, "x", NOW));
          String where = (done ? "after" : "before") + " write " + n;
          assertFalse(
              decide(reserves("60", "x"), NOW).equals(new Outcome.NobodyThere()), where);
          if (byRefresh) {
            new RefreshAccount(store).refresh(APP, account().ref(), NOW.plus(TWO_HOURS));
          } else {
            assertTrue(release("x", NOW), where);
          }
          assertEquals(Reserved.NOTHING, account().reserved(), where);
          assertInstanceOf(
              Outcome.ReferenceUsedUp.class, decide(reserves("60", "x"), NOW), where);
        }
      }
    }
  }

  // ---- many, and any account of a customer

  @Test
  void many_are_decided_in_their_order_and_see_what_those_before_reserved() {
    available("100");
    List<Outcome> outcomes =
        decisions(store)
            .decide(
                APP,
                List.of(
                    asks("100"),
                    reserves("60", "first"),
                    asks("60"),
                    reserves("40", "second"),
                    new Inquiry(
                        new Subject.OneAccount("nobody"),
                        question("1"),
                        Optional.empty(),
                        Optional.empty()),
                    asks("0.01")),
                NOW);
    assertEquals(new Outcome.NobodyThere(), outcomes.get(4));
    assertEquals(
        List.of(Reason.ENOUGH, Reason.ENOUGH, Reason.NOT_ENOUGH, Reason.ENOUGH, Reason.NOT_ENOUGH),
        outcomes.stream().filter(o -> o instanceof Outcome.Decided).map(o -> reason(o)).toList());
  }

  @Test
  void of_a_customers_accounts_the_one_with_the_most_left_that_suffices_is_chosen() {
    deliver(
        other("a1", "2000000001", "cus2", "NGN", "50"),
        other("a2", "2000000002", "cus2", "NGN", "300"),
        other("a3", "2000000003", "cus2", "NGN", "500"),
        other("a4", "2000000004", "cus2", "USD", "900"),
        other("b1", "2000000005", "cus3", "NGN", "7000"));
    Check check = decided(anyOf("cus2", "100"));
    assertEquals("a3", check.basis().account());
    assertEquals(Reason.ENOUGH, check.answered().reason());
    assertEquals(
        List.of("a3 ENOUGH", "a2 ENOUGH", "a1 NOT_ENOUGH", "a4 OTHER_CURRENCY"),
        check.considered().stream().map(each -> each.account() + " " + each.reason()).toList());
    Check tooMuch = decided(anyOf("cus2", "600"));
    assertEquals(Reason.NOT_ENOUGH, tooMuch.answered().reason(), "dollars are no doubt about naira");
    assertEquals("a3", tooMuch.basis().account());
    assertEquals(new Outcome.NobodyThere(), decide(anyOf("cus9", "1"), NOW));
  }

  @Test
  void an_account_in_doubt_goes_before_one_that_certainly_has_not_enough() {
    deliver(
        other("a1", "2000000001", "cus2", "NGN", "50"),
        other("a2", "2000000002", "cus2", "NGN", "300"),
        new Event.Failed(envelopeOf("a2"), App.Product.AUTH, false));
    Check check = decided(anyOf("cus2", "100"));
    assertEquals(Reason.CONNECTION, check.answered().reason());
    assertEquals("a2", check.basis().account());
  }

  private static balanceapi.core.event.Envelope envelopeOf(String account) {
    return new balanceapi.core.event.Envelope(
        "f" + account, Optional.of(at("-1m")), Optional.of(at("-1m")), NOW, "r-" + account, "cus2", "bank",
        Optional.empty(), Optional.empty());
  }

  // ---- what is kept

  @Test
  void a_decision_is_kept_as_it_was_made_whatever_comes_after() {
    deliver(
        balance("b", "-10m", "100", ""),
        feed("f", "-9m", hold("p1", "10", "-1h"), hold("p2", "5.50", "-30m")));
    decided(reserves("20", "loan-16"));
    Check check = decided(reserves("60", "loan-17"));
    deliver(balance("newer", "-5m", "7", "7"), feed("f2", "-4m", hold("p1", "99", "-1h")));
    release("loan-16", NOW.plusSeconds(1));
    Check kept = decisions(store).find(APP, check.id(), NOW.plusSeconds(2)).orElseThrow();
    assertEquals(check, kept);
    assertEquals(Optional.of(naira("100")), kept.basis().figures().base());
    assertEquals(
        Set.of("p1 -10.00 PENDING", "p2 -5.50 PENDING"),
        Set.copyOf(
            kept.basis().figures().parts().single().stream()
                .map(part -> part.transaction() + " " + part.effect() + " " + part.why())
                .toList()));
    assertEquals(Optional.of(naira("84.50")), kept.answered().available());
    assertEquals(Optional.of(naira("64.50")), kept.answered().spendable());
    assertEquals(
        List.of("loan-16"),
        kept.basis().reserved().stream().map(Reservation::reference).toList());
  }

  @Test
  void more_parts_than_an_item_has_room_for_are_told_all_the_same() {
    deliver(
        balance("b", "-10m", "1000", ""),
        feed(
            "f",
            "-9m",
            IntStream.range(0, 30)
                .mapToObj(i -> hold("p" + i, (i + 1) + "", "-1h"))
                .toArray(Event.Item[]::new)));
    assertEquals(30 - Figures.Parts.FEW, account().figures().parts().others());
    assertEquals(Optional.of(naira("1000")), account().figures().base());
    for (Inquiry inquiry : List.of(asks("1"), reserves("1", "x"), anyOf("cus", "1"))) {
      Figures.Parts parts =
          decisions(store).find(APP, decided(inquiry).id(), NOW).orElseThrow().basis().figures().parts();
      assertEquals(30, parts.single().size());
      assertEquals(0, parts.others());
      assertEquals(naira("-465"), parts.sum());
    }
    assertEquals(30 - Figures.Parts.FEW, account().figures().parts().others());

    AccountStore refusing =
        Intercepted.store(
            store,
            (method, arguments, call) -> {
              if (method.equals("book")) {
                throw new StoreUnavailable("throttled");
              }
              return call.proceed();
            });
    Outcome outcome = decisions(refusing).decide(APP, List.of(reserves("1", "y")), NOW).getFirst();
    Check made = assertInstanceOf(Outcome.Decided.class, outcome).check();
    Figures.Parts few =
        decisions(store).find(APP, made.id(), NOW).orElseThrow().basis().figures().parts();
    assertEquals(30 - Figures.Parts.FEW, few.others(), "what was decided is not refused for them");
    assertEquals(naira("-465"), few.sum());
  }

  @Test
  void every_decision_is_listed_with_its_account_newest_first() {
    available("100");
    deliver(other("a1", "2000000001", "cus2", "NGN", "50"));
    List<CheckId> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(decided(asks("10" + i), NOW.plusSeconds(i)).id());
    }
    decided(anyOf("cus2", "1"));
    List<CheckId> listed = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<Check> page =
          decisions(store).list(APP, ACC, after, 2, NOW.plusSeconds(9)).orElseThrow();
      page.items().forEach(check -> listed.add(check.id()));
      after = page.next();
    } while (after.isPresent());
    assertEquals(made.reversed(), listed);
    assertEquals(
        1, decisions(store).list(APP, "a1", Optional.empty(), 9, NOW).orElseThrow().items().size());
    assertTrue(decisions(store).list(APP, "nobody", Optional.empty(), 9, NOW).isEmpty());
  }

  @Test
  void a_decision_is_kept_for_as_long_as_its_app_said() {
    available("100");
    Check check = decided(asks("1"));
    Instant last = NOW.plus(Duration.ofDays(400)).minusSeconds(1);
    assertTrue(decisions(store).find(APP, check.id(), last).isPresent());
    assertTrue(decisions(store).find(APP, check.id(), last.plusSeconds(1)).isEmpty());
    assertEquals(
        List.of(),
        decisions(store).list(APP, ACC, Optional.empty(), 9, last.plusSeconds(1)).orElseThrow().items());
  }

  @Test
  void an_app_that_keeps_none_has_none() {
    available("100");
    App off = Apps.keepingDecisions(0);
    Outcome outcome = decisions(store).decide(off, List.of(asks("1")), NOW).getFirst();
    CheckId id = assertInstanceOf(Outcome.Decided.class, outcome).check().id();
    assertTrue(decisions(store).find(off, id, NOW).isEmpty());
    assertFalse(Decisions.isKept(off));
  }

  @Test
  void with_its_customer_a_decision_is_gone_at_once() {
    available("100");
    Check check = decided(reserves("1", "x"));
    assertTrue(new EraseCustomer(store).erase(APP, "cus", NOW));
    assertTrue(decisions(store).find(APP, check.id(), NOW).isEmpty());
    assertTrue(decisions(store).list(APP, ACC, Optional.empty(), 9, NOW).isEmpty());
    assertEquals(new Outcome.NobodyThere(), decide(reserves("1", "x"), NOW));
  }

  // ---- a policy that changed

  @Test
  void a_reservation_follows_the_policy_of_now_and_leaves_the_figures_to_the_refresh() {
    deliver(
        balance("b", "-10m", "100", ""),
        feed("f", "-9m", hold("p", "50", "-20d")));
    App brief = Apps.with(App.PendingPolicy.CONSERVATIVE, 1, Set.of());
    App.Settings was = APP.settings();
    assertEquals(14, was.holdDays());
    Outcome now = decisions(store).decide(brief, List.of(reserves("50.01", "x")), NOW).getFirst();
    assertEquals(Reason.NOT_ENOUGH, reason(now), "the hold was shown a moment ago");
    Instant later = NOW.plus(Duration.ofHours(24));
    Inquiry young =
        new Inquiry(
            new Subject.OneAccount(ACC),
            Question.of(naira("100"), Duration.ofDays(9)),
            Optional.of(new Reserve("y", TWO_HOURS)),
            Optional.empty());
    Outcome then = decisions(store).decide(brief, List.of(young), later).getFirst();
    assertEquals(Reason.ENOUGH, reason(then), "a day old, and no hold lives longer any more");
    assertEquals(Optional.of(naira("50")), account().figures().available(), "as stored");
  }
}
