package balanceapi.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.usecase.ApplyEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is over does not stay at hand: or each event would read more than the one before. */
class PutAwayTest {

  private static final App APP = Apps.plain();
  private static final Instant START = Instant.parse("2026-01-01T08:00:00Z");
  private static final Event.AccountNames NAMES =
      new Event.AccountNames(Optional.of("acc"), Optional.of("2000000000"));

  private final InMemoryStore store = new InMemoryStore();

  private void apply(Event event) {
    new ApplyEvent(store).apply(APP, event, event.envelope().asOf());
  }

  private static Envelope envelope(String id, Instant at) {
    return new Envelope(
        id,
        Optional.of(at),
        Optional.of(at),
        at,
        "record",
        "customer",
        "bank",
        Optional.empty(),
        Optional.of("NG"));
  }

  private static Event feed(String id, Instant at, State state, Optional<String> link) {
    Line line =
        new Line(
            Direction.DEBIT,
            new BigDecimal("50"),
            Optional.empty(),
            Optional.of(When.of(at)),
            Optional.empty(),
            Optional.empty(),
            link);
    Event.Item item =
        new Event.Item(
            id, state, Optional.of(line), Optional.empty(), Optional.empty(), Optional.empty());
    return new Event.Transactions(envelope("feed " + id, at), NAMES, List.of(item), false, 0);
  }

  private static Event balance(String id, Instant at) {
    return new Event.Balances(
        envelope(id, at),
        App.Product.BALANCE,
        NAMES,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(Currency.of("NGN")),
        Optional.of(new BigDecimal("1000")),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_year_of_events_of_one_transaction_leaves_few_holds_at_hand(boolean linked) {
    for (int day = 0; day < 365; day++) {
      Instant at = START.plus(Duration.ofDays(day));
      apply(feed("h" + day, at, State.PENDING, Optional.empty()));
      Optional<String> link = linked ? Optional.of("h" + day) : Optional.empty();
      apply(feed("p" + day, at.plusSeconds(3600), State.POSTED, link));
      apply(balance("b" + day, at.plusSeconds(7200)));
    }
    Book book = store.book(new AccountRef(APP.id(), "acc")).orElseThrow();
    assertTrue(book.open().size() <= 12, () -> "at hand: " + book.open().size());
    assertEquals("1000.00", book.account().figures().available().orElseThrow().toString());
  }
}
