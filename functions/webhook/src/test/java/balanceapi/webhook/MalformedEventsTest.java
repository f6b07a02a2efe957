package balanceapi.webhook;

import static balanceapi.webhook.Receiver.APP;
import static balanceapi.webhook.Receiver.BALANCE;
import static balanceapi.webhook.Receiver.TRANSACTIONS;
import static balanceapi.webhook.Receiver.json;
import static balanceapi.webhook.Receiver.outcome;
import static balanceapi.webhook.Receiver.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A malformed event is 400 naming its field, quickly; nothing is stored, and its id is not used up. */
final class MalformedEventsTest {

  private final Receiver receiver = new Receiver(App.WebhookAuth.STANDARD);

  private static Arguments wrong(String what, String field, String event, String part, String other) {
    return Arguments.argumentSet(what, field, event, with(event, part, other));
  }

  private static Stream<Arguments> figure(String other) {
    return Stream.of(
        wrong("ledger " + other, "ledger_balance", BALANCE, "500.00", other),
        wrong("available " + other, "available_balance", BALANCE, "\"available_balance\":null",
            "\"available_balance\":" + other),
        wrong("debit " + other, "debit", TRANSACTIONS, "120.00", other));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
            "\"NaN\"", "\"Infinity\"", "1e999999999", "1e20000000", "\"1e20000000\"", "1e-20000000",
            "1000000000000000", "\"1000000000000000.00\"", "\"abc\"", "\"1,000\"", "\" 1\"", "\"0x10\"",
            "true", "[]", "{}")
        .flatMap(MalformedEventsTest::figure);
  }

  static Stream<Arguments> fields() {
    String item = "{\"_id\":\"t1\",";
    return Stream.of(
        wrong("debit and credit both", "debit", TRANSACTIONS, "\"credit\":null", "\"credit\":5"),
        wrong("a negative debit", "debit", TRANSACTIONS, "120.00", "-120.00"),
        wrong("a negative credit", "credit", TRANSACTIONS, "\"credit\":null", "\"credit\":\"-1\""),
        wrong("a negative limit", "overdraft_limit", BALANCE, "\"status\":\"Active\"",
            "\"status\":\"Active\",\"overdraft_limit\":-1"),
        wrong("an unknown currency", "currency", BALANCE, "\"NGN\"", "\"XXY\""),
        wrong("an unknown currency of a line", "currency", TRANSACTIONS, "\"NGN\"", "\"QQQ\""),
        wrong("an id of a line too long", "_id", TRANSACTIONS, "\"t1\"", "\"" + "t".repeat(129) + "\""),
        wrong("an id of a line empty", "_id", TRANSACTIONS, "\"t1\"", "\"\""),
        wrong("an id of a line with a space", "_id", TRANSACTIONS, "\"t1\"", "\"t 1\""),
        wrong("a line without an id", "_id", TRANSACTIONS, item, "{"),
        wrong("an account id too long", "accountId", BALANCE, "acc-1", "a".repeat(129)),
        wrong("an account id with a line break", "accountId", TRANSACTIONS, "acc-1", "a\\nb"),
        wrong("a customer id too long", "customerId", BALANCE, "cus-1", "c".repeat(129)),
        wrong("a customer id of other letters", "customerId", BALANCE, "cus-1", "cüs"),
        wrong("a record id too long", "record", BALANCE, "\"rec-1\"", "\"" + "r".repeat(129) + "\""),
        wrong("a bank id too long", "bankId", BALANCE, "bank-1", "b".repeat(129)),
        wrong("no customer", "customerId", BALANCE, "\"customerId\":\"cus-1\",", ""),
        wrong("no record", "record", BALANCE, "\"record\":\"rec-1\",\"recordId\":\"rec-1\",", ""),
        wrong("no status", "status", BALANCE, "\"status\":\"is_success\",", ""),
        wrong("no method", "method", TRANSACTIONS, "\"method\":\"TRANSACTIONS\",", ""),
        wrong("no balance", "balance", BALANCE, "\"balance\":{", "\"balances\":{"),
        wrong("a removed id too long", "removed", TRANSACTIONS, "\"removed\":[]",
            "\"removed\":[\"" + "t".repeat(129) + "\"]"),
        wrong("removed is no list", "removed", TRANSACTIONS, "\"removed\":[]", "\"removed\":\"t0\""),
        wrong("pending_complete is no boolean", "pending_complete", TRANSACTIONS,
            "\"pending_complete\":false", "\"pending_complete\":\"yes\""),
        wrong("transactions are no list", "transactions", TRANSACTIONS, "\"transactions\":[",
            "\"transactions\":{},\"x\":["),
        wrong("ended_at is no instant", "ended_at", BALANCE, "2026-11-22T09:00:05Z", "yesterday"),
        wrong("ended_at without an offset", "ended_at", BALANCE, "2026-11-22T09:00:05Z",
            "2026-11-22T09:00:05"),
        wrong("ended_at in the future", "ended_at", BALANCE, "2026-11-22T09:00:05Z",
            "2026-11-22T09:35:01Z"),
        wrong("transactions of the future", "ended_at", TRANSACTIONS, "2026-11-22T09:10:05Z",
            "2026-11-22T09:35:01Z"),
        wrong("trans_date is no date", "trans_date", TRANSACTIONS, "2026-11-22T08:58:00Z", "2026-02-30"),
        wrong("expires_at is no date", "expires_at", TRANSACTIONS, "\"ref\"",
            "\"expires_at\":\"soon\",\"ref\""));
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        wrong("a member twice", "the body", BALANCE, "\"country\":\"NG\"",
            "\"country\":\"NG\",\"country\":\"NG\""),
        wrong("a nested member twice", "the body", BALANCE, "500.00", "500.00,\"ledger_balance\":1"),
        wrong("trailing garbage", "the body", BALANCE, "\"acc-1\"}}", "\"acc-1\"}} x"),
        wrong("a second document", "the body", BALANCE, "\"acc-1\"}}", "\"acc-1\"}}{}"),
        wrong("cut short", "the body", BALANCE, "\"acc-1\"}}", "\"acc-1\"}"),
        wrong("a bare NaN", "the body", BALANCE, "500.00", "NaN"),
        wrong("a number of 33 digits", "the body", BALANCE, "500.00", "1".repeat(33)),
        wrong("nested too deeply", "the body", BALANCE, "\"meta\":{}",
            "\"meta\":" + "[".repeat(50) + "]".repeat(50)),
        wrong("a null character", "the body", BALANCE, "OBI, ADA", "OBI\\u0000"),
        Arguments.argumentSet("a list", "the body", BALANCE, "[" + BALANCE + "]"),
        Arguments.argumentSet("a text", "the body", BALANCE, "\"BALANCE\""),
        Arguments.argumentSet("nothing", "the body", BALANCE, " "));
  }

  @ParameterizedTest
  @MethodSource({"numbers", "fields", "bodies"})
  void it_is_told_stores_nothing_and_leaves_its_id_for_the_corrected_event(
      String field, String corrected, String malformed) {
    APIGatewayV2HTTPResponse answer =
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> receiver.signed("e1", malformed));
    assertEquals(400, answer.getStatusCode(), answer::getBody);
    assertEquals("invalid_request", json(answer).path("code").asText());
    String detail = json(answer).path("detail").asText();
    assertTrue(detail.contains(field), detail);
    assertEquals(List.of(), receiver.store.writes());
    assertEquals("applied", outcome(receiver.signed("e1", corrected)));
  }

  static Stream<Arguments> decimals() {
    return Stream.of(
        wrong("of naira", "ledger_balance", BALANCE, "500.00", "500.001"),
        wrong("of naira, as text", "ledger_balance", BALANCE, "500.00", "\"500.005\""),
        wrong("of yen", "ledger_balance", with(BALANCE, "\"NGN\"", "\"JPY\""), "500.00", "500.5"),
        wrong("of dinars", "ledger_balance", with(BALANCE, "\"NGN\"", "\"KWD\""), "500.00", "500.0005"),
        wrong("of the app's currency", "ledger_balance", with(BALANCE, "\"NGN\"", "null"), "500.00",
            "500.005"),
        wrong("of an available balance", "available_balance", BALANCE, "\"available_balance\":null",
            "\"available_balance\":0.001"),
        wrong("of a limit", "overdraft_limit", BALANCE, "\"status\":\"Active\"",
            "\"status\":\"Active\",\"overdraft_limit\":0.001"),
        wrong("of a line", "transactions[0].debit", TRANSACTIONS, "120.00", "\"120.001\""));
  }

  @ParameterizedTest
  @MethodSource("decimals")
  void too_many_decimals_are_told_and_leave_their_id_for_the_corrected_event(
      String field, String corrected, String malformed) {
    APIGatewayV2HTTPResponse answer = receiver.signed("e1", malformed);
    assertEquals(400, answer.getStatusCode(), answer::getBody);
    assertTrue(json(answer).path("detail").asText().contains(field), answer::getBody);
    assertEquals(Optional.empty(), receiver.account("acc-1"));
    assertEquals("applied", outcome(receiver.signed("e1", corrected)));
  }

  @ParameterizedTest
  @MethodSource("decimals")
  void too_many_decimals_change_nothing_of_a_known_account(
      String field, String corrected, String malformed) {
    receiver.signed("e0", with(BALANCE, "09:00:0", "08:00:0"));
    List<String> writes = receiver.store.writes();
    assertEquals(400, receiver.signed("e1", malformed).getStatusCode());
    assertEquals(writes, receiver.store.writes());
  }

  @ParameterizedTest
  @MethodSource("decimals")
  void too_many_decimals_of_an_account_not_known_yet_store_nothing(
      String field, String corrected, String malformed) {
    assertEquals(400, receiver.signed("e1", malformed).getStatusCode());
    assertEquals(List.of(), receiver.store.writes());
    assertEquals(List.of(), receiver.store.store().accountsOfApp(APP, Optional.empty(), 10).items());
  }

  @Test
  void a_malformed_event_does_not_name_the_account() {
    receiver.signed("e1", with(BALANCE, "500.00", "500.001").replace("acc-1", "acc-0"));
    receiver.signed("e2", BALANCE);
    assertEquals("acc-1", receiver.account("acc-1").orElseThrow().ref().account());
  }

  @ParameterizedTest
  @ValueSource(strings = {"500.0000", "\"500.00\"", "5e2", "\"5E+2\"", "500"})
  void the_same_money_is_taken_however_it_is_written(String ledger) {
    assertEquals("applied", outcome(receiver.signed("e1", with(BALANCE, "500.00", ledger))));
    var figures = receiver.account("acc-1").orElseThrow().figures();
    assertEquals("500.00", figures.ledger().orElseThrow().toString());
  }

  @Test
  void more_than_500_transactions_are_too_large_and_500_are_not() {
    assertEquals(413, receiver.signed("e1", lines(501, 0)).getStatusCode());
    assertEquals(413, receiver.signed("e1", lines(500, 1)).getStatusCode());
    assertEquals(List.of(), receiver.store.writes());
    assertEquals("applied", outcome(receiver.signed("e1", lines(499, 1))));
  }

  private static String lines(int transactions, int removed) {
    String lines =
        String.join(
            ",",
            IntStream.range(0, transactions)
                .mapToObj(i -> "{\"_id\":\"n%d\",\"debit\":1,\"status\":\"pending\"}".formatted(i))
                .toList());
    String ids = String.join(",", IntStream.range(0, removed).mapToObj(i -> "\"r" + i + "\"").toList());
    return TRANSACTIONS
        .replaceAll("(?s)\"transactions\":\\[.*\\],\\s*\"removed\"", "\"transactions\":[],\"removed\"")
        .replace("\"transactions\":[]", "\"transactions\":[" + lines + "]")
        .replace("\"removed\":[]", "\"removed\":[" + ids + "]");
  }
}
