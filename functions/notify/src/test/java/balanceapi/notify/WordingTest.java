package balanceapi.notify;

import static balanceapi.core.oracle.Tell.balance;
import static balanceapi.core.oracle.Tell.feed;
import static balanceapi.core.oracle.Tell.hold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.RecordState;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Change;
import balanceapi.core.notification.Fact;
import balanceapi.core.notification.Facts;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Wording;
import balanceapi.core.oracle.Tell;
import balanceapi.platform.notification.NotificationIds;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bodies that apps are sent, member by member. */
final class WordingTest {

  private static final Instant AT = Tell.NOW;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Company company = new Company();
  private final Wording wording = new ChosenWording();

  @AfterEach
  void close() {
    company.close();
  }

  private static void assertSays(String expected, String body, Fact fact) throws Exception {
    String id = NotificationIds.text(fact.id());
    assertEquals(MAPPER.readTree(expected.replace("<id>", id)), MAPPER.readTree(body));
  }

  private Fact.OfBalance fell() {
    Account before = company.told(balance("e1", "-30m", "500.00", ""));
    Account after = company.told(balance("e2", "-20m", "99.50", ""));
    return (Fact.OfBalance)
        Facts.of(
                new Change.OfAccount(Optional.of(before), after),
                List.of(Money.of(Currency.of("NGN"), new BigDecimal("100.00"))),
                AT)
            .getLast();
  }

  private Fact.OfConnection failed(Kind kind, Connection.State state) {
    return new Fact.OfConnection(
        connection().id(), kind, "r1", "cus", "bank", state, Tell.at("-5m"));
  }

  private static Fact.OfConnection connection() {
    RecordState after =
        RecordState.fresh("r1", "cus", "bank", Optional.empty(), AT)
            .with(Connection.NEW.authorized(Tell.at("-5m")), Optional.empty());
    return (Fact.OfConnection)
        Facts.of(new Change.OfRecord(Company.ACCOUNT.app(), Optional.empty(), after), List.of(), AT)
            .getFirst();
  }

  private Fact.OfHold over() {
    company.told(balance("e1", "-30m", "500.00", ""));
    company.told(feed("e2", "-20m", hold("t1", "120.00", "-1d")));
    var stored = company.accounts.transaction(Company.ACCOUNT, "t1").orElseThrow().transaction();
    return (Fact.OfHold)
        Facts.of(
                new Change.OfTransaction(
                    Company.ACCOUNT, Optional.of(stored), stored.expired(Tell.at("-1m"))),
                List.of(),
                AT)
            .getFirst();
  }

  private Account account() {
    return company.accounts.account(Company.ACCOUNT).orElseThrow();
  }

  // ---- native

  @Test
  void a_connection_natively() throws Exception {
    Fact.OfConnection fact = connection();
    assertSays(
        """
        {"id":"<id>","type":"connection.created","timestamp":"2026-03-10T11:00:00Z",
         "app_id":"64f0000000000000000000aa",
         "data":{"record_id":"r1","customer_id":"cus","bank_id":"bank","connection":"active",
          "as_of":"2026-03-10T10:55:00Z"}}
        """,
        wording.of(fact, company.app(), AT),
        fact);
  }

  @Test
  void a_balance_below_natively() throws Exception {
    Fact.OfBalance fact = fell();
    assertEquals(Kind.BALANCE_BELOW, fact.kind());
    assertSays(
        """
        {"id":"<id>","type":"balance.below","timestamp":"2026-03-10T11:00:00Z",
         "app_id":"64f0000000000000000000aa",
         "data":{"account_id":"acc","customer_id":"cus","record_id":"r1","bank_id":"bank",
          "currency":"NGN","ledger_balance":"99.50","available_balance":"99.50",
          "available_source":"incomplete","as_of":"2026-03-10T10:40:00Z","pending_as_of":null,
          "connection":"active","version":%d,
          "previous":{"currency":"NGN","ledger_balance":"500.00","available_balance":"500.00",
           "available_source":"incomplete"},
          "threshold":{"amount":"100.00","currency":"NGN"}}}
        """
            .formatted(account().version()),
        wording.of(fact, company.app(), AT),
        fact);
  }

  @Test
  void an_expired_hold_natively() throws Exception {
    Fact.OfHold fact = over();
    assertSays(
        """
        {"id":"<id>","type":"hold.expired","timestamp":"2026-03-10T11:00:00Z",
         "app_id":"64f0000000000000000000aa",
         "data":{"account_id":"acc","customer_id":"cus","record_id":"r1","bank_id":"bank",
          "transaction":{"id":"t1","direction":"debit","amount":"120.00","currency":"NGN",
           "last_seen":"2026-03-10T10:40:00Z"},
          "as_of":"2026-03-10T10:59:00Z"}}
        """,
        wording.of(fact, account(), company.app(), AT),
        fact);
  }

  @Test
  void no_name_and_no_account_number_is_in_the_native_words() {
    company.told(balance("e1", "-30m", "500.00", ""));
    String told = wording.of(fell(), company.app(), AT) + wording.of(over(), account(), company.app(), AT);
    assertFalse(told.contains("SURNAME") || told.contains("2000000000"), told);
  }

  // ---- v2

  private App v2() {
    App app = company.app();
    return Apps.told(
        "https://example.com/hook",
        Optional.empty(),
        new App.Notifications(
            app.settings().notifications().kinds(), App.NotificationFormat.V2, List.of()),
        Company.SECRET);
  }

  private static final String V2_ENVELOPE =
      """
      "type":"CALLBACK","callbackURL":"https://example.com/hook","callback_url":"https://example.com/hook",
      "env":"production-sandbox","event_id":"<id>","options":{},"meta":{},"extras":{}
      """;

  @Test
  void a_connection_in_the_v2_envelope() throws Exception {
    Fact.OfConnection fact = connection();
    assertSays(
        """
        {%s,"method":"AUTH","callback_type":"AUTH","callback_code":"AUTH_SUCCESS","code":"AUTH_SUCCESS",
         "started_at":"2026-03-10T10:55:00Z","ended_at":"2026-03-10T10:55:00Z","event":"connection.created",
         "status":"is_success","message":"Successfully connected","bankId":"bank","customerId":"cus",
         "record":"r1","recordId":"r1","auth":{}}
        """
            .formatted(V2_ENVELOPE),
        wording.of(fact, v2(), AT),
        fact);
  }

  @Test
  void what_went_wrong_has_the_codes_of_v2() throws Exception {
    JsonNode failed =
        read(wording.of(failed(Kind.CONNECTION_ERROR, Connection.State.ERROR), v2(), AT));
    assertEquals("is_error 1003", failed.path("status").asText() + " " + failed.path("code").asText());
    JsonNode rejected =
        read(
            wording.of(
                failed(Kind.CONNECTION_REAUTH_REQUIRED, Connection.State.REAUTH_REQUIRED), v2(), AT));
    assertEquals(
        "is_error 1010", rejected.path("status").asText() + " " + rejected.path("code").asText());
  }

  private static JsonNode read(String body) throws Exception {
    return MAPPER.readTree(body);
  }

  @Test
  void a_balance_in_the_v2_envelope_has_no_available_balance_that_nobody_is_sure_of() throws Exception {
    Fact.OfBalance fact = fell();
    assertSays(
        """
        {%s,"method":"BALANCE","callback_type":"BALANCE","callback_code":"BALANCE_BELOW","code":"BALANCE_BELOW",
         "started_at":"2026-03-10T10:40:00Z","ended_at":"2026-03-10T10:40:00Z","event":"balance.below",
         "status":"is_success","message":"Balance fell below a threshold","threshold":100,
         "nuban":"2000000000","bankId":"bank","bankName":"Kuda Bank","country":"NG","customerId":"cus",
         "record":"r1","recordId":"r1",
         "balance":{"nuban":"2000000000","name":"SURNAME","ledger_balance":99.5,"available_balance":null,
          "available_source":"incomplete","currency":"NGN","status":"Active","accountId":"acc"}}
        """
            .formatted(V2_ENVELOPE),
        wording.of(fact, v2(), AT),
        fact);
  }

  @Test
  void an_expired_hold_in_the_v2_envelope() throws Exception {
    Fact.OfHold fact = over();
    assertSays(
        """
        {%s,"method":"TRANSACTIONS","callback_type":"TRANSACTIONS","callback_code":"HOLD_EXPIRED",
         "code":"HOLD_EXPIRED","started_at":"2026-03-10T10:59:00Z","ended_at":"2026-03-10T10:59:00Z",
         "event":"hold.expired","status":"is_success","message":"A pending transaction has expired",
         "nuban":"2000000000","bankId":"bank","bankName":"Kuda Bank","country":"NG","customerId":"cus",
         "record":"r1","recordId":"r1","accountId":"acc",
         "transactions":[{"_id":"t1","debit":120,"credit":null,"currency":"NGN","status":"expired"}]}
        """
            .formatted(V2_ENVELOPE),
        wording.of(fact, account(), v2(), AT),
        fact);
  }

  @Test
  void large_amounts_are_plain_numbers() {
    company.told(balance("e1", "-30m", "500.00", ""));
    Account after = company.told(balance("e2", "-20m", "120000000000.00", ""));
    String body =
        wording.of(
            (Fact.OfBalance)
                Facts.of(new Change.OfAccount(Optional.empty(), after), List.of(), AT).getFirst(),
            v2(),
            AT);
    assertTrue(body.contains("\"ledger_balance\":120000000000,"), body);
  }
}
