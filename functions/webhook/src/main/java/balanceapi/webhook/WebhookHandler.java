package balanceapi.webhook;

import balanceapi.core.app.App;
import balanceapi.core.event.Event;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Outcome;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.Snapshot;
import balanceapi.platform.dynamo.DynamoAccountStore;
import balanceapi.platform.dynamo.DynamoAppStore;
import balanceapi.platform.dynamo.DynamoClients;
import balanceapi.platform.event.EventId;
import balanceapi.platform.event.EventReader;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Edge;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import balanceapi.platform.log.Log;
import balanceapi.platform.webhooks.StandardWebhooks;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * {@code POST /webhooks/{app_id}}: proves the sender, applies one event, and answers once that is durable.
 * The order of the checks is part of the contract (design section 5).
 */
public final class WebhookHandler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  /** The longest body taken, in bytes. */
  static final int MAX_BODY = 256 * 1024;

  /** An id of the right form that no app has. */
  private static final String NOBODY = "0".repeat(24);

  private final KnownApps apps;
  private final ApplyEvent events;
  private final Clock clock;
  private final Log log;
  @SuppressWarnings("unused") // held, or the runtime forgets it
  private final Snapshot snapshot;

  /** As Lambda makes it. */
  public WebhookHandler() {
    this(System.getenv());
  }

  /** On these variables: {@code TABLE_NAME} and {@code SHARDS}. */
  public WebhookHandler(Map<String, String> environment) {
    this(Config.of(environment), Clocks.millis());
  }

  private WebhookHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), clock);
  }

  private WebhookHandler(Config config, DynamoDbClient client, Clock clock) {
    this(
        new KnownApps(new DynamoAppStore(client, config.required(DynamoClients.TABLE)), clock),
        new ApplyEvent(DynamoAccountStore.of(client, config)),
        clock,
        Log.of("webhook", config));
  }

  WebhookHandler(KnownApps apps, ApplyEvent events, Clock clock, Log log) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
    this.snapshot = Snapshot.warmedUpBy(() -> apps.find(NOBODY), log);
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    Log here = log.in(context);
    return Edge.answer(here, () -> receive(Request.of(event), here));
  }

  private APIGatewayV2HTTPResponse receive(Request request, Log here) {
    String appId = appId(request);
    if (request.bodyLength() > MAX_BODY) {
      throw new Refused(
          Problem.PAYLOAD_TOO_LARGE,
          "A webhook may have 262144 bytes; send the transactions in several events.");
    }
    request.requireJson();
    byte[] body = request.body();
    App app =
        apps.find(appId)
            .filter(known -> isProven(known, request, body, here))
            .orElseThrow(WebhookHandler::notProven);
    Instant now = clock.instant();
    Optional<String> id =
        request.header("webhook-id").map(text -> Values.id("webhook-id", text));
    Event event = EventReader.read(Json.parse(body), EventId.of(id, body), now);
    return answer(events.apply(app, event, now), event, here);
  }

  private static String appId(Request request) {
    List<String> path = request.segments();
    if (path.size() != 2 || !path.getFirst().equals("webhooks") || !request.method().equals("POST")) {
      throw new Refused(
          Problem.NOT_FOUND, "Webhooks go to POST /webhooks/{app_id}, without a slash at the end.");
    }
    return path.get(1);
  }

  private boolean isProven(App app, Request request, byte[] body, Log here) {
    List<String> secrets = app.webhookSecrets().stream().map(App.WebhookSecret::secret).toList();
    return switch (app.settings().webhookAuth()) {
      case OPEN -> app.settings().env() == App.Env.SANDBOX;
      case BEARER -> StandardWebhooks.bearer(secrets, request.headers());
      case STANDARD ->
          switch (StandardWebhooks.verify(secrets, request.headers(), body, clock)) {
            case StandardWebhooks.Outcome.Proven proven -> true;
            case StandardWebhooks.Outcome.NotProven(var reason) -> {
              here.with("app", app.id())
                  .with("reason", reason.name().toLowerCase(Locale.ROOT))
                  .warn("webhook not proven");
              yield false;
            }
          };
    };
  }

  /** The same for an app that is not there and for a wrong signature. */
  private static Refused notProven() {
    return new Refused(
        Problem.UNAUTHORIZED,
        "The sender is not proven. Sign the request as Standard Webhooks 1.0 says (webhook-id,"
            + " webhook-timestamp within 5 minutes, webhook-signature) with a webhook secret of this app;"
            + " an app with webhook_auth bearer takes the secret as Authorization: Bearer.");
  }

  private static APIGatewayV2HTTPResponse answer(Outcome outcome, Event event, Log here) {
    String name =
        switch (outcome) {
          case Outcome.Applied applied -> "applied";
          case Outcome.Duplicate duplicate -> "duplicate";
          case Outcome.Stale stale -> "stale";
          case Outcome.Ignored ignored -> "ignored";
          case Outcome.Malformed(var field, var advice) ->
              throw new BadRequest(field, "cannot be taken: " + advice);
        };
    here.with("event", event.getClass().getSimpleName())
        .with("outcome", name)
        .with("event_id", event.envelope().event())
        .info("webhook");
    ObjectNode body = Json.object().put("status", "success").put("outcome", name);
    if (outcome instanceof Outcome.Applied(var skipped) && skipped > 0) {
      body.put("skipped", skipped);
    }
    return Answer.json(200, body).build();
  }
}
