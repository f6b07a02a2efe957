package balanceapi.core.usecase;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AuditStore;
import balanceapi.core.store.AuditStore.Place;
import balanceapi.core.store.AuditStore.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Recomputes every account from its stored transactions once a day, repairs what differs and says so (design
 * section 8): nothing should.
 *
 * <p>All accounts are walked in lanes, each lane in slices that a rate bounds. How far a lane is, is kept after
 * each page, so that a slice goes on wherever the last one stopped or died; a pass takes as many days as it
 * takes, and the next one begins a day after it began.
 */
public final class Audit {

  private static final int PAGE = 100;
  private static final Duration PASS = Duration.ofDays(1);

  /** A slice makes up for this much at most, however long there was none. */
  private static final Duration LONGEST_SLICE = Duration.ofHours(1);

  private final AccountStore store;
  private final AppStore apps;
  private final AuditStore audits;
  private final RefreshAccount refresh;
  private final int rate;

  /**
   * Audits.
   *
   * @param rate how many accounts a second over all lanes, on the average of a slice; positive
   */
  public Audit(AccountStore store, AppStore apps, AuditStore audits, int rate) {
    this.store = Objects.requireNonNull(store, "store");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.audits = Objects.requireNonNull(audits, "audits");
    this.refresh = new RefreshAccount(store);
    this.rate = rate;
  }

  /** Who is told of what is found. */
  public interface Findings {

    /** An account had other figures than its transactions give; it has been repaired. */
    void drift(AccountRef ref);

    /** An account could not be audited; the audit goes on without it. */
    void failed(AccountRef ref, RuntimeException fault);
  }

  /**
   * What a slice did.
   *
   * @param audited how many accounts were looked at
   * @param drift how many of them had to be repaired
   * @param age since when the pass is under way or, when it is over, since it began
   * @param complete whether the slice is done; else time ran out
   */
  public record Report(int audited, int drift, Duration age, boolean complete) {}

  /**
   * Audits a slice of a lane. Called again with the same time it goes on with the same slice.
   *
   * @param lane which, from 0, less than {@link AccountStore#LANES}
   * @param time the run's now
   * @param hasTime whether there is time for one more account
   */
  public Report slice(int lane, Instant time, BooleanSupplier hasTime, Findings findings) {
    Progress progress = begun(lane, time);
    Slice slice = new Slice(time, hasTime, findings);
    // An older message than the slice under way has been overtaken.
    boolean mine = progress.sliceAt().equals(time);
    while (mine && progress.place().isPresent() && progress.left() > 0 && hasTime.getAsBoolean()) {
      Optional<Progress> next = audits.save(slice.page(progress));
      // When another came first, that one goes on from there.
      mine = next.isPresent();
      progress = next.orElse(progress);
    }
    return new Report(
        slice.audited,
        slice.drift,
        Duration.between(progress.startedAt(), time),
        !mine || progress.place().isEmpty() || progress.left() == 0);
  }

  private Progress begun(int lane, Instant time) {
    Optional<Progress> known = audits.progress(lane);
    if (known.isEmpty()) {
      return Progress.start(lane, time, time, allowance(LONGEST_SLICE), 0);
    }
    Progress last = known.get();
    if (!last.sliceAt().isBefore(time)) {
      return last;
    }
    long allowed = allowance(Duration.between(last.sliceAt(), time));
    boolean again = last.place().isEmpty() && !last.startedAt().plus(PASS).isAfter(time);
    return again
        ? Progress.start(lane, time, time, allowed, last.version())
        : last.slice(time, allowed);
  }

  private long allowance(Duration since) {
    Duration bounded = since.compareTo(LONGEST_SLICE) > 0 ? LONGEST_SLICE : since;
    return Math.max(1, bounded.toSeconds() * rate / AccountStore.LANES);
  }

  /** One slice, and what it did so far. */
  private final class Slice {
    private final Instant time;
    private final BooleanSupplier hasTime;
    private final Findings findings;
    private int audited;
    private int drift;

    Slice(Instant time, BooleanSupplier hasTime, Findings findings) {
      this.time = time;
      this.hasTime = hasTime;
      this.findings = findings;
    }

    /** How far it is after one more page. */
    Progress page(Progress progress) {
      Place place = progress.place().orElseThrow();
      Optional<App> app = place.app().flatMap(apps::find);
      if (app.isEmpty()) {
        return progress.at(next(place), 0);
      }
      int limit = (int) Math.min(PAGE, progress.left());
      Page<String> page = store.accountsOfApp(app.get().id(), progress.lane(), place.after(), limit);
      int done = accounts(app.get(), page.items());
      if (done < page.items().size()) {
        return progress.at(after(place, page.items(), done), done);
      }
      return progress.at(
          page.next().isPresent() ? after(place, page.items(), done) : next(place), done);
    }

    private Optional<Place> after(Place place, List<String> ids, int done) {
      return done == 0
          ? Optional.of(place)
          : Optional.of(new Place(place.app(), Optional.of(ids.get(done - 1))));
    }

    private Optional<Place> next(Place place) {
      return apps.next(place.app()).map(app -> new Place(Optional.of(app), Optional.empty()));
    }

    private void audit(App app, AccountRef ref) {
      switch (refresh.audit(app, ref, time)) {
        case REPAIRED -> {
          findings.drift(ref);
          drift++;
        }
        // The app as it is now: an event may know a newer policy than this page.
        case OTHER_POLICY, OVERDUE ->
            apps.find(app.id()).ifPresent(now -> refresh.refresh(now, ref, time));
        case SOUND, LEFT -> {}
      }
    }

    /** How many of them were audited while there was time. */
    private int accounts(App app, List<String> ids) {
      for (int i = 0; i < ids.size(); i++) {
        if (!hasTime.getAsBoolean()) {
          return i;
        }
        AccountRef ref = new AccountRef(app.id(), ids.get(i));
        try {
          audit(app, ref);
        } catch (RuntimeException fault) {
          // One account must not hold up the others. If it is the store, the place is not kept either.
          findings.failed(ref, fault);
        }
        audited++;
      }
      return ids.size();
    }
  }
}
