package balanceapi.core.store;

/** The store refused or did not answer. What was asked of it may or may not have happened; ask again. */
public final class StoreUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StoreUnavailable(String what) {
    super(what);
  }

  public StoreUnavailable(String what, Throwable cause) {
    super(what, cause);
  }
}
