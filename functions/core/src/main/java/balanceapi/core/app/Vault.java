package balanceapi.core.app;

/**
 * Seals the small secrets that must be read again, so that the store never has one in clear.
 *
 * <p>A secret is sealed under its context and opens under that context alone: what was sealed for one app or
 * one purpose is worthless in the item of another.
 */
public interface Vault {

  /** What a secret is for. */
  enum Purpose {
    /** Shared with the sender of an app's webhooks. */
    WEBHOOK("webhook"),
    /** Shared with the receiver of an app's notifications. */
    NOTIFICATION("notification"),
    /** Never leaves the service: signs what it sends to the app's own webhook route. */
    SIGNING("signing");

    private final String word;

    Purpose(String word) {
      this.word = word;
    }

    /** The purpose as the sealed secret is bound to it; grants may name it. */
    public String word() {
      return word;
    }
  }

  /**
   * What a sealed secret is bound to.
   *
   * @param appId the app whose secret it is
   * @param purpose what it is for
   */
  record Context(String appId, Purpose purpose) {}

  /**
   * Seals a secret.
   *
   * @throws VaultUnavailable if the vault does not answer
   */
  Sealed seal(Context context, String secret);

  /**
   * Opens what {@link #seal} made under the same context.
   *
   * @throws VaultUnavailable if the vault does not answer, or will not open this
   */
  String open(Context context, Sealed sealed);
}
