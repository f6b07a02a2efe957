package balanceapi.core.app;

/**
 * The vault did not answer, or will not open this: a key that is disabled, another context, altered bytes. It
 * says nothing about whoever asked, so nobody is refused for it; ask again.
 */
public final class VaultUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  public VaultUnavailable(String what) {
    super(what);
  }

  public VaultUnavailable(String what, Throwable cause) {
    super(what, cause);
  }
}
