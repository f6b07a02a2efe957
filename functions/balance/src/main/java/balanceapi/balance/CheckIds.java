package balanceapi.balance;

import balanceapi.core.account.AccountRef;
import balanceapi.core.decision.CheckId;
import balanceapi.platform.OwnedId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/** Ids of decisions as texts: {@code chk_…}. */
final class CheckIds {

  private static final String PREFIX = "chk_";
  private static final int LENGTH = 2 * Long.BYTES;

  private CheckIds() {}

  static String text(CheckId id) {
    ByteBuffer own = ByteBuffer.allocate(LENGTH).putLong(id.at().toEpochMilli()).putLong(id.chance());
    return new OwnedId(own.flip(), id.account().account()).text(PREFIX);
  }

  /** The id, of a decision in this app if there is one; empty when the text is no such id. */
  static Optional<CheckId> parse(String app, String text) {
    return OwnedId.parse(PREFIX, LENGTH, text).flatMap(id -> of(app, id));
  }

  private static Optional<CheckId> of(String app, OwnedId id) {
    ByteBuffer own = id.own().duplicate();
    long at = own.getLong();
    // What is kept was made by a clock: an instant of another age would not even print as one.
    return at < 0 || at > LAST
        ? Optional.empty()
        : Optional.of(
            new CheckId(new AccountRef(app, id.owner()), Instant.ofEpochMilli(at), own.getLong()));
  }

  private static final long LAST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
}
