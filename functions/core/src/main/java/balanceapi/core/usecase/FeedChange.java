package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Feed;
import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Policy;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.Item;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.store.AccountStore.Place;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Matching;
import balanceapi.core.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One attempt to bring an event's transactions into the store.
 *
 * <p>Open holds are stored a second time, next to the account, so that one read gives what its figure
 * needs; what is over is put away, where history may grow without costing anything. A posting and the hold
 * that it took are put away under the same instant, so that no read parts them: then leaving a pair out
 * changes no other pair, for postings choose in the order of their dates.
 *
 * <p>Most events are the newest of their feed and can change nothing that was put away. Those that may read
 * back all that lies after the earliest day that they speak of; what lies before it chose before.
 */
final class FeedChange {

  /**
   * A hold may be taken by a posting of two weeks later, and a date alone may be over two days after it. The
   * same for a posting that names a hold which begins after it, as some banks' dates have it.
   */
  static final Duration BEFORE = Duration.ofDays(Matching.DAYS + 2L);

  /** No hold lives longer after the event that showed it last. */
  private static final Duration LONGEST = Duration.ofDays(App.Settings.MOST_HOLD_DAYS);

  private final AccountStore store;
  private final AccountRef ref;
  private final Account account;
  private final Map<String, Held> open;
  private final Policy policy;
  private final Instant now;

  /** Everything that may matter, by id; what is open in its newest form. */
  private final Map<String, Transaction> known = new HashMap<>();

  /** What is stored for good, as it was read. */
  private final Map<String, Held> homes = new HashMap<>();

  /** What this event states, and what is found expired on the way. */
  private final Set<String> changed = new HashSet<>();

  /** Postings that this attempt stored, in the place where they belong. */
  private final Set<String> added = new HashSet<>();

  /** What this event may change in the pairs that were put away. */
  private final Set<String> disturbing = new HashSet<>();

  /** When those were posted that took a hold which this event's postings name, too. */
  private final List<Instant> others = new ArrayList<>();

  FeedChange(AccountStore store, Book book, Policy policy, Instant now) {
    this.store = store;
    this.account = book.account();
    this.ref = account.ref();
    this.open = book.open();
    this.policy = policy;
    this.now = now;
    open.forEach((id, held) -> known.put(id, held.transaction()));
    OpenBook.settled(store, account).forEach(this::read);
  }

  /**
   * Joins the event's transactions into what is known.
   *
   * @param again whether an earlier attempt may have written some of it: then nothing shows any more what
   *     it disturbs
   * @return whether the event decides anything now
   */
  boolean join(Event.Transactions event, boolean again) {
    Map<String, Transaction> stated = new LinkedHashMap<>();
    for (Item item : event.items()) {
      stated.merge(item.id(), item.shownBy(event.envelope()), Transaction::join);
    }
    stated.values().forEach(this::join);
    boolean late =
        account.feed().asOf().filter(at -> !event.envelope().asOf().isAfter(at)).isPresent();
    Stream.concat(
            (late || again ? changed : disturbing)
                .stream().map(id -> known.get(id).earliest(zone())),
            others.stream())
        .min(Instant::compareTo)
        .ifPresent(this::readBack);
    return changed.stream()
        .anyMatch(id -> known.get(id).newest().event().equals(event.envelope().event()));
  }

  /**
   * Says whether a description of the account puts its bank into another zone than it was thought to be in, as the
   * first one that names a country does. Then days begin at other instants, and postings may take other holds.
   */
  static boolean moves(Account described, Account before) {
    return before.feed().asOf().isPresent()
        && !described.profile().zone().equals(before.profile().zone());
  }

  private void readBack(Instant from) {
    for (Settled kind : Settled.values()) {
      store.settled(ref, kind, from.minus(BEFORE), OpenBook.FAR).forEach(this::read);
    }
  }

  /**
   * Takes in what is stored for good. The open form of a hold knows as much or more, unless it was opened
   * while another event put it away: then it learns here what it missed.
   */
  private void read(Held home) {
    String id = home.transaction().id();
    Transaction before = known.get(id);
    Transaction after = before == null ? home.transaction() : before.join(home.transaction());
    if (before != null && !after.equals(before)) {
      changed.add(id);
    }
    known.put(id, after);
    homes.put(id, home);
  }

  private void join(Transaction stated) {
    String id = stated.id();
    boolean wasKnown = known.containsKey(id);
    if (!wasKnown) {
      Optional<Held> home = store.add(ref, stated);
      home.ifPresent(this::read);
      if (home.isEmpty() && stated.isPosted()) {
        added.add(id);
      }
    }
    Optional<Transaction> before = Optional.ofNullable(known.get(id));
    Transaction after = before.map(stated::join).orElse(stated);
    if (disturbs(before, after, wasKnown)) {
      disturbing.add(id);
    }
    // The pending that a posting names may have been put away: it says when the debit began.
    Matching.link(after)
        .filter(named -> after.isPosted() && !known.containsKey(named))
        .flatMap(named -> store.transaction(ref, named))
        .ifPresent(this::readNamed);
    known.put(id, after);
    changed.add(id);
  }

  /** A hold that other postings took before: what is left of it depends on them. */
  private void readNamed(Held home) {
    read(home);
    home.place()
        .filter(place -> place.kind() == Settled.MERGED)
        .ifPresent(place -> others.add(place.at()));
  }

  private boolean disturbs(Optional<Transaction> before, Transaction after, boolean wasKnown) {
    if (before.filter(Transaction::isPosted).isPresent()) {
      return after.state() != before.get().state() || !after.line().equals(before.get().line());
    }
    boolean cameBack = before.isPresent() && !wasKnown;
    return cameBack || (after.isPosted() && (isAsOldAsClosed(after) || mayTakeInstead(after)));
  }

  private boolean isAsOldAsClosed(Transaction posting) {
    return account
        .feed()
        .closedUpTo()
        .filter(day -> !posting.posted().day(zone()).isAfter(day.plusDays(Matching.DAYS)))
        .isPresent();
  }

  /**
   * A posting older than one whose hold was put away would have chosen before it; that matters where a hold
   * at hand is alike.
   */
  private boolean mayTakeInstead(Transaction posting) {
    return Matching.link(posting).isEmpty()
        && account
            .feed()
            .mergedUpTo()
            .filter(at -> !posting.posted().start(zone()).isAfter(at))
            .isPresent()
        && open.values().stream()
            .map(Held::transaction)
            .filter(Transaction::isPending)
            .anyMatch(hold -> Matching.alike(hold, posting, account.position().currency(policy)));
  }

  private ZoneId zone() {
    return account.profile().zone();
  }

  /**
   * Computes the figures and writes every transaction to the place where it belongs now.
   *
   * @param described the account with all that the event says of it
   * @return the account with its new figures, still to be saved; empty when another change came first
   */
  Optional<Account> settle(Account described) {
    if (moves(described, account)) {
      // In another zone any that may still live may be matched otherwise.
      account.feed().asOf().ifPresent(newest -> readBack(newest.minus(LONGEST)));
    }
    Feed feed = described.feed();
    for (String id : changed) {
      Transaction t = known.get(id);
      if (t.isPosted()) {
        feed = feed.posted(t.begun(), t.posted());
      }
    }
    Account next = described.withFeed(feed);
    AvailableBalance.Result result =
        AvailableBalance.of(next.position(), known.values(), policy, now);
    result.expired().forEach(t -> expire(t.id()));
    OpenHolds holds =
        OpenHolds.of(known.values(), next, result, open.keySet(), allowance());
    return write(holds)
        ? Optional.of(next.withFeed(holds.feed()).computed(result.figures(), now))
        : Optional.empty();
  }

  /**
   * How many holds that are over this event may put away besides its own work, at 3 write units each: what
   * its price leaves over.
   */
  private int allowance() {
    return (changed.size() + 1) / 4;
  }

  private void expire(String id) {
    known.computeIfPresent(id, (key, t) -> t.expired(now));
    changed.add(id);
  }

  private boolean write(OpenHolds holds) {
    for (Map.Entry<String, Transaction> entry : known.entrySet()) {
      String id = entry.getKey();
      Transaction t = entry.getValue();
      Held held = open.get(id);
      boolean ok =
          holds.contains(id)
              ? (held != null && held.transaction().equals(t))
                  || store.keepOpen(ref, new Held(t, held == null ? 0 : held.revision()))
              : putAway(t, held, holds.place(t));
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  private boolean putAway(Transaction t, Held held, Place place) {
    Optional<Held> home = Optional.ofNullable(homes.get(t.id()));
    boolean isThere =
        added.contains(t.id())
            || home.filter(h -> h.transaction().equals(t) && h.place().equals(Optional.of(place)))
                .isPresent();
    if (!isThere) {
      // An open hold's home is as its first event left it.
      store.settle(ref, new Held(t, home.map(Held::revision).orElse(1L)), place);
    }
    return held == null || store.close(ref, held);
  }
}
