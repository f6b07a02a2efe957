package balanceapi.webhook;

import static balanceapi.webhook.Receiver.APP;
import static balanceapi.webhook.Receiver.BALANCE;
import static balanceapi.webhook.Receiver.NOW;
import static balanceapi.webhook.Receiver.TRANSACTIONS;
import static balanceapi.webhook.Receiver.outcome;
import static balanceapi.webhook.Receiver.signedEvent;
import static balanceapi.webhook.Receiver.withHeader;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore;
import balanceapi.core.usecase.Balances;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.usecase.RefreshAccount;
import balanceapi.core.usecase.Transactions;
import balanceapi.platform.event.HostileEvents;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Whatever a proven sender sends is applied or refused, whole; and nobody else gets in, whatever the headers.
 *
 * <p>The time is an end for what would never end, not a measure: what bounds the work is tested by itself.
 */
class WebhookFuzzTest {

  private static final Duration ABORT = Duration.ofSeconds(5);

  @Property(tries = 1500, seed = "20261122")
  void a_body_is_applied_or_leaves_no_trace(@ForAll long seed) {
    Receiver receiver = new Receiver(App.WebhookAuth.STANDARD);
    if (new Random(seed).nextBoolean()) {
      receiver.signed("before-1", BALANCE.replace("09:00:0", "08:00:0"));
      receiver.signed("before-2", TRANSACTIONS.replace("09:10:0", "08:10:0"));
    }
    Map<String, Object> before = receiver.store.content();
    byte[] body = new HostileEvents(seed).next();
    APIGatewayV2HTTPResponse answer =
        assertTimeoutPreemptively(ABORT, () -> receiver.handle(signedEvent("e1", body)));
    if (answer.getStatusCode() == 200) {
      everythingCanBeRead(receiver);
      assertEquals("duplicate", secondTime(receiver, body, outcome(answer)));
    } else {
      assertTrue(Set.of(400, 413).contains(answer.getStatusCode()), answer::getBody);
      assertEquals(before, receiver.store.content());
      assertEquals("applied", outcome(receiver.signed("e1", BALANCE)));
    }
  }

  /** An event that changed nothing says so again; one that changed something is known. */
  private static String secondTime(Receiver receiver, byte[] body, String first) {
    Map<String, Object> after = receiver.store.content();
    String second = outcome(receiver.handle(signedEvent("e1", body)));
    assertEquals(after, receiver.store.content(), "a repetition changed something");
    return second.equals(first) && !first.equals("applied") ? "duplicate" : second;
  }

  /** Nothing that was taken in makes a later question fail. */
  private static void everythingCanBeRead(Receiver receiver) {
    App app = receiver.apps.find(APP).orElseThrow();
    AccountStore store = receiver.store.store();
    Balances balances = new Balances(store);
    for (String id : store.accountsOfApp(APP, Optional.empty(), 100).items()) {
      for (Instant now : List.of(NOW, NOW.plus(Duration.ofDays(30)))) {
        Account account = balances.latest(app, id).orElseThrow();
        FundsCheck.check(
            account,
            FundsCheck.Question.of(Money.of(Currency.of("NGN"), BigDecimal.ONE), Duration.ofHours(1)),
            now);
        balances.explain(app, id, now).orElseThrow();
        balances.at(app, id, NOW, now).orElseThrow();
        balances.history(app, id, Instant.EPOCH, Instant.MAX, Optional.empty(), 100, now).orElseThrow();
        balances.periodic(account);
        new Transactions(store).list(app, id, Optional.empty(), Optional.empty(), 100, now).orElseThrow();
        new RefreshAccount(store).refresh(app, new AccountRef(APP, id), now);
      }
    }
  }

  @Property(tries = 1500, seed = "20261123")
  void whatever_the_headers_nobody_is_proven(@ForAll long seed) {
    Receiver receiver = new Receiver(App.WebhookAuth.STANDARD);
    Random random = new Random(seed);
    ObjectNode event = signedEvent("e1", BALANCE);
    String right = event.at("/headers/webhook-signature").asText();
    for (int i = random.nextInt(3); i >= 0; i--) {
      switch (random.nextInt(3)) {
        case 0 -> withHeader(event, "webhook-id", hostile(random, "e1"));
        case 1 -> withHeader(event, "webhook-timestamp", hostile(random, "" + NOW.getEpochSecond()));
        default -> withHeader(event, "webhook-signature", hostile(random, right));
      }
    }
    if (isUnchanged(event, right)) {
      return;
    }
    APIGatewayV2HTTPResponse answer = assertTimeoutPreemptively(ABORT, () -> receiver.handle(event));
    assertEquals(401, answer.getStatusCode(), () -> event.get("headers").toString());
    assertEquals(List.of(), receiver.store.writes());
  }

  private static boolean isUnchanged(ObjectNode event, String right) {
    return event.at("/headers/webhook-id").asText().equals("e1")
        && event.at("/headers/webhook-timestamp").asText().equals("" + NOW.getEpochSecond())
        && List.of(event.at("/headers/webhook-signature").asText().split(" ")).contains(right);
  }

  /** A header that is another one, or nearly this one. */
  private static String hostile(Random random, String right) {
    byte[] bytes = new byte[random.nextInt(100)];
    random.nextBytes(bytes);
    int at = random.nextInt(right.length());
    return switch (random.nextInt(12)) {
      case 0 -> "";
      case 1 -> new String(bytes, StandardCharsets.ISO_8859_1);
      case 2 -> new String(bytes, StandardCharsets.UTF_8);
      case 3 -> Base64.getEncoder().encodeToString(bytes);
      case 4 -> "v1," + Base64.getEncoder().encodeToString(bytes);
      case 5 -> ("v1," + Base64.getEncoder().encodeToString(bytes) + " ").repeat(random.nextInt(5000));
      case 6 -> right.substring(0, at);
      case 7 -> right.substring(0, at) + (char) random.nextInt(0x250) + right.substring(at + 1);
      case 8 -> right + right;
      case 9 -> "v1a," + right;
      case 10 -> Long.toString(random.nextLong());
      default -> "9".repeat(random.nextInt(3000));
    };
  }

  @Test
  void a_body_that_is_all_one_thing_ends() {
    Receiver receiver = new Receiver(App.WebhookAuth.STANDARD);
    int most = WebhookHandler.MAX_BODY;
    List<String> parts =
        List.of("[", "{", "{\"a\":", "\"", "\\", "9", "-", "e", ",", " ", "\0", "é", "/*");
    for (String part : parts) {
      String body = part.repeat(most / part.getBytes(StandardCharsets.UTF_8).length);
      assertEquals(
          400,
          assertTimeoutPreemptively(ABORT, () -> receiver.signed("e1", body)).getStatusCode(),
          part);
    }
    assertEquals(Map.of(), emptied(receiver.store.content()));
  }

  private static Map<String, Object> emptied(Map<String, Object> content) {
    content.remove("revisions");
    return content;
  }
}
