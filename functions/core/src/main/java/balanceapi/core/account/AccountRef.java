package balanceapi.core.account;

import java.time.Instant;
import java.util.Optional;

/**
 * Where an account is: its app and the first id that was received for it.
 *
 * <p>A customer who was erased and came back begins anew, and so do the accounts: one of a later life is kept
 * apart from what an earlier life left under the same id, so that neither a late write nor the deletion
 * touches it. Ids from outside have no spaces.
 *
 * @param app the tenant
 * @param account the account's id; after an erasure, with a space and the beginning of the life behind it
 */
public record AccountRef(String app, String account) {

  /** Where an account of this id is in a life that began then, if its customer was ever erased. */
  public static AccountRef of(String app, String id, Optional<Instant> bornAt) {
    return new AccountRef(app, bornAt.map(at -> id + " " + at.toEpochMilli()).orElse(id));
  }

  /** The id as the outside knows it. */
  public String id() {
    int end = account.indexOf(' ');
    return end < 0 ? account : account.substring(0, end);
  }

  /** When the life that it is of began; absent in the first one. */
  public Optional<Instant> bornAt() {
    int end = account.indexOf(' ');
    return end < 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(Long.parseLong(account.substring(end + 1))));
  }
}
