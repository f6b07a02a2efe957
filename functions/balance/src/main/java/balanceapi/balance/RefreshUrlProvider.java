package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.provider.ProviderRefresh;
import balanceapi.platform.notification.DeliveryMessage;
import balanceapi.platform.notification.DeliveryQueue;
import java.time.Instant;
import java.util.Objects;

/**
 * Asks whoever is behind an app's refresh URL, through the delivery queue: this function calls nobody itself. The answer
 * comes by webhook, as all figures do.
 */
final class RefreshUrlProvider implements ProviderRefresh {

  private final DeliveryQueue queue;

  RefreshUrlProvider(DeliveryQueue queue) {
    this.queue = Objects.requireNonNull(queue, "queue");
  }

  @Override
  public Answer ask(App app, Account account, String record, String home, Instant now) {
    if (!app.canBeAsked()) {
      return Answer.NO_PROVIDER;
    }
    queue.send(new DeliveryMessage.Ask(app.id(), account.ref().account(), record, now));
    return Answer.SENT;
  }
}
