package balanceapi.platform.dynamo;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation;
import balanceapi.core.account.RecordState;
import balanceapi.core.account.Reservation;
import balanceapi.core.event.Event;
import balanceapi.core.provider.Asked;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.transaction.Transaction;
import balanceapi.platform.Config;
import balanceapi.platform.dynamo.Table.Query;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Balance records in DynamoDB, by the low-level client.
 *
 * <p>A current balance is one item. Beside it stand the open holds, so that one query reads what a figure
 * needs. Every change is one conditional write of one item; what takes several is ordered so that dying
 * between two of them leaves either nothing visible or a mark that the next one finishes from. See
 * {@link Keys} for the layout, {@link AccountItems} and {@link TransactionItems} for the items.
 */
public final class DynamoAccountStore implements AccountStore {

  private static final int JOINS = 20;

  /** How often an item that is due was put off. */
  private static final String PARKED = "parked";

  /** One alias leads to an account; one made while that account was becoming an alias takes one more. */
  private static final int HOPS = 4;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Table table;
  private final DynamoCustomers customers;

  /**
   * Works on a table.
   *
   * @param client the client, not null
   * @param table the table's name, not null
   */
  public DynamoAccountStore(DynamoDbClient client, String table) {
    this.table = new Table(client, table);
    this.customers = new DynamoCustomers(this.table);
  }

  /** The store that these variables name: {@code TABLE_NAME}. */
  public static DynamoAccountStore of(DynamoDbClient client, Config config) {
    return new DynamoAccountStore(client, config.required(DynamoClients.TABLE));
  }

  // ---- accounts

  @Override
  public Optional<Account> glance(AccountRef ref) {
    return find(ref, false);
  }

  @Override
  public Optional<Account> account(AccountRef ref) {
    return find(ref, true);
  }

  private Optional<Account> find(AccountRef ref, boolean consistent) {
    AccountRef at = ref;
    for (int hop = 0; hop < HOPS; hop++) {
      Optional<Map<String, AttributeValue>> item =
          table
              .get(Keys.account(at), Keys.BALANCE, consistent)
              .filter(DynamoAccountStore::isThere);
      Optional<AccountRef> real = item.flatMap(found -> alias(ref, found));
      if (real.isEmpty()) {
        return item.map(AccountItems::account);
      }
      at = real.get();
    }
    return Optional.empty();
  }

  /** Says whether an item is what its key says, and no tombstone of it. */
  private static boolean isThere(Map<String, AttributeValue> item) {
    return !item.containsKey(DynamoCustomers.ERASED);
  }

  private static Optional<AccountRef> alias(AccountRef ref, Map<String, AttributeValue> item) {
    return Optional.ofNullable(item.get(AccountItems.ALIAS))
        .map(account -> new AccountRef(ref.app(), account.s()));
  }

  @Override
  public Optional<Book> book(AccountRef ref) {
    AccountRef at = ref;
    for (int hop = 0; hop < HOPS; hop++) {
      List<Map<String, AttributeValue>> items =
          table.all(Query.items(Keys.account(at), Keys.BALANCE, "HOLD" + Keys.END));
      if (items.isEmpty()
          || !items.getFirst().get("sk").s().equals(Keys.BALANCE)
          || !isThere(items.getFirst())) {
        return Optional.empty();
      }
      Optional<AccountRef> real = alias(ref, items.getFirst());
      if (real.isEmpty()) {
        return Optional.of(book(items));
      }
      at = real.get();
    }
    return Optional.empty();
  }

  private static Book book(List<Map<String, AttributeValue>> items) {
    Map<String, Held> open = new HashMap<>();
    for (Map<String, AttributeValue> item : items.subList(1, items.size())) {
      Held hold = held(item);
      open.put(hold.transaction().id(), hold);
    }
    return new Book(AccountItems.account(items.getFirst()), Map.copyOf(open));
  }

  private static long revision(Map<String, AttributeValue> item) {
    return Attributes.number(item.get("n"));
  }

  @Override
  public List<Account> glanceAll(String app, List<String> accounts) {
    return all(app, accounts, false);
  }

  @Override
  public List<Account> accounts(String app, List<String> accounts) {
    return all(app, accounts, true);
  }

  private List<Account> all(String app, List<String> accounts, boolean consistent) {
    Map<String, Account> found = new HashMap<>();
    table
        .getAll(
            accounts.stream()
                .distinct()
                .map(id -> Keys.key(Keys.account(new AccountRef(app, id)), Keys.BALANCE))
                .toList(),
            consistent)
        .stream()
        .filter(item -> isThere(item) && !item.containsKey(AccountItems.ALIAS))
        .map(AccountItems::account)
        .forEach(account -> found.put(account.ref().account(), account));
    return accounts.stream().flatMap(id -> Stream.ofNullable(found.get(id))).toList();
  }

  @Override
  public Optional<Account> save(Account account) {
    Account next = account.stored(account.version() + 1);
    return table.putNext(AccountItems.item(next), next.version()).isEmpty()
        ? Optional.of(next)
        : Optional.empty();
  }

  @Override
  public Optional<String> accountOf(String app, Identity identity) {
    return identity.number().isEmpty() ? Optional.empty() : customers.accountOf(app, identity);
  }

  @Override
  public String claim(AccountRef ref, Identity identity) {
    return customers.claim(ref, identity);
  }

  @Override
  public void disclaim(AccountRef ref, Identity identity) {
    customers.disclaim(ref, identity);
  }

  @Override
  public void alias(String app, String id, AccountRef ref) {
    customers.alias(app, id, ref);
  }

  @Override
  public List<String> accountsOfCustomer(String app, String customer) {
    return customers.accounts(app, customer);
  }

  @Override
  public Page<String> accountsOfApp(String app, Optional<String> after, int limit) {
    return customers.members(app, Keys.MEMBER, after, limit, false);
  }

  @Override
  public Page<String> accountsOfApp(String app, int lane, Optional<String> after, int limit) {
    return customers.part(app, lane, after, Keys.MEMBER, limit, false);
  }

  @Override
  public Slice accountsOfApp(String app, long offset, int limit) {
    return customers.slice(app, offset, limit);
  }

  @Override
  public long countOfAccounts(String app) {
    return customers.count(app);
  }

  // ---- records

  @Override
  public Optional<RecordState> record(String app, String record) {
    return table
        .get(Keys.record(app, record), Keys.RECORD, true)
        .filter(DynamoAccountStore::isThere)
        .map(AccountItems::record);
  }

  @Override
  public Optional<RecordState> save(String app, RecordState state) {
    RecordState next = state.stored(state.version() + 1);
    Map<String, AttributeValue> item = AccountItems.item(app, next);
    Optional<Map<String, AttributeValue>> winner =
        state.version() > 0 || state.bornAt().isEmpty()
            ? table.putNext(item, next.version())
            : table.put(
                item,
                "attribute_not_exists(pk) OR erased_at <= :born",
                Map.of(":born", Attributes.of(state.bornAt().get())));
    return winner.isEmpty() ? Optional.of(next) : Optional.empty();
  }

  @Override
  public void login(String app, String customer, String record, Optional<Instant> bornAt) {
    customers.login(app, customer, record, bornAt);
  }

  @Override
  public void enlist(String app, String record, String account) {
    table.putNew(
        AccountItems.line(Keys.record(app, record), Keys.MEMBER + account, Map.of()));
  }

  @Override
  public List<String> accountsOfRecord(String app, String record) {
    return table
        .all(Query.items(Keys.record(app, record), Keys.MEMBER, "ACCOUNT" + Keys.END))
        .stream()
        .map(item -> item.get("sk").s().substring(Keys.MEMBER.length()))
        .toList();
  }

  // ---- customers

  @Override
  public Optional<Life> life(String app, String customer) {
    return customers.life(app, customer);
  }

  @Override
  public boolean knows(String app, String customer) {
    return customers.knows(app, customer);
  }

  @Override
  public Instant erase(String app, String customer, Instant now) {
    return customers.erase(app, customer, now);
  }

  @Override
  public void revive(String app, String customer, Instant started) {
    customers.revive(app, customer, started);
  }

  @Override
  public void hide(String app, String customer, Instant erasedAt) {
    customers.hide(app, customer, erasedAt);
  }

  @Override
  public boolean forget(String app, String customer, Instant now, BooleanSupplier hasTime) {
    return customers.forget(app, customer, now, hasTime);
  }

  @Override
  public Page<String> customersOfApp(String app, Optional<String> after, int limit) {
    return customers.customersOfApp(app, after, limit);
  }

  @Override
  public void drop(String app, String customer) {
    customers.drop(app, customer);
  }

  @Override
  public void dropCounts(String app) {
    customers.dropCounts(app);
  }

  // ---- observations

  @Override
  public Optional<Observation> observation(AccountRef ref, Observation.Pull pull) {
    return table
        .get(Keys.account(ref), Keys.observed(pull), true)
        .map(item -> AccountItems.observation(item.get("o")));
  }

  @Override
  public boolean remember(AccountRef ref, Observation observation) {
    return table
        .put(
            AccountItems.item(ref, observation),
            "attribute_not_exists(pk) OR n < :n",
            Map.of(":n", Attributes.of(observation.revision())))
        .isEmpty();
  }

  @Override
  public Page<Observation> observations(
      AccountRef ref, Instant from, Instant to, Optional<String> after, int limit) {
    String pk = Keys.account(ref);
    Page<Map<String, AttributeValue>> page =
        table.page(
            Query.items(
                    pk,
                    Keys.OBSERVED + Keys.time(from),
                    Keys.OBSERVED + Keys.time(to) + Keys.END)
                .eventually()
                .reversed(),
            after.map(sk -> Keys.key(pk, sk)),
            limit);
    return new Page<>(
        page.items().stream().map(item -> AccountItems.observation(item.get("o"))).toList(),
        page.next().map(more -> page.items().getLast().get("sk").s()));
  }

  // ---- transactions

  @Override
  public List<Held> settled(AccountRef ref, Settled kind, Instant from, Instant to) {
    String prefix = Keys.prefix(kind);
    Query query =
        Query.dated(
            Keys.account(ref),
            prefix + Keys.time(from),
            prefix + Keys.time(to) + Keys.END);
    return table.all(query).stream().map(DynamoAccountStore::held).toList();
  }

  private static Held held(Map<String, AttributeValue> item) {
    return new Held(
        TransactionItems.transaction(item),
        revision(item),
        Attributes.unlessNone(item.get("date"), date -> Keys.place(date.s())));
  }

  @Override
  public Page<Transaction> settledPage(
      AccountRef ref, Settled kind, Instant from, Instant to, Optional<String> after, int limit) {
    String pk = Keys.account(ref);
    String prefix = Keys.prefix(kind);
    Page<Map<String, AttributeValue>> page =
        table.page(
            Query.dated(pk, prefix + Keys.time(from), prefix + Keys.time(to) + Keys.END)
                .eventually()
                .reversed(),
            after.map(date -> dateKey(pk, date, Keys.TRANSACTION)),
            limit);
    return new Page<>(
        page.items().stream().map(TransactionItems::transaction).toList(),
        page.next().map(more -> page.items().getLast().get("date").s()));
  }

  /** Every transaction has an item of its own, a hold that is open, too. */
  @Override
  public List<String> accountsWith(String app, List<String> accounts, String transaction) {
    Set<String> having =
        table
            .getAll(
                accounts.stream()
                    .distinct()
                    .map(
                        id ->
                            Keys.key(
                                Keys.account(new AccountRef(app, id)),
                                Keys.TRANSACTION + transaction))
                    .toList(),
                false)
            .stream()
            .map(item -> Keys.account(item.get("pk").s()).account())
            .collect(Collectors.toSet());
    return accounts.stream().filter(having::contains).toList();
  }

  private static Map<String, AttributeValue> dateKey(String pk, String date, String prefix) {
    int id = date.indexOf('#', date.indexOf('#') + 1) + 1;
    Map<String, AttributeValue> key = new HashMap<>(Keys.key(pk, prefix + date.substring(id)));
    key.put("date", Attributes.of(date));
    return key;
  }

  @Override
  public Optional<Held> transaction(AccountRef ref, String id) {
    return table
        .get(Keys.account(ref), Keys.TRANSACTION + id, true)
        .map(DynamoAccountStore::held);
  }

  @Override
  public Optional<Held> add(AccountRef ref, Transaction transaction) {
    Optional<Place> place =
        transaction.isPosted()
            ? Optional.of(new Place(Settled.POSTINGS, transaction.posted().latest()))
            : Optional.empty();
    return table.putNew(home(ref, transaction, place, 1)).map(DynamoAccountStore::held);
  }

  private static Map<String, AttributeValue> home(
      AccountRef ref, Transaction transaction, Optional<Place> place, long revision) {
    String id = transaction.id();
    return TransactionItems.item(ref, Keys.TRANSACTION + id, transaction, revision)
        .with("date", place, at -> Attributes.of(Keys.date(at, id)))
        .map();
  }

  /** Joins until nobody came between: what is stored only ever grows. */
  @Override
  public void settle(AccountRef ref, Held known, Place place) {
    Transaction joined = known.transaction();
    long revision = known.revision() + 1;
    for (int i = 0; i < JOINS; i++) {
      Optional<Map<String, AttributeValue>> winner =
          table.putNext(home(ref, joined, Optional.of(place), revision), revision);
      if (winner.isEmpty()) {
        return;
      }
      if (winner.get().isEmpty()) {
        revision = 1;
      } else {
        joined = joined.join(TransactionItems.transaction(winner.get()));
        revision = revision(winner.get()) + 1;
      }
    }
    throw new StoreUnavailable("too many changes of one transaction at once");
  }

  /**
   * An opened hold's first revision is drawn, not 1: it may be put away and opened again while an older
   * writer still holds on to the revision before, and that one must not take this one out.
   */
  @Override
  public boolean keepOpen(AccountRef ref, Held hold) {
    Transaction transaction = hold.transaction();
    boolean opens = hold.revision() == 0;
    long revision = opens ? RANDOM.nextLong(1, 1L << 52) : hold.revision() + 1;
    Map<String, AttributeValue> item =
        TransactionItems.item(ref, Keys.HOLD + transaction.id(), transaction, revision).map();
    return (opens ? table.putNew(item) : table.putNext(item, revision)).isEmpty();
  }

  @Override
  public boolean close(AccountRef ref, Held hold) {
    return table.delete(
        Keys.account(ref), Keys.HOLD + hold.transaction().id(), hold.revision());
  }

  // ---- events

  @Override
  public Optional<Receipt> receipt(AccountRef ref, String event) {
    return receipt(ref, event, false);
  }

  @Override
  public Optional<Receipt> keptReceipt(AccountRef ref, String event) {
    return receipt(ref, event, true);
  }

  private Optional<Receipt> receipt(AccountRef ref, String event, boolean consistent) {
    return table
        .get(Keys.account(ref), Keys.INBOX + event, consistent)
        .map(TransactionItems::receipt);
  }

  @Override
  public Optional<Receipt> receive(
      AccountRef ref, String event, Optional<Event.Transactions> content, Instant now) {
    return table
        .putNew(TransactionItems.inbox(Keys.account(ref), event, content, now))
        .map(TransactionItems::receipt);
  }

  @Override
  public Instant firstReceipt(String app, String record, String event, Instant now) {
    return table
        .putNew(
            TransactionItems.inbox(Keys.record(app, record), event, Optional.empty(), now))
        .map(item -> Attributes.instant(item.get("at")))
        .orElse(now);
  }

  // ---- reservations that are over

  @Override
  public void end(AccountRef ref, Reservation.Ended ended) {
    table.putNew(ReservationItems.item(ref, ended));
  }

  @Override
  public Optional<Reservation.Ended> ended(AccountRef ref, String reference) {
    return table
        .get(Keys.account(ref), Keys.RESERVATION + reference, true)
        .map(ReservationItems::ended);
  }

  @Override
  public Page<Reservation.Ended> ended(AccountRef ref, Optional<String> after, int limit) {
    String pk = Keys.account(ref);
    Page<Map<String, AttributeValue>> page =
        table.page(
            Query.dated(pk, Keys.ENDED_ON, Keys.ENDED_ON.replace("#", Keys.END))
                .eventually()
                .reversed(),
            after.map(date -> dateKey(pk, date, Keys.RESERVATION)),
            limit);
    return new Page<>(
        page.items().stream().map(ReservationItems::ended).toList(),
        page.next().map(more -> page.items().getLast().get("date").s()));
  }

  // ---- requests for fresh figures

  @Override
  public void ask(String app, Asked asked) {
    table.put(AskedItems.item(app, asked));
  }

  @Override
  public Optional<Asked> asked(String app, String record, Asked.Kind kind) {
    return table
        .get(Keys.record(app, record), Keys.ASKED + kind.name(), true)
        .map(item -> AskedItems.asked(record, item));
  }

  // ---- the due index

  @Override
  public Page<Due> due(int part, Instant time, Optional<Due> after, int limit) {
    Query query =
        new Query(
            Optional.of("due"),
            "due_shard",
            Integer.toString(part),
            "due_at",
            "0",
            Keys.time(time),
            false,
            false);
    Page<Map<String, AttributeValue>> page =
        table.page(query, after.map(due -> dueKey(part, due)), limit);
    return new Page<>(
        page.items().stream().map(DynamoAccountStore::due).toList(), page.next());
  }

  private static Due due(Map<String, AttributeValue> item) {
    return new Due(
        Keys.task(item.get("pk").s(), item.get("sk").s()),
        Instant.parse(item.get("due_at").s()));
  }

  private static Map<String, AttributeValue> dueKey(int part, Due due) {
    Map<String, AttributeValue> key = new HashMap<>(Keys.key(due.task()));
    key.put("due_shard", Attributes.of(Integer.toString(part)));
    key.put("due_at", Attributes.of(Keys.time(due.at())));
    return key;
  }

  @Override
  public boolean park(Due due, IntFunction<Instant> until) {
    Map<String, AttributeValue> key = Keys.key(due.task());
    // An item that is saved is written whole: the count goes with what was wrong.
    int times =
        table
            .get(key.get("pk").s(), key.get("sk").s(), true)
            .flatMap(item -> Optional.ofNullable(item.get(PARKED)))
            .map(count -> (int) Attributes.number(count))
            .orElse(0);
    AttributeValue to = Attributes.of(Keys.time(until.apply(times)));
    return table
        .update(
            key,
            "SET due_at = :to, " + PARKED + " = :times",
            "due_at = :from",
            Map.of(
                ":from", Attributes.of(Keys.time(due.at())),
                ":to", to,
                ":times", Attributes.of(times + 1)))
        .map(winner -> to.equals(winner.get("due_at")))
        .orElse(true);
  }
}
