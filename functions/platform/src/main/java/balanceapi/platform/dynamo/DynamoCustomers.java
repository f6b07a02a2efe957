package balanceapi.platform.dynamo;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Slice;
import balanceapi.core.store.CustomerStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.dynamo.Table.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Customers in DynamoDB: what each of them has is listed in a partition, so that an erasure finds it.
 *
 * <p>What an erasure hides is replaced by a tombstone under the same key. A writer that read the item before
 * fails on its version, one that had read nothing fails on its presence; so nothing comes back, and the rest
 * of the partition, which no read reaches without its first item, can be deleted later.
 */
final class DynamoCustomers implements CustomerStore {

  /** The attribute that makes an item a tombstone, or says when a life ended. */
  static final String ERASED = "erased_at";

  private static final String BORN = "born";
  private static final String ACCOUNT = "account";
  private static final String RECORD = "record";
  private static final String IS_OLDER = "attribute_not_exists(born) OR born < :born";

  private static final int TRIES = 20;
  private static final int SLICE = 100;

  private final Table table;

  DynamoCustomers(Table table) {
    this.table = table;
  }

  // ---- what a customer has

  /** The account that this bank account is, if it was claimed. */
  Optional<String> accountOf(String app, Identity identity) {
    return table
        .get(Keys.customer(app, identity.customer()), Keys.number(identity, ""), true)
        .map(DynamoCustomers::account);
  }

  /** Claims an id for a bank account; a claim of an earlier life gives way. */
  String claim(AccountRef ref, Identity identity) {
    String pk = Keys.customer(ref.app(), identity.customer());
    String sk = Keys.number(identity, ref.id());
    list(ref.app(), identity.customer());
    String id =
        putOfLife(line(pk, sk, ref.bornAt()).with(ACCOUNT, Attributes.of(ref.account())), ref.bornAt())
            .map(DynamoCustomers::account)
            .orElse(ref.account());
    enlist(ref.app(), id);
    return id;
  }

  /** Takes back a claim of an id that turned out to be another's. */
  void disclaim(AccountRef ref, Identity identity) {
    table.delete(
        Keys.customer(ref.app(), identity.customer()),
        Keys.number(identity, ref.id()),
        ACCOUNT + " = :account",
        Map.of(":account", Attributes.of(ref.account())));
  }

  /** Lists an account for its app and counts it, both or neither; once, however often it is done. */
  private void enlist(String app, String account) {
    String pk = Keys.directory(app, Keys.part(account));
    table.together(
        table.puttingNew(AccountItems.line(pk, Keys.MEMBER + account, Map.of())),
        table.adding(Keys.key(pk, Keys.MEMBERS), 1));
  }

  private static String account(Map<String, AttributeValue> line) {
    return line.get(ACCOUNT).s();
  }

  void login(String app, String customer, String record, Optional<Instant> bornAt) {
    list(app, customer);
    putOfLife(line(Keys.customer(app, customer), Keys.LOGIN + record, bornAt), bornAt);
  }

  private void list(String app, String customer) {
    table.putNew(
        AccountItems.line(
            Keys.directory(app, Keys.part(customer)), Keys.CUSTOMER + customer, Map.of()));
  }

  private static Attributes.Item line(String pk, String sk, Optional<Instant> bornAt) {
    return new Attributes.Item()
        .with("pk", Attributes.of(pk))
        .with("sk", Attributes.of(sk))
        .with("v", AppItems.SCHEMA)
        .with(BORN, bornAt, Attributes::of);
  }

  /** Puts a line where none is, or in the place of one of an earlier life; gives back what stays. */
  private Optional<Map<String, AttributeValue>> putOfLife(
      Attributes.Item line, Optional<Instant> bornAt) {
    Optional<Map<String, AttributeValue>> there = table.putNew(line.map());
    if (there.isEmpty() || bornAt.filter(born -> isOlder(there.get(), born)).isEmpty()) {
      return there;
    }
    // Claimed in flight while its life ended: what it leads to must still be found.
    end(there.get(), bornAt.get());
    return table.put(
        line.map(),
        "attribute_not_exists(pk) OR " + IS_OLDER,
        Map.of(":born", Attributes.of(bornAt.get())));
  }

  /** Lists what a line leads to as something to delete. */
  private void end(Map<String, AttributeValue> line, Instant erasedAt) {
    boolean isAccount = line.containsKey(ACCOUNT);
    String what = isAccount ? account(line) : record(line);
    table.putNew(
        AccountItems.line(
            line.get("pk").s(),
            Keys.ENDED + Keys.time(erasedAt) + (isAccount ? " A " : " R ") + what,
            Map.of(isAccount ? ACCOUNT : RECORD, Attributes.of(what))));
  }

  /** Makes an id another name of an account, and lists the name with the account. */
  void alias(String app, String id, AccountRef ref) {
    if (id.equals(ref.account())) {
      return; // another event made it the account's own meanwhile
    }
    table.putNew(AccountItems.line(Keys.account(ref), Keys.NAME + id, Map.of()));
    Map<String, AttributeValue> alias =
        AccountItems.line(
            Keys.account(new AccountRef(app, id)),
            Keys.BALANCE,
            Map.of(AccountItems.ALIAS, Attributes.of(ref.account())));
    if (ref.bornAt().isEmpty()) {
      table.putNew(alias);
    } else {
      table.put(
          alias,
          "attribute_not_exists(pk) OR erased_at <= :born",
          Map.of(":born", Attributes.of(ref.bornAt().get())));
    }
  }

  List<String> accounts(String app, String customer) {
    return table
        .all(Query.items(Keys.customer(app, customer), Keys.NUMBER, "NUMBER" + Keys.END))
        .stream()
        .map(DynamoCustomers::account)
        .distinct()
        .toList();
  }

  // ---- lives

  @Override
  public Optional<Life> life(String app, String customer) {
    return table
        .get(Keys.customer(app, customer), Keys.LIFE, true)
        .map(
            item ->
                new Life(Attributes.instant(item.get(ERASED)), item.get("reborn").bool()));
  }

  @Override
  public boolean knows(String app, String customer) {
    return !table
        .page(Query.items(Keys.customer(app, customer), "A", "Z"), Optional.empty(), 1)
        .items()
        .isEmpty();
  }

  @Override
  public Instant erase(String app, String customer, Instant now) {
    for (int i = 0; i < TRIES; i++) {
      Optional<Life> last = life(app, customer);
      if (last.filter(life -> !life.reborn()).isPresent()) {
        return last.get().erasedAt();
      }
      Instant at =
          Stream.concat(
                  Stream.concat(
                      Stream.of(now), last.map(life -> life.erasedAt().plusMillis(1)).stream()),
                  signIns(app, customer))
              .max(Instant::compareTo)
              .orElseThrow();
      if (end(app, customer, last, at)) {
        return at;
      }
    }
    throw new StoreUnavailable("a customer is erased and comes back, over and over");
  }

  private Stream<Instant> signIns(String app, String customer) {
    return table
        .all(Query.items(Keys.customer(app, customer), Keys.LOGIN, "LOGIN" + Keys.END))
        .stream()
        .flatMap(line -> table.get(Keys.record(app, record(line)), Keys.RECORD, true).stream())
        .filter(item -> item.containsKey("n"))
        .flatMap(item -> AccountItems.record(item).connection().authorized().stream());
  }

  private boolean end(String app, String customer, Optional<Life> last, Instant at) {
    String pk = Keys.customer(app, customer);
    Map<String, AttributeValue> life =
        line(pk, Keys.LIFE, Optional.empty())
            .with(ERASED, Attributes.of(at))
            .with("reborn", Attributes.of(false))
            .with("due_shard", Attributes.of(Keys.duePart(pk)))
            .with("due_at", Attributes.of(Keys.time(at.plus(IN_FLIGHT))))
            .map();
    return last.map(
            old -> table.put(life, "erased_at = :was", Map.of(":was", Attributes.of(old.erasedAt()))))
        .orElseGet(() -> table.putNew(life))
        .isEmpty();
  }

  @Override
  public void revive(String app, String customer, Instant started) {
    life(app, customer)
        .filter(life -> started.isAfter(life.erasedAt()))
        .ifPresent(
            life ->
                table.update(
                    Keys.key(Keys.customer(app, customer), Keys.LIFE),
                    "SET reborn = :reborn",
                    "erased_at = :erased",
                    Map.of(
                        ":reborn", Attributes.of(true),
                        ":erased", Attributes.of(life.erasedAt()))));
  }

  // ---- hiding

  @Override
  public void hide(String app, String customer, Instant erasedAt) {
    Query lines =
        Query.items(Keys.customer(app, customer), Keys.LOGIN, "NUMBER" + Keys.END);
    for (Map<String, AttributeValue> line : table.all(lines)) {
      if (isOlder(line, erasedAt)) {
        hide(app, customer, line, erasedAt);
      }
    }
  }

  /** The line goes last, so that a repetition finds it; what it led to is listed for the deletion then. */
  private void hide(
      String app, String customer, Map<String, AttributeValue> line, Instant erasedAt) {
    if (line.containsKey(ACCOUNT)) {
      AccountRef ref = new AccountRef(app, account(line));
      if (entomb(Keys.account(ref), Keys.BALANCE, customer, erasedAt)) {
        unname(ref, erasedAt);
        unlist(ref);
      }
    } else {
      entomb(Keys.record(app, record(line)), Keys.RECORD, customer, erasedAt);
    }
    end(line, erasedAt);
    table.delete(
        line.get("pk").s(),
        line.get("sk").s(),
        IS_OLDER,
        Map.of(":born", Attributes.of(erasedAt)));
  }

  private static boolean isOlder(Map<String, AttributeValue> item, Instant erasedAt) {
    return Attributes.unlessNone(item.get(BORN), Attributes::instant)
        .filter(born -> !born.isBefore(erasedAt))
        .isEmpty();
  }

  private static String record(Map<String, AttributeValue> line) {
    return line.get("sk").s().substring(Keys.LOGIN.length());
  }

  /** Puts a tombstone in the place of what is there, or of nothing, so that nobody puts anything there. */
  private boolean entomb(String pk, String sk, String customer, Instant erasedAt) {
    Map<String, AttributeValue> tombstone =
        line(pk, sk, Optional.empty()).with(ERASED, Attributes.of(erasedAt)).map();
    for (int i = 0; i < TRIES; i++) {
      Map<String, AttributeValue> there = table.get(pk, sk, true).orElse(Map.of());
      Optional<Map<String, AttributeValue>> winner;
      if (there.containsKey(ERASED) || there.isEmpty()) {
        winner =
            table.put(
                tombstone,
                "attribute_not_exists(pk) OR erased_at <= :erased",
                Map.of(":erased", Attributes.of(erasedAt)));
      } else if (isOf(there, customer, erasedAt)) {
        winner = table.put(tombstone, "n = :was", Map.of(":was", there.get("n")));
      } else {
        return false; // another's, another name of another account, or of a new life
      }
      if (winner.isEmpty()) {
        return true;
      }
    }
    throw new StoreUnavailable("what is to be erased changes all the time");
  }

  private static boolean isOf(
      Map<String, AttributeValue> item, String customer, Instant erasedAt) {
    return item.containsKey("n")
        && AccountItems.customer(item).equals(customer)
        && isOlder(item, erasedAt);
  }

  /** Puts tombstones in the place of the account's other names: one may be the id of a life before. */
  private void unname(AccountRef ref, Instant erasedAt) {
    for (String pk : names(ref)) {
      table.put(
          line(pk, Keys.BALANCE, Optional.empty()).with(ERASED, Attributes.of(erasedAt)).map(),
          "alias = :account",
          Map.of(":account", Attributes.of(ref.account())));
    }
  }

  /** Where the account's other names stand. */
  private List<String> names(AccountRef ref) {
    return table.all(Query.items(Keys.account(ref), Keys.NAME, "NAME" + Keys.END)).stream()
        .map(name -> name.get("sk").s().substring(Keys.NAME.length()))
        .map(id -> Keys.account(new AccountRef(ref.app(), id)))
        .toList();
  }

  private void unlist(AccountRef ref) {
    String pk = Keys.directory(ref.app(), Keys.part(ref.account()));
    table.together(
        table.deletingOld(Keys.key(pk, Keys.MEMBER + ref.account())),
        table.adding(Keys.key(pk, Keys.MEMBERS), -1));
  }

  // ---- forgetting

  @Override
  public boolean forget(String app, String customer, Instant now, BooleanSupplier hasTime) {
    Optional<Life> life =
        life(app, customer).filter(ended -> !now.isBefore(ended.erasedAt().plus(IN_FLIGHT)));
    if (life.isEmpty()) {
      return true;
    }
    Instant erasedAt = life.get().erasedAt();
    hide(app, customer, erasedAt);
    Query ended =
        Query.items(
            Keys.customer(app, customer),
            Keys.ENDED,
            // Not what an erasure ends meanwhile: of that, somebody may still be writing.
            Keys.ENDED + Keys.time(erasedAt) + Keys.END);
    for (Map<String, AttributeValue> line : table.all(ended)) {
      boolean isGone =
          line.containsKey(ACCOUNT)
              ? bury(new AccountRef(app, account(line)), customer, erasedAt, hasTime)
              : bury(app, customer, line.get(RECORD).s(), erasedAt, hasTime);
      if (!isGone) {
        return false;
      }
      table.delete(line.get("pk").s(), line.get("sk").s());
    }
    table.update(
        Keys.key(Keys.customer(app, customer), Keys.LIFE),
        "REMOVE due_shard, due_at",
        "erased_at = :erased",
        Map.of(":erased", Attributes.of(erasedAt)));
    return true;
  }

  /** Deletes an account's partition; its tombstone last, for it keeps others from writing there. */
  private boolean bury(
      AccountRef ref, String customer, Instant erasedAt, BooleanSupplier hasTime) {
    String pk = Keys.account(ref);
    entomb(pk, Keys.BALANCE, customer, erasedAt);
    if (table.get(pk, Keys.BALANCE, true).filter(item -> item.containsKey("n")).isPresent()) {
      return true; // another's by now
    }
    unname(ref, erasedAt);
    unlist(ref);
    for (String name : names(ref)) {
      table.delete(
          name, Keys.BALANCE, "erased_at <= :erased", Map.of(":erased", Attributes.of(erasedAt)));
    }
    if (!deleteAll(Query.items(pk, Keys.BALANCE + Keys.END, "~"), hasTime)
        || !Keys.trails(ref, erasedAt).allMatch(trail -> deleteAll(Query.items(trail, Keys.TRAIL, "~"), hasTime))) {
      return false;
    }
    table.delete(pk, Keys.BALANCE, "attribute_exists(erased_at)", Map.of());
    return true;
  }

  /** Deletes what a record has from before the erasure: a new life may use the record again by now. */
  private boolean bury(
      String app, String customer, String record, Instant erasedAt, BooleanSupplier hasTime) {
    String pk = Keys.record(app, record);
    List<Map<String, AttributeValue>> keys =
        table.all(Query.items(pk, Keys.MEMBER, "NOTICE" + Keys.END)).stream()
            .filter(item -> isOfEnded(app, customer, item, erasedAt))
            .map(item -> Keys.key(pk, item.get("sk").s()))
            .toList();
    for (int start = 0; start < keys.size(); start += SLICE) {
      if (!hasTime.getAsBoolean()) {
        return false;
      }
      table.deleteAll(keys.subList(start, Math.min(keys.size(), start + SLICE)));
    }
    table.delete(pk, Keys.RECORD, "attribute_exists(erased_at)", Map.of());
    return true;
  }

  /** Says whether a record's line is of an account of this customer, or of a receipt, from before. */
  private boolean isOfEnded(
      String app, String customer, Map<String, AttributeValue> item, Instant erasedAt) {
    String sk = item.get("sk").s();
    if (!sk.startsWith(Keys.MEMBER)) {
      return Attributes.instant(item.get("at")).isBefore(erasedAt.plus(IN_FLIGHT));
    }
    AccountRef ref = new AccountRef(app, sk.substring(Keys.MEMBER.length()));
    boolean isNewer = ref.bornAt().filter(born -> !born.isBefore(erasedAt)).isPresent();
    // A record that two customers named has accounts of both.
    return !isNewer
        && table
            .get(Keys.account(ref), Keys.BALANCE, true)
            .filter(there -> there.containsKey("n"))
            .filter(there -> !AccountItems.customer(there).equals(customer))
            .isEmpty();
  }

  /** To find that nothing is left takes no time: who is out of it could else never come to an end. */
  private boolean deleteAll(Query query, BooleanSupplier hasTime) {
    while (true) {
      List<Map<String, AttributeValue>> items =
          table.page(query, Optional.empty(), SLICE).items();
      if (items.isEmpty()) {
        return true;
      }
      if (!hasTime.getAsBoolean()) {
        return false;
      }
      table.deleteAll(
          items.stream()
              .map(item -> Keys.key(item.get("pk").s(), item.get("sk").s()))
              .toList());
    }
  }

  // ---- an app's directory

  @Override
  public Page<String> customersOfApp(String app, Optional<String> after, int limit) {
    return members(app, Keys.CUSTOMER, after, limit, true);
  }

  /** The parts one after the other; a place is the last id, which says its part. */
  Page<String> members(
      String app, String prefix, Optional<String> after, int limit, boolean consistent) {
    return members(app, after.map(Keys::part).orElse(0), after, prefix, limit, consistent);
  }

  private Page<String> members(
      String app,
      int firstPart,
      Optional<String> after,
      String prefix,
      int limit,
      boolean consistent) {
    List<String> ids = new ArrayList<>();
    Optional<String> from = after;
    for (int part = firstPart; part < Keys.PARTS; part++) {
      ids.addAll(part(app, part, from, prefix, limit + 1 - ids.size(), consistent).items());
      if (ids.size() > limit) {
        return new Page<>(
            List.copyOf(ids.subList(0, limit)), Optional.of(ids.get(limit - 1)));
      }
      from = Optional.empty();
    }
    return new Page<>(ids, Optional.empty());
  }

  /** What is listed in one part alone. */
  Page<String> part(
      String app,
      int part,
      Optional<String> after,
      String prefix,
      int limit,
      boolean consistent) {
    String pk = Keys.directory(app, part);
    Query query = Query.items(pk, prefix, prefix.replace("#", Keys.END));
    Page<Map<String, AttributeValue>> page =
        table.page(
            consistent ? query : query.eventually(),
            after.map(id -> Keys.key(pk, prefix + id)),
            limit);
    List<String> ids =
        page.items().stream().map(item -> item.get("sk").s().substring(prefix.length())).toList();
    return new Page<>(ids, page.next().map(more -> ids.getLast()));
  }

  /** How many accounts each part of the directory has; eventually consistent. */
  private long[] counts(String app) {
    List<Map<String, AttributeValue>> keys = counters(app);
    Map<String, Long> counts = new HashMap<>();
    for (Map<String, AttributeValue> counter : table.getAll(keys, false)) {
      counts.put(counter.get("pk").s(), Attributes.number(counter.get("n")));
    }
    return keys.stream()
        .mapToLong(key -> counts.getOrDefault(key.get("pk").s(), 0L))
        .toArray();
  }

  private static List<Map<String, AttributeValue>> counters(String app) {
    return IntStream.range(0, Keys.PARTS)
        .mapToObj(part -> Keys.key(Keys.directory(app, part), Keys.MEMBERS))
        .toList();
  }

  long count(String app) {
    return LongStream.of(counts(app)).sum();
  }

  /** Parts that lie before the position are passed over by their counts; of its own the lines are read. */
  Slice slice(String app, long offset, int limit) {
    long[] counts = counts(app);
    long total = LongStream.of(counts).sum();
    long before = offset;
    int part = 0;
    while (part < Keys.PARTS && before >= counts[part]) {
      before -= counts[part++];
    }
    if (part == Keys.PARTS) {
      return new Slice(total, Optional.of(new Page<>(List.of(), Optional.empty())));
    }
    if (before > AccountStore.MOST_WALKED) {
      return new Slice(total, Optional.empty());
    }
    return new Slice(total, Optional.of(page(app, part, (int) before, limit)));
  }

  private Page<String> page(String app, int part, int before, int limit) {
    Page<String> walked =
        members(app, part, Optional.empty(), Keys.MEMBER, before + limit, false);
    List<String> ids = walked.items();
    return new Page<>(
        List.copyOf(ids.subList(Math.min(before, ids.size()), ids.size())), walked.next());
  }

  @Override
  public void dropCounts(String app) {
    table.deleteAll(counters(app));
  }

  @Override
  public void drop(String app, String customer) {
    table.delete(Keys.customer(app, customer), Keys.LIFE);
    table.delete(Keys.directory(app, Keys.part(customer)), Keys.CUSTOMER + customer);
  }
}
