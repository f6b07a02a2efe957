package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.Observation;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Policy;
import balanceapi.core.availability.Position;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Transaction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What the balances were: the observation in force at an instant, and the changes over time.
 *
 * <p>The figures of then are computed from the observation that was in force and the transactions begun by
 * then, in the state that is known today; so neither depends on the order in which events came in.
 */
final class History {

  private static final int PAGE = 200;

  /** A date alone may be over two days after it began elsewhere. */
  private static final Duration DAYS = Duration.ofDays(2);

  private final AccountStore store;

  History(AccountStore store) {
    this.store = store;
  }

  /**
   * One change of the balances.
   *
   * @param first the first observation of the figures
   * @param last the last one before they changed
   */
  record Entry(Observation first, Observation last) {
    Instant validFrom() {
      return first.asOf();
    }

    Instant lastSeen() {
      return last.asOf();
    }
  }

  /**
   * A place in the history: observations up to it, itself included. The pull tells those of one instant
   * apart, so that a page ends neither before nor after one of them.
   *
   * @param asOf the instant
   * @param pull the last pull of that instant; absent for all of it
   */
  record Place(Instant asOf, Optional<Observation.Pull> pull) {
    static Place of(Instant asOf) {
      return new Place(asOf, Optional.empty());
    }

    static Place of(Observation observation) {
      return new Place(observation.asOf(), Optional.of(observation.pull()));
    }

    /** The place in the text that {@link #toString} made. */
    static Place parse(String text) {
      String[] parts = text.split(" ", 3);
      return new Place(
          Instant.parse(parts[0]),
          Optional.of(new Observation.Pull(Instant.parse(parts[1]), parts[2])));
    }

    @Override
    public String toString() {
      return pull.map(last -> asOf + " " + last.started() + " " + last.record()).orElseThrow();
    }

    boolean includes(Observation observation) {
      int order = observation.asOf().compareTo(asOf);
      return order < 0
          || (order == 0
              && pull.filter(last -> observation.pull().compareTo(last) > 0).isEmpty());
    }
  }

  /** The observation in force at this instant. */
  Optional<Observation> inForceAt(Account account, Instant at) {
    Iterator<Observation> newestFirst = new NewestFirst(account, Place.of(at), PAGE);
    return newestFirst.hasNext() ? Optional.of(newestFirst.next()) : Optional.empty();
  }

  /** The figures of an instant, under the observation that was in force. */
  Figures figuresAt(
      Account account,
      Observation inForce,
      Instant at,
      Collection<Transaction> transactions,
      Policy policy,
      Instant now) {
    Position then =
        new Position(
            Optional.of(inForce),
            account.feed(),
            account.profile(),
            account.identity().bank(),
            Optional.of(at));
    return AvailableBalance.of(then, transactions, policy, now).figures();
  }

  /**
   * The transactions that may count in figures between these instants: the open ones, the postings not yet
   * in an observation of then, and the holds that those took.
   */
  Collection<Transaction> transactions(Book book, Instant from, Instant to) {
    Account account = book.account();
    Map<String, Transaction> all = new HashMap<>();
    Instant until = to.plus(account.feed().lag()).plus(DAYS);
    Instant since =
        account.feed().postingsFrom().filter(from::isAfter).orElse(from).minus(account.feed().lag());
    for (Settled kind : Settled.values()) {
      store
          .settled(account.ref(), kind, since.minus(FeedChange.BEFORE), until)
          .forEach(held -> all.put(held.transaction().id(), held.transaction()));
    }
    book.open().forEach((id, held) -> all.put(id, held.transaction()));
    return all.values();
  }

  /**
   * Changes of (ledger, reported available), newest first.
   *
   * @param account the account
   * @param upTo where to begin
   * @param from entries that were last seen at this instant or after it
   * @param limit how many, and one more if there is one
   */
  List<Entry> changes(Account account, Place upTo, Instant from, int limit) {
    return changes(account, upTo, from, limit, Integer.MAX_VALUE);
  }

  /** The same of so many observations at most: the oldest change may have begun before what is looked at. */
  List<Entry> changes(Account account, Place upTo, Instant from, int limit, int looks) {
    List<Entry> entries = new ArrayList<>();
    Iterator<Observation> newestFirst = new NewestFirst(account, upTo, Math.min(looks, PAGE));
    Entry open = null;
    for (int i = 0; i < looks && newestFirst.hasNext() && entries.size() <= limit; i++) {
      Observation observation = newestFirst.next();
      if (open != null && sameFigures(open.first(), observation)) {
        open = new Entry(observation, open.last());
        continue;
      }
      if (open != null) {
        entries.add(open);
        open = null;
      }
      if (observation.asOf().isBefore(from)) {
        break;
      }
      open = new Entry(observation, observation);
    }
    if (open != null) {
      entries.add(open);
    }
    return entries.subList(0, Math.min(entries.size(), limit + 1));
  }

  private static boolean sameFigures(Observation one, Observation other) {
    return same(one.ledger().map(r -> r.value()), other.ledger().map(r -> r.value()))
        && same(one.reported(), other.reported())
        && one.currency().map(r -> r.value()).equals(other.currency().map(r -> r.value()));
  }

  private static boolean same(Optional<BigDecimal> one, Optional<BigDecimal> other) {
    return one.isPresent() == other.isPresent()
        && (one.isEmpty() || one.get().compareTo(other.get()) == 0);
  }

  /**
   * The observations that gave figures, by {@code as_of}, newest first. The history is kept by the start of the pull, and read by {@code as_of}: the two lie no farther apart
   * than the account's spread, so an observation is certain to be the newest once the read has come that
   * far past it.
   */
  private final class NewestFirst implements Iterator<Observation> {
    private final Account account;
    private final Place upTo;
    private final int pageSize;
    private final Instant newestStart;
    private final PriorityQueue<Observation> waiting =
        new PriorityQueue<>(
            Comparator.comparing(Observation::asOf)
                .thenComparing(Observation::pull)
                .reversed());
    private final List<Observation> page = new ArrayList<>();
    private Optional<String> after = Optional.empty();
    private boolean ended;
    private Instant readTo = Instant.MAX;

    NewestFirst(Account account, Place upTo, int pageSize) {
      this.account = account;
      this.upTo = upTo;
      this.pageSize = pageSize;
      this.newestStart = plus(upTo.asOf(), account.pulls().spread());
      account.observation().ifPresent(this::offer);
    }

    @Override
    public boolean hasNext() {
      while (!isCertain() && !ended) {
        read();
      }
      return !waiting.isEmpty();
    }

    @Override
    public Observation next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return waiting.poll();
    }

    private boolean isCertain() {
      return !waiting.isEmpty()
          && !readTo.equals(Instant.MAX)
          && waiting.peek().asOf().isAfter(plus(readTo, account.pulls().spread()));
    }

    private void read() {
      if (page.isEmpty()) {
        Page<Observation> next =
            store.observations(account.ref(), Instant.EPOCH, newestStart, after, pageSize);
        page.addAll(next.items());
        after = next.next();
        ended = after.isEmpty();
      }
      for (Observation observation : page) {
        readTo = observation.pull().started();
        // What is in force stands in the account; the history may hold an older revision of it.
        if (account.observation().filter(o -> o.pull().equals(observation.pull())).isEmpty()) {
          offer(observation);
        }
      }
      page.clear();
    }

    private void offer(Observation observation) {
      if (observation.hasFigures() && upTo.includes(observation)) {
        waiting.add(observation);
      }
    }

    private static Instant plus(Instant instant, Duration duration) {
      return instant.isAfter(Instant.MAX.minus(duration)) ? Instant.MAX : instant.plus(duration);
    }
  }
}
