package balanceapi.core.store;

import static balanceapi.core.store.Samples.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Reservation;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.Check.Basis;
import balanceapi.core.decision.Check.Considered;
import balanceapi.core.decision.CheckId;
import balanceapi.core.decision.FundsCheck.Question;
import balanceapi.core.decision.FundsCheck.Reason;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.decision.Reserve;
import balanceapi.core.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of decisions does; each store's test extends it. */
public abstract class CheckStoreContract {

  private static final Duration YEAR = Duration.ofDays(365);

  /** A store with nothing in it. */
  protected abstract CheckStore empty();

  static List<String> ids() {
    return AccountStoreContract.ids();
  }

  private static Money money(String amount) {
    return Money.of(Samples.NGN, new BigDecimal(amount));
  }

  /** With everything that a decision can have. */
  private static Check full(AccountRef ref, Instant at, long chance) {
    Account account = Samples.populated(ref.account());
    Reservation reservation =
        new Reservation("loan-17", money("60.00"), NOW.minusSeconds(9), NOW.plusSeconds(7200));
    return new Check(
        new CheckId(ref, at, chance),
        new Inquiry(
            new Subject.OneAccount("alias#" + ref.account()),
            new Question(money("60"), money("40.05"), Duration.ofHours(7)),
            Optional.of(new Reserve("loan-17", Duration.ofHours(2))),
            Optional.of("order 7, “Ọmọ”")),
        new Check.Answer(Reason.ENOUGH, Optional.of(money("380.10")), Optional.of(money("-1.00"))),
        Optional.of(reservation),
        new Basis(
            ref.id(),
            account.figures(),
            account.asOf(),
            account.feed().asOf(),
            account.computedAt(),
            Connection.State.ERROR,
            Optional.of("Active"),
            true,
            List.of(reservation, new Reservation("x", money("1"), NOW, NOW.plusMillis(1)))),
        List.of(
            new Considered("a#1", Reason.ENOUGH, Optional.of(money("7"))),
            new Considered("a/2", Reason.UNKNOWN_BALANCE, Optional.empty())));
  }

  /** With as little as one can have. */
  private static Check bare(AccountRef ref) {
    Account account = Samples.minimal(ref.account());
    return new Check(
        new CheckId(ref, NOW, -1),
        new Inquiry(
            new Subject.AnyOfCustomer("c"),
            Question.of(money("1"), Duration.ofSeconds(1)),
            Optional.empty(),
            Optional.empty()),
        new Check.Answer(Reason.UNKNOWN_BALANCE, Optional.empty(), Optional.empty()),
        Optional.empty(),
        new Basis(
            ref.id(),
            account.figures(),
            Optional.empty(),
            Optional.empty(),
            NOW,
            Connection.State.ACTIVE,
            Optional.empty(),
            false,
            List.of()),
        List.of());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void a_decision_comes_back_as_it_was_kept(String id) {
    CheckStore store = empty();
    for (Check check : List.of(full(Samples.ref(id), NOW, Long.MAX_VALUE), bare(Samples.ref(id)))) {
      store.keep(List.of(check), YEAR);
      assertEquals(Optional.of(check), store.find(check.id(), NOW));
    }
  }

  @Test
  void very_many_are_kept_at_once_each_once() {
    CheckStore store = empty();
    AccountRef ref = Samples.ref("acc");
    List<Check> checks =
        IntStream.range(0, 100).mapToObj(i -> full(ref, NOW.plusMillis(i / 2), i)).toList();
    store.keep(checks, YEAR);
    store.keep(checks, YEAR);
    assertEquals(checks.reversed(), all(store, ref, 7));
    assertEquals(List.of(), all(store, new AccountRef(Samples.OTHER_APP, "acc"), 7));
    assertEquals(List.of(), all(store, Samples.ref("acc2"), 7));
  }

  @Test
  void decisions_of_many_months_are_one_list() {
    CheckStore store = empty();
    AccountRef ref = Samples.ref("acc");
    List<Check> checks = new ArrayList<>();
    for (String at :
        List.of(
            "2026-01-01T00:00:00Z", "2026-03-31T23:59:59.999Z", "2026-04-01T00:00:00Z", "2026-12-31T23:59:59.999Z",
            "2027-01-01T00:00:00Z", "2027-11-30T12:00:00Z")) {
      checks.add(full(ref, Instant.parse(at), 1));
      checks.add(full(ref, Instant.parse(at), 2));
    }
    store.keep(checks, YEAR.multipliedBy(4));
    Instant later = Instant.parse("2028-02-29T00:00:00Z");
    for (int limit : new int[] {1, 2, 3, 4, 12, 100}) {
      assertEquals(checks.reversed(), all(store, ref, limit, later), limit + " a page");
    }
    for (Check check : checks) {
      assertEquals(Optional.of(check), store.find(check.id(), later));
    }
  }

  @Test
  void what_is_over_is_there_no_more() {
    CheckStore store = empty();
    AccountRef ref = Samples.ref("acc");
    Check old = full(ref, NOW.minusSeconds(10), 1);
    Check young = full(ref, NOW, 2);
    store.keep(List.of(old, young), Duration.ofSeconds(10));
    assertEquals(Optional.empty(), store.find(old.id(), NOW));
    assertEquals(Optional.of(young), store.find(young.id(), NOW));
    assertEquals(List.of(young), all(store, ref, 9));
    assertEquals(Optional.empty(), store.find(new CheckId(ref, NOW, 3), NOW));
  }

  private static List<Check> all(CheckStore store, AccountRef ref, int limit) {
    return all(store, ref, limit, NOW);
  }

  private static List<Check> all(CheckStore store, AccountRef ref, int limit, Instant now) {
    List<Check> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      AccountStore.Page<Check> page = store.list(ref, after, limit, now);
      all.addAll(page.items());
      after = page.next();
    } while (after.isPresent());
    return all;
  }
}
