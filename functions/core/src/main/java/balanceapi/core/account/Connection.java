package balanceapi.core.account;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a connection, kept as the newest instant of each thing that can happen to it, so that the
 * order of arrival never matters.
 *
 * @param success the newest success of any kind
 * @param authorized the newest successful AUTH
 * @param failure the newest failure that a later success clears
 * @param rejected the newest failure that only a later AUTH clears, or its unlinking
 * @param unlinked when the record was unlinked by its owner; a later AUTH revives it
 */
public record Connection(
    Optional<Instant> success,
    Optional<Instant> authorized,
    Optional<Instant> failure,
    Optional<Instant> rejected,
    Optional<Instant> unlinked) {

  /** Nothing happened yet: active. */
  public static final Connection NEW =
      new Connection(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** What a client is told. */
  public enum State {
    ACTIVE,
    ERROR,
    REAUTH_REQUIRED
  }

  public State state() {
    if (after(rejected, authorized) || isUnlinked()) {
      return State.REAUTH_REQUIRED;
    }
    return after(failure, success) ? State.ERROR : State.ACTIVE;
  }

  /** Says whether its owner unlinked it and no later AUTH revived it. */
  public boolean isUnlinked() {
    return after(unlinked, authorized);
  }

  /** A success must be strictly newer to clear a failure: at the same instant the failure stands. */
  private static boolean after(Optional<Instant> bad, Optional<Instant> good) {
    return bad.isPresent() && good.filter(at -> at.isAfter(bad.get())).isEmpty();
  }

  public Connection succeeded(Instant at) {
    return new Connection(latest(success, Optional.of(at)), authorized, failure, rejected, unlinked);
  }

  public Connection authorized(Instant at) {
    return new Connection(
        latest(success, Optional.of(at)),
        latest(authorized, Optional.of(at)),
        failure,
        rejected,
        unlinked);
  }

  public Connection failed(Instant at, boolean needsReauth) {
    return needsReauth
        ? new Connection(success, authorized, failure, latest(rejected, Optional.of(at)), unlinked)
        : new Connection(success, authorized, latest(failure, Optional.of(at)), rejected, unlinked);
  }

  public Connection unlinked(Instant at) {
    return new Connection(success, authorized, failure, rejected, latest(unlinked, Optional.of(at)));
  }

  /** All that both know. */
  public Connection join(Connection other) {
    return new Connection(
        latest(success, other.success),
        latest(authorized, other.authorized),
        latest(failure, other.failure),
        latest(rejected, other.rejected),
        latest(unlinked, other.unlinked));
  }

  private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
    return Stream.of(one, other).flatMap(Optional::stream).max(Instant::compareTo);
  }
}
