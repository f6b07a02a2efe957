package balanceapi.platform.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every vault does; each vault's test extends it. */
abstract class VaultContract {

  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final Vault.Context CONTEXT = new Vault.Context("64f0000000000000000000aa", Vault.Purpose.WEBHOOK);

  /** The vault under test, the same at each call. */
  abstract Vault vault();

  @Test
  void what_was_sealed_opens_under_its_context() {
    assertEquals(SECRET, vault().open(CONTEXT, vault().seal(CONTEXT, SECRET)));
    assertEquals("ümlaut", vault().open(CONTEXT, vault().seal(CONTEXT, "ümlaut")));
  }

  @Test
  void what_was_sealed_does_not_show_the_secret_and_never_looks_the_same() {
    Sealed sealed = vault().seal(CONTEXT, SECRET);
    assertFalse(new String(sealed.bytes(), StandardCharsets.ISO_8859_1).contains(SECRET.substring(6, 14)));
    assertNotEquals(sealed, vault().seal(CONTEXT, SECRET));
  }

  @Test
  void another_app_or_purpose_does_not_open_it() {
    Sealed sealed = vault().seal(CONTEXT, SECRET);
    for (Vault.Context other :
        new Vault.Context[] {
          new Vault.Context("64f0000000000000000000ab", Vault.Purpose.WEBHOOK),
          new Vault.Context(CONTEXT.appId(), Vault.Purpose.SIGNING),
          new Vault.Context("", Vault.Purpose.WEBHOOK)
        }) {
      assertThrows(VaultUnavailable.class, () -> vault().open(other, sealed));
    }
    assertEquals(SECRET, vault().open(CONTEXT, sealed));
  }

  @Test
  void what_was_altered_or_never_sealed_does_not_open() {
    byte[] altered = vault().seal(CONTEXT, SECRET).bytes();
    altered[altered.length - 1] ^= 1;
    assertThrows(VaultUnavailable.class, () -> vault().open(CONTEXT, Sealed.of(altered)));
    assertThrows(VaultUnavailable.class, () -> vault().open(CONTEXT, Sealed.of(new byte[] {1, 2, 3})));
    assertThrows(VaultUnavailable.class, () -> vault().open(CONTEXT, new Sealed("")));
  }
}
