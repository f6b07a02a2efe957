package balanceapi.core.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CreateAppTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T09:00:00.123456Z"), ZoneOffset.UTC);

  private final AppStore store = new InMemoryAppStore();
  private final InMemoryVault vault = new InMemoryVault();
  private final CreateApp createApp =
      new CreateApp(store, new Credentials(SecureRandom::new), vault, CLOCK);

  @Test
  void a_new_app_is_kept_with_its_key_and_its_webhook_secret() {
    CreateApp.Created created = createApp.create(App.Settings.named("Shop"));
    App app = created.app();
    assertEquals(Optional.of(app), store.find(app.id()));
    assertEquals("Shop", app.settings().name());
    assertEquals(Instant.parse("2026-11-22T09:00:00.123Z"), app.createdAt());
    assertEquals(1, app.webhookSecrets().size());
    assertEquals(
        Optional.of(created.key()), store.findKey(app.id(), Credentials.sha256(created.secretKey())));
  }

  @Test
  void its_credentials_have_the_documented_forms() {
    CreateApp.Created created = createApp.create(App.Settings.named("Shop"));
    App app = created.app();
    assertTrue(app.id().matches("[0-9a-f]{24}"), app.id());
    assertTrue(app.token().matches("[0-9a-f]{24}"), app.token());
    assertTrue(created.key().id().matches("[0-9a-f]{24}"));
    assertEquals(4, UUID.fromString(app.key()).version());
    assertEquals(2, UUID.fromString(app.key()).variant());
    assertTrue(created.secretKey().matches("sk_" + app.id() + "_[A-Za-z0-9_-]{43}"));
    for (String secret : List.of(created.webhookSecret(), signingSecret(app))) {
      assertTrue(secret.startsWith("whsec_"));
      assertEquals(32, Base64.getDecoder().decode(secret.substring(6)).length);
    }
  }

  @Test
  void two_apps_share_nothing() {
    CreateApp.Created one = createApp.create(App.Settings.named("Shop"));
    CreateApp.Created two = createApp.create(App.Settings.named("Shop"));
    assertNotEquals(one.app().id(), two.app().id());
    assertNotEquals(one.secretKey(), two.secretKey());
    assertNotEquals(one.webhookSecret(), two.webhookSecret());
    assertNotEquals(signingSecret(one.app()), signingSecret(two.app()));
    assertNotEquals(one.webhookSecret(), signingSecret(one.app()));
  }

  @Test
  void its_secrets_are_sealed_for_this_app_and_their_own_purpose_alone() {
    CreateApp.Created created = createApp.create(App.Settings.named("Shop"));
    App app = created.app();
    Sealed webhook = app.webhookSecrets().getFirst().sealed();
    assertEquals(created.webhookSecret(), vault.open(context(app, Vault.Purpose.WEBHOOK), webhook));
    assertThrows(
        VaultUnavailable.class, () -> vault.open(context(app, Vault.Purpose.SIGNING), webhook));
    assertThrows(
        VaultUnavailable.class,
        () -> vault.open(context(app, Vault.Purpose.WEBHOOK), app.signingSecret()));
    App other = createApp.create(App.Settings.named("Shop")).app();
    assertThrows(
        VaultUnavailable.class, () -> vault.open(context(other, Vault.Purpose.WEBHOOK), webhook));
  }

  @Test
  void without_the_vault_nothing_is_created_and_nothing_rotated() {
    String app = createApp.create(App.Settings.named("Shop")).app().id();
    var rotate = new RotateCredentials(store, new Credentials(SecureRandom::new), vault, CLOCK);
    Optional<App> before = store.find(app);
    vault.refuse(true);
    assertThrows(VaultUnavailable.class, () -> createApp.create(App.Settings.named("Second")));
    assertThrows(VaultUnavailable.class, () -> rotate.addSecret(app, Vault.Purpose.WEBHOOK));
    assertEquals(List.of(before.orElseThrow()), store.list(Optional.empty(), 10).items());
  }

  private String signingSecret(App app) {
    return vault.open(context(app, Vault.Purpose.SIGNING), app.signingSecret());
  }

  private static Vault.Context context(App app, Vault.Purpose purpose) {
    return new Vault.Context(app.id(), purpose);
  }

  @Test
  void a_secret_key_names_its_app_and_anything_else_names_none() {
    String key = createApp.create(App.Settings.named("Shop")).secretKey();
    assertEquals(Optional.of(key.substring(3, 27)), Credentials.appOf(key));
    assertEquals(Optional.empty(), Credentials.appOf(key + "x"));
    assertEquals(Optional.empty(), Credentials.appOf(key.substring(1)));
    assertEquals(Optional.empty(), Credentials.appOf(key.toUpperCase(java.util.Locale.ROOT)));
    assertEquals(Optional.empty(), Credentials.appOf(""));
  }

  @Test
  void no_secret_shows_when_things_are_printed() {
    CreateApp.Created created = createApp.create(App.Settings.named("Shop"));
    var rotate = new RotateCredentials(store, new Credentials(SecureRandom::new), vault, CLOCK);
    Object added = rotate.addSecret(created.app().id(), Vault.Purpose.WEBHOOK).orElseThrow();
    String printed = created + " " + created.app() + " " + created.app().webhookSecrets() + " " + added;
    assertFalse(printed.contains(created.secretKey()));
    assertFalse(printed.contains("whsec_"));
    assertFalse(printed.contains(created.app().signingSecret().base64()));
  }

  @Test
  void randomness_that_repeats_itself_is_not_taken() {
    CreateApp broken = new CreateApp(store, new Credentials(() -> new Random(1)), vault, CLOCK);
    broken.create(App.Settings.named("Shop"));
    assertThrows(IllegalStateException.class, () -> broken.create(App.Settings.named("Shop")));
  }

  @Test
  void a_rotation_leaves_the_old_credentials_valid() {
    CreateApp.Created created = createApp.create(App.Settings.named("Shop"));
    String app = created.app().id();
    var rotate = new RotateCredentials(store, new Credentials(SecureRandom::new), vault, CLOCK);
    var key = rotate.addKey(app).orElseThrow();
    var secret = rotate.addSecret(app, Vault.Purpose.WEBHOOK).orElseThrow();
    assertTrue(store.findKey(app, Credentials.sha256(created.secretKey())).isPresent());
    assertTrue(store.findKey(app, Credentials.sha256(key.secretKey())).isPresent());
    assertEquals(
        List.of(created.webhookSecret(), secret.secret()),
        store.find(app).orElseThrow().webhookSecrets().stream()
            .map(kept -> vault.open(new Vault.Context(app, Vault.Purpose.WEBHOOK), kept.sealed()))
            .toList());
    assertEquals(secret.id(), store.find(app).orElseThrow().webhookSecrets().getLast().id());
    assertEquals(Optional.empty(), rotate.addKey("000000000000000000000000"));
    assertEquals(Optional.empty(), rotate.addSecret("000000000000000000000000", Vault.Purpose.WEBHOOK));
  }
}
