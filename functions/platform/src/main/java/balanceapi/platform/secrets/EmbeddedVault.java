package balanceapi.platform.secrets;

import balanceapi.core.app.Sealed;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A vault whose key is in this process: for one machine, where there is no KMS. */
final class EmbeddedVault implements Vault {

  private static final String KIND = "vault";

  private final AesGcm sealing;

  EmbeddedVault(String key) {
    Objects.requireNonNull(key, "key");
    this.sealing = new AesGcm(() -> key);
  }

  @Override
  public Sealed seal(Context context, String secret) {
    byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
    return Sealed.of(sealing.seal(plain, KIND, context.appId(), context.purpose().word()));
  }

  @Override
  public String open(Context context, Sealed sealed) {
    return sealing
        .open(sealed.bytes(), KIND, context.appId(), context.purpose().word())
        .map(plain -> new String(plain, StandardCharsets.UTF_8))
        .orElseThrow(() -> new VaultUnavailable("it was sealed under another key or context, or altered"));
  }
}
