package balanceapi.core.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of apps does; each store's test extends it. */
public abstract class AppStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00.123Z");
  private static final String APP = "64ba00000000000000000001";
  private static final String OTHER = "64ba00000000000000000002";

  private AppStore store;

  /** A store with nothing in it. */
  protected abstract AppStore empty();

  @BeforeEach
  void open() {
    store = empty();
  }

  @Test
  void an_app_comes_back_as_it_was_created() {
    App app = app(APP, everyOption());
    assertTrue(store.create(app, key(APP, "k1", NOW)));
    assertEquals(Optional.of(app), store.find(APP));
  }

  @Test
  void an_app_with_a_name_alone_comes_back_as_it_was_created() {
    App app = app(APP, App.Settings.named("Åbo & Søn"));
    assertTrue(store.create(app, key(APP, "k1", NOW)));
    assertEquals(Optional.of(app), store.find(APP));
  }

  @Test
  void creating_over_an_existing_id_changes_nothing() {
    App app = app(APP, App.Settings.named("first"));
    store.create(app, key(APP, "k1", NOW));
    assertFalse(store.create(app(APP, App.Settings.named("second")), key(APP, "k2", NOW)));
    assertEquals(Optional.of(app), store.find(APP));
    assertEquals(List.of(key(APP, "k1", NOW)), store.keys(APP));
  }

  @Test
  void an_app_that_was_never_created_is_not_found() {
    assertEquals(Optional.empty(), store.find(APP));
    assertEquals(List.of(), store.keys(APP));
    assertEquals(List.of(), store.list(Optional.empty(), 10).items());
  }

  @Test
  void apps_are_listed_by_id_in_pages() {
    App first = app(APP, App.Settings.named("first"));
    App second = app(OTHER, App.Settings.named("second"));
    store.create(second, key(OTHER, "k2", NOW));
    store.create(first, key(APP, "k1", NOW));
    assertEquals(List.of(first, second), store.list(Optional.empty(), 10).items());
    assertEquals(List.of(first), store.list(Optional.empty(), 1).items());
    assertEquals(List.of(second), store.list(Optional.of(APP), 1).items());
    assertEquals(List.of(), store.list(Optional.of(OTHER), 1).items());
    assertEquals(Optional.of(APP), store.list(Optional.empty(), 1).next());
    assertEquals(Optional.empty(), store.list(Optional.empty(), 2).next());
    assertEquals(Optional.empty(), store.list(Optional.of(APP), 1).next());
    assertEquals(Optional.of(APP), store.next(Optional.empty()));
    assertEquals(Optional.of(OTHER), store.next(Optional.of(APP)));
    assertEquals(Optional.empty(), store.next(Optional.of(OTHER)));
  }

  @Test
  void changed_settings_are_kept_and_nothing_else_changes() {
    App app = app(APP, App.Settings.named("first"));
    store.create(app, key(APP, "k1", NOW));
    App changed = app(APP, everyOption());
    assertEquals(Optional.of(changed), store.change(APP, settings -> everyOption()));
    assertEquals(Optional.of(changed), store.find(APP));
    assertEquals(
        Optional.of(app), store.change(APP, settings -> App.Settings.named("first")), "options go away too");
  }

  @Test
  void settings_of_an_unknown_app_are_not_changed() {
    assertEquals(Optional.empty(), store.change(APP, settings -> everyOption()));
    assertEquals(Optional.empty(), store.find(APP));
  }

  @Test
  void a_key_is_found_by_its_hash_inside_its_app_only() {
    store.create(app(APP, App.Settings.named("first")), key(APP, "k1", NOW));
    store.create(app(OTHER, App.Settings.named("second")), key(OTHER, "k2", NOW));
    assertEquals(Optional.of(key(APP, "k1", NOW)), store.findKey(APP, hash("k1")));
    assertEquals(Optional.empty(), store.findKey(OTHER, hash("k1")));
    assertEquals(Optional.empty(), store.findKey(APP, hash("k3")));
  }

  @Test
  void two_keys_live_side_by_side_until_one_is_deleted() {
    store.create(app(APP, App.Settings.named("first")), key(APP, "k1", NOW));
    SecretKey second = key(APP, "k2", NOW.plusSeconds(1));
    assertTrue(store.addKey(second));
    assertEquals(List.of(key(APP, "k1", NOW), second), store.keys(APP));
    assertTrue(store.deleteKey(APP, "k1"));
    assertEquals(Optional.empty(), store.findKey(APP, hash("k1")));
    assertEquals(Optional.of(second), store.findKey(APP, hash("k2")));
    assertFalse(store.deleteKey(APP, "k1"), "deleted already");
  }

  @Test
  void an_unknown_app_gets_no_key_and_no_webhook_secret() {
    assertFalse(store.addKey(key(APP, "k1", NOW)));
    assertEquals(Optional.empty(), store.findKey(APP, hash("k1")));
    assertFalse(store.addSecret(APP, Vault.Purpose.WEBHOOK, secret("s2", "b"), NOW));
    assertFalse(store.deleteSecret(APP, Vault.Purpose.WEBHOOK, "s2"));
    assertEquals(Optional.empty(), store.find(APP));
  }

  @Test
  void another_apps_key_is_not_deleted() {
    store.create(app(APP, App.Settings.named("first")), key(APP, "k1", NOW));
    store.create(app(OTHER, App.Settings.named("second")), key(OTHER, "k2", NOW));
    assertFalse(store.deleteKey(OTHER, "k1"));
    assertTrue(store.findKey(APP, hash("k1")).isPresent());
  }

  @Test
  void webhook_secrets_keep_their_order_until_one_is_deleted() {
    store.create(app(APP, App.Settings.named("first")), key(APP, "k1", NOW));
    // Its id sorts before the first one's, its age after.
    var second = secret("a2", "b");
    assertTrue(store.addSecret(APP, Vault.Purpose.WEBHOOK, second, NOW.plusSeconds(60)));
    var first = secret("s1", "a");
    assertEquals(List.of(first, second), store.find(APP).orElseThrow().webhookSecrets());
    assertTrue(store.deleteSecret(APP, Vault.Purpose.WEBHOOK, "s1"));
    assertEquals(List.of(second), store.find(APP).orElseThrow().webhookSecrets());
    assertFalse(store.deleteSecret(APP, Vault.Purpose.WEBHOOK, "s1"), "deleted already");
    assertTrue(store.deleteSecret(APP, Vault.Purpose.WEBHOOK, "a2"));
    assertEquals(List.of(), store.find(APP).orElseThrow().webhookSecrets());
  }

  @Test
  void a_link_comes_back_as_it_was_made_inside_its_app_only() {
    store.create(app(APP, App.Settings.named("first")), key(APP, "k1", NOW));
    store.create(app(OTHER, App.Settings.named("second")), key(OTHER, "k2", NOW));
    Link full = link("64ba0000000000000000bb01", Optional.of("https://example.com/x"));
    Link bare = link("64ba0000000000000000bb02", Optional.empty());
    store.addLink(full);
    store.addLink(full);
    store.addLink(bare);
    assertEquals(Optional.of(full), store.findLink(APP, full.id()));
    assertEquals(Optional.of(bare), store.findLink(APP, bare.id()));
    assertEquals(Optional.empty(), store.findLink(OTHER, full.id()));
    assertEquals(Optional.empty(), store.findLink(APP, "64ba0000000000000000bb03"));
    assertEquals(1, store.keys(APP).size(), "a link is no key");
  }

  @Test
  void a_forgotten_app_leaves_no_link_and_takes_no_others() {
    store.create(app(APP, App.Settings.named("first")), key(APP, "k1", NOW));
    Link link = link("64ba0000000000000000bb01", Optional.empty());
    for (int i = 10; i < 130; i++) {
      store.addLink(link("64ba00000000000000000" + (100 + i), Optional.empty()));
    }
    Link others = new Link(
        link.id(), OTHER, "others", link.look(), link.countries(), link.products(), Optional.empty(),
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), NOW);
    store.addLink(others);
    assertTrue(store.delete(APP, NOW));
    // One that was in flight while the app was deleted.
    store.addLink(new Link(
        "64ba0000000000000000bb09", APP, "late", link.look(), link.countries(), link.products(),
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
        Optional.empty(), NOW));
    store.forget(APP);
    assertEquals(Optional.empty(), store.findLink(APP, "64ba0000000000000000bb09"));
    for (int i = 10; i < 130; i++) {
      assertEquals(Optional.empty(), store.findLink(APP, "64ba00000000000000000" + (100 + i)));
    }
    assertEquals(Optional.of(others), store.findLink(OTHER, others.id()));
  }

  private static Link link(String id, Optional<String> url) {
    return new Link(
        id,
        APP,
        "Åbo & Søn",
        new Link.Look(url, url.map(any -> "#00ff00"), url.map(any -> "Go on")),
        List.of("KE", "NG"),
        List.of("auth", "balance"),
        url.map(any -> "help@example.com"),
        url,
        url,
        url.map(any -> "{\"order\":7}"),
        url.map(any -> NOW.plusSeconds(60)),
        url.map(any -> new Link.Returning("c1", Optional.of("2000000001"), Optional.empty())),
        NOW);
  }

  private static App app(String id, App.Settings settings) {
    return new App(
        id,
        "f1e54f4e-5c9e-4d0c-9f0e-2b1d1f1d0001",
        "64ba0000000000000000aaaa",
        settings,
        List.of(secret("s1", "a")),
        List.of(secret("n1", "c")),
        new Sealed("c2lnbmluZw=="),
        NOW);
  }

  private static App.WebhookSecret secret(String id, String sealed) {
    return new App.WebhookSecret(id, Sealed.of(sealed.getBytes(StandardCharsets.UTF_8)));
  }

  private static SecretKey key(String app, String id, Instant at) {
    return new SecretKey(app, id, hash(id), at);
  }

  private static String hash(String id) {
    return Credentials.sha256(id);
  }

  private static App.Settings everyOption() {
    return new App.Settings(
        "every",
        App.Env.SANDBOX,
        Set.of(App.Product.AUTH, App.Product.BALANCE),
        Currency.of("JPY"),
        List.of("KE", "NG"),
        Optional.of("#00ff00"),
        Optional.of("https://example.com/logo.png"),
        Optional.of("https://example.com/callback"),
        Optional.of("https://example.com/back"),
        false,
        App.PendingPolicy.NET,
        30,
        Duration.ofHours(2),
        Duration.ofMinutes(90),
        Set.of("5f0c", "5f0d"),
        App.WebhookAuth.OPEN,
        30,
        new App.Notifications(
            Set.of(Kind.BALANCE_BELOW, Kind.CONNECTION_ERROR),
            App.NotificationFormat.V2,
            List.of(Money.of(Currency.of("JPY"), new BigDecimal("5000")))),
        Optional.of("https://example.com/refresh"));
  }
}
