package balanceapi.core.oracle;

import balanceapi.core.app.App;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Short words for events in examples. Times are relative to {@link #NOW}: {@code -1h}, {@code +1d}. */
public final class Tell {

  /** The now of every event; 12:00 in Lagos. */
  public static final Instant NOW = Instant.parse("2026-03-10T11:00:00Z");

  public static final AccountNames ACC =
      new AccountNames(Optional.of("acc"), Optional.of("2000000000"));

  private Tell() {}

  /** {@code 0}, {@code -5m}, {@code -1h}, {@code -2d}. */
  public static Instant at(String when) {
    if (when.equals("0")) {
      return NOW;
    }
    String amount = when.substring(1);
    Duration ago = Duration.parse((when.endsWith("d") ? "P" : "PT") + amount);
    return when.startsWith("-") ? NOW.minus(ago) : NOW.plus(ago);
  }

  /** {@code D-1} is a date, anything else an instant, the empty text nothing. */
  public static Optional<When> when(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        text.startsWith("D")
            ? When.of(LocalDate.parse("2026-03-10").plusDays(Long.parseLong(text.substring(1))))
            : When.of(at(text)));
  }

  public static Envelope envelope(String id, String started, String ended, String record) {
    return new Envelope(
        id,
        started.isEmpty() ? Optional.empty() : Optional.of(at(started)),
        ended.isEmpty() ? Optional.empty() : Optional.of(at(ended)),
        NOW,
        record,
        "cus",
        "bank",
        Optional.of("Kuda Bank"),
        Optional.of("NG"));
  }

  /** Of record r1 at this instant, and nothing says in which country its bank is. */
  public static Envelope nowhere(String id, String at) {
    Envelope e = envelope(id, at, at, "r1");
    return new Envelope(
        e.event(), e.startedAt(), e.endedAt(), e.receivedAt(), e.record(), e.customer(), e.bank(), e.bankName(),
        Optional.empty());
  }

  /** A BALANCE event of record r1 at this instant; an empty figure is null. */
  public static Event.Balances balance(String id, String at, String ledger, String available) {
    return balance(envelope(id, at, at, "r1"), ACC, ledger, available);
  }

  public static Event.Balances balance(
      Envelope envelope, AccountNames names, String ledger, String available) {
    return new Event.Balances(
        envelope,
        App.Product.BALANCE,
        names,
        Optional.of("SURNAME"),
        Optional.of("Savings"),
        Optional.of("Active"),
        Optional.of(Currency.of("NGN")),
        amount(ledger),
        amount(available),
        Optional.empty());
  }

  private static Optional<BigDecimal> amount(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
  }

  public static Event.Transactions feed(String id, String at, Item... items) {
    return feed(envelope(id, at, at, "r1"), false, items);
  }

  public static Event.Transactions complete(String id, String at, Item... items) {
    return feed(envelope(id, at, at, "r1"), true, items);
  }

  public static Event.Transactions feed(Envelope envelope, boolean complete, Item... items) {
    return new Event.Transactions(envelope, ACC, List.of(items), complete, 0);
  }

  public static Item hold(String id, String amount, String begun) {
    return item(id, State.PENDING, line(Direction.DEBIT, amount, begun, "", "", ""));
  }

  public static Item hold(String id, String amount, String begun, String expires) {
    return item(id, State.PENDING, line(Direction.DEBIT, amount, begun, "", expires, ""));
  }

  public static Item credit(String id, State state, String amount, String begun) {
    return item(id, state, line(Direction.CREDIT, amount, begun, "", "", ""));
  }

  public static Item posted(String id, String amount, String begun) {
    return item(id, State.POSTED, line(Direction.DEBIT, amount, begun, "", "", ""));
  }

  /** A posting that names a pending as its own. */
  public static Item completes(String id, String amount, String begun, String pending) {
    return item(id, State.POSTED, line(Direction.DEBIT, amount, begun, "", "", pending));
  }

  public static Item removed(String id) {
    return new Item(
        id, State.REMOVED, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static Item item(String id, State state, Line line) {
    return new Item(
        id, state, Optional.of(line), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static Line line(
      Direction direction,
      String amount,
      String begun,
      String cleared,
      String expires,
      String replaces) {
    return new Line(
        direction,
        new BigDecimal(amount),
        Optional.empty(),
        when(begun),
        when(cleared),
        when(expires),
        replaces.isEmpty() ? Optional.empty() : Optional.of(replaces));
  }
}
