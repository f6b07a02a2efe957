package balanceapi.platform.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import org.junit.jupiter.api.Test;

class EmbeddedVaultTest extends VaultContract {

  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private final Vault vault = new EmbeddedVault(KEY);

  @Override
  Vault vault() {
    return vault;
  }

  @Test
  void the_same_key_opens_it_in_another_process_and_another_key_never() {
    Sealed sealed = vault.seal(CONTEXT, SECRET);
    assertEquals(SECRET, new EmbeddedVault(KEY).open(CONTEXT, sealed));
    Vault other = new EmbeddedVault(KEY.replace('0', '1'));
    assertThrows(VaultUnavailable.class, () -> other.open(CONTEXT, sealed));
  }

  @Test
  void every_changed_byte_is_noticed() {
    byte[] sealed = vault.seal(CONTEXT, SECRET).bytes();
    for (int i = 0; i < sealed.length; i++) {
      byte[] altered = sealed.clone();
      altered[i] ^= 0x40;
      assertThrows(VaultUnavailable.class, () -> vault.open(CONTEXT, Sealed.of(altered)));
    }
  }
}
