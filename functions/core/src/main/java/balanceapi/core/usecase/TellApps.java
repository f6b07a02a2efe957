package balanceapi.core.usecase;

import balanceapi.core.app.App;
import balanceapi.core.notification.Change;
import balanceapi.core.notification.Fact;
import balanceapi.core.notification.Facts;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Wording;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.NotificationStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes notifications of stored changes. It may be told of a change any number of times: what follows from it has the
 * same id each time, and is kept once.
 */
public final class TellApps {

  private final Function<String, Optional<App>> apps;
  private final AccountStore accounts;
  private final NotificationStore store;
  private final Wording wording;

  /**
   * Tells.
   *
   * @param apps finds an app by its id
   */
  public TellApps(
      Function<String, Optional<App>> apps,
      AccountStore accounts,
      NotificationStore store,
      Wording wording) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.accounts = Objects.requireNonNull(accounts, "accounts");
    this.store = Objects.requireNonNull(store, "store");
    this.wording = Objects.requireNonNull(wording, "wording");
  }

  /**
   * Keeps what a change tells its app.
   *
   * @param at when the change was stored
   * @param now the clock's now: from then on it is sent
   * @return what is to be sent, of this time or of an earlier one that did not get so far
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses; the change is to be told again
   */
  public List<Notification> of(Change change, Instant at, Instant now) {
    return apps.apply(change.app())
        .filter(App::isTold)
        .map(app -> kept(app, change, at, now))
        .orElse(List.of());
  }

  private List<Notification> kept(App app, Change change, Instant at, Instant now) {
    App.Notifications wanted = app.settings().notifications();
    return Facts.of(change, wanted.thresholds(), at).stream()
        .filter(fact -> wanted.kinds().contains(fact.kind()))
        .flatMap(fact -> kept(app, fact, at, now))
        .filter(Notification::isNew)
        .toList();
  }

  private Stream<Notification> kept(App app, Fact fact, Instant at, Instant now) {
    return body(app, fact, at)
        .map(body -> Notification.fresh(fact.id(), fact.kind(), body, at, now))
        .flatMap(store::keep)
        .stream();
  }

  private Optional<String> body(App app, Fact fact, Instant at) {
    return switch (fact) {
      case Fact.OfConnection connection -> Optional.of(wording.of(connection, app, at));
      case Fact.OfBalance balance -> Optional.of(wording.of(balance, app, at));
      case Fact.OfHold hold ->
          accounts.account(hold.ref()).map(account -> wording.of(hold, account, app, at));
    };
  }
}
