package balanceapi.core.oracle;

import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Small worlds, drawn from so few ids, amounts and instants that they collide. */
public final class Worlds {

  /** The now of every event. */
  public static final Instant NOW = Tell.NOW;

  private static final Currency NGN = Currency.of("NGN");
  private static final Currency USD = Currency.of("USD");

  private Worlds() {}

  /** Worlds of at most this many events. */
  public static Arbitrary<World> upTo(int events) {
    return Combinators.combine(apps(), drafts().list().ofMinSize(1).ofMaxSize(events))
        .as(Worlds::world);
  }

  /** Worlds without failures, whose events are mostly of the feed. */
  public static Arbitrary<World> ofTheFeed(int events) {
    Arbitrary<Draft> drafts =
        Arbitraries.frequencyOf(Tuple.of(2, balances()), Tuple.of(5, transactions()));
    return Combinators.combine(apps(), drafts.list().ofMinSize(2).ofMaxSize(events))
        .as(Worlds::world);
  }

  /** The same world with an amount of its own for each transaction and no links: nothing ever merges. */
  public static World withoutMerging(World world) {
    return new World(
        world.app(),
        world.events().stream()
            .map(e -> e instanceof Event.Transactions t ? withoutMerging(t) : e)
            .toList());
  }

  private static Event withoutMerging(Event.Transactions t) {
    List<Event.Item> items =
        t.items().stream()
            .map(
                item ->
                    new Event.Item(
                        item.id(),
                        item.state(),
                        item.line().map(line -> apart(line, item.id())),
                        item.description(),
                        item.reference(),
                        item.balance()))
            .toList();
    return new Event.Transactions(
        t.envelope(), t.account(), items, t.pendingComplete(), t.skipped());
  }

  private static Line apart(Line line, String id) {
    return new Line(
        line.direction(),
        line.amount().add(new BigDecimal(id.substring(1))),
        line.currency(),
        line.begun(),
        line.cleared(),
        line.expires(),
        Optional.empty());
  }

  /** An event without its identity. */
  private interface Draft {
    Event event(String id);
  }

  private static World world(App app, List<Draft> drafts) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      events.add(drafts.get(i).event("e" + i));
    }
    return new World(app, List.copyOf(events));
  }

  private static Arbitrary<App> apps() {
    return Combinators.combine(
            Arbitraries.of(App.PendingPolicy.values()),
            Arbitraries.of(14, 14, 3),
            Arbitraries.of(Set.<String>of(), Set.<String>of(), Set.of("bank")))
        .as(Apps::with);
  }

  private static Arbitrary<Draft> drafts() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, balances()),
        Tuple.of(10, transactions()),
        Tuple.of(1, authorized()),
        Tuple.of(1, failed()));
  }

  private static Arbitrary<Draft> authorized() {
    return envelopes().map(e -> id -> new Event.Authorized(e.envelope(id)));
  }

  private static Arbitrary<Draft> failed() {
    return Combinators.combine(envelopes(), Arbitraries.of(true, false))
        .as((e, reauth) -> id -> new Event.Failed(e.envelope(id), App.Product.AUTH, reauth));
  }

  private static Arbitrary<Draft> balances() {
    Arbitrary<Optional<BigDecimal>> figure =
        Arbitraries.of("", "", "100", "100.00", "80", "0", "-5.25").map(Worlds::amount);
    Arbitrary<Optional<Overdraft>> overdraft =
        Arbitraries.of(
            Optional.<Overdraft>empty(),
            Optional.<Overdraft>empty(),
            Optional.<Overdraft>empty(),
            Optional.of(new Overdraft(new BigDecimal("20"), true)),
            Optional.of(new Overdraft(new BigDecimal("20"), false)));
    Arbitrary<Optional<String>> type =
        Arbitraries.frequency(
            Tuple.of(8, Optional.<String>empty()),
            Tuple.of(8, Optional.of("Savings")),
            Tuple.of(1, Optional.of("CREDIT card")));
    Arbitrary<Optional<String>> status =
        Arbitraries.frequency(
            Tuple.of(8, Optional.<String>empty()),
            Tuple.of(8, Optional.of("Active")),
            Tuple.of(1, Optional.of("Frozen")));
    return Combinators.combine(
            envelopes(),
            names(),
            figure,
            figure,
            overdraft,
            type,
            status,
            Arbitraries.of(Optional.<Currency>empty(), Optional.of(NGN)))
        .as(
            (e, names, ledger, available, over, kind, state, currency) ->
                id ->
                    new Event.Balances(
                        e.envelope(id),
                        App.Product.BALANCE,
                        names,
                        Optional.of("SURNAME"),
                        kind,
                        state,
                        currency,
                        ledger,
                        available,
                        over));
  }

  private static Arbitrary<Event.AccountNames> names() {
    Optional<String> number = Optional.of("2000000000");
    return Arbitraries.frequency(
        Tuple.of(8, new Event.AccountNames(Optional.of("acc"), number)),
        Tuple.of(1, new Event.AccountNames(Optional.of("acc2"), number)),
        Tuple.of(1, new Event.AccountNames(Optional.empty(), number)));
  }

  private static Arbitrary<Draft> transactions() {
    return Combinators.combine(
            envelopes(),
            names(),
            items().list().ofMaxSize(3),
            Arbitraries.of(false, false, false, true))
        .as(
            (e, names, items, complete) ->
                id -> new Event.Transactions(e.envelope(id), names, items, complete, 0));
  }

  private static Arbitrary<Event.Item> items() {
    Arbitrary<State> state =
        Arbitraries.frequency(
            Tuple.of(5, State.PENDING), Tuple.of(4, State.POSTED), Tuple.of(1, State.REMOVED));
    return Combinators.combine(Arbitraries.of("t1", "t2", "t3", "t4"), state, lines())
        .as(
            (id, is, line) ->
                new Event.Item(
                    id,
                    is,
                    is == State.REMOVED ? Optional.empty() : Optional.of(line),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
  }

  private static Arbitrary<Line> lines() {
    Arbitrary<Optional<String>> replaces =
        Arbitraries.frequency(
            Tuple.of(8, Optional.<String>empty()),
            Tuple.of(1, Optional.of("t1")),
            Tuple.of(1, Optional.of("t2")));
    Arbitrary<Optional<Currency>> currency =
        Arbitraries.frequency(
            Tuple.of(6, Optional.<Currency>empty()),
            Tuple.of(2, Optional.of(NGN)),
            Tuple.of(1, Optional.of(USD)));
    return Combinators.combine(
            Arbitraries.frequency(Tuple.of(4, Direction.DEBIT), Tuple.of(1, Direction.CREDIT)),
            Arbitraries.of("10", "10", "10.00", "20", "25.01").map(BigDecimal::new),
            currency,
            dates(),
            dates(),
            expiries(),
            replaces)
        .as(Line::new);
  }

  private static Arbitrary<Optional<When>> dates() {
    return Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.just(Optional.<When>empty())),
        Tuple.of(4, instants().map(at -> Optional.of(When.of(at)))),
        Tuple.of(3, days().map(day -> Optional.of(When.of(day)))));
  }

  private static Arbitrary<Optional<When>> expiries() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, Arbitraries.just(Optional.<When>empty())),
        Tuple.of(1, instants().map(at -> Optional.of(When.of(at)))),
        Tuple.of(1, Arbitraries.just(Optional.of(When.of(NOW.plus(Duration.ofDays(1)))))),
        Tuple.of(1, days().map(day -> Optional.of(When.of(day)))));
  }

  private static Arbitrary<LocalDate> days() {
    return Arbitraries.of(0, 0, 0, 1, 2, 13, 14, 15, -1)
        .map(back -> LocalDate.parse("2026-03-10").minusDays(back));
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.of("0m", "1m", "2m", "1h", "5h", "11h", "12h", "1d", "2d", "13d", "14d", "15d")
        .map(Worlds::before);
  }

  private static Instant before(String ago) {
    return NOW.minus(Duration.parse((ago.endsWith("d") ? "P" : "PT") + ago));
  }

  private static Arbitrary<Told> envelopes() {
    return Combinators.combine(
            instants(),
            Arbitraries.of(Duration.ZERO, Duration.ofMillis(121), Duration.ofMinutes(1)),
            Arbitraries.frequency(
                Tuple.of(10, 3), Tuple.of(2, 1), Tuple.of(2, 2), Tuple.of(1, 0)),
            Arbitraries.frequency(Tuple.of(5, "r1"), Tuple.of(1, "r2")),
            Arbitraries.frequency(Tuple.of(6, Optional.of("NG")), Tuple.of(1, Optional.<String>empty())))
        .as(Told::new);
  }

  /** When and through which connection something was told; {@code dated} says which times are given. */
  private record Told(
      Instant started, Duration took, int dated, String record, Optional<String> country) {
    Envelope envelope(String id) {
      return new Envelope(
          id,
          (dated & 1) == 0 ? Optional.empty() : Optional.of(started),
          (dated & 2) == 0 ? Optional.empty() : Optional.of(started.plus(took)),
          NOW,
          record,
          "cus",
          "bank",
          Optional.of("Kuda Bank"),
          country);
    }
  }

  private static Optional<BigDecimal> amount(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
  }
}
