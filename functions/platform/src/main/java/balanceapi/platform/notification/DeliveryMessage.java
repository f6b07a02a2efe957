package balanceapi.platform.notification;

import balanceapi.core.notification.Notification.Status;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A message of the delivery queue: what is to be brought somewhere. It names things, and has nothing of them in it. */
public sealed interface DeliveryMessage {

  /** Bring a notification to its app. */
  record Deliver(Order order) implements DeliveryMessage {}

  /**
   * Bring all of an app once more that are in this state.
   *
   * @param after where the last one stopped
   */
  record Requeue(String app, Status status, Optional<String> after) implements DeliveryMessage {

    /** From the first of them on. */
    public Requeue(String app, Status status) {
      this(app, status, Optional.empty());
    }
  }

  /**
   * Ask an app's refresh URL for fresh figures of an account.
   *
   * @param record through which login
   * @param askedAt when somebody asked
   */
  record Ask(String app, String account, String record, Instant askedAt) implements DeliveryMessage {}

  /** The message's body. */
  default String body() {
    ObjectNode json = Json.object();
    switch (this) {
      case Deliver(var order) ->
          json.put("app", order.id().owner().app())
              .put("notification", NotificationIds.text(order.id()))
              .put("revision", order.revision())
              .put("forced", order.isForced());
      case Requeue(var app, var status, var after) -> {
        json.put("app", app).put("requeue", word(status));
        after.ifPresent(place -> json.put("after", place));
      }
      case Ask(var app, var account, var record, var askedAt) ->
          json.put("app", app)
              .put("ask", account)
              .put("record", record)
              .put("asked_at", askedAt.toString());
    }
    return Json.write(json);
  }

  /**
   * The message in a body.
   *
   * @throws balanceapi.platform.http.BadRequest if there is none; the message ends with the dead letters
   */
  static DeliveryMessage parse(String body) {
    Fields fields = Json.parse(body.getBytes(StandardCharsets.UTF_8));
    String app = fields.required("app", fields::id);
    if (fields.has("notification")) {
      String id = fields.required("notification", fields::text);
      return new Deliver(
          new Order(
              NotificationIds.parse(app, id)
                  .orElseThrow(() -> fields.wrong("notification", "is no notification's id")),
              fields.required("revision", fields::number).longValue(),
              fields.bool("forced").orElse(false)));
    }
    if (fields.has("requeue")) {
      Status status = status(fields, fields.required("requeue", fields::text));
      return new Requeue(app, status, fields.text("after"));
    }
    return new Ask(
        app,
        fields.required("ask", fields::text),
        fields.required("record", fields::id),
        fields.required("asked_at", fields::instant));
  }

  private static Status status(Fields fields, String name) {
    return Stream.of(Status.values())
        .filter(status -> word(status).equals(name))
        .findFirst()
        .orElseThrow(() -> fields.wrong("requeue", "names a status that there is not"));
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
