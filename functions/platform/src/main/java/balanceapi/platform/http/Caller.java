package balanceapi.platform.http;

import java.util.Objects;
import java.util.Optional;

/**
 * Who sends a request, as the authorizer found out.
 *
 * @param scope what the caller may do
 * @param app the app whose key it is; present exactly when the scope is {@link Scope#APP}
 */
public record Caller(Scope scope, Optional<String> app) {

  public Caller {
    Objects.requireNonNull(scope, "scope");
    if (app.isPresent() != (scope == Scope.APP)) {
      throw new IllegalArgumentException("an app belongs to the scope app, and only there");
    }
  }

  /** Nobody that is known. */
  public static final Caller NOBODY = new Caller(Scope.NONE, Optional.empty());

  /**
   * The app whose key the caller showed.
   *
   * @throws Refused 401 without a known key, 403 with the App Builder's token, 503 when nobody could tell
   */
  public String requireApp() {
    return switch (scope) {
      case APP -> app.orElseThrow();
      case ADMIN ->
          throw new Refused(
              Problem.FORBIDDEN,
              "This is the App Builder's token; send one of the app's secret keys (sk_…) instead.");
      case NONE ->
          throw new Refused(
              Problem.UNAUTHORIZED,
              "Send a secret key of your app in the header: Authorization: Bearer sk_…");
      case UNAVAILABLE -> throw unavailable();
    };
  }

  /**
   * Passes the App Builder's token alone.
   *
   * @throws Refused 401 without a known key, 403 with an app's key, 503 when nobody could tell
   */
  public void requireAdmin() {
    switch (scope) {
      case ADMIN -> {}
      case APP ->
          throw new Refused(
              Problem.FORBIDDEN, "This is an app's secret key; the App Builder takes the admin token.");
      case NONE ->
          throw new Refused(
              Problem.UNAUTHORIZED,
              "Send the admin token in the header: Authorization: Bearer <admin token>");
      case UNAVAILABLE -> throw unavailable();
    }
  }

  private static Refused unavailable() {
    return new Refused(
        Problem.UNAVAILABLE, "The key could not be checked; send the same request again in a moment.");
  }
}
