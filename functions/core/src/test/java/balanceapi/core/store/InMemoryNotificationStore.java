package balanceapi.core.store;

import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.store.AccountStore.Page;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The store of notifications in memory, beside a store of the accounts and records that they are about. */
public final class InMemoryNotificationStore implements NotificationStore {

  private final AccountStore accounts;
  private final Map<NotificationId, Notification> kept = new HashMap<>();
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  public InMemoryNotificationStore(AccountStore accounts) {
    this.accounts = accounts;
  }

  private boolean isThere(NotificationId id) {
    return switch (id.owner()) {
      case Owner.OfAccount(var ref) ->
          accounts.account(ref).filter(account -> account.ref().equals(ref)).isPresent();
      case Owner.OfRecord(var app, var record) -> accounts.record(app, record).isPresent();
    };
  }

  @Override
  public synchronized Optional<Notification> keep(Notification notification) {
    return isThere(notification.id())
        ? Optional.of(kept.computeIfAbsent(notification.id(), id -> notification.stored(1)))
        : Optional.empty();
  }

  @Override
  public synchronized Optional<Notification> find(NotificationId id, Instant now) {
    return Optional.ofNullable(kept.get(id))
        .filter(found -> found.keptUntil().isAfter(now) && isThere(id));
  }

  @Override
  public synchronized Optional<Notification> save(Notification notification) {
    Notification stored = kept.get(notification.id());
    if (stored == null
        || stored.revision() != notification.revision()
        || !isThere(notification.id())) {
      return Optional.empty();
    }
    Notification next = notification.stored(notification.revision() + 1);
    kept.put(next.id(), next);
    return Optional.of(next);
  }

  @Override
  public synchronized Page<Notification> list(
      String app, List<Status> statuses, Optional<String> after, int limit, Instant now) {
    List<Notification> newestFirst =
        kept.values().stream()
            .filter(each -> each.id().owner().app().equals(app) && !each.isNew())
            .filter(each -> statuses.contains(each.status()))
            .filter(each -> each.keptUntil().isAfter(now) && isThere(each.id()))
            .sorted(Comparator.comparing((Notification each) -> place(each)).reversed())
            .filter(each -> after.filter(at -> place(each).compareTo(at) >= 0).isEmpty())
            .toList();
    List<Notification> items = newestFirst.subList(0, Math.min(limit, newestFirst.size()));
    return new Page<>(
        items,
        newestFirst.size() > limit ? Optional.of(place(items.getLast())) : Optional.empty());
  }

  private static String place(Notification notification) {
    return "%020d#%s".formatted(notification.at().toEpochMilli(), notification.id().own());
  }

  @Override
  public synchronized Optional<Endpoint> endpoint(String app) {
    return Optional.ofNullable(endpoints.get(app));
  }

  @Override
  public synchronized boolean save(Endpoint endpoint) {
    Endpoint stored = endpoints.get(endpoint.app());
    if ((stored == null ? 0 : stored.revision()) != endpoint.revision()) {
      return false;
    }
    endpoints.put(endpoint.app(), endpoint.stored(endpoint.revision() + 1));
    return true;
  }
}
