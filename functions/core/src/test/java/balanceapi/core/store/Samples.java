package balanceapi.core.store;

import balanceapi.core.account.Account;
import balanceapi.core.account.Account.Pulls;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Feed;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.account.Observation.Pull;
import balanceapi.core.account.Profile;
import balanceapi.core.account.Reading;
import balanceapi.core.account.RecordState;
import balanceapi.core.account.Reservation;
import balanceapi.core.account.Reserved;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Figures.Pending;
import balanceapi.core.availability.Figures.Until;
import balanceapi.core.availability.Policy;
import balanceapi.core.availability.Source;
import balanceapi.core.availability.Step;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.transaction.Transaction.Details;
import balanceapi.core.transaction.Transaction.Origin;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stores are tested with: everything that may be there, and nothing of what may be missing. */
final class Samples {

  static final String APP = "64f0000000000000000000aa";
  static final String OTHER_APP = "64f0000000000000000000ab";
  static final Instant NOW = Instant.parse("2026-11-22T09:00:00.123Z");
  static final Currency NGN = Currency.of("NGN");

  private static final Policy POLICY = new Policy(false, 14, Set.of(), NGN);

  private Samples() {}

  static AccountRef ref(String account) {
    return new AccountRef(APP, account);
  }

  static Identity identity(String number) {
    return new Identity("63d4customer", "5f0cbank", Optional.of(number));
  }

  static Account minimal(String id) {
    return Account.fresh(
        ref(id), new Identity("c", "b", Optional.empty()), POLICY, Optional.empty(), NOW);
  }

  /** An account with everything, its amounts in this currency. */
  static Account populated(AccountRef ref, Identity identity, Currency currency, String... amounts) {
    BigDecimal ledger = new BigDecimal(amounts[0]);
    BigDecimal available = new BigDecimal(amounts[1]);
    return new Account(
        ref,
        identity,
        new Profile(
            reading("rec#1/2%3"),
            reading("OKAFOR, Ngozi — “Ọmọ”"),
            reading("Savings"),
            reading("Active"),
            Optional.of(new Reading<>(currency, NOW.minusSeconds(7))),
            reading("Kuda Bank"),
            reading("NG"),
            reading("{\"a\":1,\"ọmọ\":\"#\"}")),
        new Connection(at(1), at(2), at(3), at(4), at(5)),
        Optional.of(observation(at(60).orElseThrow(), "rec#1", currency, ledger, available)),
        new Pulls(at(60), Duration.ofMillis(12_345)),
        new Feed(
            at(6),
            at(7),
            at(8),
            Duration.ofHours(50),
            Optional.of(LocalDate.of(2026, 10, 31)),
            at(9),
            at(10)),
        new Figures(
            currency,
            Optional.of(Money.of(currency, ledger)),
            Optional.of(Money.of(currency, available)),
            Source.ADJUSTED,
            new Pending(Money.of(currency, available), Money.of(currency, ledger), 3, 1),
            List.of(
                new Until(Money.of(currency, available), NOW.plusSeconds(60)),
                new Until(Money.of(currency, ledger), NOW.plusSeconds(90))),
            Optional.of(NOW.plusSeconds(3600)),
            new Figures.Parts(
                List.of(
                    new Figures.Part("t#1", Money.of(currency, available).negated(), Step.Why.PENDING),
                    new Figures.Part("t/2", Money.zero(currency), Step.Why.OTHER_CURRENCY)),
                7,
                Money.of(currency, ledger).negated()),
            "c14NGN"),
        NOW.plusMillis(1),
        Map.of("e#1", NOW.minusMillis(1), "e/2", NOW),
        new Reserved(
            List.of(
                new Reservation(
                    "loan-17",
                    Money.of(currency, ledger.abs().max(BigDecimal.ONE)),
                    NOW.minusSeconds(5),
                    NOW.plusSeconds(7200)))),
        Optional.of(List.of(Money.of(currency, ledger))),
        Optional.of(NOW.minus(Duration.ofDays(1))),
        NOW.minus(Duration.ofDays(2)),
        0);
  }

  static Account populated(String id) {
    return populated(ref(id), identity("2000000000"), NGN, "500.00", "380.10");
  }

  /** The same account, due at this instant and at no other. */
  static Account due(Account account, Optional<Instant> at) {
    Figures f = account.figures();
    return account.computed(
        new Figures(
            f.currency(), f.ledger(), f.available(), f.source(), f.pending(), f.credits(), at, f.parts(),
            f.policy()),
        NOW);
  }

  private static Optional<Instant> at(long seconds) {
    return Optional.of(NOW.minusSeconds(seconds));
  }

  private static Optional<Reading<String>> reading(String text) {
    return Optional.of(new Reading<>(text, NOW.minusMillis(text.length())));
  }

  // ---- observations

  static Observation observation(
      Instant started, String record, Currency currency, BigDecimal ledger, BigDecimal available) {
    return new Observation(
        new Pull(started, record),
        Optional.of(new Reading<>(ledger, started.plusMillis(1))),
        Optional.of(new Reading<>(available, started.plusMillis(2))),
        Optional.of(new Reading<>(new Overdraft(available.abs(), true), started.plusMillis(3))),
        Optional.of(new Reading<>(currency, started.plusMillis(4))),
        List.of("e#1", "e/2", "e%3"),
        7);
  }

  /** The n-th revision of a pull that gave a ledger. */
  static Observation observation(Instant started, String ledger, long revision) {
    return new Observation(
        new Pull(started, "rec"),
        Optional.of(new Reading<>(new BigDecimal(ledger), started)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of("e"),
        revision);
  }

  static Observation nothingObserved(Instant started) {
    return new Observation(
        new Pull(started, "r"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1);
  }

  // ---- transactions

  static Line line(String amount, Optional<When> begun) {
    return new Line(
        Direction.DEBIT,
        new BigDecimal(amount),
        Optional.empty(),
        begun,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** One that one event showed, begun at this instant. */
  static Transaction shown(String id, State state, Instant begun, String event) {
    return Transaction.shown(
        id,
        new Showing(
            begun.plusSeconds(1),
            begun,
            event,
            state,
            state == State.REMOVED
                ? Optional.empty()
                : Optional.of(line("120.00", Optional.of(When.of(begun))))),
        new Details(begun.plusSeconds(1), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  static Transaction pending(String id, Instant begun) {
    return shown(id, State.PENDING, begun, "e-pending");
  }

  static Transaction posting(String id, Instant posted) {
    return shown(id, State.POSTED, posted, "e-posted");
  }

  /** A transaction with every optional part, a date alone beside an instant, and several showings. */
  static Transaction populatedTransaction(String id, String amount) {
    Line hold =
        new Line(
            Direction.CREDIT,
            new BigDecimal(amount),
            Optional.of(Currency.of("KWD")),
            Optional.of(When.of(LocalDate.of(2026, 11, 20))),
            Optional.of(When.of(NOW)),
            Optional.of(When.of(LocalDate.of(2026, 12, 31))),
            Optional.of("p#1/2%3"));
    Line again = line(amount, Optional.of(When.of(NOW)));
    return Transaction.shown(
            id,
            new Showing(NOW, NOW.minusMillis(1), "e#1", State.PENDING, Optional.of(hold)),
            new Details(
                NOW,
                Optional.of("POS “SHOPRITE” #1 — Ikeja"),
                Optional.of("ref/1%2#3"),
                Optional.of("-0.050"),
                new Origin(Optional.of("Ikeja #1"), Optional.empty(), Optional.of("64/a%#"))))
        .join(shown(id, State.REMOVED, NOW.plusSeconds(5), "e/2"))
        .join(
            Transaction.shown(
                id,
                new Showing(
                    NOW.plusSeconds(9), NOW.plusSeconds(8), "e%3", State.POSTED, Optional.of(again)),
                new Details(
                    NOW.minusSeconds(1), Optional.of(""), Optional.empty(), Optional.empty())))
        .join(
            Transaction.shown(
                id,
                new Showing(
                    NOW.minusSeconds(9), NOW, "e%4", State.PENDING, Optional.of(hold)),
                new Details(NOW.minusSeconds(9), Optional.empty(), Optional.empty(), Optional.empty())))
        .expired(NOW.plusSeconds(60));
  }

  // ---- records

  static RecordState populatedRecord(String id) {
    return new RecordState(
        id,
        "cus#1/2%3",
        "bank#1/2%3",
        new Connection(at(1), at(2), at(3), at(4), at(5)),
        List.of("e2", "e1"),
        List.of("e1"),
        Optional.of(NOW.minusSeconds(9)),
        NOW,
        0);
  }

  // ---- events

  /** A TRANSACTIONS event with everything. */
  static Event.Transactions populatedEvent(String id) {
    return new Event.Transactions(
        new Envelope(
            id,
            Optional.of(NOW.minusSeconds(2)),
            Optional.of(NOW.minusSeconds(1)),
            NOW,
            "rec#1",
            "cus/1",
            "bank%1",
            Optional.of("Kuda Bank"),
            Optional.of("NG"),
            Optional.of("{\"a\":1}")),
        new AccountNames(Optional.of("acc#1"), Optional.of("2000000000")),
        List.of(
            new Item(
                "t#1",
                State.PENDING,
                populatedTransaction("t#1", "0.050").showings().getFirst().line(),
                Optional.of("POS"),
                Optional.of("ref"),
                Optional.of("1,000.00"),
                new Origin(Optional.empty(), Optional.of("044"), Optional.empty())),
            new Item(
                "t#2",
                State.POSTED,
                Optional.of(line("999999999999999.00", Optional.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            removed("t#3")),
        true,
        2);
  }

  /** One with nothing that may be missing. */
  static Event.Transactions minimalEvent(String id) {
    return new Event.Transactions(
        new Envelope(
            id, Optional.empty(), Optional.empty(), NOW, "r", "c", "b", Optional.empty(), Optional.empty()),
        new AccountNames(Optional.empty(), Optional.empty()),
        List.of(),
        false,
        0);
  }

  private static Item removed(String id) {
    return new Item(
        id, State.REMOVED, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
