package balanceapi.core.store;

import java.time.Instant;
import java.util.Optional;

/** Where the daily audit keeps how far it is. Every method may throw {@link StoreUnavailable}. */
public interface AuditStore {

  /** How far this lane is, if it ever began. */
  Optional<Progress> progress(int lane);

  /**
   * Keeps how far a lane is, under the condition of its version. Two who keep the very same are one: they are no
   * further than each other.
   *
   * @return it as it is kept, or empty when another run of the same lane came first
   */
  Optional<Progress> save(Progress progress);

  /**
   * How far the audit is in one lane.
   *
   * @param lane which
   * @param startedAt when the pass over all accounts began
   * @param place where it is; absent when the pass is over
   * @param sliceAt the time of the slice under way, or of the last one
   * @param left how many accounts that slice may still take
   * @param version counts its changes; 0 before it is stored
   */
  record Progress(
      int lane, Instant startedAt, Optional<Place> place, Instant sliceAt, long left, long version) {

    /** A pass that begins. */
    public static Progress start(int lane, Instant at, Instant sliceAt, long left, long version) {
      return new Progress(lane, at, Optional.of(Place.START), sliceAt, left, version);
    }

    /** The same with less of the slice left, at this place. */
    public Progress at(Optional<Place> place, long audited) {
      return new Progress(lane, startedAt, place, sliceAt, Math.max(0, left - audited), version);
    }

    /** The same pass in another slice. */
    public Progress slice(Instant sliceAt, long left) {
      return new Progress(lane, startedAt, place, sliceAt, left, version);
    }

    public Progress stored(long version) {
      return new Progress(lane, startedAt, place, sliceAt, left, version);
    }
  }

  /**
   * A place in the walk over all apps and their accounts.
   *
   * @param app the app that is walked; absent before the first
   * @param after its last account that was audited; absent before its first
   */
  record Place(Optional<String> app, Optional<String> after) {

    /** Before the first app. */
    public static final Place START = new Place(Optional.empty(), Optional.empty());
  }
}
