package balanceapi.platform.http;

import java.util.Locale;

/** What the authorizer found out about a caller; passed from it to the functions by name. */
public enum Scope {
  /** No key, or one that is not known. */
  NONE,
  /** A secret key of the app named beside it. */
  APP,
  /** The token of the App Builder. */
  ADMIN,
  /** Nobody could tell: the store did not answer. It must not look like a wrong key. */
  UNAVAILABLE;

  /** The name on the wire, lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of this name; whatever is not known is none. */
  public static Scope named(Object wireName) {
    for (Scope scope : values()) {
      if (scope.wireName().equals(wireName)) {
        return scope;
      }
    }
    return NONE;
  }
}
