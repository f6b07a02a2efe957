package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Attributes.of;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Reservation;
import balanceapi.core.account.Reservation.End;
import balanceapi.core.account.Reservation.Ended;
import balanceapi.core.store.ReservationStore;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reservations that are over as items: {@code r} what it was, {@code how} and {@code at} its end. */
final class ReservationItems {

  private ReservationItems() {}

  static Map<String, AttributeValue> item(AccountRef ref, Ended ended) {
    Reservation reservation = ended.reservation();
    Instant until = ended.at().plus(ReservationStore.REMEMBERED);
    return new Attributes.Item()
        .with("pk", of(Keys.account(ref)))
        .with("sk", of(Keys.RESERVATION + reservation.reference()))
        .with("v", AppItems.SCHEMA)
        .with("date", of(Keys.ended(ended.at(), reservation.reference())))
        .with("r", AccountItems.reservation(reservation))
        .with("how", of(ended.end().name()))
        .with("at", of(ended.at()))
        .with("ttl", of(until.getEpochSecond()))
        .map();
  }

  static Ended ended(Map<String, AttributeValue> item) {
    return new Ended(
        AccountItems.reservation(item.get("r")),
        End.valueOf(item.get("how").s()),
        Attributes.instant(item.get("at")));
  }
}
