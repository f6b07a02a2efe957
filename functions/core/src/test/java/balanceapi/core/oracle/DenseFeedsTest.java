package balanceapi.core.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Policy;
import balanceapi.core.availability.Position;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.RefreshAccount;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weeks of a feed whose amounts are nearly all the same, so that postings and holds contend: what is put
 * away, and read back, must never change a figure. What is stored is compared with the same computation
 * over everything that was ever said.
 */
class DenseFeedsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final AccountNames NAMES =
      new AccountNames(Optional.of("acc"), Optional.of("2000000000"));

  /** What a feed may do, besides showing holds and postings. */
  private record Habits(
      boolean dates, boolean reports, boolean links, boolean shows, boolean late) {}

  @ParameterizedTest
  @CsvSource({
    "false, false, false, false, false",
    "true, true, false, false, false",
    "false, false, true, true, false",
    "true, true, true, true, false",
    "true, true, true, true, true",
  })
  void a_dense_feed_ends_in_the_figures_of_all_that_was_said(
      boolean dates, boolean reports, boolean links, boolean shows, boolean late) {
    Habits habits = new Habits(dates, reports, links, shows, late);
    for (int seed = 0; seed < 300; seed++) {
      new Run(habits, new Random(seed)).check("seed " + seed);
    }
  }

  private static final class Run {
    private final Habits habits;
    private final Random random;
    private final App app;
    private final InMemoryStore store = new InMemoryStore();
    private final Map<String, Transaction> said = new HashMap<>();
    private final Map<Instant, Event.Balances> observed = new HashMap<>();
    private final List<Item> shown = new ArrayList<>();
    private final int days;
    private Instant clock = START;

    Run(Habits habits, Random random) {
      this.habits = habits;
      this.random = random;
      this.app =
          Apps.with(
              random.nextInt(4) == 0 ? App.PendingPolicy.NET : App.PendingPolicy.CONSERVATIVE,
              1 + random.nextInt(20),
              Set.of());
      this.days = 1 + random.nextInt(60);
    }

    void check(String seed) {
      for (Event event : events()) {
        clock = event.envelope().asOf().isAfter(clock) ? event.envelope().asOf() : clock;
        new ApplyEvent(store).apply(app, event, clock);
        if (event instanceof Event.Transactions feed) {
          feed.items()
              .forEach(
                  item ->
                      said.merge(item.id(), item.shownBy(feed.envelope()), Transaction::join));
        }
      }
      AccountRef ref = new AccountRef(app.id(), "acc");
      new RefreshAccount(store).refresh(app, ref, clock);
      Account account = store.account(ref).orElseThrow();
      Figures wanted = figures(account.position());
      assertEquals(wanted.available(), account.figures().available(), seed);
      assertEquals(wanted.source(), account.figures().source(), seed);
      for (int day = 0; day < days; day += 3) {
        past(account, START.plus(Duration.ofDays(day)).plusSeconds(43_200), seed + " day " + day);
      }
    }

    private void past(Account account, Instant at, String seed) {
      Balances.Dated then = new Balances(store).at(app, "acc", at, clock).orElseThrow();
      Optional<Event.Balances> inForce = then.asOf().map(observed::get);
      if (inForce.isPresent()) {
        Position position =
            new Position(
                Optional.of(observation(inForce.get())),
                account.feed(),
                account.profile(),
                "bank",
                Optional.of(at));
        assertEquals(figures(position).available(), then.figures().available(), seed);
      }
    }

    private Figures figures(Position position) {
      return AvailableBalance.of(position, said.values(), Policy.of(app.settings()), clock)
          .figures();
    }

    private static Observation observation(Event.Balances event) {
      Instant at = event.envelope().asOf();
      return new Observation(
          new Observation.Pull(at, "record"),
          event.ledger().map(amount -> new Reading<>(amount, at)),
          event.available().map(amount -> new Reading<>(amount, at)),
          Optional.empty(),
          event.currency().map(currency -> new Reading<>(currency, at)),
          List.of(),
          1);
    }

    private List<Event> events() {
      List<Event> events = new ArrayList<>();
      int count = 6 + random.nextInt(30);
      for (int i = 0; i < count; i++) {
        // No two events have one instant: which of them is newer is not what is looked at here.
        Instant at =
            START.plus(Duration.ofHours(24L * days * i / count + random.nextInt(5))).plusSeconds(i);
        events.add(i == 0 || random.nextInt(3) == 0 ? balance(i, at) : feed(i, at));
      }
      for (int i = 0; habits.late && i < 3; i++) {
        Event late = events.remove(random.nextInt(events.size()));
        events.add(random.nextInt(events.size() + 1), late);
      }
      return events;
    }

    private static Envelope envelope(int number, Instant at) {
      return new Envelope(
          "e" + number,
          Optional.of(at),
          Optional.of(at),
          at,
          "record",
          "customer",
          "bank",
          Optional.empty(),
          Optional.empty());
    }

    private Event balance(int number, Instant at) {
      boolean reported = habits.reports && random.nextBoolean();
      Event.Balances event =
          new Event.Balances(
              envelope(number, at),
              App.Product.BALANCE,
              NAMES,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(Currency.of("NGN")),
              Optional.of(new BigDecimal("10000")),
              reported
                  ? Optional.of(new BigDecimal(random.nextBoolean() ? "10000" : "9900"))
                  : Optional.empty(),
              Optional.empty());
      observed.put(at, event);
      return event;
    }

    private Event feed(int number, Instant at) {
      Map<String, Item> items = new LinkedHashMap<>();
      int lines = random.nextInt(6);
      for (int i = 0; i < lines; i++) {
        Item item = item(number + "_" + i, at);
        items.putIfAbsent(item.id(), item);
      }
      boolean complete = habits.shows && random.nextInt(6) == 0;
      return new Event.Transactions(
          envelope(number, at), NAMES, List.copyOf(items.values()), complete, 0);
    }

    private Item item(String id, Instant at) {
      int what = random.nextInt(10);
      if (habits.shows && what < 3 && !shown.isEmpty()) {
        Item again = shown.get(random.nextInt(shown.size()));
        return what > 0 ? again : item(again.id(), State.REMOVED, Optional.empty());
      }
      Instant begun = at.minus(Duration.ofHours(random.nextInt(72)));
      When when =
          habits.dates && random.nextBoolean()
              ? When.of(begun.atZone(ZoneOffset.UTC).toLocalDate())
              : When.of(begun);
      boolean hold = what < 6;
      Optional<String> link =
          habits.links && !hold && random.nextBoolean() && !shown.isEmpty()
              ? Optional.of(shown.get(random.nextInt(shown.size())).id())
              : Optional.empty();
      Line line =
          new Line(
              random.nextInt(6) == 0 ? Direction.CREDIT : Direction.DEBIT,
              new BigDecimal(random.nextInt(3) == 0 ? "7" : "100"),
              Optional.empty(),
              Optional.of(when),
              Optional.empty(),
              Optional.empty(),
              link);
      Item item = item(id, hold ? State.PENDING : State.POSTED, Optional.of(line));
      if (hold) {
        shown.add(item);
      }
      return item;
    }

    private static Item item(String id, State state, Optional<Line> line) {
      return new Item(id, state, line, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }
}
