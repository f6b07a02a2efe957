package balanceapi.authorizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.InMemoryVault;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.LocalDynamo;
import balanceapi.platform.log.Log;
import balanceapi.platform.session.Sessions;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What floods of keys cost, on a real table whose calls are counted. */
class FloodTest {

  private static final int MANY = 200;

  private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);
  private final LocalDynamo dynamo = LocalDynamo.fresh();
  private final AppStore apps = new DynamoAppStore(dynamo.client(), dynamo.table());
  private final CreateApp.Created created =
      new CreateApp(apps, new Credentials(SecureRandom::new), new InMemoryVault(), clock)
          .create(App.Settings.named("Shop"));
  private final AuthorizerHandler handler =
      new AuthorizerHandler(
          new Callers(apps, () -> "the admin token", clock),
          new Sessions(apps, () -> "the admin token", () -> "the session key", clock),
          Log.to(line -> {}, "authorizer", clock));
  private final int before = dynamo.faults().calls().size();

  @Test
  void no_key_and_what_cannot_be_one_cost_no_call() {
    for (int i = 0; i < MANY; i++) {
      assertEquals("none", scope(""));
      assertEquals("none", scope("Bearer garbage-" + i));
      assertEquals("none", scope("Bearer " + created.secretKey() + i));
      assertEquals("none", scope("Basic " + created.secretKey()));
    }
    assertEquals(List.of(), calls());
  }

  @Test
  void a_right_key_costs_one_read_however_often_it_is_shown() {
    for (int i = 0; i < MANY; i++) {
      assertEquals("app", scope("Bearer " + created.secretKey()));
    }
    assertEquals(List.of("GetItem"), calls());
  }

  @Test
  void made_up_keys_of_the_right_form_cost_reads_and_no_write() {
    for (int i = 0; i < MANY; i++) {
      assertEquals("none", scope("Bearer sk_" + created.app().id() + "_" + "%043d".formatted(i)));
    }
    assertEquals(Set.of("GetItem"), new TreeSet<>(calls()));
  }

  private List<String> calls() {
    List<String> all = dynamo.faults().calls();
    return all.subList(before, all.size());
  }

  private Object scope(String authorization) {
    var event = new APIGatewayV2CustomAuthorizerEvent();
    event.setHeaders(Map.of("authorization", authorization));
    Map<?, ?> context = (Map<?, ?>) handler.handleRequest(event, null).get("context");
    return context.get("scope");
  }
}
