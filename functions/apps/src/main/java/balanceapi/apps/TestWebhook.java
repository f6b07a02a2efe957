package balanceapi.apps;

import balanceapi.core.account.DerivedId;
import balanceapi.core.app.App;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.json.Json;
import balanceapi.platform.webhooks.OwnWebhooks;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * An example of what an app's webhooks look like, really sent and really answered.
 *
 * <p>It harms nothing: an app of the sandbox gets a balance of an account that is called a test, always the same one; an
 * app with real customers gets an event that is ignored, since a made-up balance among theirs would be a lie.
 */
final class TestWebhook {

  private static final String NUMBER = "0000000000";

  private final OwnWebhooks webhooks;
  private final Clock clock;

  TestWebhook(Vault vault, Clock clock) {
    this.webhooks = new OwnWebhooks(vault, clock);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Sends one, and tells what was sent and answered.
   *
   * @param home where this service is reached, without a slash at the end
   * @throws VaultUnavailable when it cannot be signed
   * @throws StoreUnavailable when the route does not answer
   */
  ObjectNode send(App app, String home) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    OwnWebhooks.Signed sent =
        webhooks.to(app, home).sign("test-" + DerivedId.of(app.id() + " test " + now), event(app, now));
    OwnWebhooks.Answered answered = webhooks.send(sent);
    ObjectNode told = Json.object();
    ObjectNode request = told.putObject("request").put("url", sent.url().toString());
    sent.headers().forEach(request.putObject("headers")::put);
    request.put("body", sent.body());
    told.putObject("response").put("status", answered.status()).put("body", answered.body());
    return told;
  }

  private static ObjectNode event(App app, Instant now) {
    return switch (app.settings().env()) {
      case SANDBOX -> balance(app, now);
      case PRODUCTION -> identity(app, now);
    };
  }

  private static ObjectNode balance(App app, Instant now) {
    ObjectNode event = envelope(app, "BALANCE", "BALANCE_SUCCESS", now).put("nuban", NUMBER);
    ObjectNode balance = event.putObject("balance").put("nuban", NUMBER).put("name", "Test webhook");
    balance.put("type", "current").put("status", "Active");
    balance.put("currency", app.settings().currency().code()).put("accountId", id(app, "account"));
    balance.put("ledger_balance", 1000).put("available_balance", 1000);
    return event;
  }

  private static ObjectNode identity(App app, Instant now) {
    ObjectNode event = envelope(app, "IDENTITY", "IDENTITY_IS_READY", now);
    event.putObject("identity");
    return event;
  }

  private static ObjectNode envelope(App app, String method, String code, Instant now) {
    ObjectNode event = Json.object().put("method", method).put("callback_type", method);
    event.put("callback_code", code).put("code", code).put("type", "CALLBACK");
    event.put("env", app.settings().env().wireName()).put("status", "is_success");
    event.put("started_at", now.toString()).put("ended_at", now.toString());
    event.put("bankId", id(app, "bank")).put("bankName", "Test Bank").put("bankSlug", "test-bank");
    event.put("record", id(app, "record")).put("recordId", id(app, "record"));
    event.put("customerId", id(app, "customer")).put("country", app.settings().countries().getFirst());
    event.putObject("options");
    event.putObject("meta");
    return event;
  }

  /** The same each time, so that many tests leave one customer. */
  private static String id(App app, String what) {
    return DerivedId.of(app.id() + " test webhook " + what);
  }
}
