package balanceapi.core.provider;

import balanceapi.core.account.Account;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A request for fresh figures of a record, kept so that its asker can come back and look.
 *
 * @param record which login is asked
 * @param kind what for
 * @param account the account that was named last
 * @param state what became of it at once
 * @param at when it was made
 */
public record Asked(String record, Kind kind, String account, State state, Instant at) {

  /** How long a provider has to answer; until then another request joins this one, answered or not. */
  public static final Duration TIME = Duration.ofSeconds(60);

  /** What is asked for, by the words of the v2 dialect. */
  public enum Kind {
    BALANCE,
    CHECK_BALANCE,
    PERIODIC_BALANCE,
    REFRESH_TRANSACTIONS
  }

  /** What a request came to when it was made. */
  public enum State {
    /** The provider was asked: its answer comes as webhooks. */
    SENT,
    /** There is no provider to ask: the stored figures are all there is. */
    NO_PROVIDER,
    /** The connection needs its customer to sign in again, so nobody was asked. */
    SIGN_IN_NEEDED,
    /** The provider could not be reached, or did not take the request. */
    UNREACHED
  }

  /** When whoever asks should stop waiting. */
  public Instant deadline() {
    return at.plus(TIME);
  }

  /** Says whether a request made now joins this one. */
  public boolean isOpen(Instant now) {
    return deadline().isAfter(now);
  }

  /** Says whether what it asked for has come: figures, or transactions, that are newer than it. */
  public boolean isAnsweredBy(Account account) {
    Optional<Instant> newest =
        kind == Kind.REFRESH_TRANSACTIONS ? account.feed().asOf() : account.asOf();
    return newest.filter(at::isBefore).isPresent();
  }

  /** Says whether a provider was asked, whatever came of it. */
  public boolean isMade() {
    return state == State.SENT || state == State.UNREACHED;
  }

  /** The same request, which did not reach its provider. */
  public Asked unreached() {
    return new Asked(record, kind, account, State.UNREACHED, at);
  }

  /** The same request, of another account of the same record. */
  public Asked of(String other) {
    return new Asked(record, kind, other, state, at);
  }
}
