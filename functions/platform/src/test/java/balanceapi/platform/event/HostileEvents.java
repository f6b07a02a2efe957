package balanceapi.platform.event;

import balanceapi.platform.Events;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Webhook bodies that began as good ones: members are replaced by extremes, moved from one event into
 * another, left out or doubled, and bytes are flipped, cut and repeated. The same seed makes the same body.
 */
public final class HostileEvents {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The bodies to begin with: one of each kind. */
  public static final List<String> GOOD =
      List.of(
              "accounts", "auth", "auth-failed", "balance", "balance-failed", "balance-reported", "identity",
              "transactions-complete", "transactions-credit", "transactions-deleted",
              "transactions-other-currency", "transactions-pending", "transactions-posted",
              "transactions-removed")
          .stream()
          .map(name -> Events.text("bodies/" + name + ".json"))
          .toList();

  /** What replaces a value, as it stands in the text: some of it is no JSON. */
  private static final List<String> EXTREMES =
      List.of(
          "1e999999999", "1e-999999999", "0e999999999", "-1e20000000", "1e9999999999",
          "0." + "0".repeat(29) + "1", "9".repeat(32), "9".repeat(33), "9".repeat(100_000),
          "999999999999999.99", "1000000000000000", "-0", "-0.0", "0.001", "1.0000000000", "5e2", "NaN",
          "Infinity", "\"NaN\"", "\"1e999999999\"", "\"1e20000000\"", "\"-5\"",
          "\"٣\"", "\"0x10\"", "\" 1\"", "\"1,000.00\"", "null", "true", "[]", "{}", "[[]]",
          "[null]", "[{}]", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\uD83D\\uDE00\"", "\"\\u202e\\u200b\"",
          "\"é\"", "\"'; DROP\"",
          "\"../..\"", "\"a b\"", "\"#\"", "\"A#1\"", "\"" + "x".repeat(128) + "\"",
          "\"" + "x".repeat(129) + "\"",
          "\"" + "x".repeat(4096) + "\"", "\"" + "x".repeat(4097) + "\"", "\"" + "😀".repeat(2000) + "\"",
          "\"1970-01-01T00:00:00Z\"", "\"1969-12-31T23:59:59Z\"", "\"9999-12-31T23:59:59.999Z\"",
          "\"9999-12-31\"",
          "\"0000-01-01\"", "\"0001-01-01\"", "\"2026-02-30\"", "\"+999999999-12-31T23:59:59Z\"",
          "\"2026-11-22\"",
          "\"2026-11-22T08:00:00+18:00\"", "\"2026-11-22T08:00:00.123456789Z\"", "\"2026-11-22T24:00:00Z\"",
          "\"PT1H\"",
          "\"JPY\"", "\"KWD\"", "\"XXX\"", "\"ngn\"", "\"LOAN\"", "\"pending\"", "\"posted\"", "\"is_failed\"",
          "\"TRANSACTIONS\"", "\"BALANCE\"", "\"auth\"", "[".repeat(17) + "]".repeat(17), "[".repeat(100_000),
          "{\"a\":".repeat(20_000), "[" + "1,".repeat(50_000) + "1]", "{\"a\":1,\"a\":1}", "\"\uFEFF\"");

  private static final List<String> NAMES =
      List.of(
          "debit", "credit", "currency", "status", "pending", "balance", "ledger_balance", "available_balance",
          "overdraft_limit", "overdraft_included", "trans_date", "cleared_date", "expires_at", "started_at",
          "ended_at", "pending_transaction_id", "_id", "id", "notes", "ref", "removed", "removed_transactions",
          "pending_complete", "accountId", "nuban", "customerId", "record", "bankId", "country", "method", "code",
          "type", "__proto__", "", "\u0000");

  private final Random random;

  public HostileEvents(long seed) {
    random = new Random(seed);
  }

  /** One more body. */
  public byte[] next() {
    ObjectNode event = (ObjectNode) tree(pick(GOOD));
    List<String> raw = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      change(event, raw);
    }
    String text = event.toString();
    for (int i = 0; i < raw.size(); i++) {
      text = text.replace("\"@" + i + "@\"", raw.get(i));
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return random.nextInt(3) == 0 ? damaged(bytes) : bytes;
  }

  private void change(ObjectNode event, List<String> raw) {
    List<ObjectNode> objects = new ArrayList<>();
    collect(event, objects);
    ObjectNode in = pick(objects);
    List<String> there = new ArrayList<>();
    in.fieldNames().forEachRemaining(there::add);
    if (random.nextInt(5) > 0) {
      // Most of what an envelope has is passed over; what is read deserves the more.
      there.retainAll(NAMES);
    }
    String name = there.isEmpty() || random.nextInt(4) == 0 ? pick(NAMES) : pick(there);
    switch (random.nextInt(6)) {
      case 0 -> in.remove(name);
      case 1 -> in.set(name, tree(pick(GOOD)).path(pick(NAMES)));
      case 2 -> in.setAll((ObjectNode) tree(pick(GOOD)));
      case 3 -> flood(in);
      default -> {
        in.put(name, "@" + raw.size() + "@");
        raw.add(pick(EXTREMES));
      }
    }
    if (in.path(name).isMissingNode()) {
      in.remove(name);
    }
  }

  /** Many lines of transactions, some of them with the id of another. */
  private void flood(ObjectNode in) {
    int count = pick(List.of(1, 2, 30, 499, 500, 501, 3000));
    ArrayNode lines = in.putArray("transactions");
    for (int i = 0; i < count; i++) {
      lines
          .addObject()
          .put("_id", "t" + (random.nextInt(20) == 0 ? random.nextInt(count) : i))
          .put(random.nextInt(5) == 0 ? "credit" : "debit", random.nextInt(1000))
          .put("status", random.nextBoolean() ? "pending" : "posted");
    }
  }

  private byte[] damaged(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
    byte[] head = Arrays.copyOf(bytes, at);
    byte[] tail = Arrays.copyOfRange(bytes, end, bytes.length);
    return switch (random.nextInt(6)) {
      case 0 -> head;
      case 1 -> join(head, tail);
      case 2 -> join(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, at, bytes.length));
      case 3 -> join(join(head, new byte[] {(byte) random.nextInt(256)}), tail);
      case 4 -> {
        String more = pick(List.of("x", "{}", "\0", "]", "\n", "\uFEFF"));
        yield join(bytes, more.getBytes(StandardCharsets.UTF_8));
      }
      default -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
    };
  }

  private static byte[] join(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static void collect(JsonNode node, List<ObjectNode> into) {
    if (node instanceof ObjectNode object) {
      into.add(object);
    }
    node.forEach(child -> collect(child, into));
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
