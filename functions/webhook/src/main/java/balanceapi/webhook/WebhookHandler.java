package balanceapi.webhook;

import balanceapi.core.app.App;
import balanceapi.core.app.Vault;
import balanceapi.core.event.Event;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Outcome;
import balanceapi.platform.Clocks;
import balanceapi.platform.Config;
import balanceapi.platform.KnownApps;
import balanceapi.platform.RateLimit;
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
import balanceapi.platform.secrets.Vaults;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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

  /** Whose tokens unproven requests take, all together; the word cannot be an app's id. */
  private static final String UNPROVEN = "unproven";

  private final KnownApps apps;
  private final Senders senders;
  private final ApplyEvent events;
  private final RateLimit limit;
  private final Clock clock;
  private final Log log;
  @SuppressWarnings("unused") // held, or the runtime forgets it
  private final Snapshot snapshot;

  /** As Lambda makes it. */
  public WebhookHandler() {
    this(System.getenv());
  }

  /**
   * On these variables: {@code TABLE_NAME}, {@code APP_RATE} and {@code APP_BURST}, {@code
   * VAULT_KEY_ID} or {@code VAULT_KEY}.
   */
  public WebhookHandler(Map<String, String> environment) {
    this(Config.of(environment), Clocks.millis());
  }

  private WebhookHandler(Config config, Clock clock) {
    this(config, DynamoClients.of(config), clock);
  }

  private WebhookHandler(Config config, DynamoDbClient client, Clock clock) {
    this(
        new KnownApps(new DynamoAppStore(client, config.required(DynamoClients.TABLE)), clock),
        Vaults.of(config, clock),
        new ApplyEvent(DynamoAccountStore.of(client, config)),
        RateLimit.of(config, clock),
        clock,
        Log.of("webhook", config));
  }

  WebhookHandler(
      KnownApps apps, Vault vault, ApplyEvent events, RateLimit limit, Clock clock, Log log) {
    this.apps = Objects.requireNonNull(apps, "apps");
    this.senders = new Senders(vault, clock);
    this.events = Objects.requireNonNull(events, "events");
    this.limit = Objects.requireNonNull(limit, "limit");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.log = Objects.requireNonNull(log, "log");
    // No app, so no secret is opened: none may be in the snapshot.
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
    App app = sender(appId, request, body, here);
    limit.take(app.id(), here);
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

  /**
   * The app that has proven itself.
   *
   * <p>An app's own tokens are taken only after this, so nobody without its secret can use them up, unless
   * the app is open to anybody. A request
   * that proves nothing takes one of those that all such requests share: before the read, if the id is a
   * stranger's, so that made-up ids cost a bounded number of reads; else after the proof has failed. Once
   * they are used up both are 429, so that neither answer tells which apps there are. It is not 401 then: a
   * new app is a stranger too, to an instance that has not met it, and its sender must come back.
   */
  private App sender(String appId, Request request, byte[] body, Log here) {
    boolean stranger = apps.isStranger(appId);
    if (stranger) {
      limit.take(UNPROVEN, here);
    }
    Optional<App> proven = Optional.empty();
    try {
      proven = apps.find(appId).filter(known -> senders.isProven(known, request, body, here));
    } finally {
      // A proof that could not be looked at is none either: while KMS is down a flood must not call it on.
      if (proven.isEmpty() && !stranger) {
        limit.take(UNPROVEN, here);
      }
    }
    return proven.orElseThrow(WebhookHandler::notProven);
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
