package balanceapi.platform.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.time.When;
import balanceapi.platform.http.BadRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "[]",
        "null",
        "1",
        "\"text\"",
        "{",
        "{} {}",
        "{}x",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":+1}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":1,\"a\":1}",
        "{\"o\":{\"a\":1,\"\\u0061\":2}}",
        "{\"a\":\"\\u0000\"}",
        "{\"\\u0000\":1}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\t\"}",
        "{/*c*/}",
        "\uFEFF{}",
        "{\"a\":1e99999999999}",
        "{\"a\":123456789012345678901234567890123}"
      })
  void what_is_not_one_plain_json_object_is_refused(String text) {
    String detail = refused(text.getBytes(StandardCharsets.UTF_8)).detail();
    assertTrue(detail.startsWith("the body "), detail);
    assertFalse(detail.contains("fasterxml"), detail);
    assertFalse(detail.contains("Exception"), detail);
  }

  @Test
  void bytes_that_are_no_utf_8_are_refused() {
    refused(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    refused(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'});
    refused("{\"a\":1}".getBytes(StandardCharsets.UTF_16));
    refused("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE));
  }

  @Test
  void nesting_texts_and_names_have_their_limits() {
    assertTrue(Json.parse(nested(Json.MAX_DEPTH)).has("a"));
    refused(nested(Json.MAX_DEPTH + 1));
    refused("{\"a\":".concat("[".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    assertTrue(fields("{\"a\":\"" + "x".repeat(Json.MAX_TEXT) + "\"}").has("a"));
    refused(("{\"a\":\"" + "x".repeat(Json.MAX_TEXT + 1) + "\"}").getBytes(StandardCharsets.UTF_8));
    refused(("{\"" + "x".repeat(1000) + "\":1}").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void names_that_hash_alike_are_names_like_others() {
    // "AB" and "B!" hash alike whatever a table is seeded with, and so do all texts made of the two.
    List<String> alike = List.of("");
    for (int i = 0; i < 12; i++) {
      alike = alike.stream().flatMap(name -> Stream.of(name + "AB", name + "B!")).toList();
    }
    String members = String.join(",", alike.stream().map(name -> "\"" + name + "\":1").toList());
    assertEquals(4096, fields("{" + members + "}").names().size());
  }

  @Test
  void the_widest_body_is_read() {
    String lists = "{\"a\":[" + "[],".repeat(85_000) + "1]}";
    assertTrue(fields(lists).has("a"));
    String texts = "{\"a\":[" + "\"\",".repeat(85_000) + "1]}";
    assertTrue(fields(texts).has("a"));
  }

  @Test
  void a_refusal_says_where_and_never_what() {
    BadRequest refused = refused("{\"bvn\":\n \"22222222222\" x}".getBytes(StandardCharsets.UTF_8));
    assertTrue(refused.detail().contains("line 2"), refused.detail());
    assertFalse(refused.detail().contains("22222222222"));
  }

  @Test
  void a_repeated_name_is_told_as_such() {
    assertTrue(refused("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8)).detail().contains("twice"));
  }

  @Test
  void decimals_are_written_plain_and_exact() {
    var node = Json.object();
    node.put("a", new BigDecimal("1E+3"));
    node.put("b", new BigDecimal("0.10"));
    node.put("c", new BigDecimal("0.000000001"));
    assertEquals("{\"a\":1000,\"b\":0.10,\"c\":0.000000001}", Json.write(node));
  }

  @Test
  void numbers_keep_every_digit() {
    Fields fields =
        fields(
            "{\"a\":0.10,\"b\":\"0.10\",\"c\":123456789012345.6789,\"d\":-5,\"e\":1e3,\"f\":null}");
    assertEquals(Optional.of(new BigDecimal("0.10")), fields.number("a"));
    assertEquals(Optional.of(new BigDecimal("0.10")), fields.number("b"));
    assertEquals(Optional.of(new BigDecimal("123456789012345.6789")), fields.number("c"));
    assertEquals(Optional.of(new BigDecimal("-5")), fields.number("d"));
    assertEquals(Optional.of(new BigDecimal("1000")), fields.number("e"));
    assertEquals(Optional.empty(), fields.number("f"));
    assertEquals(Optional.empty(), fields.number("g"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999", "1e-999999999", "0e999999999", "1e20000000", "1234567890123456", "1e15", "true", "[]",
        "{}", "\"\"", "\" 1\"", "\"1 \"", "\"+1\"", "\"1,000.00\"", "\"NaN\"", "\"Infinity\"", "\"0x10\"",
        "\"1d\"", "\"١\"", "\"1e999999999\"", "\"1e99999999999\"", "\"NGN 1\"", "\".5\"", "\"5.\"",
        "\"1234567890123456\"", "\"0.000000000000000000000000000000000001\""
      })
  void what_is_no_bounded_number_is_refused_by_its_name(String value) {
    Fields fields = fields("{\"ledger_balance\":" + value + "}");
    var refused = assertThrows(BadRequest.class, () -> fields.number("ledger_balance"));
    assertEquals("ledger_balance", refused.field());
  }

  @Test
  void a_side_of_a_transaction_is_positive_or_absent() {
    Fields fields =
        fields("{\"a\":120.00,\"b\":0,\"c\":\"\",\"d\":\"0.00\",\"e\":-1,\"f\":\"-0.0\",\"g\":null}");
    assertEquals(Optional.of(new BigDecimal("120.00")), fields.amount("a"));
    for (String absent : List.of("b", "c", "d", "f", "g", "h")) {
      assertEquals(Optional.empty(), fields.amount(absent));
    }
    assertThrows(BadRequest.class, () -> fields.amount("e"));
  }

  @Test
  void instants_take_an_offset_and_are_cut_to_milliseconds() {
    Instant expected = Instant.parse("2026-11-22T09:00:00.123Z");
    assertEquals(Optional.of(expected), instant("2026-11-22T09:00:00.123Z"));
    assertEquals(Optional.of(expected), instant("2026-11-22T09:00:00.123999999Z"));
    assertEquals(Optional.of(expected), instant("2026-11-22T10:00:00.123+01:00"));
    assertEquals(Optional.of(expected), instant("2026-11-22T10:00:00.123 01:00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "2026-11-22", "2026-11-22T09:00:00", "yesterday", "1614265330", "2026-13-01T00:00:00Z",
        "1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z"
      })
  void what_is_no_instant_is_refused(String text) {
    assertThrows(BadRequest.class, () -> instant(text));
  }

  @Test
  void a_date_alone_stays_a_date() {
    Fields fields = fields("{\"a\":\"2026-11-22\",\"b\":\"2026-11-22T09:00:00Z\",\"c\":\"2026-99-99\"}");
    assertEquals(Optional.of(When.of(LocalDate.of(2026, 11, 22))), fields.when("a"));
    assertEquals(
        Optional.of(When.of(Instant.parse("2026-11-22T09:00:00Z"))), fields.when("b"));
    assertThrows(BadRequest.class, () -> fields.when("c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1h", "PT0S", "-PT1H", "P1Y", "P367D", "PT99999999999999999999S", "PT999999999999H"
      })
  void what_is_no_positive_bounded_duration_is_refused(String text) {
    assertThrows(BadRequest.class, () -> fields("{\"a\":\"" + text + "\"}").duration("a"));
  }

  @Test
  void the_other_types_are_read() {
    Fields fields =
        fields(
            "{\"id\":\"a-1\",\"b\":true,\"cur\":\"NGN\",\"d\":\"PT1H\",\"o\":{\"x\":{\"y\":1}},"
                + "\"l\":[{\"z\":\"q\"}],\"t\":[\"u\"],\"n\":null,\"i\":14}");
    assertEquals(Optional.of("a-1"), fields.id("id"));
    assertEquals(Optional.of(true), fields.bool("b"));
    assertEquals("NGN", fields.currency("cur").orElseThrow().code());
    assertEquals(Optional.of(Duration.ofHours(1)), fields.duration("d"));
    assertEquals(Optional.of("q"), fields.objects("l").orElseThrow().getFirst().text("z"));
    assertEquals(Optional.of(List.of("u")), fields.texts("t"));
    assertEquals(Optional.of(14), fields.integer("i", 1, 90));
    assertTrue(fields.isNull("n"));
    assertFalse(fields.has("n"));
    assertEquals(List.of("id", "b", "cur", "d", "o", "l", "t", "n", "i"), List.copyOf(fields.names()));
  }

  @Test
  void a_wrong_member_is_named_by_its_path() {
    Fields fields = fields("{\"account\":{\"nuban\":5},\"items\":[{},{\"id\":\"\"}],\"t\":[1]}");
    assertEquals("account.nuban", wrong(() -> fields.object("account").orElseThrow().text("nuban")));
    assertEquals("items[1].id", wrong(() -> fields.objects("items").orElseThrow().get(1).id("id")));
    assertEquals("t[0]", wrong(() -> fields.texts("t")));
    assertEquals("name", wrong(() -> fields.required("name", fields::text)));
    assertEquals("account", wrong(() -> fields.bool("account")));
    assertEquals("t", wrong(() -> fields.object("t")));
    assertEquals("account", wrong(() -> fields.objects("account")));
  }

  @Test
  void an_unlisted_currency_and_a_doubtful_id_are_refused() {
    assertEquals("c", wrong(() -> fields("{\"c\":\"XXX\"}").currency("c")));
    assertEquals("c", wrong(() -> fields("{\"c\":\"ngn\"}").currency("c")));
    assertEquals("i", wrong(() -> fields("{\"i\":\"a b\"}").id("i")));
    assertEquals("i", wrong(() -> fields("{\"i\":\"" + "x".repeat(129) + "\"}").id("i")));
    assertEquals("i", wrong(() -> fields("{\"i\":\"é\"}").id("i")));
    assertEquals("i", wrong(() -> fields("{\"i\":0.5}").integer("i", 0, 9)));
    assertEquals("i", wrong(() -> fields("{\"i\":10}").integer("i", 0, 9)));
  }

  private static String wrong(org.junit.jupiter.api.function.Executable read) {
    return assertThrows(BadRequest.class, read).field();
  }

  private static Optional<Instant> instant(String text) {
    return fields("{\"a\":\"" + text + "\"}").instant("a");
  }

  private static Fields fields(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static BadRequest refused(byte[] bytes) {
    return assertThrows(BadRequest.class, () -> Json.parse(bytes));
  }

  private static byte[] nested(int depth) {
    return ("{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1)).getBytes(StandardCharsets.UTF_8);
  }
}
