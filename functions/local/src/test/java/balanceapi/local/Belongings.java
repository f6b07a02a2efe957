package balanceapi.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one tenant's objects are called: one of each kind, all with the tenant's marker in their ids, so that
 * it shows wherever one of them turns up.
 *
 * @param marker eight hex digits that nobody else's ids begin with
 * @param app the app's id
 * @param key the id of a second secret key
 * @param secret the id of a second webhook secret
 * @param notificationSecret the id of a second secret that notifications are signed with
 * @param cursors a second page of each list, by the list's name
 */
record Belongings(
    String marker,
    String app,
    String key,
    String secret,
    String notificationSecret,
    Map<String, String> cursors) {

  /** The reference of a reservation that each tenant has. */
  static final String RESERVATION = "everybodys";

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Belongings of the same shape that nobody has. */
  Belongings ofNobody() {
    Map<String, String> forged = new HashMap<>();
    cursors.forEach((list, cursor) -> forged.put(list, unguessable(cursor.length())));
    return new Belongings(newMarker(), hex(24), hex(24), hex(24), hex(24), forged);
  }

  static String newMarker() {
    return hex(8);
  }

  private static String hex(int digits) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      hex.append(Character.forDigit(RANDOM.nextInt(16), 16));
    }
    return hex.toString();
  }

  /** So many characters of base64url. */
  static String unguessable(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes).substring(0, length);
  }

  // ---- ids

  String account() {
    return id(1);
  }

  /** Another id of {@link #account()}. */
  String alias() {
    return id(2);
  }

  String secondAccount() {
    return id(3);
  }

  /** An account that nobody has yet. */
  String unusedAccount() {
    return id(4);
  }

  String record() {
    return id(5);
  }

  String customer() {
    return id(6);
  }

  /** A transaction on hold. */
  String hold() {
    return id(7);
  }

  /** A transaction that was posted. */
  String posting() {
    return id(8);
  }

  /** An event that was applied. */
  String event() {
    return id(9);
  }

  /** The reference of a reservation that nobody else has. */
  String reservation() {
    return "loan-" + marker;
  }

  /** A decision; kept with the cursors, for it is as long as one. */
  String check() {
    return cursors.get("check");
  }

  /** What the tenant was told; kept there for the same reason. */
  String notification() {
    return cursors.get("notification");
  }

  String cursor(String list) {
    return cursors.get(list);
  }

  private String id(int n) {
    return marker + "%016x".formatted(n);
  }

  /** The account number of {@link #account()}. */
  String number() {
    return number(1);
  }

  String secondNumber() {
    return number(2);
  }

  /** An account number that nobody has yet. */
  String unusedNumber() {
    return number(3);
  }

  private String number(int n) {
    return "%09d%d".formatted(Long.parseLong(marker, 16) % 1_000_000_000, n);
  }

  /** What no other tenant may ever read. */
  List<String> marks() {
    return List.of(marker, app, number(), secondNumber());
  }

  // ---- events

  /** An event of this account, record and customer that states a ledger balance. */
  static ObjectNode balance(
      Instant at, String ledger, String account, String number, String record, Belongings customer) {
    ObjectNode event = envelope(WidgetEvent.balance(at, ledger, null), number, record, customer.customer());
    event.withObject("/balance")
        .put("accountId", account)
        .put("nuban", number)
        .put("name", "Customer " + customer.marker());
    event.withObject("/options").put("marker", customer.marker());
    return event;
  }

  /** One that shows a hold, and a posting beside it. */
  static ObjectNode transactions(Instant at, Belongings account, Belongings connection) {
    ObjectNode event = WidgetEvent.hold(at, account.hold(), "120.00").put("accountId", account.account());
    ((ArrayNode) event.get("transactions"))
        .addObject()
        .put("_id", account.posting())
        .put("debit", 30)
        .put("currency", "NGN")
        .put("trans_date", at.minusSeconds(1).toString())
        .put("status", "posted");
    return envelope(event, account.number(), connection.record(), connection.customer());
  }

  /** One that says how signing in ended. */
  static ObjectNode signedIn(Instant at, boolean success, String record, Belongings customer) {
    ObjectNode event = WidgetEvent.envelope("AUTH", at, at);
    event.putObject("auth");
    if (!success) {
      event.put("status", "is_failed").put("code", "1010");
    }
    return envelope(event, customer.number(), record, customer.customer());
  }

  private static ObjectNode envelope(ObjectNode event, String number, String record, String customer) {
    return event
        .put("nuban", number)
        .put("record", record)
        .put("recordId", record)
        .put("customerId", customer);
  }
}
