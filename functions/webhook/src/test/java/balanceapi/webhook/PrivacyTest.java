package balanceapi.webhook;

import static balanceapi.webhook.Receiver.BALANCE;
import static balanceapi.webhook.Receiver.TRANSACTIONS;
import static balanceapi.webhook.Receiver.event;
import static balanceapi.webhook.Receiver.signedEvent;
import static balanceapi.webhook.Receiver.withHeader;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import balanceapi.core.app.App;
import balanceapi.core.privacy.Canaries;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person goes through the webhook, and through every way in which it can fail; nobody hears of it. */
final class PrivacyTest {

  private final Canaries person = new Canaries();
  private final List<String> answers = new ArrayList<>();

  private String about(String event) {
    return event
        .replace(Receiver.BVN, person.bvn)
        .replace(Receiver.NUBAN, person.nuban)
        .replace("OBI, ADA", person.name)
        .replace("POS/", person.narration)
        .replace(
            "\"options\":{}",
            "\"options\":{\"id\":\"u-%1$s\",\"n\":%1$s,\"%1$s\":1},\"customerEmail\":[\"%2$s\"]"
                .formatted(person.bvn, person.email));
  }

  private void told(APIGatewayV2HTTPResponse answer) {
    answers.add(answer.getBody());
  }

  @ParameterizedTest
  @EnumSource(App.WebhookAuth.class)
  void neither_an_answer_nor_a_log_line_has_anything_of_a_person(App.WebhookAuth auth) {
    Receiver receiver = new Receiver(auth);
    for (String event : List.of(Receiver.AUTH, Receiver.ACCOUNTS, BALANCE, TRANSACTIONS)) {
      String body = about(event);
      told(receiver.signed(person.nuban, body));
      told(receiver.signed(person.email, body));
      told(receiver.signed("e1", body.substring(1)));
      told(receiver.signed("e1", body + person.bvn));
      told(receiver.signed("e1", body.replace("cus-1", person.name)));
      told(receiver.signed("e1", body.replace("\"NG\"", person.bvn)));
      told(receiver.signed("e1", body.replace("500.00", "\"" + person.phone + "\"")));
      told(receiver.signed("e1", body.replace("500.00", person.bvn + ".001")));
      told(receiver.signed("e1", body.replace("is_success", person.narration)));
      told(receiver.signed("e1", body.replaceFirst("\"[A-Z]+\"", "\"" + person.narration + "\"")));
      told(receiver.handle(event(body, Map.of())));
      told(receiver.handle(event(body, Map.of("authorization", "Bearer " + person.bvn))));
      told(receiver.handle(event(body, Map.of("content-type", person.email))));
      told(receiver.handle(withHeader(signedEvent("e1", body), "webhook-id", person.name)));
      told(receiver.handle(withHeader(signedEvent("e1", body), "webhook-timestamp", person.bvn)));
      told(receiver.handle(withHeader(signedEvent("e1", body), "content-encoding", person.phone)));
      ObjectNode elsewhere = signedEvent("e1", body).put("rawPath", "/webhooks/" + person.nuban);
      told(receiver.handle(elsewhere.put("rawQueryString", "bvn=" + person.bvn)));
      told(receiver.handle(elsewhere.put("rawPath", "/" + person.nuban + "/" + person.bvn)));
    }
    assertFalse(receiver.lines.isEmpty() && auth == App.WebhookAuth.STANDARD);
    assertEquals(List.of(), Canaries.leaks(person.all(), receiver.lines));
    assertEquals(List.of(), Canaries.leaks(person.all(), answers));
    assertEquals(List.of(), Canaries.leaks(List.of(Receiver.SECRET.substring(6)), receiver.lines));
    // The account's name and number are what is kept; and a BVN not even where the bank's own text repeats it.
    List<String> content = List.of(receiver.store.content().toString());
    assertEquals(List.of(), Canaries.leaks(List.of(person.bvn, person.email, person.phone), content));
  }

  @Test
  void a_store_that_fails_anywhere_is_logged_without_what_it_was_given() {
    for (int calls = 0; calls < 25; calls++) {
      Receiver receiver = new Receiver(App.WebhookAuth.STANDARD);
      receiver.store.refuseAfter(calls);
      told(receiver.signed("e1", about(BALANCE)));
      told(receiver.signed("e2", about(TRANSACTIONS)));
      assertEquals(List.of(), Canaries.leaks(person.all(), receiver.lines));
      // What the store says when it fails quotes an item; it must not get through either.
      assertEquals(List.of(), Canaries.leaks(List.of(Receiver.BVN), receiver.lines));
    }
    assertEquals(List.of(), Canaries.leaks(person.all(), answers));
  }
}
