package balanceapi.platform.session;

import balanceapi.platform.http.Scope;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a person may do who signed in at a page, and until when.
 *
 * @param scope {@link Scope#APP} or {@link Scope#ADMIN}
 * @param app the app, exactly when the scope is of one
 * @param proof what the session hangs on: the id of the secret key that was shown, or the fingerprint of the admin
 *     token; never either of them itself
 * @param expiresAt when it ends at the latest
 */
public record Session(Scope scope, Optional<String> app, String proof, Instant expiresAt) {

  public Session {
    Objects.requireNonNull(proof, "proof");
    Objects.requireNonNull(expiresAt, "expiresAt");
    if (scope != Scope.APP && scope != Scope.ADMIN || app.isPresent() != (scope == Scope.APP)) {
      throw new IllegalArgumentException("a session is an app's or the App Builder's");
    }
  }
}
