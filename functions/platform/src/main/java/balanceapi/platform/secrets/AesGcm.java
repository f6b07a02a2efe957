package balanceapi.platform.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under a key of the deployment: what is sealed can be neither read nor altered without it, and
 * opens under the context that it was sealed for alone.
 */
public final class AesGcm {

  /** What sealing adds, in bytes: a nonce before and a tag after. */
  public static final int OVERHEAD = 28;

  private static final int NONCE = 12;
  private static final int TAG = OVERHEAD - NONCE;

  private final Supplier<String> key;

  /**
   * Seals under this key; it is asked for at each use, so that it may be fetched and renewed.
   *
   * @param key random text, at least 256 bits of it
   */
  public AesGcm(Supplier<String> key) {
    this.key = Objects.requireNonNull(key, "key");
  }

  /** Seals these bytes for this context. */
  public byte[] seal(byte[] plain, String... context) {
    byte[] nonce = new byte[NONCE];
    // Made at each use, so that no generator is frozen into a snapshot: a nonce must never come twice.
    new SecureRandom().nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
      byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /** Opens what {@link #seal} made for the same context under the same key; empty if it did not. */
  public Optional<byte[]> open(byte[] sealed, String... context) {
    if (sealed.length < OVERHEAD) {
      return Optional.empty();
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), context);
      return Optional.of(cipher.doFinal(sealed, NONCE, sealed.length - NONCE));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String... context) throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(key.get().getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(digest, "AES"), new GCMParameterSpec(TAG * 8, nonce));
    for (String part : context) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // Each part with its length before it, or "ab" + "c" would be sealed like "a" + "bc".
      cipher.updateAAD((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      cipher.updateAAD(bytes);
    }
    return cipher;
  }
}
