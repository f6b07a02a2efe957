package balanceapi.core.store;

import balanceapi.core.account.AccountRef;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.CheckId;
import balanceapi.core.store.AccountStore.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where decisions are kept, each with the account that it is about: with the account they are forgotten. Whether that
 * account is still there, its own store says. Every method may throw {@link StoreUnavailable}.
 */
public interface CheckStore {

  /**
   * Keeps these decisions; kept twice, each is one.
   *
   * @param time how long they are kept, from when each was made
   */
  void keep(List<Check> checks, Duration time);

  /** The decision, unless its time was over by now. */
  Optional<Check> find(CheckId id, Instant now);

  /**
   * The decisions about an account, newest first, a page; eventually consistent.
   *
   * @param after the place where the previous page ended
   */
  Page<Check> list(AccountRef ref, Optional<String> after, int limit, Instant now);
}
