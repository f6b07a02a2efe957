package balanceapi.dashboard;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Origin;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import balanceapi.platform.session.SamePage;
import balanceapi.platform.session.Session;
import balanceapi.platform.session.SessionCookie;
import balanceapi.platform.session.Sessions;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;

/**
 * Signing in and out: a secret key or the admin token for a session, which the authorizer takes in its place. The
 * key itself stays nowhere, neither in the page nor in the cookie.
 */
final class SignIn {

  private static final int MAX_BODY = 4 * 1024;

  private final Sessions sessions;
  private final AppStore apps;

  SignIn(Sessions sessions, AppStore apps) {
    this.sessions = Objects.requireNonNull(sessions, "sessions");
    this.apps = Objects.requireNonNull(apps, "apps");
  }

  /** Whose session it is. Without one that is an answer, too: a page asks before anybody has signed in. */
  APIGatewayV2HTTPResponse show(Request request) {
    Optional<Session> session =
        SessionCookie.in(request.cookies(), request.origin()).flatMap(sessions::find);
    return Answer.json(200, session.map(this::shown).orElseGet(() -> Json.object().put("scope", "none")))
        .build();
  }

  APIGatewayV2HTTPResponse begin(Request request, Log log) {
    requireOurPage(request);
    Fields body = request.json(MAX_BODY);
    Optional<Session> begun = sessions.begin(body.required("key", body::text));
    if (begun.isEmpty()) {
      log.info("sign-in refused");
      throw new Refused(
          Problem.UNAUTHORIZED, "This is no secret key of an app (sk_…) and not the admin token.");
    }
    Session session = begun.get();
    log.with("scope", session.scope().wireName()).with("app", session.app().orElse("")).info("signed in");
    return Answer.json(200, shown(session))
        .cookie(SessionCookie.keeping(sessions.seal(session), request.origin()))
        .build();
  }

  APIGatewayV2HTTPResponse end(Request request) {
    requireOurPage(request);
    return Answer.empty().cookie(SessionCookie.ending(request.origin())).build();
  }

  /** Another site must not sign anybody in or out. */
  private static void requireOurPage(Request request) {
    Origin origin = request.origin();
    if (!SamePage.sent(request.headers(), origin)) {
      throw new Refused(
          Problem.FORBIDDEN,
          "Only a page of this service may do this; open " + origin.url() + "/dashboard in a browser.");
    }
  }

  private ObjectNode shown(Session session) {
    ObjectNode body = Json.object().put("scope", session.scope().wireName());
    session
        .app()
        .ifPresent(
            id -> {
              body.put("app_id", id);
              body.put("app_name", apps.find(id).map(App::settings).map(App.Settings::name).orElse(null));
            });
    return body.put("expires_at", session.expiresAt().toString());
  }
}
