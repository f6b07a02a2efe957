package balanceapi.platform.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.SecretKey;
import balanceapi.platform.http.Caller;
import balanceapi.platform.http.Scope;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:00:00Z"));
  private final AtomicReference<String> adminToken = new AtomicReference<>("the admin token");
  private final AtomicReference<String> sessionKey = new AtomicReference<>("the session key");
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final InMemoryAppStore apps = new InMemoryAppStore();
  private final CreateApp.Created shop =
      new CreateApp(apps, new Credentials(SecureRandom::new), new InMemoryVault(), clock)
          .create(App.Settings.named("Shop"));
  private final Sessions sessions = new Sessions(apps, adminToken::get, sessionKey::get, clock);

  private final Caller theShop = new Caller(Scope.APP, Optional.of(shop.app().id()));
  private final Caller theAdmin = new Caller(Scope.ADMIN, Optional.empty());

  @Test
  void a_secret_key_begins_a_session_of_its_app() {
    assertEquals(theShop, sessions.callerOf(begun(shop.secretKey())));
  }

  @Test
  void the_admin_token_begins_a_session_of_the_app_builder() {
    assertEquals(theAdmin, sessions.callerOf(begun("the admin token")));
  }

  @Test
  void anything_else_begins_none() {
    for (String credential : new String[] {"", "sk_1", "the admin token ", shop.secretKey() + "x"}) {
      assertEquals(Optional.empty(), sessions.begin(credential), credential);
    }
    String another = new Credentials(SecureRandom::new).secretKey(shop.app().id());
    assertEquals(Optional.empty(), sessions.begin(another));
  }

  @Test
  void neither_the_key_nor_the_token_is_in_it() {
    String ofKey = begun(shop.secretKey());
    assertFalse(ofKey.contains(shop.secretKey().substring(28)));
    assertFalse(ofKey.contains(Credentials.sha256(shop.secretKey())));
    assertFalse(begun("the admin token").contains("admin token"));
  }

  @Test
  void it_ends_twelve_hours_later() {
    String session = begun(shop.secretKey());
    pass(Sessions.LASTS.minusSeconds(1));
    assertEquals(theShop, sessions.callerOf(session));
    pass(Duration.ofSeconds(1));
    assertEquals(Caller.NOBODY, sessions.callerOf(session));
  }

  @Test
  void a_deleted_key_ends_its_sessions_at_once_and_no_other_keys() {
    String other = new Credentials(SecureRandom::new).secretKey(shop.app().id());
    apps.addKey(
        new SecretKey(
            shop.app().id(), "ab".repeat(12), Credentials.sha256(other), clock.instant()));
    String first = begun(shop.secretKey());
    String second = begun(other);
    apps.deleteKey(shop.app().id(), shop.key().id());
    assertEquals(Caller.NOBODY, sessions.callerOf(first));
    assertEquals(theShop, sessions.callerOf(second));
  }

  @Test
  void a_deleted_app_ends_its_sessions() {
    String session = begun(shop.secretKey());
    apps.delete(shop.app().id(), clock.instant());
    assertEquals(Caller.NOBODY, sessions.callerOf(session));
  }

  @Test
  void another_admin_token_ends_the_app_builders_sessions_and_no_others() {
    String admin = begun("the admin token");
    String app = begun(shop.secretKey());
    adminToken.set("a new admin token");
    assertEquals(Caller.NOBODY, sessions.callerOf(admin));
    assertEquals(theShop, sessions.callerOf(app));
  }

  @Test
  void another_session_key_ends_all() {
    String admin = begun("the admin token");
    String app = begun(shop.secretKey());
    sessionKey.set("a new session key");
    assertEquals(Caller.NOBODY, sessions.callerOf(admin));
    assertEquals(Caller.NOBODY, sessions.callerOf(app));
  }

  @Test
  void with_any_character_changed_it_is_none() {
    String session = begun(shop.secretKey());
    for (int i = 0; i < session.length(); i++) {
      char other = session.charAt(i) == '1' ? '2' : '1';
      String forged = session.substring(0, i) + other + session.substring(i + 1);
      assertTrue(sessions.find(forged).isEmpty(), forged);
    }
    assertTrue(sessions.find("").isEmpty());
    assertTrue(sessions.find(session.replaceFirst("^app", "admin")).isEmpty());
  }

  private String begun(String credential) {
    return sessions.seal(sessions.begin(credential).orElseThrow());
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }
}
