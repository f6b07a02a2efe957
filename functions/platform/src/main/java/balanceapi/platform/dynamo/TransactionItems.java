package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Attributes.each;
import static balanceapi.platform.dynamo.Attributes.list;
import static balanceapi.platform.dynamo.Attributes.of;
import static balanceapi.platform.dynamo.Attributes.orNone;
import static balanceapi.platform.dynamo.Attributes.unlessNone;

import balanceapi.core.account.AccountRef;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.store.AccountStore.Receipt;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.transaction.Transaction.Details;
import balanceapi.core.transaction.Transaction.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Transactions and kept events as items.
 *
 * <p>Attributes: {@code n} the revision; {@code l} the distinct lines; {@code s} the showings, each
 * {@code [as_of, started, event, state, index of its line]}; {@code x} the run that found a hold expired;
 * {@code t} the details {@code [as_of, description, reference, balance]}, and where it is known the origin
 * {@code [branch, code, benefactor]}. A line is {@code [direction, amount, currency, begun, cleared, expires, replaces]}.
 */
final class TransactionItems {

  /** How long a dated event is kept: repeated later it changes nothing all the same. */
  private static final Duration KEPT = Duration.ofDays(90);

  private TransactionItems() {}

  static Attributes.Item item(AccountRef ref, String sk, Transaction transaction, long revision) {
    List<Line> lines =
        transaction.showings().stream().flatMap(s -> s.line().stream()).distinct().toList();
    Details details = transaction.details();
    return new Attributes.Item()
        .with("pk", of(Keys.account(ref)))
        .with("sk", of(sk))
        .with("v", AppItems.SCHEMA)
        .with("n", of(revision))
        .with("l", list(lines, TransactionItems::line))
        .with("s", list(transaction.showings(), showing -> showing(showing, lines)))
        .with("x", transaction.expiredBy(), Attributes::of)
        .with(
            "t",
            listed(
                details.origin(),
                of(details.asOf()),
                orNone(details.description(), Attributes::of),
                orNone(details.reference(), Attributes::of),
                orNone(details.balance(), Attributes::of)));
  }

  static Transaction transaction(Map<String, AttributeValue> item) {
    String sk = item.get("sk").s();
    List<Line> lines = each(item.get("l"), TransactionItems::line);
    List<AttributeValue> details = item.get("t").l();
    return new Transaction(
        sk.substring(sk.indexOf('#') + 1),
        each(item.get("s"), value -> showing(value, lines)),
        unlessNone(item.get("x"), Attributes::instant),
        new Details(
            Attributes.instant(details.get(0)),
            unlessNone(details.get(1), AttributeValue::s),
            unlessNone(details.get(2), AttributeValue::s),
            unlessNone(details.get(3), AttributeValue::s),
            origin(details, 4)));
  }

  /** A list with the origin at its end, where there is one: it is rare, and this way it costs nothing. */
  private static AttributeValue listed(Origin origin, AttributeValue... values) {
    List<AttributeValue> all = new ArrayList<>(List.of(values));
    if (!origin.isUnknown()) {
      all.add(
          list(
              orNone(origin.branch(), Attributes::of),
              orNone(origin.code(), Attributes::of),
              orNone(origin.benefactor(), Attributes::of)));
    }
    return AttributeValue.fromL(all);
  }

  private static Origin origin(List<AttributeValue> values, int at) {
    if (values.size() <= at) {
      return Origin.UNKNOWN;
    }
    List<AttributeValue> parts = values.get(at).l();
    return new Origin(
        unlessNone(parts.get(0), AttributeValue::s),
        unlessNone(parts.get(1), AttributeValue::s),
        unlessNone(parts.get(2), AttributeValue::s));
  }

  private static AttributeValue showing(Showing showing, List<Line> lines) {
    return list(
        of(showing.asOf()),
        of(showing.started()),
        of(showing.event()),
        of(state(showing.state())),
        orNone(showing.line(), line -> of(lines.indexOf(line))));
  }

  private static Showing showing(AttributeValue value, List<Line> lines) {
    List<AttributeValue> parts = value.l();
    return new Showing(
        Attributes.instant(parts.get(0)),
        Attributes.instant(parts.get(1)),
        parts.get(2).s(),
        state(parts.get(3).s()),
        unlessNone(parts.get(4), index -> lines.get(Integer.parseInt(index.n()))));
  }

  private static String state(State state) {
    return switch (state) {
      case REMOVED -> "r";
      case PENDING -> "p";
      case POSTED -> "b";
    };
  }

  private static State state(String text) {
    return switch (text) {
      case "r" -> State.REMOVED;
      case "p" -> State.PENDING;
      default -> State.POSTED;
    };
  }

  private static AttributeValue line(Line line) {
    return list(
        of(line.direction() == Direction.DEBIT ? "d" : "c"),
        of(line.amount()),
        orNone(line.currency(), currency -> of(currency.code())),
        orNone(line.begun(), when -> of(when.toString())),
        orNone(line.cleared(), when -> of(when.toString())),
        orNone(line.expires(), when -> of(when.toString())),
        orNone(line.replaces(), Attributes::of));
  }

  private static Line line(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    return new Line(
        parts.get(0).s().equals("d") ? Direction.DEBIT : Direction.CREDIT,
        Attributes.decimal(parts.get(1)),
        unlessNone(parts.get(2), code -> Currency.of(code.s())),
        unlessNone(parts.get(3), TransactionItems::when),
        unlessNone(parts.get(4), TransactionItems::when),
        unlessNone(parts.get(5), TransactionItems::when),
        unlessNone(parts.get(6), AttributeValue::s));
  }

  private static When when(AttributeValue value) {
    String text = value.s();
    return text.indexOf('T') < 0 ? When.of(LocalDate.parse(text)) : When.of(Instant.parse(text));
  }

  // ---- kept events

  static Map<String, AttributeValue> inbox(
      String pk, String event, Optional<Event.Transactions> content, Instant now) {
    Optional<Instant> until =
        content.filter(c -> !c.envelope().isUndated()).map(c -> now.plus(KEPT));
    return new Attributes.Item()
        .with("pk", of(pk))
        .with("sk", of(Keys.INBOX + event))
        .with("v", AppItems.SCHEMA)
        .with("at", of(now))
        .with("ttl", until, instant -> of(instant.getEpochSecond()))
        .with("content", content, TransactionItems::content)
        .map();
  }

  static Receipt receipt(Map<String, AttributeValue> item) {
    Instant at = Attributes.instant(item.get("at"));
    String event = item.get("sk").s().substring(Keys.INBOX.length());
    return new Receipt(at, unlessNone(item.get("content"), value -> content(value, event, at)));
  }

  private static AttributeValue content(Event.Transactions event) {
    Envelope envelope = event.envelope();
    return list(
        list(
            orNone(envelope.startedAt(), Attributes::of),
            orNone(envelope.endedAt(), Attributes::of),
            of(envelope.record()),
            of(envelope.customer()),
            of(envelope.bank()),
            orNone(envelope.bankName(), Attributes::of),
            orNone(envelope.country(), Attributes::of),
            orNone(envelope.options(), Attributes::of)),
        list(
            orNone(event.account().id(), Attributes::of),
            orNone(event.account().number(), Attributes::of)),
        list(event.items(), TransactionItems::stated),
        of(event.pendingComplete()),
        of(event.skipped()));
  }

  private static Event.Transactions content(AttributeValue value, String event, Instant at) {
    List<AttributeValue> parts = value.l();
    List<AttributeValue> envelope = parts.get(0).l();
    List<AttributeValue> names = parts.get(1).l();
    return new Event.Transactions(
        new Envelope(
            event,
            unlessNone(envelope.get(0), Attributes::instant),
            unlessNone(envelope.get(1), Attributes::instant),
            at,
            envelope.get(2).s(),
            envelope.get(3).s(),
            envelope.get(4).s(),
            unlessNone(envelope.get(5), AttributeValue::s),
            unlessNone(envelope.get(6), AttributeValue::s),
            unlessNone(envelope.get(7), AttributeValue::s)),
        new AccountNames(
            unlessNone(names.get(0), AttributeValue::s),
            unlessNone(names.get(1), AttributeValue::s)),
        new ArrayList<>(each(parts.get(2), TransactionItems::stated)),
        parts.get(3).bool(),
        (int) Attributes.number(parts.get(4)));
  }

  private static AttributeValue stated(Item item) {
    return listed(
        item.origin(),
        of(item.id()),
        of(state(item.state())),
        orNone(item.line(), TransactionItems::line),
        orNone(item.description(), Attributes::of),
        orNone(item.reference(), Attributes::of),
        orNone(item.balance(), Attributes::of));
  }

  private static Item stated(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    return new Item(
        parts.get(0).s(),
        state(parts.get(1).s()),
        unlessNone(parts.get(2), TransactionItems::line),
        unlessNone(parts.get(3), AttributeValue::s),
        unlessNone(parts.get(4), AttributeValue::s),
        unlessNone(parts.get(5), AttributeValue::s),
        origin(parts, 6));
  }
}
