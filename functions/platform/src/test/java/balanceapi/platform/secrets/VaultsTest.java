package balanceapi.platform.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.InMemoryVault;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.platform.Config;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class VaultsTest {

  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final Vault.Context CONTEXT = new Vault.Context("app", Vault.Purpose.WEBHOOK);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:00:00Z"));
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final List<String> made = new ArrayList<>();
  private final InMemoryVault kms = new InMemoryVault();

  @Test
  void a_key_in_the_environment_is_used_and_kms_left_alone() {
    Vault vault = vault(Map.of("VAULT_KEY", KEY, "VAULT_KEY_ID", "key-1"));
    assertEquals("s3", vault.open(CONTEXT, vault.seal(CONTEXT, "s3")));
    assertEquals(List.of(), made);
  }

  @Test
  void a_named_key_is_met_on_the_first_use_and_not_before() {
    Vault vault = vault(Map.of("VAULT_KEY_ID", "key-1"));
    assertEquals(List.of(), made);
    vault.open(CONTEXT, vault.seal(CONTEXT, "s3"));
    vault.seal(CONTEXT, "s4");
    assertEquals(List.of("key-1"), made);
  }

  @Test
  void neither_variable_says_which_to_set() {
    var missing = assertThrows(Config.Missing.class, () -> vault(Map.of()));
    assertTrue(missing.getMessage().contains("VAULT_KEY, or VAULT_KEY_ID"));
  }

  @Test
  void a_key_too_short_to_be_random_is_refused_without_being_shown() {
    var missing = assertThrows(Config.Missing.class, () -> vault(Map.of("VAULT_KEY", "hunter2")));
    assertTrue(missing.getMessage().contains("VAULT_KEY to at least 32 random characters"));
    assertFalse(missing.getMessage().contains("hunter2"));
  }

  @Test
  void a_secret_is_opened_once_in_five_minutes() {
    Vault vault = vault(Map.of("VAULT_KEY_ID", "key-1"));
    Sealed sealed = vault.seal(CONTEXT, "s3");
    for (int i = 0; i < 3; i++) {
      assertEquals("s3", vault.open(CONTEXT, sealed));
    }
    pass(OpenedSecrets.AGE.minusMillis(1));
    assertEquals("s3", vault.open(CONTEXT, sealed));
    assertEquals(1, kms.opened().size());
    pass(Duration.ofMillis(1));
    assertEquals("s3", vault.open(CONTEXT, sealed));
    assertEquals(2, kms.opened().size());
  }

  @Test
  void a_key_disabled_meanwhile_counts_when_the_five_minutes_are_over() {
    Vault vault = vault(Map.of("VAULT_KEY_ID", "key-1"));
    Sealed sealed = vault.seal(CONTEXT, "s3");
    vault.open(CONTEXT, sealed);
    kms.refuse(true);
    assertEquals("s3", vault.open(CONTEXT, sealed));
    pass(OpenedSecrets.AGE);
    assertThrows(VaultUnavailable.class, () -> vault.open(CONTEXT, sealed));
    kms.refuse(false);
    assertEquals("s3", vault.open(CONTEXT, sealed), "a fault is not remembered");
  }

  @Test
  void what_is_remembered_under_one_context_is_not_handed_out_under_another() {
    Vault vault = vault(Map.of("VAULT_KEY_ID", "key-1"));
    Sealed sealed = vault.seal(CONTEXT, "s3");
    vault.open(CONTEXT, sealed);
    for (Vault.Context other :
        List.of(
            new Vault.Context("app2", Vault.Purpose.WEBHOOK),
            new Vault.Context("app", Vault.Purpose.SIGNING))) {
      assertThrows(VaultUnavailable.class, () -> vault.open(other, sealed));
    }
  }

  @Test
  void no_more_than_a_thousand_are_remembered_and_the_oldest_goes_first() {
    Vault vault = vault(Map.of("VAULT_KEY_ID", "key-1"));
    List<Sealed> all = new ArrayList<>();
    for (int i = 0; i <= OpenedSecrets.MOST; i++) {
      all.add(vault.seal(CONTEXT, "s" + i));
      vault.open(CONTEXT, all.getLast());
    }
    int before = kms.opened().size();
    vault.open(CONTEXT, all.getLast());
    vault.open(CONTEXT, all.get(1));
    assertEquals(before, kms.opened().size());
    vault.open(CONTEXT, all.getFirst());
    assertEquals(before + 1, kms.opened().size());
  }

  private Vault vault(Map<String, String> variables) {
    return Vaults.of(
        Config.of(variables),
        clock,
        keyId -> {
          made.add(keyId);
          return kms;
        });
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }
}
