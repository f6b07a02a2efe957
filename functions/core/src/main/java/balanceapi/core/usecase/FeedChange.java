package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Feed;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Policy;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.Item;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Matching;
import balanceapi.core.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One attempt to bring an event's transactions into the store.
 *
 * <p>Open holds are stored a second time, next to the account, so that one read gives what its figure
 * needs; what is over is put away, where history may grow without costing anything. Most events are the
 * newest of their feed and can change nothing that was put away. Those that may (an older event, one that
 * changes a transaction put away, one with a posting as old as a hold put away) read it back for the time
 * that they speak of, so that any order of arrival ends in the same state.
 */
final class FeedChange {

  /** How far back a change can reach through a chain of equal amounts: a posting's hold, and its. */
  private static final Duration REACH = Duration.ofDays(2L * Matching.DAYS + 1);

  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

  private final AccountStore store;
  private final AccountRef ref;
  private final Account account;
  private final Map<String, Held> open;
  private final Policy policy;
  private final Instant now;

  /** Everything that may matter, by id; what is open in its newest form. */
  private final Map<String, Transaction> known = new HashMap<>();

  /** The revisions of what is stored for good, where they were read; a hold's is nearly always 1. */
  private final Map<String, Long> revisions = new HashMap<>();

  /** What the transactions that were read back were put away as. */
  private final Map<String, Settled> kinds = new HashMap<>();

  /** What this event states, and what is found expired on the way. */
  private final Set<String> changed = new HashSet<>();

  /** Of those, the ones that are stored as they are. */
  private final Set<String> stored = new HashSet<>();

  private boolean reachesBack;

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
   * @return whether the event decides anything now
   */
  boolean join(Event.Transactions event) {
    Map<String, Transaction> stated = new LinkedHashMap<>();
    for (Item item : event.items()) {
      stated.merge(item.id(), item.shownBy(event.envelope()), Transaction::join);
    }
    reachesBack =
        !stated.isEmpty()
            && account.feed().asOf().filter(at -> !event.envelope().asOf().isAfter(at)).isPresent();
    stated.values().forEach(this::join);
    if (reachesBack) {
      Instant oldest =
          changed.stream()
              .map(id -> known.get(id).begun().start(zone()))
              .min(Instant::compareTo)
              .orElse(now);
      for (Settled kind : Settled.values()) {
        store
            .settled(ref, kind, oldest.minus(REACH).minus(account.feed().lag()), FAR)
            .forEach(held -> readAs(kind, held));
      }
    }
    return changed.stream()
        .anyMatch(id -> known.get(id).newest().event().equals(event.envelope().event()));
  }

  private void readAs(Settled kind, Held home) {
    read(home);
    kinds.put(home.transaction().id(), kind);
  }

  /** Takes in what is stored for good; of what is open, the open form is the newer. */
  private void read(Held home) {
    known.putIfAbsent(home.transaction().id(), home.transaction());
    revisions.put(home.transaction().id(), home.revision());
  }

  private void join(Transaction stated) {
    boolean wasAway = !known.containsKey(stated.id());
    if (wasAway) {
      store.add(ref, stated).ifPresent(this::read);
    }
    Transaction before = known.get(stated.id());
    Transaction after = before == null ? stated : before.join(stated);
    if (isStored(before, after)) {
      stored.add(after.id());
    }
    boolean rewritten =
        before != null
            && (after.state() != before.state() || !after.line().equals(before.line()));
    if ((rewritten && (wasAway || before.isPosted())) || isAsOldAsClosed(after)) {
      reachesBack = true;
    }
    // The pending that a posting names may have been put away: it says when the debit began.
    Matching.link(after)
        .filter(id -> after.isPosted() && !known.containsKey(id))
        .flatMap(id -> store.transaction(ref, id))
        .ifPresent(this::read);
    known.put(after.id(), after);
    changed.add(after.id());
  }

  /**
   * Says whether nothing is left to write of what was put away: a new posting is put away as it is added; a
   * hold was if it has been changed since.
   */
  private boolean isStored(Transaction before, Transaction after) {
    if (before == null) {
      return after.isPosted();
    }
    return after.equals(before)
        && !open.containsKey(after.id())
        && (after.isPosted() || revisions.getOrDefault(after.id(), 1L) > 1);
  }

  private boolean isAsOldAsClosed(Transaction t) {
    return t.isPosted()
        && account
            .feed()
            .closedUpTo()
            .filter(day -> !t.posted().day(zone()).isAfter(day.plusDays(Matching.DAYS)))
            .isPresent();
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
        OpenHolds.of(known.values(), next, policy, result.live(), open.keySet(), allowance());
    return write(holds)
        ? Optional.of(next.withFeed(holds.feed()).computed(result.figures(), now))
        : Optional.empty();
  }

  /**
   * How many holds that are over this event may put away besides its own work, at 3 write units each: what
   * its price leaves over. The daily audit does the rest.
   */
  private int allowance() {
    return (changed.size() + 1) / 4;
  }

  private void expire(String id) {
    known.computeIfPresent(id, (key, t) -> t.expired(now));
    changed.add(id);
    stored.remove(id);
  }

  private boolean write(OpenHolds holds) {
    for (Map.Entry<String, Transaction> entry : known.entrySet()) {
      String id = entry.getKey();
      Transaction t = entry.getValue();
      Held held = open.get(id);
      boolean ok =
          holds.contains(id)
              ? (held != null && !changed.contains(id))
                  || store.keepOpen(ref, new Held(t, held == null ? 0 : held.revision()))
              : putAway(t, held, holds.kind(t));
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  private boolean putAway(Transaction t, Held held, Settled kind) {
    boolean otherKind = kinds.containsKey(t.id()) && kinds.get(t.id()) != kind;
    if (held != null || otherKind || (changed.contains(t.id()) && !stored.contains(t.id()))) {
      store.settle(ref, new Held(t, revisions.getOrDefault(t.id(), 1L)), kind);
    }
    return held == null || store.close(ref, held);
  }

}
