package balanceapi.notify;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.DerivedId;
import balanceapi.core.app.App;
import balanceapi.core.notification.Attempt;
import balanceapi.core.provider.Asked;
import balanceapi.core.store.AccountStore;
import balanceapi.platform.KnownApps;
import balanceapi.platform.json.Json;
import balanceapi.platform.notification.DeliveryMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks an app's refresh URL for fresh figures of an account; they come as webhooks. It is asked until it has taken the
 * request or nobody waits any more. One that does not answer in time may have taken it, and is not asked twice: to pull
 * figures costs money.
 */
final class RefreshAsk {

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final KnownApps apps;
  private final AccountStore store;
  private final SignedCourier courier;
  private final Hanging hanging = new Hanging();

  RefreshAsk(KnownApps apps, AccountStore store, SignedCourier courier) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.store = Objects.requireNonNull(store, "store");
    this.courier = Objects.requireNonNull(courier, "courier");
  }

  /** Asks once; gives the pause after which it is to be asked again, if it is. */
  Optional<Duration> of(DeliveryMessage.Ask message, Instant now) {
    Instant deadline = message.askedAt().plus(Asked.TIME);
    Optional<App> app = apps.find(message.app()).filter(App::canBeAsked);
    Optional<Account> account = store.account(new AccountRef(message.app(), message.account()));
    if (app.isEmpty()
        || account.filter(there -> !isAnswered(message, there)).isEmpty()
        || !now.isBefore(deadline)) {
      return Optional.empty();
    }
    String url = app.get().settings().refreshUrl().orElseThrow();
    if (hanging.rests(url, now)) {
      unreached(message);
      return Optional.empty();
    }
    String id = "ask_" + DerivedId.of(message.body());
    Attempt attempt =
        courier.post(app.get(), url, id, body(id, message, account.get(), deadline));
    hanging.note(url, attempt);
    if (attempt.isDelivered() || Hanging.isHanging(attempt)) {
      return Optional.empty();
    }
    if (now.plus(PAUSE).isBefore(deadline)) {
      return Optional.of(PAUSE);
    }
    unreached(message);
    return Optional.empty();
  }

  /** Whoever was asked without saying yes may have sent what was asked for. */
  private boolean isAnswered(DeliveryMessage.Ask message, Account account) {
    return requests(message).anyMatch(asked -> asked.isAnsweredBy(account));
  }

  /** What was kept of the request, if it is by now: it is sent before that. */
  private Stream<Asked> requests(DeliveryMessage.Ask message) {
    return Arrays.stream(Asked.Kind.values())
        .flatMap(kind -> store.asked(message.app(), message.record(), kind).stream())
        .filter(asked -> asked.at().equals(message.askedAt()));
  }

  private static String body(
      String id, DeliveryMessage.Ask message, Account account, Instant deadline) {
    ObjectNode json = Json.object().put("id", id).put("type", "refresh.requested");
    json.put("timestamp", message.askedAt().toString()).put("app_id", message.app());
    json.putObject("data")
        .put("account_id", account.ref().id())
        .put("record_id", message.record())
        .put("customer_id", account.identity().customer())
        .put("bank_id", account.identity().bank())
        .put("nuban", account.identity().number().orElse(null))
        .put("deadline", deadline.toString());
    return Json.write(json);
  }

  /** Who polls need not wait for the deadline. */
  private void unreached(DeliveryMessage.Ask message) {
    requests(message)
        .forEach(asked -> store.ask(message.app(), asked.unreached()));
  }
}
