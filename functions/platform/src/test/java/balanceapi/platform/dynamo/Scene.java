package balanceapi.platform.dynamo;

import balanceapi.core.app.App.Product;
import balanceapi.core.store.AccountStore.Place;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Observation;
import balanceapi.core.account.Observation.Pull;
import balanceapi.core.account.Reading;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.store.AccountStore.Place;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Balances;
import balanceapi.core.usecase.Outcome;
import balanceapi.core.usecase.RefreshAccount;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A usual account of a usual app, and the events that come for it. */
final class Scene {

  static final Instant T0 = Instant.parse("2026-11-22T09:00:00Z");
  static final String ACCOUNT = hex(1);
  static final String RECORD = hex(2);
  static final String SECOND_ID = hex(5);
  static final String SECOND_RECORD = hex(6);
  static final String OTHER_ACCOUNT = hex(7);
  static final String CUSTOMER = hex(3);
  static final String BANK = hex(4);
  static final String NUMBER = "2000000000";

  final LocalDynamo dynamo;
  final DynamoAccountStore store;
  final App app;
  final ApplyEvent events;
  final Balances balances;
  final RefreshAccount refreshes;

  private Scene(LocalDynamo dynamo, App app) {
    this.dynamo = dynamo;
    this.app = app;
    this.store = new DynamoAccountStore(dynamo.client(), dynamo.table());
    this.events = new ApplyEvent(store);
    this.balances = new Balances(store);
    this.refreshes = new RefreshAccount(store);
  }

  static Scene fresh() {
    return on(LocalDynamo.fresh(), 0);
  }

  /** The n-th tenant of a table: tenants never meet, so many scenes share one table. */
  static Scene on(LocalDynamo dynamo, int n) {
    App plain = Apps.plain();
    return new Scene(
        dynamo,
        new App(
            hex(0xa00000 + n),
            plain.key(),
            plain.token(),
            plain.settings(),
            plain.webhookSecrets(),
            plain.notificationSecrets(),
            plain.signingSecret(),
            plain.createdAt()));
  }

  AccountRef ref() {
    return new AccountRef(app.id(), ACCOUNT);
  }

  Account account() {
    return store.account(ref()).orElseThrow();
  }

  /** Applies an event a moment after the bank ended. */
  Outcome apply(Event event) {
    return apply(event, event.envelope().asOf().plusSeconds(1));
  }

  Outcome apply(Event event, Instant now) {
    return events.apply(app, event, now);
  }

  /** Signed in, observed twice, three pendings: what every test of a price starts from. */
  Scene usual() {
    apply(new Event.Authorized(envelope("auth", T0.minusSeconds(60))));
    apply(accounts("accounts", T0.minusSeconds(50), "500.00"));
    apply(balance("first", T0.minusSeconds(50), "500.00", null));
    apply(transactions("pendings", T0.minusSeconds(40), pendings("old", 3, T0.minusSeconds(3600))));
    apply(balance("second", T0, "510.00", null));
    return this;
  }

  // ---- events

  /** 24 hex digits, as Okra's ids have. */
  static String hex(long n) {
    return "64ba%020x".formatted(n);
  }

  /** 24 hex digits made of a word. */
  static String id(String word) {
    return hex(0x1_0000_0000L + Integer.toUnsignedLong(word.hashCode()));
  }

  /** An event's identity: 32 hex digits. */
  static String event(String word) {
    return "%032x".formatted(Integer.toUnsignedLong(word.hashCode()) | 1L << 62);
  }

  static Envelope envelope(String word, Instant at) {
    return envelope(word, Optional.of(at.minusMillis(2_345)), Optional.of(at), at);
  }

  static Envelope undated(String word, Instant received) {
    return envelope(word, Optional.empty(), Optional.empty(), received);
  }

  private static Envelope envelope(
      String word, Optional<Instant> started, Optional<Instant> ended, Instant received) {
    return new Envelope(
        event(word),
        started,
        ended,
        received,
        RECORD,
        CUSTOMER,
        BANK,
        Optional.of("Guaranty Trust Bank"),
        Optional.of("NG"));
  }

  static final AccountNames NAMES = new AccountNames(Optional.of(ACCOUNT), Optional.of(NUMBER));

  static Event.Balances balance(String word, Instant at, String ledger, String available) {
    return balance(envelope(word, at), Product.BALANCE, NAMES, ledger, available);
  }

  static Event.Balances accounts(String word, Instant at, String ledger) {
    return balance(envelope(word, at), Product.AUTH, NAMES, ledger, null);
  }

  static Event.Balances balance(
      Envelope envelope, Product product, AccountNames names, String ledger, String available) {
    return new Event.Balances(
        envelope,
        product,
        names,
        Optional.of("SURNAME MIDDLE FIRST"),
        Optional.of("Savings Account"),
        Optional.of("Active"),
        Optional.of(Currency.of("NGN")),
        Optional.ofNullable(ledger).map(BigDecimal::new),
        Optional.ofNullable(available).map(BigDecimal::new),
        Optional.empty());
  }

  static Event.Transactions transactions(String word, Instant at, List<Item> items) {
    return new Event.Transactions(envelope(word, at), NAMES, items, false, 0);
  }

  static Event.Transactions complete(String word, Instant at, List<Item> items) {
    return new Event.Transactions(envelope(word, at), NAMES, items, true, 0);
  }

  static List<Item> items(int count, IntFunction<Item> item) {
    return new ArrayList<>(IntStream.range(0, count).mapToObj(item).toList());
  }

  /** Pendings of different amounts, a minute apart, the first at this instant. */
  static List<Item> pendings(String word, int count, Instant from) {
    return items(count, i -> pending(id(word + i), amount(i), from.plus(Duration.ofMinutes(i))));
  }

  static String amount(int i) {
    return (120 + i) + ".50";
  }

  static Item pending(String id, String amount, Instant begun) {
    return item(id, State.PENDING, amount, begun, Optional.empty(), Optional.empty());
  }

  static Item expiring(String id, String amount, Instant begun, Instant expires) {
    return item(id, State.PENDING, amount, begun, Optional.of(expires), Optional.empty());
  }

  static Item posting(String id, String amount, Instant posted, Optional<String> replaces) {
    return item(id, State.POSTED, amount, posted, Optional.empty(), replaces);
  }

  static Item removed(String id) {
    return new Item(
        id, State.REMOVED, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Item item(
      String id,
      State state,
      String amount,
      Instant begun,
      Optional<Instant> expires,
      Optional<String> replaces) {
    return new Item(
        id,
        state,
        Optional.of(
            new Line(
                Direction.DEBIT,
                new BigDecimal(amount),
                Optional.of(Currency.of("NGN")),
                Optional.of(When.of(begun)),
                state == State.POSTED ? Optional.of(When.of(begun)) : Optional.empty(),
                expires.map(When::of),
                replaces)),
        Optional.of("POS PURCHASE SHOPRITE IKEJA LAGOS NG"),
        Optional.of("000013261122085800123456789012"),
        Optional.empty());
  }

  // ---- what is stored

  /** The bytes of the balance item and the open holds, which one query reads. */
  int bytesOfPendings() {
    int bytes = ItemSize.of(item(Keys.BALANCE));
    for (String id : store.book(ref()).orElseThrow().open().keySet()) {
      bytes += ItemSize.of(item(Keys.HOLD + id));
    }
    return bytes;
  }

  /** The bytes of the postings that the balance does not contain yet, or that a hold still needs. */
  int bytesOfPostings() {
    Account account = account();
    return account.mayHavePostings()
        ? store
            .settled(
                ref(),
                Settled.POSTINGS,
                account.postingsFrom(),
                Instant.parse("9999-01-01T00:00:00Z"))
            .stream()
            .mapToInt(held -> ItemSize.of(item(Keys.TRANSACTION + held.transaction().id())))
            .sum()
        : 0;
  }

  Map<String, AttributeValue> item(String sk) {
    return dynamo
        .client()
        .getItem(get -> get.tableName(dynamo.table()).key(Keys.key(Keys.account(ref()), sk)))
        .item();
  }

  /** The partitions in which its events may have left something. */
  List<String> partitions() {
    List<String> all = new ArrayList<>();
    for (String id : List.of(ACCOUNT, SECOND_ID, OTHER_ACCOUNT)) {
      all.add(Keys.account(new AccountRef(app.id(), id)));
      all.add(Keys.directory(app.id(), Math.floorMod(id.hashCode(), 8)));
    }
    for (String record : List.of(RECORD, SECOND_RECORD)) {
      all.add(Keys.record(app.id(), record));
    }
    all.add(Keys.customer(app.id(), CUSTOMER));
    return all.stream().distinct().toList();
  }

  /** Puts old observations and old postings into the history, one an hour, the newest a year ago. */
  void seed(int count) {
    List<WriteRequest> puts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant at = T0.minus(Duration.ofDays(365)).minus(Duration.ofHours(i));
      puts.add(
          put(
              AccountItems.item(
                  ref(),
                  new Observation(
                      new Pull(at, RECORD),
                      Optional.of(new Reading<>(new BigDecimal(i + ".50"), at)),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      List.of(event("seed" + i)),
                      1))));
      Transaction posting =
          posting(hex(0x2_0000_0000L + i), amount(i), at, Optional.empty())
              .shownBy(envelope("seed" + i, at));
      puts.add(
          put(
              TransactionItems.item(ref(), Keys.TRANSACTION + posting.id(), posting, 1)
                  .with("date", Attributes.of(Keys.date(new Place(Settled.POSTINGS, at), posting.id())))
                  .map()));
    }
    write(puts);
  }

  /** All that is stored of it. */
  List<Map<String, AttributeValue>> items() {
    return partitions().stream().flatMap(pk -> items(pk).stream()).toList();
  }

  private List<Map<String, AttributeValue>> items(String pk) {
    return dynamo
        .client()
        .query(
            query ->
                query
                    .tableName(dynamo.table())
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(Map.of(":pk", Attributes.of(pk)))
                    .consistentRead(true))
        .items();
  }

  /** Makes this scene what another one is. */
  Scene like(String app, List<Map<String, AttributeValue>> items) {
    List<WriteRequest> puts = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      Map<String, AttributeValue> mine = new HashMap<>(item);
      mine.put("pk", Attributes.of(item.get("pk").s().replace(app, this.app.id())));
      puts.add(put(mine));
    }
    write(puts);
    return this;
  }

  private void write(List<WriteRequest> puts) {
    for (int i = 0; i < puts.size(); i += 25) {
      List<WriteRequest> batch = puts.subList(i, Math.min(puts.size(), i + 25));
      dynamo.client().batchWriteItem(write -> write.requestItems(Map.of(dynamo.table(), batch)));
    }
  }

  private static WriteRequest put(Map<String, AttributeValue> item) {
    return WriteRequest.builder().putRequest(put -> put.item(item)).build();
  }
}
