package balanceapi.bench;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.app.App;
import balanceapi.core.app.App.Product;
import balanceapi.core.app.Sealed;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The n-th account of usual size, as events make it: three pendings, and so much history. Of usual size are
 * names of some twenty characters, ids of 24 hex digits, event identities of 32.
 *
 * <p>All accounts belong to one customer: nothing that the refresh reads tells the difference.
 */
final class Holder {

  /** The instant of the newest observation. */
  static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private static final String CUSTOMER = hex(3);
  private static final String RECORD = hex(2);
  private static final String BANK = hex(4);

  static final App APP =
      new App(
          hex(9),
          "6f1d2f64-0000-4000-8000-000000000000",
          hex(10),
          App.Settings.named("Benchmark"),
          List.of(),
          List.of(),
          new Sealed(""),
          T0.minus(Duration.ofDays(365)));

  private Holder() {}

  /** 24 hex digits, as Okra's ids have. */
  static String hex(long n) {
    return "64ba%020x".formatted(n);
  }

  static AccountRef ref(int n) {
    return new AccountRef(APP.id(), hex(0x1_0000_0000L + n));
  }

  static Identity identity(int n) {
    return new Identity(CUSTOMER, BANK, Optional.of(number(n)));
  }

  private static String number(int n) {
    return Integer.toString(2_000_000_000 + n);
  }

  /**
   * Applies its events up to the newest observation.
   *
   * @param history how many observations it will have, at least 2
   */
  static void begin(ApplyEvent events, int n, int history) {
    Instant first = T0.minus(Duration.ofHours(history));
    // One connection has them all, so that of another account than the first it is a duplicate.
    events.apply(APP, new Event.Authorized(envelope(1, first)), first.plusSeconds(1));
    for (int i = history - 1; i > 0; i--) {
      applied(events, balance(names(n), i, T0.minus(Duration.ofHours(i))));
    }
  }

  /**
   * Applies its pendings and its newest observation.
   *
   * @param ends when each of its pendings ends
   */
  static void end(ApplyEvent events, int n, List<Instant> ends) {
    List<Item> pendings = new ArrayList<>();
    for (Instant end : ends) {
      pendings.add(pending(pendings.size(), end));
    }
    Envelope shown = envelope(2, T0.minusSeconds(40));
    applied(events, new Event.Transactions(shown, names(n), pendings, false, 0));
    applied(events, balance(names(n), 0, T0));
  }

  private static AccountNames names(int n) {
    return new AccountNames(Optional.of(ref(n).account()), Optional.of(number(n)));
  }

  private static void applied(ApplyEvent events, Event event) {
    Outcome outcome = events.apply(APP, event, event.envelope().asOf().plusSeconds(1));
    if (!(outcome instanceof Outcome.Applied)) {
      throw new IllegalStateException("an event was not applied: " + outcome);
    }
  }

  private static Envelope envelope(int n, Instant at) {
    return new Envelope(
        "%032x".formatted(1L << 62 | n),
        Optional.of(at.minusMillis(2_345)),
        Optional.of(at),
        at,
        RECORD,
        CUSTOMER,
        BANK,
        Optional.of("Guaranty Trust Bank"),
        Optional.of("NG"));
  }

  private static Event.Balances balance(AccountNames names, int i, Instant at) {
    return new Event.Balances(
        envelope(10 + i, at),
        Product.BALANCE,
        names,
        Optional.of("SURNAME MIDDLE FIRST"),
        Optional.of("Savings Account"),
        Optional.of("Active"),
        Optional.of(Currency.of("NGN")),
        Optional.of(new BigDecimal((5_000 + i) + ".00")),
        Optional.empty(),
        Optional.empty());
  }

  private static Item pending(int i, Instant end) {
    return new Item(
        hex(0x2_0000_0000L + i),
        State.PENDING,
        Optional.of(
            new Line(
                Direction.DEBIT,
                new BigDecimal((120 + i) + ".50"),
                Optional.of(Currency.of("NGN")),
                Optional.of(When.of(T0.minusSeconds(3_600 - i))),
                Optional.empty(),
                Optional.of(When.of(end)),
                Optional.empty())),
        Optional.of("POS PURCHASE SHOPRITE IKEJA LAGOS NG"),
        Optional.of("000013261122085800123456789012"),
        Optional.empty());
  }
}
