package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.core.usecase.Notifications;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.notification.DeliveryMessage;
import balanceapi.platform.notification.DeliveryQueue;
import balanceapi.platform.notification.NotificationIds;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What an app was told, how its endpoint does, and telling it again. */
final class NotificationRoutes {

  private static final int MAX_BODY = 4 * 1024;
  private static final List<Status> ALL = List.of(Status.values());

  private final Tenancy tenancy;
  private final Notifications notifications;
  private final DeliveryQueue queue;
  private final Pages pages;
  private final Clock clock;

  NotificationRoutes(
      Tenancy tenancy, Notifications notifications, DeliveryQueue queue, Pages pages, Clock clock) {
    this.tenancy = Objects.requireNonNull(tenancy, "tenancy");
    this.notifications = Objects.requireNonNull(notifications, "notifications");
    this.queue = Objects.requireNonNull(queue, "queue");
    this.pages = Objects.requireNonNull(pages, "pages");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  APIGatewayV2HTTPResponse list(Request request) {
    App app = tenancy.app(request);
    request.takesOnly("status", "limit", "cursor");
    Optional<String> named = request.query("status");
    String purpose = "notifications " + named.orElse("");
    Page<Notification> page =
        notifications.list(
            app,
            named.map(text -> List.of(status(text))).orElse(ALL),
            pages.after(request, app, purpose),
            Pages.limit(request),
            clock.instant());
    return pages.page(
        request, app, purpose, page.items().stream().map(NotificationRoutes::shown), page.next());
  }

  private static Status status(String text) {
    return Stream.of(Status.values())
        .filter(status -> word(status).equals(text))
        .findFirst()
        .orElseThrow(
            () -> new BadRequest("status", "must be waiting, delivered, dead or held"));
  }

  APIGatewayV2HTTPResponse show(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly();
    Notification found =
        id(app, id)
            .flatMap(place -> notifications.find(place, clock.instant()))
            .orElseThrow(Tenancy::notFound);
    return Answer.json(200, shown(found).put("body", found.body())).build();
  }

  // ---- telling again

  APIGatewayV2HTTPResponse replay(Request request, String id) {
    App app = tenancy.app(request);
    request.takesOnly();
    requireTold(app);
    Instant now = clock.instant();
    Notification found =
        id(app, id).flatMap(place -> notifications.find(place, now)).orElseThrow(Tenancy::notFound);
    queue.send(new DeliveryMessage.Deliver(Order.forced(found)));
    // As it will be stored with what comes of it.
    return Answer.json(202, shown(found.status() == Status.WAITING ? found : found.requeued(now)))
        .build();
  }

  /** In the background: they may be many. */
  APIGatewayV2HTTPResponse replayAll(Request request) {
    App app = tenancy.app(request);
    request.takesOnly();
    requireTold(app);
    Fields body = request.json(MAX_BODY);
    for (String name : body.names()) {
      if (!name.equals("status")) {
        throw body.wrong(name, "is not known here; send status, dead or held");
      }
    }
    Status status = status(body.required("status", body::text));
    if (status != Status.DEAD && status != Status.HELD) {
      throw body.wrong("status", "must be dead or held");
    }
    if (notifications.endpoint(app).filter(Endpoint::isPaused).isPresent()) {
      throw new Refused(
          Problem.ENDPOINT_PAUSED,
          "The endpoint is paused; resume it first, or send one notification again to try it.");
    }
    queue.send(new DeliveryMessage.Requeue(app.id(), status));
    return Answer.json(202, Json.object().put("status", word(status))).build();
  }

  private static void requireTold(App app) {
    if (!app.isTold()) {
      throw new Refused(
          Problem.NO_ENDPOINT,
          "The app has no callback_url, or no notification secret to sign with; set them in the App Builder.");
    }
  }

  // ---- the endpoint

  APIGatewayV2HTTPResponse endpoint(Request request) {
    App app = tenancy.app(request);
    request.takesOnly();
    return Answer.json(200, shown(app, notifications.endpoint(app))).build();
  }

  /** What was held is sent after it, even if this dies half-way, and what is held at this moment a minute later. */
  APIGatewayV2HTTPResponse resume(Request request) {
    App app = tenancy.app(request);
    request.takesOnly();
    requireTold(app);
    queue.sweepLater(app.id(), Status.HELD);
    notifications.resume(app);
    queue.send(new DeliveryMessage.Requeue(app.id(), Status.HELD));
    return Answer.json(200, shown(app, notifications.endpoint(app))).build();
  }

  private static ObjectNode shown(App app, Optional<Endpoint> endpoint) {
    ObjectNode json = Json.object().put("url", app.settings().callbackUrl().orElse(null));
    json.put("status", status(app, endpoint));
    json.put("failures", endpoint.map(Endpoint::failures).orElse(0));
    json.put("failing_since", text(endpoint.flatMap(Endpoint::failingSince)));
    json.put("paused_at", text(endpoint.flatMap(Endpoint::pausedAt)));
    json.put("last_success_at", text(endpoint.flatMap(Endpoint::lastSuccess)));
    json.set(
        "last_failure",
        endpoint.flatMap(Endpoint::lastFailure).map(NotificationRoutes::made).orElse(null));
    return json;
  }

  private static String status(App app, Optional<Endpoint> endpoint) {
    if (!app.isTold()) {
      return "off";
    }
    if (endpoint.filter(Endpoint::isPaused).isPresent()) {
      return "paused";
    }
    return endpoint.filter(there -> there.failures() > 0).isPresent() ? "failing" : "active";
  }

  private static Optional<NotificationId> id(App app, String text) {
    return NotificationIds.parse(app.id(), text);
  }

  private static ObjectNode shown(Notification notification) {
    ObjectNode json = Json.object().put("id", NotificationIds.text(notification.id()));
    json.put("type", notification.kind().wireName());
    switch (notification.id().owner()) {
      case Owner.OfAccount(var ref) -> json.put("account_id", ref.id()).putNull("record_id");
      case Owner.OfRecord(var app, var record) -> json.putNull("account_id").put("record_id", record);
    }
    json.put("status", word(notification.status()));
    json.put("created_at", notification.at().toString());
    json.put("attempts", notification.attempts());
    json.put(
        "next_attempt_at",
        notification.status() == Status.WAITING ? notification.nextAt().toString() : null);
    json.set("last_attempt", notification.last().map(NotificationRoutes::shown).orElse(null));
    return json;
  }

  private static ObjectNode shown(Attempt attempt) {
    return made(attempt).put("answer", attempt.answer().orElse(null));
  }

  private static ObjectNode made(Attempt attempt) {
    return Json.object().put("at", attempt.at().toString()).put("result", attempt.result());
  }

  private static String text(Optional<Instant> instant) {
    return instant.map(Instant::toString).orElse(null);
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
