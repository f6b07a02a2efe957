package balanceapi.local.fake;

import java.util.Map;

/** Cannot be constructed, and is no handler. */
public final class Broken {

  public Broken() {
    this(System.getenv());
  }

  public Broken(Map<String, String> environment) {
    throw new IllegalArgumentException("TABLE_NAME is not set");
  }
}
