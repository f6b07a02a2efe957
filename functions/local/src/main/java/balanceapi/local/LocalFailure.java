package balanceapi.local;

/** Why the local run cannot start, in one line for the person who started it. */
public final class LocalFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LocalFailure(String line) {
    super(line);
  }

  LocalFailure(String line, Throwable cause) {
    super(line, cause);
  }
}
