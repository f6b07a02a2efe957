package balanceapi.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.platform.notification.NotificationIds;
import balanceapi.platform.webhooks.StandardWebhooks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an app's endpoint gets, and what is made of its answer. */
@Timeout(60)
final class SignedCourierTest {

  private static final String BODY = "{\"name\":\"Ọmọ\"}";

  private static Notification notification(Company company) {
    NotificationId id = new NotificationId(new Owner.OfAccount(Company.ACCOUNT), "%024x".formatted(7));
    return Notification.fresh(id, Kind.BALANCE_UPDATED, BODY, company.now(), company.now());
  }

  private static StandardWebhooks.Outcome verified(Company company, Company.Call call, String secret) {
    return StandardWebhooks.verify(
        List.of(secret), call.headers(), call.body().getBytes(StandardCharsets.UTF_8), company.clock);
  }

  @Test
  void it_is_signed_under_every_secret_of_the_app() {
    try (Company company =
        new Company(App.NotificationFormat.NATIVE, Company.SECRET, Company.OTHER_SECRET)) {
      Attempt attempt = company.courier().bring(company.app(), notification(company));
      assertEquals(new Attempt(company.now(), "delivered", true, Optional.empty()), attempt);
      Company.Call call = company.calls.getFirst();
      assertEquals("/hook", call.path());
      assertEquals(BODY, call.body());
      assertEquals("application/json", call.headers().get("content-type"));
      assertEquals(
          NotificationIds.text(notification(company).id()), call.headers().get("webhook-id"));
      for (String secret : List.of(Company.SECRET, Company.OTHER_SECRET)) {
        assertInstanceOf(StandardWebhooks.Outcome.Proven.class, verified(company, call, secret));
      }
      assertInstanceOf(
          StandardWebhooks.Outcome.NotProven.class,
          verified(company, call, "whsec_" + "c29tZWJvZHkgZWxzZSdzIHNlY3JldA=="));
    }
  }

  @Test
  void what_the_endpoint_does_not_take_is_a_failed_attempt_with_its_words() {
    try (Company company = new Company()) {
      company.answers(500, 301, 404);
      SignedCourier courier = company.courier();
      assertEquals(
          new Attempt(company.now(), "http_500", false, Optional.of("busy")),
          courier.bring(company.app(), notification(company)));
      assertEquals("http_301", courier.bring(company.app(), notification(company)).result());
      assertEquals("http_404", courier.bring(company.app(), notification(company)).result());
      assertEquals(3, company.calls.size(), "no redirect is followed");
    }
  }

  @Test
  void an_endpoint_that_is_gone_or_none_is_a_failed_attempt() {
    Company company = new Company();
    company.close();
    Attempt gone = company.courier().bring(company.app(), notification(company));
    assertEquals(new Attempt(company.now(), "connect_failed", false, Optional.empty()), gone);
    for (String url : List.of("https://exa mple.com/", "nothing", "ftp://example.com/")) {
      Attempt none = company.courier().post(company.app(), url, "evt_1", BODY);
      assertTrue(List.of("bad_url", "not_https").contains(none.result()), none::toString);
    }
  }

  @Test
  void without_its_secrets_nothing_is_sent() {
    try (Company company = new Company()) {
      company.vaultRefuses = true;
      assertThrows(
          VaultUnavailable.class, () -> company.courier().bring(company.app(), notification(company)));
      assertEquals(List.of(), company.calls);
    }
  }
}
