package balanceapi.authorizer;

import balanceapi.platform.Config;
import balanceapi.platform.Snapshot;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.http.Bearer;
import balanceapi.platform.http.Caller;
import balanceapi.platform.http.Scope;
import balanceapi.platform.log.Log;
import balanceapi.platform.secrets.Secrets;
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
  private final Log log;

  @SuppressWarnings("unused") // held, or the runtime forgets it
  private final Snapshot snapshot;

  /** As Lambda makes it. */
  public AuthorizerHandler() {
    this(System.getenv());
  }

  /** On these variables: {@code TABLE_NAME}, and {@code ADMIN_TOKEN} or {@code ADMIN_TOKEN_SECRET}. */
  public AuthorizerHandler(Map<String, String> environment) {
    this(Config.of(environment));
  }

  private AuthorizerHandler(Config config) {
    this(
        new Callers(
            new DynamoAppStore(DynamoClients.of(config), config.required(DynamoClients.TABLE)),
            Secrets.of(config, "ADMIN_TOKEN", Clock.systemUTC()),
            Clock.systemUTC()),
        Log.of("authorizer"));
  }

  AuthorizerHandler(Callers callers, Log log) {
    this.callers = Objects.requireNonNull(callers, "callers");
    this.log = Objects.requireNonNull(log, "log");
    this.snapshot = Snapshot.warmedUpBy(() -> callers.of(NOBODY), log);
  }

  @Override
  public Map<String, Object> handleRequest(APIGatewayV2CustomAuthorizerEvent event, Context context) {
    Log here = log.in(context);
    try {
      return allow(credential(event).map(callers::of).orElse(Caller.NOBODY));
    } catch (RuntimeException fault) {
      here.error("a key could not be checked", fault);
      return allow(new Caller(Scope.UNAVAILABLE, Optional.empty()));
    }
  }

  private static Optional<String> credential(APIGatewayV2CustomAuthorizerEvent event) {
    Map<String, String> headers = new HashMap<>();
    if (event.getHeaders() != null) {
      event.getHeaders().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    }
    return Bearer.of(headers);
  }

  private static Map<String, Object> allow(Caller caller) {
    return Map.of(
        "isAuthorized",
        true,
        "context",
        Map.of("app", caller.app().orElse(""), "scope", caller.scope().wireName()));
  }
}
