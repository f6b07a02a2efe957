package balanceapi.core.store;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation;
import balanceapi.core.account.RecordState;
import balanceapi.core.account.Reservation;
import balanceapi.core.event.Event;
import balanceapi.core.provider.Asked;
import balanceapi.core.transaction.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** The store's twin in memory: the same promises, kept by one lock. */
public final class InMemoryStore implements AccountStore {

  private static final class Shelf {
    final Map<String, Held> open = new TreeMap<>();
    final Map<String, Transaction> home = new TreeMap<>();
    final Map<String, Place> places = new HashMap<>();
    final Map<String, Long> revisions = new HashMap<>();
    final TreeMap<Observation.Pull, Observation> history = new TreeMap<>();
    final Map<String, Receipt> events = new HashMap<>();
    final Map<String, Reservation.Ended> ended = new TreeMap<>();
  }

  private final Map<AccountRef, Account> accounts = new HashMap<>();
  private final Map<AccountRef, AccountRef> aliases = new HashMap<>();
  private final Map<AccountRef, Shelf> shelves = new HashMap<>();
  private final Map<String, TreeSet<String>> ofApp = new HashMap<>();
  private final Map<String, TreeSet<String>> customers = new HashMap<>();
  private final TreeMap<String, Line> lines = new TreeMap<>();
  private final Map<String, List<Line>> ended = new HashMap<>();
  private final Map<String, RecordState> records = new HashMap<>();
  private final Map<String, TreeSet<String>> ofRecord = new HashMap<>();
  private final Map<String, Life> lives = new HashMap<>();
  private final Map<String, Instant> forgetAt = new HashMap<>();
  private final Set<AccountRef> hidden = new HashSet<>();
  private final Map<AccountRef, AccountRef> hiddenNames = new HashMap<>();
  private final Map<String, Instant> hiddenRecords = new HashMap<>();
  private final Map<AccountRef, Instant> parked = new HashMap<>();
  private final Map<AccountRef, Integer> timesParked = new HashMap<>();
  private long revisions;
  private final Map<String, Instant> receipts = new HashMap<>();
  private final Map<String, Asked> asked = new HashMap<>();

  /** What a customer has: an account or a record, of the life that began then. */
  private record Line(String id, boolean isAccount, Optional<Instant> bornAt) {
    boolean isOlder(Instant erasedAt) {
      return bornAt.filter(at -> !at.isBefore(erasedAt)).isEmpty();
    }
  }

  @Override
  public synchronized Optional<Account> glance(AccountRef ref) {
    return account(ref);
  }

  @Override
  public synchronized Optional<Account> account(AccountRef ref) {
    return Optional.ofNullable(accounts.get(real(ref)));
  }

  @Override
  public synchronized Optional<Book> book(AccountRef ref) {
    return account(ref).map(account -> new Book(account, Map.copyOf(shelf(account.ref()).open)));
  }

  private AccountRef real(AccountRef ref) {
    AccountRef at = ref;
    while (aliases.containsKey(at)) {
      at = aliases.get(at);
    }
    return at;
  }

  private Shelf shelf(AccountRef ref) {
    return shelves.computeIfAbsent(real(ref), key -> new Shelf());
  }

  @Override
  public synchronized List<Account> glanceAll(String app, List<String> ids) {
    return ids.stream().flatMap(id -> glance(new AccountRef(app, id)).stream()).toList();
  }

  @Override
  public synchronized List<Account> accounts(String app, List<String> ids) {
    return glanceAll(app, ids);
  }

  @Override
  public synchronized Optional<Account> save(Account account) {
    Account stored = accounts.get(account.ref());
    if (aliases.containsKey(account.ref())
        || hiddenNames.containsKey(account.ref())
        || hidden.contains(account.ref())
        || (stored == null ? 0 : stored.version()) != account.version()) {
      return Optional.empty();
    }
    Account next = account.stored(account.version() + 1);
    accounts.put(account.ref(), next);
    parked.remove(account.ref());
    timesParked.remove(account.ref());
    return Optional.of(next);
  }

  @Override
  public synchronized Optional<String> accountOf(String app, Identity identity) {
    return identity.number().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(lines.get(line(app, identity, ""))).map(Line::id);
  }

  private static String customer(String app, String customer) {
    return app + "/" + customer;
  }

  private static String line(String app, Identity identity, String id) {
    return customer(app, identity.customer())
        + " account "
        + identity.bank()
        + " "
        + identity.number().map(number -> "n " + number).orElse("id " + id);
  }

  private String list(String app, String customer, String key, Line line) {
    customers.computeIfAbsent(app, any -> new TreeSet<>()).add(customer);
    Line old = lines.get(key);
    if (old == null || line.bornAt().filter(old::isOlder).isPresent()) {
      if (old != null) {
        ended.computeIfAbsent(customer(app, customer), any -> new ArrayList<>()).add(old);
      }
      lines.put(key, line);
    }
    return lines.get(key).id();
  }

  @Override
  public synchronized String claim(AccountRef ref, Identity identity) {
    String id =
        list(
            ref.app(),
            identity.customer(),
            line(ref.app(), identity, ref.account()),
            new Line(ref.account(), true, ref.bornAt()));
    ofApp.computeIfAbsent(ref.app(), key -> new TreeSet<>()).add(id);
    return id;
  }

  @Override
  public synchronized void disclaim(AccountRef ref, Identity identity) {
    lines
        .computeIfPresent(
            line(ref.app(), identity, ref.id()),
            (key, line) -> line.id().equals(ref.account()) ? null : line);
  }

  @Override
  public synchronized void alias(String app, String id, AccountRef ref) {
    AccountRef other = new AccountRef(app, id);
    if (!accounts.containsKey(other)
        && (!hiddenNames.containsKey(other) || ref.bornAt().isPresent())) {
      aliases.putIfAbsent(other, ref);
    }
  }

  @Override
  public synchronized List<String> accountsOfCustomer(String app, String customer) {
    return lines(app, customer).values().stream()
        .filter(Line::isAccount)
        .map(Line::id)
        .distinct()
        .toList();
  }

  private Map<String, Line> lines(String app, String customer) {
    String prefix = customer(app, customer) + " ";
    return lines.subMap(prefix, prefix + Character.MAX_VALUE);
  }

  @Override
  public synchronized Page<String> accountsOfApp(String app, Optional<String> after, int limit) {
    List<String> ids =
        ofApp.getOrDefault(app, new TreeSet<>()).stream()
            .filter(id -> after.filter(at -> id.compareTo(at) <= 0).isEmpty())
            .toList();
    return page(ids, limit, Function.identity());
  }

  @Override
  public synchronized Page<String> accountsOfApp(
      String app, int lane, Optional<String> after, int limit) {
    List<String> ids =
        accountsOfApp(app, after, Integer.MAX_VALUE).items().stream()
            .filter(id -> Math.floorMod(id.hashCode(), LANES) == lane)
            .toList();
    return page(ids, limit, Function.identity());
  }

  @Override
  public synchronized Slice accountsOfApp(String app, long offset, int limit) {
    List<String> ids = List.copyOf(ofApp.getOrDefault(app, new TreeSet<>()));
    if (offset > MOST_WALKED && offset < ids.size()) {
      return new Slice(ids.size(), Optional.empty());
    }
    List<String> from = ids.subList((int) Math.min(offset, ids.size()), ids.size());
    return new Slice(ids.size(), Optional.of(page(from, limit, Function.identity())));
  }

  @Override
  public synchronized long countOfAccounts(String app) {
    return ofApp.getOrDefault(app, new TreeSet<>()).size();
  }

  private static <T> Page<T> page(List<T> all, int limit, Function<T, String> place) {
    List<T> items = all.subList(0, Math.min(limit, all.size()));
    return new Page<>(
        items,
        all.size() > limit ? Optional.of(place.apply(items.getLast())) : Optional.empty());
  }

  @Override
  public synchronized Optional<RecordState> record(String app, String record) {
    return Optional.ofNullable(records.get(app + "/" + record));
  }

  @Override
  public synchronized Optional<RecordState> save(String app, RecordState state) {
    RecordState stored = records.get(app + "/" + state.record());
    if ((stored == null ? 0 : stored.version()) != state.version() || isHidden(app, state)) {
      return Optional.empty();
    }
    hiddenRecords.remove(app + "/" + state.record());
    RecordState next = state.stored(state.version() + 1);
    records.put(app + "/" + state.record(), next);
    return Optional.of(next);
  }

  @Override
  public synchronized void enlist(String app, String record, String account) {
    ofRecord.computeIfAbsent(app + "/" + record, key -> new TreeSet<>()).add(account);
  }

  @Override
  public synchronized List<String> accountsOfRecord(String app, String record) {
    return List.copyOf(ofRecord.getOrDefault(app + "/" + record, new TreeSet<>()));
  }

  private boolean isHidden(String app, RecordState state) {
    return Optional.ofNullable(hiddenRecords.get(app + "/" + state.record()))
        .filter(erasedAt -> state.bornAt().filter(born -> !born.isBefore(erasedAt)).isEmpty())
        .isPresent();
  }

  @Override
  public synchronized void login(
      String app, String customer, String record, Optional<Instant> bornAt) {
    list(
        app,
        customer,
        customer(app, customer) + " record " + record,
        new Line(record, false, bornAt));
  }

  @Override
  public synchronized Optional<Life> life(String app, String customer) {
    return Optional.ofNullable(lives.get(customer(app, customer)));
  }

  @Override
  public synchronized boolean knows(String app, String customer) {
    return life(app, customer).isPresent() || !lines(app, customer).isEmpty();
  }

  @Override
  public synchronized Instant erase(String app, String customer, Instant now) {
    Life life =
        lives.compute(
            customer(app, customer),
            (key, old) -> {
              if (old != null && !old.reborn()) {
                return old;
              }
              Instant at =
                  Stream.concat(
                          Stream.of(now, old == null ? now : old.erasedAt().plusMillis(1)),
                          signIns(app, customer))
                      .max(Instant::compareTo)
                      .orElseThrow();
              forgetAt.put(key, at.plus(IN_FLIGHT));
              return new Life(at, false);
            });
    return life.erasedAt();
  }

  private Stream<Instant> signIns(String app, String customer) {
    return lines(app, customer).values().stream()
        .filter(line -> !line.isAccount())
        .flatMap(line -> record(app, line.id()).stream())
        .flatMap(state -> state.connection().authorized().stream());
  }

  @Override
  public synchronized void revive(String app, String customer, Instant started) {
    lives.computeIfPresent(
        customer(app, customer),
        (key, life) ->
            started.isAfter(life.erasedAt()) ? new Life(life.erasedAt(), true) : life);
  }

  @Override
  public synchronized void hide(String app, String customer, Instant erasedAt) {
    List<Line> old =
        lines(app, customer).values().stream().filter(line -> line.isOlder(erasedAt)).toList();
    old.forEach(line -> hide(app, customer, line, erasedAt));
    ended.computeIfAbsent(customer(app, customer), any -> new ArrayList<>()).addAll(old);
    lines(app, customer).values().removeAll(old);
  }

  private void hide(String app, String customer, Line line, Instant erasedAt) {
    if (!line.isAccount()) {
      String key = app + "/" + line.id();
      Optional<RecordState> state = Optional.ofNullable(records.get(key));
      if (state.filter(s -> !s.customer().equals(customer)).isEmpty()
          && state.flatMap(RecordState::bornAt).filter(at -> !at.isBefore(erasedAt)).isEmpty()) {
        records.remove(key);
        hiddenRecords.put(key, erasedAt);
      }
      return;
    }
    AccountRef ref = new AccountRef(app, line.id());
    if (isAnothers(ref, customer)) {
      return;
    }
    accounts.remove(ref);
    parked.remove(ref);
    hidden.add(ref);
    List<AccountRef> names =
        aliases.keySet().stream().filter(name -> aliases.get(name).equals(ref)).toList();
    names.forEach(name -> hiddenNames.put(name, ref));
    aliases.keySet().removeAll(names);
    ofApp.getOrDefault(app, new TreeSet<>()).remove(line.id());
  }

  private boolean isAnothers(AccountRef ref, String customer) {
    return Optional.ofNullable(accounts.get(ref))
        .filter(account -> !account.identity().customer().equals(customer))
        .isPresent();
  }

  @Override
  public synchronized boolean forget(
      String app, String customer, Instant now, BooleanSupplier hasTime) {
    Optional<Life> life =
        life(app, customer).filter(ended -> !now.isBefore(ended.erasedAt().plus(IN_FLIGHT)));
    if (life.isEmpty()) {
      return true;
    }
    hide(app, customer, life.get().erasedAt());
    List<Line> old = ended.getOrDefault(customer(app, customer), new ArrayList<>());
    while (!old.isEmpty()) {
      if (!hasTime.getAsBoolean()) {
        return false;
      }
      Line line = old.removeFirst();
      if (line.isAccount()) {
        aliases.values().removeIf(new AccountRef(app, line.id())::equals);
        shelves.remove(new AccountRef(app, line.id()));
        hidden.remove(new AccountRef(app, line.id()));
        hiddenNames.values().removeIf(new AccountRef(app, line.id())::equals);
      } else {
        receipts.keySet().removeIf(key -> key.startsWith(app + "/" + line.id() + "/"));
        asked
            .entrySet()
            .removeIf(
                entry ->
                    entry.getKey().startsWith(app + "/" + line.id() + "/")
                        && entry.getValue().at().isBefore(life.get().erasedAt().plus(IN_FLIGHT)));
        hiddenRecords.remove(app + "/" + line.id());
        ofRecord
            .getOrDefault(app + "/" + line.id(), new TreeSet<>())
            .removeIf(
                id ->
                    isOlder(app, id, life.get().erasedAt())
                        && !isAnothers(new AccountRef(app, id), customer));
      }
    }
    forgetAt.remove(customer(app, customer));
    return true;
  }

  private static boolean isOlder(String app, String account, Instant erasedAt) {
    return new AccountRef(app, account).bornAt().filter(at -> !at.isBefore(erasedAt)).isEmpty();
  }

  @Override
  public synchronized Page<String> customersOfApp(String app, Optional<String> after, int limit) {
    List<String> ids =
        customers.getOrDefault(app, new TreeSet<>()).stream()
            .filter(id -> after.filter(at -> id.compareTo(at) <= 0).isEmpty())
            .toList();
    return page(ids, limit, Function.identity());
  }

  @Override
  public synchronized void drop(String app, String customer) {
    lives.remove(customer(app, customer));
    forgetAt.remove(customer(app, customer));
    customers.getOrDefault(app, new TreeSet<>()).remove(customer);
  }

  /** A count is the size of a list here: there is nothing else to delete. */
  @Override
  public void dropCounts(String app) {}

  @Override
  public synchronized Optional<Observation> observation(AccountRef ref, Observation.Pull pull) {
    return Optional.ofNullable(shelf(ref).history.get(pull));
  }

  @Override
  public synchronized boolean remember(AccountRef ref, Observation observation) {
    Observation stored = shelf(ref).history.get(observation.pull());
    if (stored != null && stored.revision() >= observation.revision()) {
      return stored.equals(observation);
    }
    shelf(ref).history.put(observation.pull(), observation);
    return true;
  }

  @Override
  public synchronized Page<Observation> observations(
      AccountRef ref, Instant from, Instant to, Optional<String> after, int limit) {
    List<Observation> all =
        shelf(ref).history.descendingMap().values().stream()
            .filter(o -> !o.pull().started().isBefore(from) && !o.pull().started().isAfter(to))
            .filter(o -> after.filter(at -> place(o).compareTo(at) >= 0).isEmpty())
            .toList();
    return page(all, limit, InMemoryStore::place);
  }

  private static String place(Observation observation) {
    return "%020d#%s"
        .formatted(observation.pull().started().toEpochMilli(), observation.pull().record());
  }


  @Override
  public synchronized List<Held> settled(
      AccountRef ref, Settled kind, Instant from, Instant to) {
    return away(ref, kind).stream()
        .filter(held -> !at(held).isBefore(from) && !at(held).isAfter(to))
        .toList();
  }

  private List<Held> away(AccountRef ref, Settled kind) {
    return shelf(ref).home.keySet().stream()
        .map(id -> home(ref, id))
        .filter(held -> held.place().filter(place -> place.kind() == kind).isPresent())
        .toList();
  }

  private Held home(AccountRef ref, String id) {
    Shelf shelf = shelf(ref);
    return new Held(
        shelf.home.get(id),
        shelf.revisions.getOrDefault(id, 1L),
        Optional.ofNullable(shelf.places.get(id)));
  }

  private static Instant at(Held held) {
    return held.place().orElseThrow().at();
  }

  @Override
  public synchronized Page<Transaction> settledPage(
      AccountRef ref, Settled kind, Instant from, Instant to, Optional<String> after, int limit) {
    List<Held> all =
        settled(ref, kind, from, to).stream()
            .filter(held -> after.filter(at -> place(held).compareTo(at) >= 0).isEmpty())
            .sorted(Comparator.<Held, String>comparing(held -> place(held)).reversed())
            .toList();
    Page<Held> page = page(all, limit, InMemoryStore::place);
    return new Page<>(page.items().stream().map(Held::transaction).toList(), page.next());
  }

  @Override
  public synchronized List<String> accountsWith(
      String app, List<String> accounts, String transaction) {
    return accounts.stream()
        .filter(id -> transaction(new AccountRef(app, id), transaction).isPresent())
        .toList();
  }

  private static String place(Held held) {
    return "%020d#%s".formatted(at(held).toEpochMilli(), held.transaction().id());
  }

  @Override
  public synchronized Optional<Held> transaction(AccountRef ref, String id) {
    return Optional.ofNullable(shelf(ref).home.get(id)).map(t -> home(ref, id));
  }

  @Override
  public synchronized Optional<Held> add(AccountRef ref, Transaction transaction) {
    if (shelf(ref).home.containsKey(transaction.id())) {
      return Optional.of(home(ref, transaction.id()));
    }
    shelf(ref).home.put(transaction.id(), transaction);
    if (transaction.isPosted()) {
      shelf(ref)
          .places
          .put(transaction.id(), new Place(Settled.POSTINGS, transaction.posted().latest()));
    }
    return Optional.empty();
  }

  @Override
  public synchronized void settle(AccountRef ref, Held known, Place place) {
    Transaction transaction = known.transaction();
    shelf(ref).home.merge(transaction.id(), transaction, Transaction::join);
    shelf(ref).revisions.merge(transaction.id(), 2L, (revision, two) -> revision + 1);
    shelf(ref).places.put(transaction.id(), place);
  }

  @Override
  public synchronized boolean keepOpen(AccountRef ref, Held hold) {
    Map<String, Held> open = shelf(ref).open;
    String id = hold.transaction().id();
    Held stored = open.get(id);
    if ((stored == null ? 0 : stored.revision()) != hold.revision()) {
      return false;
    }
    // Never the revision of an earlier life: whoever still holds that one must not touch this.
    open.put(id, new Held(hold.transaction(), ++revisions));
    return true;
  }

  @Override
  public synchronized boolean close(AccountRef ref, Held hold) {
    Held stored = shelf(ref).open.get(hold.transaction().id());
    if (stored == null || stored.revision() != hold.revision()) {
      return false;
    }
    shelf(ref).open.remove(hold.transaction().id());
    return true;
  }

  @Override
  public synchronized Optional<Receipt> receipt(AccountRef ref, String event) {
    return Optional.ofNullable(shelf(ref).events.get(event));
  }

  @Override
  public synchronized Optional<Receipt> keptReceipt(AccountRef ref, String event) {
    return receipt(ref, event);
  }

  @Override
  public synchronized Optional<Receipt> receive(
      AccountRef ref, String event, Optional<Event.Transactions> content, Instant now) {
    return Optional.ofNullable(
        shelf(ref).events.putIfAbsent(event, new Receipt(now, content)));
  }

  @Override
  public synchronized Instant firstReceipt(
      String app, String record, String event, Instant now) {
    Instant first = receipts.putIfAbsent(app + "/" + record + "/" + event, now);
    return first == null ? now : first;
  }

  @Override
  public synchronized void end(AccountRef ref, Reservation.Ended ended) {
    shelf(ref).ended.putIfAbsent(ended.reservation().reference(), ended);
  }

  @Override
  public synchronized Optional<Reservation.Ended> ended(AccountRef ref, String reference) {
    return Optional.ofNullable(shelf(ref).ended.get(reference));
  }

  @Override
  public synchronized Page<Reservation.Ended> ended(
      AccountRef ref, Optional<String> after, int limit) {
    List<Reservation.Ended> newestFirst =
        shelf(ref).ended.values().stream()
            .sorted(Comparator.comparing((Reservation.Ended each) -> place(each)).reversed())
            .filter(each -> after.filter(at -> place(each).compareTo(at) >= 0).isEmpty())
            .toList();
    return page(newestFirst, limit, InMemoryStore::place);
  }

  private static String place(Reservation.Ended ended) {
    return "%020d#%s".formatted(ended.at().toEpochMilli(), ended.reservation().reference());
  }

  @Override
  public synchronized void ask(String app, Asked request) {
    asked.put(app + "/" + request.record() + "/" + request.kind(), request);
  }

  @Override
  public synchronized Optional<Asked> asked(String app, String record, Asked.Kind kind) {
    return Optional.ofNullable(asked.get(app + "/" + record + "/" + kind));
  }

  @Override
  public synchronized Page<Due> due(
      int part, Instant time, Optional<Due> after, int limit) {
    List<Due> all = new ArrayList<>();
    accounts
        .keySet()
        .forEach(
            ref -> dueAt(ref).ifPresent(at -> all.add(new Due(new Task.Refresh(ref), at))));
    forgetAt.forEach(
        (key, at) -> {
          String[] names = key.split("/", 2);
          all.add(new Due(new Task.ForgetCustomer(names[0], names[1]), at));
        });
    Comparator<Due> oldest =
        Comparator.comparing(Due::at).thenComparing(d -> d.task().toString());
    all.removeIf(due -> due.at().isAfter(time) || part(due.task()) != part);
    all.removeIf(due -> after.filter(place -> oldest.compare(due, place) <= 0).isPresent());
    all.sort(oldest);
    return page(all, limit, due -> due.task().toString());
  }

  private static int part(Task task) {
    return Math.floorMod(task.hashCode(), DUE_PARTS);
  }

  private Optional<Instant> dueAt(AccountRef ref) {
    return Optional.ofNullable(accounts.get(ref))
        .flatMap(account -> Optional.ofNullable(parked.get(ref)).or(account::due));
  }

  @Override
  public synchronized boolean park(Due due, IntFunction<Instant> until) {
    return switch (due.task()) {
      case Task.Refresh(var ref) -> {
        boolean isDue = dueAt(ref).filter(due.at()::equals).isPresent();
        if (isDue) {
          int times = timesParked.merge(ref, 1, Integer::sum) - 1;
          parked.put(ref, until.apply(times));
        }
        yield isDue;
      }
      case Task.ForgetCustomer(var app, var customer) ->
          forgetAt.replace(customer(app, customer), due.at(), until.apply(0));
      case Task.ForgetApp app -> false;
    };
  }

  /** The keys of everything that is stored of accounts and records. */
  public synchronized Set<String> left() {
    Set<String> left = new TreeSet<>(lines.keySet());
    ended.values().forEach(lines -> lines.forEach(line -> left.add(line.toString())));
    left.addAll(records.keySet());
    left.addAll(hiddenRecords.keySet());
    left.addAll(receipts.keySet());
    left.addAll(asked.keySet());
    accounts.keySet().forEach(ref -> left.add(ref.toString()));
    aliases.keySet().forEach(ref -> left.add("alias " + ref));
    hidden.forEach(ref -> left.add("hidden " + ref));
    hiddenNames.keySet().forEach(ref -> left.add("hidden name " + ref));
    ofApp.values().forEach(left::addAll);
    ofRecord.values().forEach(left::addAll);
    shelves.forEach(
        (ref, shelf) -> {
          left.addAll(shelf.open.keySet());
          left.addAll(shelf.home.keySet());
          left.addAll(shelf.events.keySet());
          left.addAll(shelf.ended.keySet());
          shelf.history.keySet().forEach(pull -> left.add(pull.toString()));
        });
    return left;
  }
}
