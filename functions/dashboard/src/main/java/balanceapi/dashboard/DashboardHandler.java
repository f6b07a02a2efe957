package balanceapi.dashboard;

import balanceapi.core.app.AppStore;
import balanceapi.platform.Config;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Edge;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.log.Log;
import balanceapi.platform.secrets.Secrets;
import balanceapi.platform.session.Sessions;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The web pages and their sessions. No balance goes through here: the pages ask the API for it, as every client does,
 * with the session in the place of a key.
 */
public final class DashboardHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private static final String HOME = "/dashboard";

  private final Pages pages = new Pages();
  private final SignIn signIn;
  private final Log log;

  /** As Lambda makes it. */
  public DashboardHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code ADMIN_TOKEN} or {@code ADMIN_TOKEN_SECRET}, and {@code
   * SESSION_KEY} or {@code SESSION_KEY_SECRET}.
   */
  public DashboardHandler(Map<String, String> environment) {
    this(Config.of(environment), Clock.systemUTC());
  }

  private DashboardHandler(Config config, Clock clock) {
    this(
        config, new DynamoAppStore(DynamoClients.of(config), config.required(DynamoClients.TABLE)), clock);
  }

  private DashboardHandler(Config config, AppStore apps, Clock clock) {
    this(
        new Sessions(
            apps,
            Secrets.of(config, "ADMIN_TOKEN", clock),
            Secrets.of(config, "SESSION_KEY", clock),
            clock),
        apps,
        Log.of("dashboard", config));
  }

  DashboardHandler(Sessions sessions, AppStore apps, Log log) {
    this.signIn = new SignIn(sessions, apps);
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    Log here = log.in(context);
    return Edge.answer(here, () -> route(Request.of(event), here));
  }

  private APIGatewayV2HTTPResponse route(Request request, Log here) {
    List<String> path = request.segments();
    if (path.isEmpty()) {
      return Answer.empty(302).header("location", HOME).build();
    }
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (path.size() == 2 && path.get(1).equals("session")) {
      return session(request, here);
    }
    if (!reads) {
      throw new Refused(Problem.NOT_FOUND, "A page takes GET; send that method.");
    }
    return path.size() == 3 && path.get(1).equals("static")
        ? pages.file(path.get(2), request)
        : pages.document(request);
  }

  private APIGatewayV2HTTPResponse session(Request request, Log here) {
    return switch (request.method()) {
      case "GET" -> signIn.show(request);
      case "POST" -> signIn.begin(request, here);
      case "DELETE" -> signIn.end(request);
      default -> throw new Refused(
          Problem.NOT_FOUND, "A session takes GET, POST and DELETE; send one of them.");
    };
  }
}
