package balanceapi.platform.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.platform.http.BadRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of the delivery queue, and the ids of notifications in them. */
final class DeliveryMessageTest {

  private static final String APP = "64f0000000000000000000aa";
  private static final String OWN = "0123456789abcdef01234567";

  private static NotificationId ofAccount(String account) {
    return new NotificationId(new Owner.OfAccount(new AccountRef(APP, account)), OWN);
  }

  private static NotificationId ofRecord(String record) {
    return new NotificationId(new Owner.OfRecord(APP, record), OWN);
  }

  static Stream<DeliveryMessage> messages() {
    return Stream.of(
        new DeliveryMessage.Deliver(new Order(ofAccount("acc-1"), 1, false)),
        new DeliveryMessage.Deliver(new Order(ofRecord("rec#1/2%3 Ọmọ"), 7_000_000_000L, true)),
        new DeliveryMessage.Requeue(APP, Status.HELD),
        new DeliveryMessage.Requeue(APP, Status.DEAD, Optional.of("2026#x")),
        new DeliveryMessage.Requeue(APP, Status.DEAD, Optional.of("")),
        new DeliveryMessage.Ask(APP, "acc#1/2%3", "rec-1", Instant.parse("2026-11-22T09:00:00.123Z")));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_message_comes_back_as_it_was_sent(DeliveryMessage message) {
    assertEquals(message, DeliveryMessage.parse(message.body()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "x", "[]", "{}", "{\"app\":\"64f0000000000000000000aa\"}",
        "{\"app\":\"64f0000000000000000000aa\",\"notification\":\"evt_AAAA\"}",
        "{\"app\":\"64f0000000000000000000aa\",\"requeue\":\"lost\"}",
        "{\"app\":\"64f0000000000000000000aa\",\"ask\":\"a\",\"record\":\"r\",\"asked_at\":\"soon\"}"
      })
  void what_is_no_message_is_refused(String body) {
    assertThrows(BadRequest.class, () -> DeliveryMessage.parse(body));
  }

  // ---- ids

  @Test
  void an_id_has_one_text_and_is_of_letters_that_a_path_takes() {
    for (NotificationId id : List.of(ofAccount("acc-1"), ofRecord("acc-1"), ofAccount("a".repeat(128)))) {
      String text = NotificationIds.text(id);
      assertTrue(text.matches("evt_[A-Za-z0-9_-]+"), text);
      assertEquals(Optional.of(id), NotificationIds.parse(APP, text));
      assertEquals(Optional.empty(), NotificationIds.parse(APP, text + "="));
      assertEquals(Optional.empty(), NotificationIds.parse(APP, text.replace("evt_", "chk_")));
      assertEquals(Optional.empty(), NotificationIds.parse(APP, text.substring(0, 20)));
    }
    assertFalse(
        NotificationIds.text(ofAccount("acc-1")).equals(NotificationIds.text(ofRecord("acc-1"))));
  }

  @Test
  void an_id_is_of_whichever_app_asks() {
    String text = NotificationIds.text(ofAccount("acc-1"));
    String other = "64f0000000000000000000bb";
    assertEquals(
        Optional.of(new NotificationId(new Owner.OfAccount(new AccountRef(other, "acc-1")), OWN)),
        NotificationIds.parse(other, text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "evt_", "evt_!", "evt_AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "evt_QQECAwQFBgcICQoLDP8"})
  void what_is_no_id_is_none(String text) {
    assertEquals(Optional.empty(), NotificationIds.parse(APP, text));
  }

  @Test
  void a_very_long_text_is_none() {
    assertEquals(Optional.empty(), NotificationIds.parse(APP, "evt_" + "QQEC".repeat(10_000)));
  }
}
