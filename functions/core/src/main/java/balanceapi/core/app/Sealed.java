package balanceapi.core.app;

import java.util.Base64;

/**
 * A secret as it is kept: sealed by a {@link Vault}, of use to nobody without it.
 *
 * @param base64 what the vault made of it, in base64
 */
public record Sealed(String base64) {

  /** What a vault made, as bytes; they are copied. */
  public static Sealed of(byte[] bytes) {
    return new Sealed(Base64.getEncoder().encodeToString(bytes));
  }

  /**
   * The bytes that the vault made.
   *
   * @throws VaultUnavailable if what was kept was altered
   */
  public byte[] bytes() {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new VaultUnavailable("what was kept is no base64: it was altered", e);
    }
  }

  @Override
  public String toString() {
    return "Sealed";
  }
}
