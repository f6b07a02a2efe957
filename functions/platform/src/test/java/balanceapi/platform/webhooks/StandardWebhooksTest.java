package balanceapi.platform.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.platform.webhooks.StandardWebhooks.Outcome;
import balanceapi.platform.webhooks.StandardWebhooks.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors and failure cases of the Standard Webhooks libraries, and then some. */
class StandardWebhooksTest {

  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant SENT = Instant.ofEpochSecond(1614265330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  private static final String OTHER_SIGNATURE = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

  private final Map<String, String> headers =
      new HashMap<>(
          Map.of(
              "webhook-id", ID, "webhook-timestamp", "1614265330", "webhook-signature", SIGNATURE));

  @Test
  void the_official_vector_is_signed_as_published() {
    assertEquals(SIGNATURE, StandardWebhooks.sign("whsec_" + SECRET, ID, SENT, BODY));
    assertEquals(headers, StandardWebhooks.headers(SECRET, ID, SENT, BODY));
  }

  @Test
  void the_official_vector_is_proven() {
    assertEquals(new Outcome.Proven(ID, SENT), verify(SENT, SECRET));
  }

  @Test
  void the_secret_works_with_and_without_its_prefix() {
    assertTrue(verify(SENT, "whsec_" + SECRET) instanceof Outcome.Proven);
  }

  @Test
  void one_valid_signature_among_several_is_enough() {
    headers.put(
        "webhook-signature",
        String.join(" ", OTHER_SIGNATURE, OTHER_SIGNATURE.replace("v1", "v2"), SIGNATURE, OTHER_SIGNATURE));
    assertTrue(verify(SENT, SECRET) instanceof Outcome.Proven);
  }

  @Test
  void either_secret_of_a_rotation_is_taken() {
    String other = "whsec_" + "A".repeat(32);
    assertTrue(verify(SENT, other, SECRET) instanceof Outcome.Proven);
    assertTrue(verify(SENT, SECRET, other) instanceof Outcome.Proven);
    refused(Reason.NO_MATCH, other);
  }

  @Test
  void without_secrets_nothing_is_proven() {
    assertEquals(new Outcome.NotProven(Reason.NO_MATCH), verify(SENT));
    refused(Reason.NO_MATCH, "whsec_");
    refused(Reason.NO_MATCH, "whsec_not base64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook-id", "webhook-timestamp", "webhook-signature"})
  void each_header_must_be_there(String header) {
    headers.remove(header);
    refused(Reason.MISSING_HEADER, SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "invalid_signature",
        "v1,invalid_signature",
        "v1",
        "v1,",
        "",
        " ",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
        "v1, g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
      })
  void a_signature_of_another_form_or_version_proves_nothing(String signature) {
    headers.put("webhook-signature", signature);
    refused(Reason.NO_MATCH, SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1614265330", "-1614265330", "01614265330", " 1614265330", "1614265330 ", "1614265330.0", "1e9", "0",
        "", "NaN", "0x60383b32", "９９", "99999999999999999999", "1614265330,1614265330"
      })
  void a_timestamp_that_is_no_plain_number_is_refused(String timestamp) {
    headers.put("webhook-timestamp", timestamp);
    refused(Reason.BAD_TIMESTAMP, SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "tab\t", "ümlaut", "null\0"})
  void an_id_that_is_not_visible_ascii_is_refused(String id) {
    headers.put("webhook-id", id);
    refused(Reason.BAD_ID, SECRET);
  }

  @Test
  void an_id_has_128_characters_at_most() {
    String longest = "x".repeat(128);
    headers.putAll(StandardWebhooks.headers(SECRET, longest, SENT, BODY));
    assertEquals(new Outcome.Proven(longest, SENT), verify(SENT, SECRET));
    headers.put("webhook-id", longest + "x");
    refused(Reason.BAD_ID, SECRET);
  }

  @Test
  void five_minutes_are_tolerated_both_ways_and_not_a_second_more() {
    assertTrue(verify(SENT.plusSeconds(300), SECRET) instanceof Outcome.Proven);
    assertTrue(verify(SENT.minusSeconds(300), SECRET) instanceof Outcome.Proven);
    assertEquals(new Outcome.NotProven(Reason.TOO_OLD), verify(SENT.plusSeconds(301), SECRET));
    assertEquals(new Outcome.NotProven(Reason.TOO_NEW), verify(SENT.minusSeconds(301), SECRET));
  }

  @Test
  void a_changed_body_id_or_timestamp_is_noticed() {
    headers.put("webhook-id", ID + "x");
    refused(Reason.NO_MATCH, SECRET);
    headers.put("webhook-id", ID);
    headers.put("webhook-timestamp", "1614265331");
    refused(Reason.NO_MATCH, SECRET);
    headers.put("webhook-timestamp", "1614265330");
    byte[] changed = "{\"test\": 2432232315}".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        new Outcome.NotProven(Reason.NO_MATCH),
        StandardWebhooks.verify(List.of(SECRET), headers, changed, at(SENT)));
  }

  @Test
  void the_raw_bytes_are_signed_also_when_they_are_no_text() {
    byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3, 0x28};
    headers.putAll(StandardWebhooks.headers(SECRET, ID, SENT, bytes));
    assertTrue(
        StandardWebhooks.verify(List.of(SECRET), headers, bytes, at(SENT)) instanceof Outcome.Proven);
    byte[] replaced = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    assertFalse(
        StandardWebhooks.verify(List.of(SECRET), headers, replaced, at(SENT)) instanceof Outcome.Proven);
  }

  @Test
  void a_flood_of_signatures_is_not_read() {
    headers.put("webhook-signature", (OTHER_SIGNATURE + " ").repeat(10_000) + SIGNATURE);
    refused(Reason.NO_MATCH, SECRET);
  }

  @Test
  void the_secrets_are_asked_for_only_when_the_headers_can_prove_something() {
    List<String> asked = new ArrayList<>();
    for (String header : List.copyOf(headers.keySet())) {
      String value = headers.remove(header);
      verifyAsking(asked, SENT);
      headers.put(header, value);
    }
    verifyAsking(asked, SENT.plusSeconds(301));
    verifyAsking(asked, SENT.minusSeconds(301));
    assertEquals(List.of(), asked);
    assertEquals(new Outcome.Proven(ID, SENT), verifyAsking(asked, SENT));
    assertEquals(List.of("asked"), asked);
  }

  private Outcome verifyAsking(List<String> asked, Instant now) {
    return StandardWebhooks.verify(
        () -> {
          asked.add("asked");
          return List.of(SECRET);
        },
        headers,
        BODY,
        at(now));
  }

  @Test
  void an_unusable_secret_signs_nothing() {
    assertThrows(IllegalArgumentException.class, () -> StandardWebhooks.sign("whsec_", ID, SENT, BODY));
  }

  @Test
  void the_bearer_proof_is_the_secret_itself() {
    List<String> secrets = List.of("whsec_a", "whsec_b");
    assertTrue(StandardWebhooks.bearer(secrets, Map.of("authorization", "Bearer whsec_a")));
    assertTrue(StandardWebhooks.bearer(secrets, Map.of("authorization", "bearer whsec_b")));
    assertFalse(StandardWebhooks.bearer(secrets, Map.of("authorization", "Bearer whsec_c")));
    assertFalse(StandardWebhooks.bearer(secrets, Map.of("authorization", "whsec_a")));
    assertFalse(StandardWebhooks.bearer(secrets, Map.of()));
    assertFalse(StandardWebhooks.bearer(List.of(""), Map.of("authorization", "Bearer ")));
  }

  private void refused(Reason reason, String secret) {
    assertEquals(new Outcome.NotProven(reason), verify(SENT, secret));
  }

  private Outcome verify(Instant now, String... secrets) {
    return StandardWebhooks.verify(List.of(secrets), headers, BODY, at(now));
  }

  private static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }
}
