package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.availability.Policy;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Matching;
import balanceapi.core.transaction.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which pendings the next computation needs at hand, and which can be put away.
 *
 * <p>Needed are those that live, those that a posting took which is not in the observation yet, and for as
 * long as an unlinked posting may still take them those that expired or were dropped. The others may wait
 * to be put away: they cost a read, never a wrong figure.
 *
 * @param ids the pendings to keep at hand
 * @param matching which posting took which
 * @param closedDays the days of the unmatched holds that are put away
 * @param postingsFrom from when on postings must be read with the pendings kept
 */
record OpenHolds(
    Set<String> ids,
    Matching matching,
    List<LocalDate> closedDays,
    Optional<Instant> postingsFrom) {

  /**
   * Decides.
   *
   * @param known every transaction that may matter
   * @param live the ids of those that live
   * @param open the ids of those that are at hand now
   * @param allowance how many that are no longer needed may be put away
   */
  static OpenHolds of(
      Collection<Transaction> known,
      Account account,
      Policy policy,
      Set<String> live,
      Set<String> open,
      int allowance) {
    ZoneId zone = account.profile().zone();
    Matching matching = Matching.of(known, account.position().currency(policy), zone);
    List<Transaction> pendings =
        known.stream()
            .filter(Transaction::isPending)
            .sorted(Comparator.comparing(t -> t.begun().start(zone)))
            .toList();
    Set<String> kept = new HashSet<>();
    List<LocalDate> closedDays = new ArrayList<>();
    int closed = 0;
    for (Transaction hold : pendings) {
      boolean needed =
          live.contains(hold.id())
              || matching
                  .postingOf(hold)
                  .map(account::isAhead)
                  .orElseGet(() -> mayBeTaken(hold, account, zone));
      if (needed || (open.contains(hold.id()) && closed >= allowance)) {
        kept.add(hold.id());
        continue;
      }
      if (open.contains(hold.id())) {
        closed++;
      }
      if (matching.postingOf(hold).isEmpty()) {
        closedDays.add(hold.begun().day(zone));
      }
    }
    Optional<Instant> postingsFrom =
        pendings.stream()
            .filter(hold -> kept.contains(hold.id()))
            .flatMap(hold -> matching.postingOf(hold).stream())
            .map(posting -> posting.posted().latest())
            .min(Instant::compareTo);
    return new OpenHolds(Set.copyOf(kept), matching, List.copyOf(closedDays), postingsFrom);
  }

  boolean contains(String id) {
    return ids.contains(id);
  }

  /** What a transaction is put away as. */
  Settled kind(Transaction t) {
    if (t.isPosted()) {
      return Settled.POSTINGS;
    }
    return matching.postingOf(t).isPresent() ? Settled.MERGED : Settled.HOLDS;
  }

  private static boolean mayBeTaken(Transaction hold, Account account, ZoneId zone) {
    LocalDate today = account.feed().asOf().map(at -> at.atZone(zone).toLocalDate()).orElseThrow();
    return !hold.begun().day(zone).plusDays(Matching.DAYS).isBefore(today);
  }
}
