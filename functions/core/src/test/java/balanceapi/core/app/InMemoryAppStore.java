package balanceapi.core.app;

import balanceapi.core.store.AccountStore.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The store of apps in memory, for tests. */
public final class InMemoryAppStore implements AppStore {

  private final TreeMap<String, App> apps = new TreeMap<>();
  private final Map<String, SecretKey> keys = new HashMap<>();
  private final Map<String, Link> links = new HashMap<>();
  private final Set<String> gone = new HashSet<>();

  @Override
  public synchronized boolean create(App app, SecretKey firstKey) {
    if (apps.putIfAbsent(app.id(), app) != null) {
      return false;
    }
    keys.put(firstKey.sha256(), firstKey);
    return true;
  }

  @Override
  public synchronized Optional<App> find(String appId) {
    return Optional.ofNullable(apps.get(appId));
  }

  @Override
  public synchronized Page<App> list(Optional<String> after, int limit) {
    List<App> page = apps.tailMap(after.orElse(""), false).values().stream().limit(limit).toList();
    Optional<String> last = page.stream().map(App::id).reduce((one, later) -> later);
    return new Page<>(page, last.filter(id -> next(Optional.of(id)).isPresent()));
  }

  @Override
  public synchronized Optional<String> next(Optional<String> after) {
    return Optional.ofNullable(apps.higherKey(after.orElse("")));
  }

  @Override
  public synchronized Optional<App> change(String appId, UnaryOperator<App.Settings> change) {
    return replace(
        appId,
        app ->
            with(
                app,
                change.apply(app.settings()),
                app.webhookSecrets(),
                app.notificationSecrets()));
  }

  @Override
  public synchronized Optional<SecretKey> findKey(String appId, String sha256) {
    return Optional.ofNullable(keys.get(sha256)).filter(key -> key.appId().equals(appId));
  }

  @Override
  public synchronized List<SecretKey> keys(String appId) {
    return keys.values().stream()
        .filter(key -> key.appId().equals(appId))
        .sorted(Comparator.comparing(SecretKey::createdAt).thenComparing(SecretKey::id))
        .toList();
  }

  @Override
  public synchronized boolean addKey(SecretKey key) {
    if (!apps.containsKey(key.appId())) {
      return false;
    }
    keys.put(key.sha256(), key);
    return true;
  }

  @Override
  public synchronized boolean deleteKey(String appId, String keyId) {
    return keys.values().removeIf(key -> key.appId().equals(appId) && key.id().equals(keyId));
  }

  @Override
  public synchronized boolean addSecret(
      String appId, Vault.Purpose purpose, App.WebhookSecret secret, Instant at) {
    return replace(
            appId,
            app -> {
              List<App.WebhookSecret> more = new ArrayList<>(app.secrets(purpose));
              more.add(secret);
              return with(app, purpose, more);
            })
        .isPresent();
  }

  @Override
  public synchronized boolean deleteSecret(String appId, Vault.Purpose purpose, String secretId) {
    boolean known =
        find(appId).stream()
            .flatMap(app -> app.secrets(purpose).stream())
            .anyMatch(secret -> secret.id().equals(secretId));
    if (known) {
      replace(
          appId,
          app ->
              with(
                  app,
                  purpose,
                  app.secrets(purpose).stream()
                      .filter(secret -> !secret.id().equals(secretId))
                      .toList()));
    }
    return known;
  }

  private static App with(App app, Vault.Purpose purpose, List<App.WebhookSecret> secrets) {
    boolean isOfWebhooks = purpose == Vault.Purpose.WEBHOOK;
    return with(
        app,
        app.settings(),
        isOfWebhooks ? List.copyOf(secrets) : app.webhookSecrets(),
        isOfWebhooks ? app.notificationSecrets() : List.copyOf(secrets));
  }

  @Override
  public synchronized void addLink(Link link) {
    links.put(link.id(), link);
  }

  @Override
  public synchronized Optional<Link> findLink(String appId, String linkId) {
    return Optional.ofNullable(links.get(linkId)).filter(link -> link.appId().equals(appId));
  }

  @Override
  public synchronized boolean delete(String appId, Instant now) {
    keys.values().removeIf(key -> key.appId().equals(appId));
    return apps.remove(appId) != null && gone.add(appId);
  }

  @Override
  public synchronized void forget(String appId) {
    links.values().removeIf(link -> link.appId().equals(appId));
    gone.remove(appId);
  }

  /** The apps that were deleted and not forgotten yet. */
  public synchronized Set<String> gone() {
    return Set.copyOf(gone);
  }

  private Optional<App> replace(String appId, UnaryOperator<App> change) {
    return Optional.ofNullable(apps.computeIfPresent(appId, (id, app) -> change.apply(app)));
  }

  private static App with(
      App app,
      App.Settings settings,
      List<App.WebhookSecret> webhookSecrets,
      List<App.WebhookSecret> notificationSecrets) {
    return new App(
        app.id(),
        app.key(),
        app.token(),
        settings,
        webhookSecrets,
        notificationSecrets,
        app.signingSecret(),
        app.createdAt());
  }
}
