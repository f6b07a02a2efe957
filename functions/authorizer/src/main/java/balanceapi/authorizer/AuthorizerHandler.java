package balanceapi.authorizer;

import balanceapi.core.app.AppStore;
import balanceapi.platform.Config;
import balanceapi.platform.Snapshot;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.http.Bearer;
import balanceapi.platform.http.Caller;
import balanceapi.platform.http.Origin;
import balanceapi.platform.http.Scope;
import balanceapi.platform.log.Log;
import balanceapi.platform.secrets.Secrets;
import balanceapi.platform.secrets.Secrets.Secret;
import balanceapi.platform.session.SamePage;
import balanceapi.platform.session.SessionCookie;
import balanceapi.platform.session.Sessions;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells the functions behind the API who calls.
 *
 * <p>It allows every request and passes {@code app} and {@code scope}: a refusal of the gateway's own has a
 * fixed body, and the functions refuse in the caller's dialect. A store that does not answer passes the scope
 * {@code unavailable}, for a fault must not look like a wrong key.
 */
public final class AuthorizerHandler
    implements RequestHandler<APIGatewayV2CustomAuthorizerEvent, Map<String, Object>> {

  /** A key of the right form that nobody has. */
  private static final String NOBODY = "sk_" + "0".repeat(24) + "_" + "0".repeat(43);

  private final Callers callers;
  private final Sessions sessions;
  private final Log log;

  @SuppressWarnings("unused") // held, or the runtime forgets it
  private final Snapshot snapshot;

  /** As Lambda makes it. */
  public AuthorizerHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code ADMIN_TOKEN} or {@code ADMIN_TOKEN_SECRET}, and {@code
   * SESSION_KEY} or {@code SESSION_KEY_SECRET}.
   */
  public AuthorizerHandler(Map<String, String> environment) {
    this(Config.of(environment));
  }

  private AuthorizerHandler(Config config) {
    this(
        config,
        new DynamoAppStore(DynamoClients.of(config), config.required(DynamoClients.TABLE)),
        Secrets.of(config, "ADMIN_TOKEN", Clock.systemUTC()),
        Clock.systemUTC());
  }

  private AuthorizerHandler(Config config, AppStore apps, Secret adminToken, Clock clock) {
    this(
        new Callers(apps, adminToken, clock),
        new Sessions(apps, adminToken, Secrets.of(config, "SESSION_KEY", clock), clock),
        Log.of("authorizer", config));
  }

  AuthorizerHandler(Callers callers, Sessions sessions, Log log) {
    this.callers = Objects.requireNonNull(callers, "callers");
    this.sessions = Objects.requireNonNull(sessions, "sessions");
    this.log = Objects.requireNonNull(log, "log");
    this.snapshot = Snapshot.warmedUpBy(() -> callers.of(NOBODY), log);
  }

  @Override
  public Map<String, Object> handleRequest(APIGatewayV2CustomAuthorizerEvent event, Context context) {
    Log here = log.in(context);
    try {
      return allow(caller(event));
    } catch (RuntimeException fault) {
      here.fault("a key could not be checked", fault);
      return allow(new Caller(Scope.UNAVAILABLE, Optional.empty()));
    }
  }

  /** Who shows a key is taken by it alone; a session is for requests without one. */
  private Caller caller(APIGatewayV2CustomAuthorizerEvent event) {
    Map<String, String> headers = headers(event);
    return headers.containsKey("authorization")
        ? Bearer.of(headers).map(callers::of).orElse(Caller.NOBODY)
        : session(event, headers).map(sessions::callerOf).orElse(Caller.NOBODY);
  }

  private static Map<String, String> headers(APIGatewayV2CustomAuthorizerEvent event) {
    Map<String, String> headers = new HashMap<>();
    if (event.getHeaders() != null) {
      event.getHeaders().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    }
    return headers;
  }

  private static Optional<String> session(
      APIGatewayV2CustomAuthorizerEvent event, Map<String, String> headers) {
    if (event.getCookies() == null || event.getRequestContext() == null) {
      return Optional.empty();
    }
    var context = event.getRequestContext();
    Origin origin =
        Origin.of(Optional.ofNullable(context.getDomainName()), Optional.ofNullable(headers.get("host")));
    return SamePage.lets(context.getHttp().getMethod(), headers, origin)
        ? SessionCookie.in(event.getCookies(), origin)
        : Optional.empty();
  }

  private static Map<String, Object> allow(Caller caller) {
    return Map.of(
        "isAuthorized",
        true,
        "context",
        Map.of("app", caller.app().orElse(""), "scope", caller.scope().wireName()));
  }
}
