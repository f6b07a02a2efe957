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

  /** The bytes that the vault made. */
  public byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }

  @Override
  public String toString() {
    return "Sealed";
  }
}
