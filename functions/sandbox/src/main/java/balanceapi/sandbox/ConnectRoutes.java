package balanceapi.sandbox;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.Link;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RateLimit;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Bearer;
import balanceapi.platform.http.Edge;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import balanceapi.platform.log.Log;
import balanceapi.platform.session.SamePage;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The widget over HTTP: its script, its pages, and the steps of a connection under {@code /connect/api}, which its own
 * pages alone may send. It has no cookies and no keys: a page names its app by what is public of it, and what a visit may
 * do is sealed in the visit.
 */
final class ConnectRoutes {

  private static final int MAX_BODY = 16 * 1024;
  private static final int MAX_TYPED = 128;

  /** Whose requests share one limit: those that name no app that this instance has met. */
  private static final String STRANGERS = "widget strangers";

  private final ConnectPages pages = new ConnectPages();
  private final KnownApps apps;
  private final AppStore links;
  private final ConnectFlow flow;
  private final Visits visits;
  private final RateLimit limit;
  private final Clock clock;

  ConnectRoutes(
      KnownApps apps, AppStore links, ConnectFlow flow, Visits visits, RateLimit limit, Clock clock) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.links = Objects.requireNonNull(links, "links");
    this.flow = Objects.requireNonNull(flow, "flow");
    this.visits = Objects.requireNonNull(visits, "visits");
    this.limit = Objects.requireNonNull(limit, "limit");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Says whether a path is the widget's. */
  static boolean has(List<String> path) {
    return !path.isEmpty() && (path.getFirst().equals("connect") || path.equals(List.of(ConnectPages.SCRIPT)));
  }

  APIGatewayV2HTTPResponse answer(Request request, Log here) {
    return Edge.answer(here, () -> route(request, here));
  }

  private APIGatewayV2HTTPResponse route(Request request, Log here) {
    List<String> path = request.segments();
    if (path.size() == 3 && path.get(1).equals("api")) {
      return api(path.get(2), request, here);
    }
    if (!Set.of("GET", "HEAD").contains(request.method())) {
      throw noRoute();
    }
    return switch (path.size()) {
      case 1 ->
          path.getFirst().equals("connect") ? document(request, here) : pages.file(ConnectPages.SCRIPT, request);
      case 2 -> {
        if (!path.get(1).equals("demo")) {
          throw noRoute();
        }
        yield pages.demo(request);
      }
      case 3 -> {
        if (!path.get(1).equals("static")) {
          throw noRoute();
        }
        yield pages.file(path.get(2), request);
      }
      default -> throw noRoute();
    };
  }

  private static Refused noRoute() {
    return new Refused(
        Problem.NOT_FOUND, "There is no such page of the widget, or it takes another method.");
  }

  // ---- the page

  /** The same page for everybody; what is wrong with what it was opened for, it finds out and shows by itself. */
  private APIGatewayV2HTTPResponse document(Request request, Log here) {
    Optional<App> app = request.query("app").flatMap(id -> find(id, here));
    Optional<String> logo =
        app.flatMap(
            owner ->
                request
                    .query("link")
                    .filter(Values::isId)
                    .flatMap(id -> links.findLink(owner.id(), id))
                    .flatMap(link -> link.look().logo())
                    .or(() -> owner.settings().logo()));
    return pages.document(request, request.query("origin").filter(ConnectPages::isOrigin), logo);
  }

  // ---- the steps

  private APIGatewayV2HTTPResponse api(String step, Request request, Log here) {
    if (!request.method().equals("POST") || !Set.of("begin", "sign-in", "connect").contains(step)) {
      throw noRoute();
    }
    if (!SamePage.isSameOrigin(request.headers(), request.origin())) {
      throw new Refused(Problem.FORBIDDEN, "Only the widget's own pages may send this.");
    }
    Fields body = request.json(MAX_BODY);
    ObjectNode answer =
        switch (step) {
          case "begin" -> begin(body, here);
          case "sign-in" -> signIn(body, here);
          default -> connect(body, request.origin().url(), here);
        };
    here.with("step", step).with("outcome", answer.path("outcome").asText()).info("widget");
    return Answer.json(200, answer).build();
  }

  private ObjectNode begin(Fields body, Log here) {
    App app = app(body.required("app", body::id), here);
    Optional<String> origin = body.text("origin");
    if (origin.filter(text -> !ConnectPages.isOrigin(text)).isPresent()) {
      throw new BadRequest("origin", "must be an origin such as https://shop.example.com");
    }
    Instant now = clock.instant();
    if (body.has("link")) {
      Link link =
          links.findLink(app.id(), body.required("link", body::id)).orElseThrow(ConnectRoutes::nobody);
      requireSandbox(app);
      return link.isExpired(now)
          ? ConnectJson.outcome("expired")
          : ConnectJson.ofLink(flow.begin(app, Wished.of(app, link), link.countries()), link);
    }
    if (!body.has("options") && origin.isEmpty()) {
      // The app's own link: its id alone, in no page but ours.
      requireSandbox(app);
      return ConnectJson.ofApp(
          flow.begin(app, Wished.of(app), app.settings().countries()), app);
    }
    Fields options = body.object("options").orElseThrow(() -> body.wrong("options", "is required"));
    if (!isNamedRightly(app, options)) {
      throw nobody();
    }
    requireSandbox(app);
    if (Wished.expiry(options).filter(at -> !now.isBefore(at)).isPresent()) {
      return ConnectJson.outcome("expired");
    }
    return flow.begin(app, Wished.of(app, options), app.settings().countries());
  }

  /** A page names its app by the public key or the token, or both; none of them may be wrong. */
  private static boolean isNamedRightly(App app, Fields options) {
    Optional<String> key = options.text("key").filter(text -> !text.isEmpty());
    Optional<String> token = options.text("token").filter(text -> !text.isEmpty());
    return (key.isPresent() || token.isPresent())
        && key.filter(text -> !Bearer.same(text, app.key())).isEmpty()
        && token.filter(text -> !Bearer.same(text, app.token())).isEmpty();
  }

  private ObjectNode signIn(Fields body, Log here) {
    String session = body.required("session", body::text);
    App app = app(Visits.appOf(session), here);
    requireSandbox(app);
    String username = typed(body, "username").strip();
    String password = typed(body, "password");
    String bank = body.required("bank", body::id);
    return visits
        .open(app, session)
        .map(visit -> flow.signIn(app, visit, bank, username, password))
        .orElseGet(() -> ConnectJson.outcome("ended"));
  }

  private static String typed(Fields body, String name) {
    String text = body.required(name, body::text);
    if (text.length() > MAX_TYPED) {
      throw new BadRequest(name, "may have " + MAX_TYPED + " characters");
    }
    return text;
  }

  private ObjectNode connect(Fields body, String home, Log here) {
    String session = body.required("session", body::text);
    App app = app(Visits.appOf(session), here);
    requireSandbox(app);
    Set<String> accounts = Set.copyOf(body.required("accounts", body::ids));
    return visits
        .open(app, session)
        .map(visit -> flow.connect(app, visit, accounts, home))
        .orElseGet(() -> ConnectJson.outcome("ended"));
  }

  // ---- the app

  private App app(String id, Log here) {
    App app = find(id, here).orElseThrow(ConnectRoutes::nobody);
    limit.take(app.id(), here);
    return app;
  }

  /** Made-up ids cost a bounded number of reads. */
  private Optional<App> find(String id, Log here) {
    if (apps.isStranger(id)) {
      limit.take(STRANGERS, here);
    }
    return apps.find(id);
  }

  /** The same for an app that is not there, a link that is not, and a wrong key or token. */
  private static Refused nobody() {
    return new Refused(
        Problem.NOT_FOUND,
        "There is no such app or link: check app_id, and the app's public key and token, or the link's address.");
  }

  private static void requireSandbox(App app) {
    if (app.settings().env() != App.Env.SANDBOX) {
      throw new Refused(
          Problem.FORBIDDEN,
          "Only an app whose env is production-sandbox may use this widget: it reaches the sandbox's banks alone.");
    }
  }
}
