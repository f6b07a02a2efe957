package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.Feed;
import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.store.AccountStore.Place;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Matching;
import balanceapi.core.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which pendings the next computation needs at hand, and which can be put away.
 *
 * <p>Needed are those that live; those that a posting took which is not in the observation yet; and for as
 * long as an unlinked posting may still take them those that expired or were dropped. The others may wait
 * to be put away.
 *
 * <p>One is put away only if the feed, as it was read, says already that it may be: so whoever reads the
 * account knows what to read beside it, also when this change loses against another and is made again.
 *
 * @param ids the pendings to keep at hand
 * @param matching which posting took which
 * @param feed the feed, with what the next one must know of it
 */
record OpenHolds(Set<String> ids, Matching matching, Feed feed) {

  /** So many may wait; of more, each event puts one away at least, or small events would never end it. */
  private static final int MANY = 8;

  /**
   * Decides.
   *
   * @param known every transaction that may matter
   * @param result the computation over them
   * @param open the ids of those that are at hand now
   * @param allowance how many that are no longer needed may be put away
   */
  static OpenHolds of(
      Collection<Transaction> known,
      Account account,
      AvailableBalance.Result result,
      Set<String> open,
      int allowance) {
    ZoneId zone = account.profile().zone();
    Matching matching = result.matching();
    List<Transaction> pendings = inOrder(known, matching, zone);
    Set<String> over = new HashSet<>();
    for (Transaction hold : pendings) {
      if (!result.live().contains(hold.id()) && isOver(hold, matching, account, zone)) {
        over.add(hold.id());
      }
    }
    int left =
        over.stream().filter(open::contains).count() > MANY ? Math.max(1, allowance) : allowance;
    Set<String> kept = new HashSet<>();
    Feed feed = account.feed();
    for (Transaction hold : pendings) {
      List<Transaction> postings = matching.postingsOf(hold);
      boolean isOpen = open.contains(hold.id());
      if (!over.contains(hold.id())
          || (isOpen && (left == 0 || !isForeseen(hold, postings, account, zone)))) {
        kept.add(hold.id());
      } else if (isOpen) {
        left--;
      }
      if (over.contains(hold.id())) {
        feed = foreseeing(feed, hold, postings, zone);
      }
      for (Transaction posting : postings) {
        feed = feed.posted(hold.begun(), posting.posted());
      }
    }
    Optional<Instant> postingsFrom =
        pendings.stream()
            .filter(hold -> kept.contains(hold.id()) && matching.isTaken(hold))
            .map(hold -> posted(hold, matching))
            .findFirst();
    return new OpenHolds(Set.copyOf(kept), matching, feed.needingPostingsFrom(postingsFrom));
  }

  /** In the order of their first postings, so that what is kept is what was posted last. */
  private static List<Transaction> inOrder(
      Collection<Transaction> known, Matching matching, ZoneId zone) {
    return known.stream()
        .filter(Transaction::isPending)
        .sorted(
            Comparator.comparing((Transaction t) -> posted(t, matching))
                .thenComparing(t -> t.begun().start(zone))
                .thenComparing(Transaction::id))
        .toList();
  }

  /** Of one that does not live: says whether nothing needs it at hand any more. */
  private static boolean isOver(
      Transaction hold, Matching matching, Account account, ZoneId zone) {
    List<Transaction> postings = matching.postingsOf(hold);
    return postings.isEmpty()
        ? !mayBeTaken(hold, account, zone) && !mayLiveAgain(hold, account)
        : postings.stream().noneMatch(account::isAheadAnywhere);
  }

  private static boolean isForeseen(
      Transaction hold, List<Transaction> postings, Account account, ZoneId zone) {
    return foreseeing(account.feed(), hold, postings, zone).equals(account.feed());
  }

  /** The feed that says so; a posting with a link takes no other hold, whether its own is read or not. */
  private static Feed foreseeing(
      Feed feed, Transaction hold, List<Transaction> postings, ZoneId zone) {
    if (postings.isEmpty()) {
      return feed.closed(hold.begun().day(zone));
    }
    return Matching.link(postings.getFirst()).isPresent()
        ? feed
        : feed.merged(postings.getFirst().posted().latest());
  }

  /** The first posting that took it: whoever reads from there on reads them all. */
  private static Instant posted(Transaction hold, Matching matching) {
    return matching.postingsOf(hold).stream()
        .map(posting -> posting.posted().latest())
        .min(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  boolean contains(String id) {
    return ids.contains(id);
  }

  /** Where a transaction is put away. */
  Place place(Transaction t) {
    if (t.isPosted()) {
      return new Place(Settled.POSTINGS, t.posted().latest());
    }
    return matching.isTaken(t)
        ? new Place(Settled.MERGED, posted(t, matching))
        : new Place(Settled.HOLDS, t.begun().latest());
  }

  /** No hold lives longer than the most days that an app may give it. */
  private static boolean mayLiveAgain(Transaction hold, Account account) {
    Instant longest = hold.newest().asOf().plus(Duration.ofDays(App.Settings.MOST_HOLD_DAYS));
    return hold.hangsOnTheZone() && account.feed().asOf().filter(longest::isAfter).isPresent();
  }

  private static boolean mayBeTaken(Transaction hold, Account account, ZoneId zone) {
    LocalDate today = account.feed().asOf().map(at -> at.atZone(zone).toLocalDate()).orElseThrow();
    return !hold.begun().day(zone).plusDays(Matching.DAYS).isBefore(today);
  }
}
