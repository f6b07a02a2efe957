package balanceapi.sandbox;

import balanceapi.core.account.DerivedId;
import balanceapi.core.app.App;
import balanceapi.core.app.Vault;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.json.Json;
import balanceapi.platform.webhooks.OwnWebhooks;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;

/** Sends a bank's events to their app's own webhook route. */
final class Delivery {

  private final OwnWebhooks webhooks;

  Delivery(Vault vault, Clock clock) {
    this.webhooks = new OwnWebhooks(vault, clock);
  }

  /**
   * Sends events one after the other.
   *
   * @param home where this service is reached, without a slash at the end
   * @throws StoreUnavailable when one was not taken; to be repeated, which is harmless
   */
  void send(App app, String home, List<ObjectNode> events) {
    OwnWebhooks.Route route = webhooks.to(app, home);
    for (ObjectNode event : events) {
      // What says the same is the same event, however often it is sent.
      String id = "sandbox-" + DerivedId.of(Json.write(event));
      int status = webhooks.send(route.sign(id, event)).status();
      if (status != 200) {
        throw new StoreUnavailable("the webhook route answered " + status);
      }
    }
  }
}
