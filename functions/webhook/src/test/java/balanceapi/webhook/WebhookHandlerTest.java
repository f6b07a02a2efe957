package balanceapi.webhook;

import static balanceapi.webhook.Receiver.BALANCE;
import static balanceapi.webhook.Receiver.NOW;
import static balanceapi.webhook.Receiver.OLD_SECRET;
import static balanceapi.webhook.Receiver.SECRET;
import static balanceapi.webhook.Receiver.SIGNING_SECRET;
import static balanceapi.webhook.Receiver.TRANSACTIONS;
import static balanceapi.webhook.Receiver.event;
import static balanceapi.webhook.Receiver.json;
import static balanceapi.webhook.Receiver.outcome;
import static balanceapi.webhook.Receiver.signedEvent;
import static balanceapi.webhook.Receiver.with;
import static balanceapi.webhook.Receiver.withHeader;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Connection;
import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.Config;
import balanceapi.platform.Events;
import balanceapi.platform.webhooks.StandardWebhooks;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may send, in which order it is checked, and what is answered (design section 5). */
final class WebhookHandlerTest {

  private final Receiver receiver = new Receiver(App.WebhookAuth.STANDARD);

  // ---- the order of the checks

  @Test
  void too_large_comes_before_the_wrong_type_and_before_an_unproven_sender() {
    ObjectNode event = event("x".repeat(256 * 1024 + 1), Map.of("content-type", "text/plain"));
    assertProblem(413, "payload_too_large", receiver.handle(event));
    receiver.store.refuse(true);
    assertProblem(413, "payload_too_large", receiver.handle(event));
  }

  @Test
  void the_wrong_type_comes_before_an_unproven_sender() {
    assertProblem(
        415, "unsupported_media_type", receiver.handle(event("{", Map.of("content-type", "text/plain"))));
    ObjectNode untyped = signedEvent("e1", BALANCE);
    ((ObjectNode) untyped.get("headers")).remove("content-type");
    assertProblem(415, "unsupported_media_type", receiver.handle(untyped));
  }

  @Test
  void an_unproven_sender_comes_before_a_malformed_body() {
    assertProblem(401, "unauthorized", receiver.handle(event("{", Map.of())));
  }

  @Test
  void a_malformed_body_comes_before_a_store_that_refuses() {
    receiver.store.refuse(true);
    assertProblem(400, "invalid_request", receiver.signed("e1", "{"));
    assertProblem(400, "invalid_request", receiver.signed("e1", with(BALANCE, "500.00", "\"abc\"")));
  }

  @Test
  void a_store_that_refuses_is_503_and_the_same_event_is_applied_later() {
    receiver.store.refuse(true);
    APIGatewayV2HTTPResponse answer = receiver.signed("e1", BALANCE);
    assertProblem(503, "unavailable", answer);
    assertEquals("1", answer.getHeaders().get("retry-after"));
    receiver.store.refuse(false);
    assertEquals("applied", outcome(receiver.signed("e1", BALANCE)));
  }

  @Test
  void an_app_store_that_refuses_is_503_and_does_not_look_like_a_wrong_signature() {
    AppStore broken =
        (AppStore)
            Proxy.newProxyInstance(
                AppStore.class.getClassLoader(),
                new Class<?>[] {AppStore.class},
                (proxy, method, arguments) -> {
                  throw new StoreUnavailable("down");
                });
    assertProblem(503, "unavailable", new Receiver(broken).signed("e1", BALANCE));
  }

  @Test
  void a_body_of_exactly_256_KiB_is_taken() {
    String body = BALANCE + " ".repeat(256 * 1024 - BALANCE.length());
    assertEquals(256 * 1024, body.length());
    assertEquals("applied", outcome(receiver.signed("e1", body)));
  }

  @Test
  void the_size_is_that_of_the_bytes_not_of_their_base64() {
    String body = BALANCE + " ".repeat(200 * 1024);
    assertEquals("applied", outcome(receiver.handle(base64(signedEvent("e1", body)))));
    ObjectNode large = event("é".repeat(128 * 1024 + 1), Map.of());
    assertProblem(413, "payload_too_large", receiver.handle(large));
  }

  // ---- who sends

  @Test
  void an_unknown_app_and_a_wrong_signature_answer_alike_byte_for_byte() {
    String forged = Base64.getEncoder().encodeToString(new byte[32]);
    APIGatewayV2HTTPResponse wrong =
        receiver.handle(withHeader(signedEvent("e1", BALANCE), "webhook-signature", "v1," + forged));
    APIGatewayV2HTTPResponse unknown =
        receiver.handle(signedEvent("e1", BALANCE).put("rawPath", "/webhooks/64f0000000000000000000ff"));
    APIGatewayV2HTTPResponse unsigned = receiver.handle(event(BALANCE, Map.of()));
    assertProblem(401, "unauthorized", wrong);
    assertEquals(Events.write(wrong), Events.write(unknown));
    assertEquals(Events.write(wrong), Events.write(unsigned));
    assertEquals(List.of(), receiver.store.writes());
  }

  @Test
  void a_timestamp_beyond_five_minutes_is_refused_both_ways_and_one_within_is_taken() {
    for (int seconds : new int[] {-301, 301, -86_400, 86_400}) {
      var at = NOW.plusSeconds(seconds);
      assertProblem(
          401, "unauthorized", receiver.handle(signedEvent(SECRET, "e" + seconds, at, BALANCE)));
    }
    assertEquals(
        "applied", outcome(receiver.handle(signedEvent(SECRET, "e1", NOW.minusSeconds(300), BALANCE))));
    assertEquals(
        "duplicate", outcome(receiver.handle(signedEvent(SECRET, "e1", NOW.plusSeconds(300), BALANCE))));
  }

  @Test
  void a_signature_covers_id_timestamp_and_every_byte_of_the_body() {
    ObjectNode otherId = withHeader(signedEvent("e1", BALANCE), "webhook-id", "e2");
    ObjectNode otherTime =
        withHeader(
            signedEvent("e1", BALANCE), "webhook-timestamp", "" + NOW.minusSeconds(1).getEpochSecond());
    ObjectNode otherBody = signedEvent("e1", BALANCE).put("body", BALANCE + " ");
    for (ObjectNode event : List.of(otherId, otherTime, otherBody)) {
      assertProblem(401, "unauthorized", receiver.handle(event));
    }
  }

  @Test
  void during_a_rotation_the_old_and_the_new_secret_are_both_taken() {
    Receiver rotating =
        new Receiver(
            App.WebhookAuth.STANDARD,
            App.Env.PRODUCTION,
            Set.of(App.Product.values()),
            List.of(OLD_SECRET, SECRET));
    assertEquals("applied", outcome(rotating.handle(signedEvent(OLD_SECRET, "e1", NOW, BALANCE))));
    assertEquals("duplicate", outcome(rotating.handle(signedEvent(SECRET, "e1", NOW, BALANCE))));
    assertProblem(401, "unauthorized", receiver.handle(signedEvent(OLD_SECRET, "e1", NOW, BALANCE)));
  }

  @Test
  void one_right_signature_among_several_is_enough() {
    ObjectNode event = signedEvent("e1", BALANCE);
    String right = event.at("/headers/webhook-signature").asText();
    withHeader(event, "webhook-signature", "v1a,AAAA v1,AAAA " + right);
    assertEquals("applied", outcome(receiver.handle(event)));
  }

  @Test
  void header_names_are_taken_in_any_case() {
    ObjectNode event = signedEvent("e1", BALANCE);
    ObjectNode headers = (ObjectNode) event.get("headers");
    headers.set("Webhook-Id", headers.remove("webhook-id"));
    headers.set("Content-Type", headers.remove("content-type"));
    assertEquals("applied", outcome(receiver.handle(event)));
  }

  @Test
  void a_base64_body_is_verified_and_read_as_the_bytes_in_it() {
    assertEquals("applied", outcome(receiver.handle(base64(signedEvent("e1", BALANCE)))));
    assertEquals("duplicate", outcome(receiver.signed("e1", BALANCE)));
  }

  @Test
  void bytes_that_are_no_text_are_proven_as_they_are_and_then_malformed() {
    byte[] bytes = (BALANCE + "x").getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1] = (byte) 0xff;
    ObjectNode event = signedEvent("e1", bytes);
    APIGatewayV2HTTPResponse malformed = receiver.handle(event);
    assertProblem(400, "invalid_request", malformed);
    assertTrue(malformed.getBody().contains("the body is not valid UTF-8"), malformed.getBody());
    // One that reads the bytes as text first signs other bytes.
    byte[] replaced = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    event.put("body", Base64.getEncoder().encodeToString(replaced));
    assertProblem(401, "unauthorized", receiver.handle(event));
    assertEquals("applied", outcome(receiver.signed("e1", BALANCE)));
  }

  @Test
  void a_body_that_says_it_is_base64_and_is_not_is_taken_as_it_stands() {
    ObjectNode event = signedEvent("e1", BALANCE).put("isBase64Encoded", true);
    assertEquals("applied", outcome(receiver.handle(event)));
    assertProblem(401, "unauthorized", receiver.handle(base64(signedEvent("e2", "{")).put("body", "e%w==")));
  }

  @Test
  void a_body_may_be_rewritten_in_no_way_that_leaves_its_meaning() {
    for (String other :
        List.of(BALANCE.strip(), BALANCE + " ", BALANCE.replace("OBI", "\\u004fBI"), "\uFEFF" + BALANCE)) {
      ObjectNode event = signedEvent("e1", BALANCE).put("body", other);
      assertProblem(401, "unauthorized", receiver.handle(event));
    }
  }

  @Test
  void a_bearer_app_takes_its_secret_and_nothing_else() {
    Receiver bearer = new Receiver(App.WebhookAuth.BEARER);
    assertProblem(401, "unauthorized", bearer.handle(event(BALANCE, Map.of())));
    assertProblem(401, "unauthorized", bearer.handle(bearer(OLD_SECRET)));
    assertProblem(401, "unauthorized", bearer.handle(bearer("")));
    assertProblem(401, "unauthorized", bearer.handle(signedEvent("e1", BALANCE)));
    assertEquals("applied", outcome(bearer.handle(bearer(SECRET))));
    // Without a webhook-id the event's identity is its bytes.
    assertEquals("duplicate", outcome(bearer.handle(bearer(SECRET))));
  }

  @Test
  void a_standard_app_takes_no_bearer_token() {
    assertProblem(401, "unauthorized", receiver.handle(bearer(SECRET)));
  }

  @Test
  void the_signing_secret_proves_this_service_itself_whatever_the_app_has_chosen() {
    for (App.WebhookAuth auth : App.WebhookAuth.values()) {
      Receiver any =
          new Receiver(auth, App.Env.PRODUCTION, Set.of(App.Product.values()), List.of(SECRET));
      ObjectNode signed = signedEvent(SIGNING_SECRET, "e1", NOW, BALANCE);
      assertEquals("applied", outcome(any.handle(signed)), auth::name);
      assertProblem(
          401, "unauthorized", any.handle(signedEvent(SIGNING_SECRET, "e2", NOW.minusSeconds(301), BALANCE)));
      ObjectNode altered = signedEvent(SIGNING_SECRET, "e3", NOW, BALANCE).put("body", BALANCE + " ");
      assertProblem(401, "unauthorized", any.handle(altered));
    }
  }

  @Test
  void the_signing_secret_is_never_taken_when_it_is_shown() {
    for (App.WebhookAuth auth : List.of(App.WebhookAuth.BEARER, App.WebhookAuth.STANDARD)) {
      assertProblem(401, "unauthorized", new Receiver(auth).handle(bearer(SIGNING_SECRET)));
    }
  }

  @Test
  void a_secret_sealed_for_another_app_or_purpose_proves_nothing() {
    List<Vault.Context> others =
        List.of(
            new Vault.Context("64f0000000000000000000ff", Vault.Purpose.WEBHOOK),
            Receiver.context(Vault.Purpose.SIGNING));
    for (Vault.Context other : others) {
      receiver.apps.addSecret(Receiver.APP, Vault.Purpose.WEBHOOK, receiver.sealed("other", other, OLD_SECRET), NOW);
      // Not a wrong signature either: a secret that should be there does not open.
      assertProblem(503, "unavailable", receiver.handle(signedEvent(OLD_SECRET, "e1", NOW, BALANCE)));
      receiver.apps.deleteSecret(Receiver.APP, Vault.Purpose.WEBHOOK, "other");
    }
    assertEquals(List.of(), receiver.store.writes());
  }

  @Test
  void a_vault_that_refuses_is_503_and_the_same_event_is_applied_later() {
    for (App.WebhookAuth auth : List.of(App.WebhookAuth.STANDARD, App.WebhookAuth.BEARER)) {
      Receiver any = new Receiver(auth);
      ObjectNode event = auth == App.WebhookAuth.BEARER ? bearer(SECRET) : signedEvent("e1", BALANCE);
      any.vault.refuse(true);
      assertProblem(503, "unavailable", any.handle(event));
      assertProblem(503, "unavailable", any.handle(signedEvent(SIGNING_SECRET, "e2", NOW, BALANCE)));
      assertEquals(List.of(), any.store.writes());
      any.vault.refuse(false);
      assertEquals("applied", outcome(any.handle(event)));
    }
  }

  @Test
  void a_secret_that_does_not_open_leaves_the_others_valid_and_a_line_in_the_log() {
    App.WebhookSecret lost = new App.WebhookSecret("lost", new Sealed("bG9zdA=="));
    receiver.apps.addSecret(Receiver.APP, Vault.Purpose.WEBHOOK, lost, NOW);
    assertEquals("applied", outcome(receiver.signed("e1", BALANCE)));
    assertEquals("duplicate", outcome(receiver.handle(signedEvent(SIGNING_SECRET, "e1", NOW, BALANCE))));
    assertTrue(
        receiver.lines.stream().anyMatch(line -> line.contains("a secret does not open")),
        receiver.lines::toString);
  }

  @Test
  void no_secret_is_opened_for_an_unknown_app_or_a_request_that_cannot_prove_anything() {
    receiver.handle(signedEvent("e1", BALANCE).put("rawPath", "/webhooks/64f0000000000000000000ff"));
    receiver.handle(event(BALANCE, Map.of()));
    receiver.handle(signedEvent(SECRET, "e1", NOW.minusSeconds(301), BALANCE));
    receiver.handle(bearer(SECRET));
    assertEquals(List.of(), receiver.vault.opened());
    Receiver bearer = new Receiver(App.WebhookAuth.BEARER);
    bearer.handle(event(BALANCE, Map.of()));
    assertEquals(List.of(), bearer.vault.opened());
    Receiver open = new Receiver(App.WebhookAuth.OPEN);
    assertEquals("applied", outcome(open.handle(event(BALANCE, Map.of()))));
    assertEquals(List.of(), open.vault.opened());
  }

  @Test
  void the_signing_secret_is_opened_only_when_the_senders_own_do_not_match() {
    receiver.signed("e1", BALANCE);
    assertEquals(List.of(Receiver.context(Vault.Purpose.WEBHOOK)), receiver.vault.opened());
    receiver.handle(signedEvent(OLD_SECRET, "e2", NOW, BALANCE));
    assertEquals(
        Receiver.context(Vault.Purpose.SIGNING), receiver.vault.opened().getLast());
  }

  @Test
  void a_deleted_app_answers_like_one_that_never_was() {
    receiver.apps.delete(Receiver.APP, NOW);
    APIGatewayV2HTTPResponse unknown =
        receiver.handle(signedEvent("e1", BALANCE).put("rawPath", "/webhooks/64f0000000000000000000ff"));
    assertEquals(Events.write(unknown), Events.write(receiver.signed("e1", BALANCE)));
    ObjectNode ours = signedEvent(SIGNING_SECRET, "e1", NOW, BALANCE);
    assertEquals(Events.write(unknown), Events.write(receiver.handle(ours)));
    assertEquals(List.of(), receiver.vault.opened());
  }

  @Test
  void a_body_that_is_no_text_is_proven_as_the_bytes_that_were_signed() {
    byte[] bytes = {'{', (byte) 0xff, 0, (byte) 0xc3, 0x28, '}'};
    ObjectNode event = event("", StandardWebhooks.headers(SECRET, "e1", NOW, bytes));
    event.put("body", Base64.getEncoder().encodeToString(bytes)).put("isBase64Encoded", true);
    assertProblem(400, "invalid_request", receiver.handle(event));
    String replaced = new String(bytes, StandardCharsets.UTF_8);
    assertProblem(
        401, "unauthorized", receiver.handle(base64(event.put("body", replaced))));
  }

  @Test
  void an_open_app_takes_anything_in_the_sandbox_and_nothing_in_production() {
    Receiver sandbox = new Receiver(App.WebhookAuth.OPEN);
    assertEquals("applied", outcome(sandbox.handle(event(BALANCE, Map.of()))));
    Receiver production =
        new Receiver(
            App.WebhookAuth.OPEN, App.Env.PRODUCTION, Set.of(App.Product.values()), List.of(SECRET));
    assertProblem(401, "unauthorized", production.handle(event(BALANCE, Map.of())));
  }

  @Test
  void an_event_id_of_an_unsigned_sender_is_bounded_too() {
    Receiver open = new Receiver(App.WebhookAuth.OPEN);
    for (String id : List.of("i".repeat(129), "with space", "é")) {
      assertProblem(400, "invalid_request", open.handle(event(BALANCE, Map.of("webhook-id", id))));
    }
    assertEquals("applied", outcome(open.handle(event(BALANCE, Map.of("webhook-id", "i".repeat(128))))));
  }

  // ---- what is answered

  @Test
  void an_answer_is_json_that_nobody_may_cache() {
    APIGatewayV2HTTPResponse answer = receiver.signed("e1", BALANCE);
    assertEquals("{\"status\":\"success\",\"outcome\":\"applied\"}", answer.getBody());
    assertEquals("application/json", answer.getHeaders().get("content-type"));
    assertEquals("no-store", answer.getHeaders().get("cache-control"));
    assertFalse(answer.getIsBase64Encoded());
    assertTrue(Events.write(answer).contains("\"statusCode\":200"));
  }

  @Test
  void applied_duplicate_stale_and_ignored_are_told_apart() {
    assertEquals("applied", outcome(receiver.signed("e1", Receiver.AUTH)));
    assertEquals("duplicate", outcome(receiver.signed("e1", Receiver.AUTH)));
    assertEquals("applied", outcome(receiver.signed("e2", BALANCE)));
    assertEquals("duplicate", outcome(receiver.signed("e2", BALANCE)));
    assertEquals("applied", outcome(receiver.signed("e3", Receiver.ACCOUNTS)));
    assertEquals("applied", outcome(receiver.signed("e4", TRANSACTIONS)));
    assertEquals("duplicate", outcome(receiver.signed("e4", TRANSACTIONS)));
    String yesterday =
        with(BALANCE, "2026-11-22T09:00:0", "2026-11-21T09:00:0").replace("500.00", "400.00");
    assertEquals("stale", outcome(receiver.signed("e5", yesterday)));
    assertEquals("duplicate", outcome(receiver.signed("e5", yesterday)));
    int written = receiver.store.writes().size();
    String identity = BALANCE.replace("BALANCE", "IDENTITY").replace("\"balance\":", "\"identity\":");
    assertEquals("ignored", outcome(receiver.signed("e6", identity)));
    assertEquals(written, receiver.store.writes().size());
    assertEquals("380.00", available());
  }

  @Test
  void an_event_without_its_product_is_ignored_and_stores_nothing() {
    Receiver plain =
        new Receiver(
            App.WebhookAuth.STANDARD, App.Env.SANDBOX, Set.of(App.Product.AUTH), List.of(SECRET));
    assertEquals("ignored", outcome(plain.signed("e1", BALANCE)));
    assertEquals("ignored", outcome(plain.signed("e2", TRANSACTIONS)));
    assertEquals(List.of(), plain.store.writes());
    assertEquals("applied", outcome(plain.signed("e3", Receiver.ACCOUNTS)));
  }

  @Test
  void a_line_that_states_no_amount_is_skipped_and_counted() {
    String lines =
        with(
            TRANSACTIONS,
            "\"transactions\":[",
            """
            "transactions":[{"_id":"n1","debit":null,"credit":null},{"_id":"n2","debit":0,"credit":""},
            {"_id":"n3"},""");
    JsonNode answer = json(receiver.signed("e1", lines));
    assertEquals("applied", answer.path("outcome").asText());
    assertEquals(3, answer.path("skipped").asInt());
    assertFalse(json(receiver.signed("e2", TRANSACTIONS.replace("09:10:05", "09:10:06"))).has("skipped"));
  }

  @Test
  void a_failed_event_changes_the_connection_and_leaves_the_balance() {
    receiver.signed("e1", Receiver.AUTH);
    receiver.signed("e2", BALANCE);
    String failed = with(BALANCE, "is_success", "is_failed").replace("09:00:0", "09:20:0");
    assertEquals("applied", outcome(receiver.signed("e3", failed)));
    assertEquals("duplicate", outcome(receiver.signed("e3", failed)));
    assertEquals(Connection.State.ERROR, state());
    assertEquals("500.00", available());
    assertEquals("applied", outcome(receiver.signed("e4", BALANCE.replace("09:00:0", "09:25:0"))));
    assertEquals(Connection.State.ACTIVE, state());
    String signIn = with(failed, "BALANCE_SUCCESS", "1009").replace("09:20:0", "09:28:0");
    assertEquals("applied", outcome(receiver.signed("e5", signIn)));
    assertEquals(Connection.State.REAUTH_REQUIRED, state());
    assertEquals("applied", outcome(receiver.signed("e6", BALANCE.replace("09:00:0", "09:29:0"))));
    assertEquals(Connection.State.REAUTH_REQUIRED, state());
    assertEquals("applied", outcome(receiver.signed("e7", Receiver.AUTH.replace("09:00:0", "09:29:3"))));
    assertEquals(Connection.State.ACTIVE, state());
  }

  @Test
  void a_failed_event_without_its_product_is_ignored_too() {
    Receiver plain =
        new Receiver(
            App.WebhookAuth.STANDARD, App.Env.SANDBOX, Set.of(App.Product.AUTH), List.of(SECRET));
    assertEquals("ignored", outcome(plain.signed("e1", with(BALANCE, "is_success", "is_failed"))));
    assertEquals("ignored", outcome(plain.signed("e2", with(TRANSACTIONS, "is_success", "is_failed"))));
    assertEquals(List.of(), plain.store.writes());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void a_delivery_that_broke_off_anywhere_is_finished_by_its_repetition(int calls) {
    receiver.signed("e0", BALANCE);
    receiver.store.refuseAfter(calls);
    APIGatewayV2HTTPResponse first = receiver.signed("e1", TRANSACTIONS);
    assertTrue(Set.of(200, 503).contains(first.getStatusCode()), first::getBody);
    receiver.store.refuseAfter(Integer.MAX_VALUE);
    String again = outcome(receiver.signed("e1", TRANSACTIONS));
    assertTrue(Set.of("applied", "stale", "duplicate").contains(again), again);
    assertEquals("380.00", available());
    assertTrue(receiver.account("acc-1").orElseThrow().applying().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void a_first_balance_that_broke_off_anywhere_is_finished_by_its_repetition(int calls) {
    receiver.store.refuseAfter(calls);
    receiver.signed("e1", BALANCE);
    receiver.store.refuseAfter(Integer.MAX_VALUE);
    assertTrue(Set.of("applied", "duplicate").contains(outcome(receiver.signed("e1", BALANCE))));
    assertEquals("500.00", available());
    assertEquals(
        List.of("acc-1"), receiver.store.store().accountsOfApp(Receiver.APP, Optional.empty(), 9).items());
  }

  @Test
  void a_webhook_id_is_an_identity_even_when_the_body_differs() {
    assertEquals("applied", outcome(receiver.signed("e1", BALANCE)));
    assertEquals("duplicate", outcome(receiver.signed("e1", BALANCE + "\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"rawPath\":\"/webhooks/a/b\"}", "{\"rawPath\":\"/webhooks/\"}"})
  void an_event_that_is_no_webhook_request_is_a_problem_not_an_exception(String event) throws Exception {
    ObjectNode node = (ObjectNode) new ObjectMapper().readTree(event);
    int status = receiver.handle(node).getStatusCode();
    assertTrue(status >= 400 && status < 500, () -> "" + status);
  }

  @Test
  void a_missing_body_is_told() {
    ObjectNode event = signedEvent("e1", "");
    event.remove("body");
    APIGatewayV2HTTPResponse answer = receiver.handle(event);
    assertProblem(400, "invalid_request", answer);
    assertTrue(answer.getBody().contains("the body is empty; send a JSON object"), answer.getBody());
    event.putNull("body");
    assertProblem(400, "invalid_request", receiver.handle(event));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "Application/JSON"})
  void json_is_taken_however_it_is_declared(String type) {
    assertEquals(
        "applied", outcome(receiver.handle(withHeader(signedEvent("e1", BALANCE), "content-type", type))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", ""})
  void what_is_not_declared_to_be_json_is_refused(String type) {
    assertProblem(
        415,
        "unsupported_media_type",
        receiver.handle(withHeader(signedEvent("e1", BALANCE), "content-type", type)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "deflate", "GZIP", "aws-chunked", "identity, gzip"})
  void an_encoded_body_is_415_and_never_taken_as_json(String coding) {
    ObjectNode event = withHeader(signedEvent("e1", BALANCE), "content-encoding", coding);
    APIGatewayV2HTTPResponse answer = receiver.handle(event);
    assertProblem(415, "unsupported_media_type", answer);
    assertTrue(answer.getBody().contains("without the header content-encoding"), answer.getBody());
    assertEquals(List.of(), receiver.store.writes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/webhooks/64f0000000000000000000aa/", "/webhooks", "/webhooks/", "/webhooks//", "//webhooks/x",
        "/webhooks/64f0000000000000000000aa/x", "/webhooks%2F64f0000000000000000000aa", "/x/../webhooks/y",
        "/webhooks/%zz", "/Webhooks/64f0000000000000000000aa"
      })
  void a_path_that_is_nearly_the_route_is_404_and_told(String path) {
    APIGatewayV2HTTPResponse answer = receiver.handle(signedEvent("e1", BALANCE).put("rawPath", path));
    String detail = json(answer).path("detail").asText();
    if (path.equals("/webhooks/")) {
      assertProblem(401, "unauthorized", answer);
    } else {
      assertProblem(404, "not_found", answer);
      assertTrue(detail.contains("POST /webhooks/{app_id}, without a slash at the end"), detail);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%00", "64f0000000000000000000aa%00", "64F0000000000000000000AA", "..", "%2e%2e", "a%2Fb"})
  void what_cannot_be_an_app_is_not_proven(String app) {
    assertProblem(
        401, "unauthorized", receiver.handle(signedEvent("e1", BALANCE).put("rawPath", "/webhooks/" + app)));
    assertProblem(
        401,
        "unauthorized",
        receiver.handle(signedEvent("e1", BALANCE).put("rawPath", "/webhooks/" + app.repeat(100_000))));
  }

  @Test
  void thousands_of_signatures_are_not_read() {
    String one = "v1," + Base64.getEncoder().encodeToString(new byte[32]);
    ObjectNode event = signedEvent("e1", BALANCE);
    String right = event.at("/headers/webhook-signature").asText();
    withHeader(event, "webhook-signature", (one + " ").repeat(16) + right);
    assertProblem(401, "unauthorized", receiver.handle(event));
    withHeader(event, "webhook-signature", (one + " ").repeat(100_000) + right);
    assertProblem(401, "unauthorized", receiver.handle(event));
  }

  // ---- the log

  @Test
  void neither_a_bvn_nor_an_account_number_nor_a_secret_is_ever_logged() {
    receiver.signed("e1", BALANCE);
    receiver.signed("e2", Receiver.ACCOUNTS);
    receiver.signed("e3", Receiver.AUTH);
    receiver.signed("e4", TRANSACTIONS);
    receiver.signed("e5", with(BALANCE, "500.00", "-5e99"));
    receiver.signed(Receiver.NUBAN, with(BALANCE, "is_success", "is_failed"));
    receiver.handle(withHeader(signedEvent("e6", BALANCE), "webhook-signature", "v1,AAAA"));
    receiver.handle(event(BALANCE, Map.of()));
    receiver.handle(bearer(SECRET));
    receiver.handle(signedEvent(SIGNING_SECRET, "e8", NOW, BALANCE));
    receiver.store.refuse(true);
    receiver.signed("e7", BALANCE);
    receiver.vault.refuse(true);
    receiver.signed("e9", BALANCE);
    assertTrue(receiver.lines.size() >= 7, receiver.lines::toString);
    for (String line : receiver.lines) {
      assertFalse(line.contains(Receiver.BVN), line);
      assertFalse(line.contains(Receiver.NUBAN), line);
      assertFalse(line.contains("ADA"), line);
      assertFalse(line.contains(SECRET.substring(6)), line);
      assertFalse(line.contains(SIGNING_SECRET.substring(6)), line);
    }
  }

  @Test
  void a_refusal_says_what_to_change_and_nothing_of_the_inside() {
    receiver.store.refuse(true);
    String body = receiver.signed("e1", BALANCE).getBody();
    for (String inside : List.of("Exception", "balanceapi", Receiver.BVN)) {
      assertFalse(body.contains(inside), body);
    }
  }

  @Test
  void a_missing_variable_fails_the_start_by_its_name() {
    var missing = assertThrows(Config.Missing.class, () -> new WebhookHandler(Map.of("TABLE_NAME", "t")));
    assertTrue(missing.getMessage().contains("VAULT_KEY_ID"), missing.getMessage());
    assertDoesNotThrow(() -> new WebhookHandler(Map.of("TABLE_NAME", "t", "VAULT_KEY_ID", "k")));
  }

  // ---- how things are said here

  private String available() {
    return receiver.account("acc-1").orElseThrow().figures().available().orElseThrow().toString();
  }

  private Connection.State state() {
    return receiver.account("acc-1").orElseThrow().connection().state();
  }

  private static ObjectNode bearer(String token) {
    return event(BALANCE, Map.of("authorization", "Bearer " + token));
  }

  private static ObjectNode base64(ObjectNode event) {
    byte[] bytes = event.get("body").asText().getBytes(StandardCharsets.UTF_8);
    return event.put("body", Base64.getEncoder().encodeToString(bytes)).put("isBase64Encoded", true);
  }

  private static void assertProblem(int status, String code, APIGatewayV2HTTPResponse answer) {
    assertEquals(status, answer.getStatusCode(), answer::getBody);
    assertEquals("application/problem+json", answer.getHeaders().get("content-type"));
    JsonNode problem = json(answer);
    assertEquals(code, problem.path("code").asText());
    assertEquals(status, problem.path("status").asInt());
    for (String member : List.of("type", "title", "detail")) {
      assertFalse(problem.path(member).asText().isBlank(), member);
    }
  }
}
