package balanceapi.platform.session;

import balanceapi.core.app.AppStore;
import balanceapi.core.app.Credentials;
import balanceapi.platform.http.Bearer;
import balanceapi.platform.http.Caller;
import balanceapi.platform.http.Scope;
import balanceapi.platform.secrets.Secrets.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * Sessions of people at the pages: begun with a secret key or the admin token, and good for as long as that is.
 *
 * <p>Nothing is stored. A session is a signed text that names the key it was begun with, and each use of it looks
 * whether that key is still there: who deletes a key ends its sessions with it. Those of the App Builder end when
 * its token changes, and all of them when the session key does.
 */
public final class Sessions {

  /** How long a session lasts. */
  public static final Duration LASTS = Duration.ofHours(12);

  private final AppStore apps;
  private final Secret adminToken;
  private final SessionSeal seal;
  private final Clock clock;

  /**
   * @param sessionKey signs the sessions
   */
  public Sessions(AppStore apps, Secret adminToken, Secret sessionKey, Clock clock) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.adminToken = Objects.requireNonNull(adminToken, "adminToken");
    this.seal = new SessionSeal(Objects.requireNonNull(sessionKey, "sessionKey"));
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Begins a session for who shows this credential, a secret key or the admin token.
   *
   * @return empty when it is neither; throws when the store or a secret cannot be asked
   */
  public Optional<Session> begin(String credential) {
    Instant until = clock.instant().plus(LASTS).truncatedTo(ChronoUnit.SECONDS);
    Optional<String> app = Credentials.appOf(credential);
    if (app.isPresent()) {
      return apps.findKey(app.get(), Credentials.sha256(credential))
          .map(key -> new Session(Scope.APP, app, key.id(), until));
    }
    return Bearer.same(credential, adminToken.get())
        ? Optional.of(new Session(Scope.ADMIN, Optional.empty(), fingerprint(), until))
        : Optional.empty();
  }

  /** The session as text for a cookie. */
  public String seal(Session session) {
    return seal.seal(session);
  }

  /** The session in this text, while it lasts; throws when the store or a secret cannot be asked. */
  public Optional<Session> find(String sealed) {
    return seal.open(sealed)
        .filter(session -> clock.instant().isBefore(session.expiresAt()))
        .filter(this::holds);
  }

  /** Who calls with this session, or nobody. */
  public Caller callerOf(String sealed) {
    return find(sealed).map(session -> new Caller(session.scope(), session.app())).orElse(Caller.NOBODY);
  }

  private boolean holds(Session session) {
    return session.app().isEmpty()
        ? Bearer.same(session.proof(), fingerprint())
        : apps.keys(session.app().get()).stream().anyMatch(key -> key.id().equals(session.proof()));
  }

  private String fingerprint() {
    return seal.fingerprint(adminToken.get());
  }
}
