package balanceapi.apps;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import balanceapi.core.app.CreateApp;
import balanceapi.core.app.Credentials;
import balanceapi.core.app.DeleteApp;
import balanceapi.core.app.RotateCredentials;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.CustomerStore;
import balanceapi.platform.Config;
import balanceapi.platform.Cursors;
import balanceapi.platform.RateLimit;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.Edge;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import balanceapi.platform.log.Log;
import balanceapi.platform.secrets.Secrets;
import balanceapi.platform.secrets.Vaults;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The App Builder's routes, all for its admin token alone (design section 4). A secret is in the answer that
 * makes it and in no other.
 */
public final class AppsHandler implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private static final int MAX_BODY = 64 * 1024;
  private static final int MOST_CREDENTIALS = 10;
  private static final int USUAL_PAGE = 20;
  private static final int LARGEST_PAGE = 100;
  // A test is for eyes; each one goes out and comes in again.
  private static final int TESTS_A_SECOND = 1;
  private static final int TESTS_AT_ONCE = 5;
  // The admin is no app; the word cannot be an app's id.
  private static final String ADMIN = "admin";
  private static final String LIST = "apps";

  private final AppStore store;
  private final CreateApp createApp;
  private final RotateCredentials rotate;
  private final DeleteApp deleteApp;
  private final Cursors cursors;
  private final RateLimit limit;
  private final TestWebhook testWebhook;
  private final RateLimit testLimit;
  private final Clock clock;
  private final Log log;

  /** As Lambda makes it. */
  public AppsHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code APP_RATE} and {@code APP_BURST}, {@code CURSOR_KEY_SECRET} or
   * {@code CURSOR_KEY}, and {@code VAULT_KEY_ID} or {@code VAULT_KEY}.
   */
  public AppsHandler(Map<String, String> environment) {
    this(Config.of(environment), Clock.systemUTC());
  }

  private AppsHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), clock);
  }

  private AppsHandler(Config config, DynamoDbClient client, Clock clock) {
    this(
        new DynamoAppStore(client, config.required(DynamoClients.TABLE)),
        DynamoAccountStore.of(client, config),
        new Credentials(SecureRandom::new),
        new Cursors(Secrets.of(config, "CURSOR_KEY", clock)),
        Vaults.of(config, clock),
        RateLimit.of(config, clock),
        clock,
        Log.of("apps", config));
  }

  AppsHandler(
      AppStore store,
      CustomerStore customers,
      Credentials credentials,
      Cursors cursors,
      Vault vault,
      RateLimit limit,
      Clock clock,
      Log log) {
    this.store = Objects.requireNonNull(store, "store");
    this.createApp = new CreateApp(store, credentials, vault, clock);
    this.rotate = new RotateCredentials(store, credentials, vault, clock);
    this.deleteApp = new DeleteApp(store, customers);
    this.cursors = Objects.requireNonNull(cursors, "cursors");
    this.limit = Objects.requireNonNull(limit, "limit");
    this.testWebhook = new TestWebhook(vault, clock);
    this.testLimit = new RateLimit(TESTS_A_SECOND, TESTS_AT_ONCE, clock);
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    Log here = log.in(context);
    Request request = Request.of(event);
    APIGatewayV2HTTPResponse answer = Edge.answer(here, () -> admitted(request, here));
    if (answer.getStatusCode() < 300 && !request.method().equals("GET")) {
      // Who may connect changes here and nowhere else, so each change leaves a trace: ids, never secrets.
      here.with("method", request.method())
          .with("path", "/" + String.join("/", request.segments()))
          .info("app builder change");
    }
    return answer;
  }

  private APIGatewayV2HTTPResponse admitted(Request request, Log here) {
    request.caller().requireAdmin();
    limit.take(ADMIN, here);
    return route(request, here);
  }

  private APIGatewayV2HTTPResponse route(Request request, Log here) {
    List<String> path = request.segments();
    if (path.isEmpty() || !path.getFirst().equals("apps")) {
      throw noRoute();
    }
    if (path.getLast().isEmpty()) {
      throw new Refused(Problem.NOT_FOUND, "There is no such route; leave out the slash at the end.");
    }
    String method = request.method();
    boolean lists = path.size() == 1 && method.equals("GET");
    boolean deletes = path.size() == 2 && method.equals("DELETE");
    if (!lists && !deletes) {
      request.takesOnly();
    }
    return switch (path.size()) {
      case 1 ->
          switch (method) {
            case "POST" -> create(request);
            case "GET" -> list(request);
            default -> throw noMethod("GET and POST");
          };
      case 2 ->
          switch (method) {
            case "GET" -> show(request, path.get(1));
            case "PATCH" -> change(request, path.get(1));
            case "DELETE" -> delete(request, path.get(1));
            default -> throw noMethod("GET, PATCH and DELETE");
          };
      case 3 ->
          switch (method + " " + path.get(2)) {
            case "POST keys" -> addKey(path.get(1));
            case "POST webhook-secrets" ->
                addSecret(path.get(1), Vault.Purpose.WEBHOOK, "webhook_secret");
            case "POST notification-secrets" ->
                addSecret(path.get(1), Vault.Purpose.NOTIFICATION, "notification_secret");
            case "POST test-webhook" -> sendTest(request, path.get(1), here);
            default -> throw noRoute();
          };
      case 4 ->
          switch (method + " " + path.get(2)) {
            case "DELETE keys" -> deleted(store.deleteKey(id(path.get(1)), path.get(3)), "key");
            case "DELETE webhook-secrets" ->
                deleteSecret(path.get(1), Vault.Purpose.WEBHOOK, path.get(3));
            case "DELETE notification-secrets" ->
                deleteSecret(path.get(1), Vault.Purpose.NOTIFICATION, path.get(3));
            default -> throw noRoute();
          };
      default -> throw noRoute();
    };
  }

  private APIGatewayV2HTTPResponse create(Request request) {
    CreateApp.Created created = createApp.create(Options.create(request.json(MAX_BODY)));
    ObjectNode body = shown(created.app(), request);
    body.put("key_id", created.key().id());
    body.put("secret_key", created.secretKey());
    body.put("secret_id", created.app().webhookSecrets().getFirst().id());
    body.put("webhook_secret", created.webhookSecret());
    body.put("notification_secret_id", created.app().notificationSecrets().getFirst().id());
    body.put("notification_secret", created.notificationSecret());
    return Answer.json(201, body).build();
  }

  private APIGatewayV2HTTPResponse list(Request request) {
    request.takesOnly("limit", "cursor");
    int limit =
        request
            .query("limit")
            .map(text -> Values.integer("limit", text, 1, LARGEST_PAGE))
            .orElse(USUAL_PAGE);
    Optional<String> after = request.query("cursor").map(cursor -> cursors.open(ADMIN, LIST, cursor));
    Page<App> page = store.list(after, limit);
    ObjectNode body = Json.object();
    ArrayNode data = body.putArray("data");
    page.items().forEach(app -> data.add(shown(app, request)));
    body.put("next_cursor", page.next().map(place -> cursors.seal(ADMIN, LIST, place)).orElse(null));
    return Answer.json(200, body).build();
  }

  private APIGatewayV2HTTPResponse show(Request request, String appId) {
    return Answer.json(200, whole(store.find(id(appId)).orElseThrow(AppsHandler::noApp), request)).build();
  }

  private APIGatewayV2HTTPResponse change(Request request, String appId) {
    Fields options = request.json(MAX_BODY);
    App app =
        store
            .change(id(appId), settings -> Options.over(settings, options))
            .orElseThrow(AppsHandler::noApp);
    return Answer.json(200, whole(app, request)).build();
  }

  private APIGatewayV2HTTPResponse delete(Request request, String appId) {
    request.takesOnly("erase");
    boolean erase = request.query("erase").map(text -> Values.bool("erase", text)).orElse(false);
    return switch (deleteApp.delete(id(appId), erase, clock.instant())) {
      case DELETED -> Answer.empty().build();
      case UNKNOWN -> throw noApp();
      case HAS_CUSTOMERS ->
          throw new Refused(
              Problem.APP_HAS_CUSTOMERS,
              "The app has customers; delete them first, or ask with ?erase=true to erase them with it.");
    };
  }

  private APIGatewayV2HTTPResponse addKey(String appId) {
    requireRoom(store.keys(id(appId)).size(), "keys");
    RotateCredentials.NewKey key = rotate.addKey(id(appId)).orElseThrow(AppsHandler::noApp);
    ObjectNode body = Json.object();
    body.put("key_id", key.id());
    body.put("secret_key", key.secretKey());
    return Answer.json(201, body).build();
  }

  private APIGatewayV2HTTPResponse addSecret(String appId, Vault.Purpose purpose, String member) {
    store.find(id(appId)).ifPresent(app -> requireRoom(app.secrets(purpose).size(), named(purpose) + "s"));
    RotateCredentials.NewSecret secret =
        rotate.addSecret(id(appId), purpose).orElseThrow(AppsHandler::noApp);
    ObjectNode body = Json.object();
    body.put("secret_id", secret.id());
    body.put(member, secret.secret());
    return Answer.json(201, body).build();
  }

  private APIGatewayV2HTTPResponse deleteSecret(String appId, Vault.Purpose purpose, String secretId) {
    return deleted(store.deleteSecret(id(appId), purpose, secretId), named(purpose));
  }

  private static String named(Vault.Purpose purpose) {
    return purpose.word() + " secret";
  }

  private APIGatewayV2HTTPResponse sendTest(Request request, String appId, Log here) {
    App app = store.find(id(appId)).orElseThrow(AppsHandler::noApp);
    testLimit.take(app.id(), here);
    return Answer.json(200, testWebhook.send(app, request.origin().url())).build();
  }

  /** A rotation needs two; every webhook secret is tried at every webhook that the ones before do not prove. */
  private static void requireRoom(int there, String what) {
    if (there >= MOST_CREDENTIALS) {
      throw new Refused(
          Problem.INVALID_REQUEST,
          "An app has at most " + MOST_CREDENTIALS + " " + what + "; delete one first.");
    }
  }

  private static APIGatewayV2HTTPResponse deleted(boolean found, String what) {
    if (!found) {
      throw new Refused(Problem.NOT_FOUND, "There is no such " + what + "; GET /apps/{app_id} lists them.");
    }
    return Answer.empty().build();
  }

  /** An app with the ids of its credentials, by which they are deleted. */
  private ObjectNode whole(App app, Request request) {
    ObjectNode body = shown(app, request);
    ArrayNode keys = body.putArray("keys");
    for (SecretKey key : store.keys(app.id())) {
      keys.addObject().put("key_id", key.id()).put("created_at", key.createdAt().toString());
    }
    secrets(body.putArray("webhook_secrets"), app.webhookSecrets());
    secrets(body.putArray("notification_secrets"), app.notificationSecrets());
    return body;
  }

  private static void secrets(ArrayNode into, List<App.WebhookSecret> secrets) {
    secrets.forEach(secret -> into.addObject().put("secret_id", secret.id()));
  }

  private static ObjectNode shown(App app, Request request) {
    ObjectNode body = Json.object();
    body.put("app_id", app.id());
    body.put("key", app.key());
    body.put("token", app.token());
    body.put("webhook_url", request.origin().url() + "/webhooks/" + app.id());
    body.put("created_at", app.createdAt().toString());
    Options.write(app.settings(), body);
    return body;
  }

  /** What has not the form of an app's id is no app, and is not looked up. */
  private static String id(String segment) {
    if (!segment.matches("[0-9a-f]{24}")) {
      throw noApp();
    }
    return segment;
  }

  private static Refused noApp() {
    return new Refused(Problem.NOT_FOUND, "There is no such app; GET /apps lists them.");
  }

  private static Refused noMethod(String methods) {
    return new Refused(Problem.NOT_FOUND, "This route takes " + methods + "; send one of them.");
  }

  private static Refused noRoute() {
    return new Refused(
        Problem.NOT_FOUND, "No route of the App Builder has this method and path; openapi.yaml lists them.");
  }
}
