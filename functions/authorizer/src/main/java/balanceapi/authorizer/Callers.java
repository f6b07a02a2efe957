package balanceapi.authorizer;

import balanceapi.core.app.AppStore;
import balanceapi.core.app.Credentials;
import balanceapi.platform.http.Bearer;
import balanceapi.platform.http.Caller;
import balanceapi.platform.http.Scope;
import balanceapi.platform.secrets.Secrets.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds out who shows a credential.
 *
 * <p>A known key is remembered for half a minute, so a deleted one stops within that. Only known keys are
 * remembered: a key made this moment works at once, and no flood of wrong keys pushes the right ones out.
 */
final class Callers {

  static final Duration REMEMBERED = Duration.ofSeconds(30);
  static final int MOST = 1000;

  private static final Caller ADMIN = new Caller(Scope.ADMIN, Optional.empty());

  private final AppStore store;
  private final Secret adminToken;
  private final Clock clock;
  /** Hashes of known keys, and until when each is known without asking; the longest unused goes first. */
  private final Map<String, Instant> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  Callers(AppStore store, Secret adminToken, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.adminToken = Objects.requireNonNull(adminToken, "adminToken");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * The caller who shows this credential; throws when the store or the secret cannot be asked.
   *
   * <p>A secret key says by its form which app it belongs to: what has another form costs no read.
   */
  Caller of(String credential) {
    Optional<String> app = Credentials.appOf(credential);
    if (app.isEmpty()) {
      return Bearer.same(credential, adminToken.get()) ? ADMIN : Caller.NOBODY;
    }
    String hash = Credentials.sha256(credential);
    if (isRemembered(hash)) {
      return new Caller(Scope.APP, app);
    }
    if (store.findKey(app.get(), hash).isEmpty()) {
      return Caller.NOBODY;
    }
    remember(hash);
    return new Caller(Scope.APP, app);
  }

  private synchronized boolean isRemembered(String hash) {
    Instant until = remembered.get(hash);
    return until != null && clock.instant().isBefore(until);
  }

  private synchronized void remember(String hash) {
    remembered.put(hash, clock.instant().plus(REMEMBERED));
  }
}
