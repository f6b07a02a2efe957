package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Attributes.each;
import static balanceapi.platform.dynamo.Attributes.list;
import static balanceapi.platform.dynamo.Attributes.of;
import static balanceapi.platform.dynamo.Attributes.orNone;
import static balanceapi.platform.dynamo.Attributes.unlessNone;

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
import balanceapi.core.availability.Figures.Until;
import balanceapi.core.availability.Source;
import balanceapi.core.availability.Step;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Accounts, observations and records as items.
 *
 * <p>The names are short because the balance item is written at every change and a write unit is 1 kB:
 * {@code n} version, {@code id} [customer, bank, number], {@code p} profile, {@code c} connection,
 * {@code o} observation in force, {@code u} pulls, {@code f} feed, {@code g} figures, {@code at} computed,
 * {@code w} events being applied, {@code r} reservations, {@code b} thresholds, {@code born}, {@code made}.
 */
final class AccountItems {

  /** The attribute that makes an item another name of an account. */
  static final String ALIAS = "alias";

  /** By their places, which are stored: what is added to them comes last. */
  private static final List<Step.Why> WHY =
      List.of(
          Step.Why.PENDING,
          Step.Why.POSTED_AFTER,
          Step.Why.BEGUN_AFTER,
          Step.Why.GROWN_SINCE,
          Step.Why.CREDIT,
          Step.Why.OTHER_CURRENCY);

  private AccountItems() {}

  static Map<String, AttributeValue> item(Account account) {
    Attributes.Item item =
        new Attributes.Item()
            .with("pk", of(Keys.account(account.ref())))
            .with("sk", of(Keys.BALANCE))
            .with("v", AppItems.SCHEMA)
            .with("n", of(account.version()))
            .with(
                "id",
                list(
                    of(account.identity().customer()),
                    of(account.identity().bank()),
                    orNone(account.identity().number(), Attributes::of)))
            .with("p", profile(account.profile()))
            .with("c", connection(account.connection()))
            .with("o", account.observation(), AccountItems::observation)
            .with(
                "u",
                list(
                    orNone(account.pulls().newest(), Attributes::of),
                    of(account.pulls().spread())))
            .with("f", feed(account.feed()))
            .with("g", figures(account.figures()))
            .with("at", of(account.computedAt()))
            .with("w", applying(account.applying()))
            .with("r", reserved(account.reserved()), each -> each)
            .with("b", account.thresholds(), all -> list(all, Attributes::of))
            .with("born", account.bornAt(), Attributes::of)
            .with("made", of(account.createdAt()));
    account
        .due()
        .ifPresent(
            due ->
                item.with("due_shard", of(Keys.duePart(Keys.account(account.ref()))))
                    .with("due_at", of(Keys.time(due))));
    return item.map();
  }

  static Account account(Map<String, AttributeValue> item) {
    List<AttributeValue> id = item.get("id").l();
    List<AttributeValue> pulls = item.get("u").l();
    return new Account(
        Keys.account(item.get("pk").s()),
        new Identity(
            id.get(0).s(), id.get(1).s(), unlessNone(id.get(2), AttributeValue::s)),
        profile(item.get("p").m()),
        connection(item.get("c")),
        unlessNone(item.get("o"), AccountItems::observation),
        new Pulls(
            unlessNone(pulls.get(0), Attributes::instant), Attributes.duration(pulls.get(1))),
        feed(item.get("f")),
        figures(item.get("g")),
        Attributes.instant(item.get("at")),
        applying(item.get("w")),
        unlessNone(item.get("r"), AccountItems::reserved).orElse(Reserved.NOTHING),
        unlessNone(item.get("b"), all -> each(all, Attributes::money)),
        unlessNone(item.get("born"), Attributes::instant),
        Attributes.instant(item.get("made")),
        Attributes.number(item.get("n")));
  }

  private static AttributeValue applying(Map<String, Instant> events) {
    Attributes.Item map = new Attributes.Item();
    events.forEach((event, since) -> map.with(event, of(since)));
    return map.value();
  }

  private static Map<String, Instant> applying(AttributeValue value) {
    Map<String, Instant> events = new TreeMap<>();
    value.m().forEach((event, since) -> events.put(event, Attributes.instant(since)));
    return Map.copyOf(events);
  }

  // ---- reservations: [reference, amount, made, expires]

  /** Nothing where nothing is reserved: most accounts have none. */
  private static Optional<AttributeValue> reserved(Reserved reserved) {
    return Optional.of(reserved.all())
        .filter(all -> !all.isEmpty())
        .map(all -> list(all, AccountItems::reservation));
  }

  private static Reserved reserved(AttributeValue value) {
    return new Reserved(each(value, AccountItems::reservation));
  }

  static AttributeValue reservation(Reservation reservation) {
    return list(
        of(reservation.reference()),
        of(reservation.amount()),
        of(reservation.madeAt()),
        of(reservation.expiresAt()));
  }

  static Reservation reservation(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    return new Reservation(
        parts.get(0).s(),
        Attributes.money(parts.get(1)),
        Attributes.instant(parts.get(2)),
        Attributes.instant(parts.get(3)));
  }

  private static AttributeValue profile(Profile profile) {
    return new Attributes.Item()
        .with("r", profile.record(), AccountItems::reading)
        .with("n", profile.name(), AccountItems::reading)
        .with("t", profile.type(), AccountItems::reading)
        .with("s", profile.status(), AccountItems::reading)
        .with("u", profile.currency(), reading -> reading(reading, Currency::code))
        .with("b", profile.bankName(), AccountItems::reading)
        .with("c", profile.country(), AccountItems::reading)
        .with("o", profile.options(), AccountItems::reading)
        .value();
  }

  private static Profile profile(Map<String, AttributeValue> map) {
    return new Profile(
        unlessNone(map.get("r"), AccountItems::reading),
        unlessNone(map.get("n"), AccountItems::reading),
        unlessNone(map.get("t"), AccountItems::reading),
        unlessNone(map.get("s"), AccountItems::reading),
        unlessNone(map.get("u"), value -> reading(value, v -> Currency.of(v.s()))),
        unlessNone(map.get("b"), AccountItems::reading),
        unlessNone(map.get("c"), AccountItems::reading),
        unlessNone(map.get("o"), AccountItems::reading));
  }

  private static AttributeValue reading(Reading<String> reading) {
    return reading(reading, Function.identity());
  }

  private static <T> AttributeValue reading(Reading<T> reading, Function<T, String> text) {
    return list(of(text.apply(reading.value())), of(reading.at()));
  }

  private static Reading<String> reading(AttributeValue value) {
    return reading(value, AttributeValue::s);
  }

  private static <T> Reading<T> reading(AttributeValue value, Function<AttributeValue, T> read) {
    return new Reading<>(read.apply(value.l().get(0)), Attributes.instant(value.l().get(1)));
  }

  private static AttributeValue connection(Connection connection) {
    return list(
        orNone(connection.success(), Attributes::of),
        orNone(connection.authorized(), Attributes::of),
        orNone(connection.failure(), Attributes::of),
        orNone(connection.rejected(), Attributes::of),
        orNone(connection.unlinked(), Attributes::of));
  }

  private static Connection connection(AttributeValue value) {
    List<Optional<Instant>> parts = each(value, v -> unlessNone(v, Attributes::instant));
    return new Connection(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4));
  }

  // ---- observations: [started, record, ledger, available, overdraft, currency, events, revision]

  static AttributeValue observation(Observation observation) {
    return list(
        of(observation.pull().started()),
        of(observation.pull().record()),
        orNone(observation.ledger(), r -> list(of(r.value()), of(r.at()))),
        orNone(observation.available(), r -> list(of(r.value()), of(r.at()))),
        orNone(
            observation.overdraft(),
            r -> list(list(of(r.value().limit()), of(r.value().included())), of(r.at()))),
        orNone(observation.currency(), r -> reading(r, Currency::code)),
        list(observation.events(), Attributes::of),
        of(observation.revision()));
  }

  static Observation observation(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    return new Observation(
        new Pull(Attributes.instant(parts.get(0)), parts.get(1).s()),
        unlessNone(parts.get(2), v -> reading(v, Attributes::decimal)),
        unlessNone(parts.get(3), v -> reading(v, Attributes::decimal)),
        unlessNone(parts.get(4), v -> reading(v, AccountItems::overdraft)),
        unlessNone(parts.get(5), v -> reading(v, code -> Currency.of(code.s()))),
        each(parts.get(6), AttributeValue::s),
        Attributes.number(parts.get(7)));
  }

  private static Overdraft overdraft(AttributeValue value) {
    return new Overdraft(Attributes.decimal(value.l().get(0)), value.l().get(1).bool());
  }

  static Map<String, AttributeValue> item(AccountRef ref, Observation observation) {
    return new Attributes.Item()
        .with("pk", of(Keys.account(ref)))
        .with("sk", of(Keys.observed(observation.pull())))
        .with("v", AppItems.SCHEMA)
        .with("n", of(observation.revision()))
        .with("o", observation(observation))
        .map();
  }

  // ---- the feed: [as_of, complete, newest posting, lag, closed up to, postings from, merged up to]

  private static AttributeValue feed(Feed feed) {
    return list(
        orNone(feed.asOf(), Attributes::of),
        orNone(feed.complete(), Attributes::of),
        orNone(feed.newestPosting(), Attributes::of),
        of(feed.lag()),
        orNone(feed.closedUpTo(), day -> of(day.toEpochDay())),
        orNone(feed.postingsFrom(), Attributes::of),
        orNone(feed.mergedUpTo(), Attributes::of));
  }

  private static Feed feed(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    return new Feed(
        unlessNone(parts.get(0), Attributes::instant),
        unlessNone(parts.get(1), Attributes::instant),
        unlessNone(parts.get(2), Attributes::instant),
        Attributes.duration(parts.get(3)),
        unlessNone(parts.get(4), day -> LocalDate.ofEpochDay(Attributes.number(day))),
        unlessNone(parts.get(5), Attributes::instant),
        unlessNone(parts.get(6), Attributes::instant));
  }

  // ---- figures: [currency, ledger, available, source, debits, credits, count, excluded, ends, next, policy,
  //                parts]; parts: [[transaction, effect, why], ...], and if there are more [.., others, rest]

  static AttributeValue figures(Figures figures) {
    return list(
        of(figures.currency().code()),
        orNone(figures.ledger(), money -> of(money.amount())),
        orNone(figures.available(), money -> of(money.amount())),
        of(figures.source().name().substring(0, 1)),
        of(figures.pending().debits().amount()),
        of(figures.pending().credits().amount()),
        of(figures.pending().count()),
        of(figures.pending().excluded()),
        list(figures.credits(), until -> list(of(until.amount().amount()), of(until.end()))),
        orNone(figures.nextExpiry(), Attributes::of),
        of(figures.policy()),
        parts(figures.parts()));
  }

  private static AttributeValue parts(Figures.Parts parts) {
    AttributeValue single =
        list(
            parts.single(),
            part ->
                list(
                    of(part.transaction()), of(part.effect().amount()), of(WHY.indexOf(part.why()))));
    return parts.others() == 0
        ? list(single)
        : list(single, of(parts.others()), of(parts.rest().amount()));
  }

  static Figures figures(AttributeValue value) {
    List<AttributeValue> parts = value.l();
    Currency currency = Currency.of(parts.get(0).s());
    Function<AttributeValue, Money> money = v -> money(currency, v);
    boolean hasParts = parts.size() > 11;
    return new Figures(
        currency,
        unlessNone(parts.get(1), money),
        unlessNone(parts.get(2), money),
        source(parts.get(3).s()),
        new Figures.Pending(
            money.apply(parts.get(4)),
            money.apply(parts.get(5)),
            (int) Attributes.number(parts.get(6)),
            (int) Attributes.number(parts.get(7))),
        each(
            parts.get(8),
            until ->
                new Until(
                    money.apply(until.l().get(0)), Attributes.instant(until.l().get(1)))),
        unlessNone(parts.get(9), Attributes::instant),
        hasParts ? parts(currency, parts.get(11).l()) : Figures.Parts.none(currency),
        // Of no policy that there is: they are computed anew, with their parts.
        hasParts ? parts.get(10).s() : "");
  }

  private static Figures.Parts parts(Currency currency, List<AttributeValue> values) {
    List<Figures.Part> single =
        each(
            values.get(0),
            part ->
                new Figures.Part(
                    part.l().get(0).s(),
                    money(currency, part.l().get(1)),
                    WHY.get((int) Attributes.number(part.l().get(2)))));
    return values.size() == 1
        ? new Figures.Parts(single, 0, Money.zero(currency))
        : new Figures.Parts(
            single, (int) Attributes.number(values.get(1)), money(currency, values.get(2)));
  }

  private static Money money(Currency currency, AttributeValue value) {
    return Money.computed(currency, Attributes.decimal(value));
  }

  private static Source source(String letter) {
    for (Source source : Source.values()) {
      if (source.name().startsWith(letter)) {
        return source;
      }
    }
    throw new IllegalStateException("an account's figures have no source that is known");
  }

  // ---- records

  static Map<String, AttributeValue> item(String app, RecordState state) {
    return new Attributes.Item()
        .with("pk", of(Keys.record(app, state.record())))
        .with("sk", of(Keys.RECORD))
        .with("v", AppItems.SCHEMA)
        .with("n", of(state.version()))
        .with("id", list(of(state.record()), of(state.customer()), of(state.bank())))
        .with("c", connection(state.connection()))
        .with("e", list(state.events(), Attributes::of))
        .with("w", list(state.spreading(), Attributes::of))
        .with("born", state.bornAt(), Attributes::of)
        .with("made", of(state.createdAt()))
        .map();
  }

  static RecordState record(Map<String, AttributeValue> item) {
    List<AttributeValue> id = item.get("id").l();
    return new RecordState(
        id.get(0).s(),
        id.get(1).s(),
        id.get(2).s(),
        connection(item.get("c")),
        each(item.get("e"), AttributeValue::s),
        each(item.get("w"), AttributeValue::s),
        unlessNone(item.get("born"), Attributes::instant),
        Attributes.instant(item.get("made")),
        Attributes.number(item.get("n")));
  }

  /** Whose account or record it is. */
  static String customer(Map<String, AttributeValue> item) {
    return item.get("id").l().get(item.get("sk").s().equals(Keys.RECORD) ? 1 : 0).s();
  }

  /** An item that is only a key and a few texts. */
  static Map<String, AttributeValue> line(String pk, String sk, Map<String, AttributeValue> rest) {
    Map<String, AttributeValue> item = new HashMap<>(rest);
    item.put("pk", of(pk));
    item.put("sk", of(sk));
    item.put("v", AppItems.SCHEMA);
    return item;
  }
}
