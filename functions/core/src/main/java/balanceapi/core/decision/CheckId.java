package balanceapi.core.decision;

import balanceapi.core.account.AccountRef;
import java.time.Instant;

/**
 * Where a decision is kept: with the account that it is about, so that it goes with it.
 *
 * @param account the account
 * @param at when it was made, in whole milliseconds
 * @param chance tells those of one instant apart
 */
public record CheckId(AccountRef account, Instant at, long chance) {}
