package balanceapi.platform.notification;

import balanceapi.core.account.AccountRef;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.platform.OwnedId;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** Ids of notifications as texts: {@code evt_…}. Receivers know by them what they have had already. */
public final class NotificationIds {

  private static final String PREFIX = "evt_";
  private static final int OWN = 12;
  private static final int LENGTH = 1 + OWN;
  private static final byte ACCOUNT = 'A';
  private static final byte RECORD = 'R';

  private NotificationIds() {}

  /** The id's text; it says nothing of the app, whose it is anyway. */
  public static String text(NotificationId id) {
    ByteBuffer own = ByteBuffer.allocate(LENGTH);
    String owner =
        switch (id.owner()) {
          case Owner.OfAccount(var ref) -> {
            own.put(ACCOUNT);
            yield ref.account();
          }
          case Owner.OfRecord(var app, var record) -> {
            own.put(RECORD);
            yield record;
          }
        };
    own.put(HexFormat.of().parseHex(id.own()));
    return new OwnedId(own.flip(), owner).text(PREFIX);
  }

  /** The id, of a notification of this app if there is one; empty when the text is no such id. */
  public static Optional<NotificationId> parse(String app, String text) {
    return OwnedId.parse(PREFIX, LENGTH, text).flatMap(id -> of(app, id));
  }

  private static Optional<NotificationId> of(String app, OwnedId id) {
    ByteBuffer own = id.own().duplicate();
    byte kind = own.get();
    byte[] rest = new byte[OWN];
    own.get(rest);
    Optional<Owner> owner =
        switch (kind) {
          case ACCOUNT -> Optional.of(new Owner.OfAccount(new AccountRef(app, id.owner())));
          case RECORD -> Optional.of(new Owner.OfRecord(app, id.owner()));
          default -> Optional.empty();
        };
    return owner.map(there -> new NotificationId(there, HexFormat.of().formatHex(rest)));
  }
}
