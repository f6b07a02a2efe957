package balanceapi.refresh;

import balanceapi.core.account.AccountRef;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** A message of the refresh queue. */
sealed interface Message {

  /** The run's now. */
  Instant time();

  /** Refresh what is due in a shard. */
  record Shard(RefreshDue.Shard shard, Instant time) implements Message {}

  /** Audit a slice of a lane. */
  record Audit(int lane, Instant time) implements Message {}

  /**
   * Do one task, which could not be done with its shard.
   *
   * @param failure why it could not, for who finds the message among the dead letters; absent when it only
   *     takes long
   */
  record Alone(Task task, Instant time, Optional<Failure> failure) implements Message {}

  /**
   * How a task failed.
   *
   * @param dueAt since when it is due
   * @param exception the exception's class and those of its causes, never their messages
   * @param at where in the code
   * @param request the invocation, whose log says the rest
   */
  record Failure(Instant dueAt, String exception, String at, String request) {}

  /** The message's body. */
  default String body() {
    ObjectNode json = Json.object().put("time", time().toString());
    switch (this) {
      case Shard(var shard, var time) -> json.put("shard", shard.number()).put("of", shard.of());
      case Audit(var lane, var time) -> json.put("audit", lane);
      case Alone(var task, var time, var failure) -> {
        json.put("app", task.app());
        switch (task) {
          case Task.Refresh(var ref) -> json.put("account", ref.account());
          case Task.ForgetCustomer(var app, var customer) -> json.put("forget", customer);
          case Task.ForgetApp forgotten -> json.put("forget_app", true);
        }
        failure.ifPresent(
            why ->
                json.putObject("failure")
                    .put("due_at", why.dueAt.toString())
                    .put("exception", why.exception)
                    .put("at", why.at)
                    .put("request_id", why.request));
      }
    }
    return Json.write(json);
  }

  /**
   * The message in a body.
   *
   * @throws balanceapi.platform.http.BadRequest if there is none; the message ends with the dead letters
   */
  static Message parse(String body) {
    Fields fields = Json.parse(body.getBytes(StandardCharsets.UTF_8));
    Instant time = fields.required("time", fields::instant);
    if (fields.has("shard")) {
      int of = fields.required("of", name -> fields.integer(name, 1, AccountStore.DUE_PARTS));
      return new Shard(
          new RefreshDue.Shard(
              fields.required("shard", name -> fields.integer(name, 0, of - 1)), of),
          time);
    }
    if (fields.has("audit")) {
      return new Audit(
          fields.required("audit", name -> fields.integer(name, 0, AccountStore.LANES - 1)), time);
    }
    return new Alone(task(fields), time, fields.object("failure").map(Message::failure));
  }

  private static Failure failure(Fields fields) {
    return new Failure(
        fields.required("due_at", fields::instant),
        fields.required("exception", fields::text),
        fields.required("at", fields::text),
        fields.required("request_id", fields::text));
  }

  private static Task task(Fields fields) {
    String app = fields.required("app", fields::id);
    if (fields.has("account")) {
      return new Task.Refresh(new AccountRef(app, fields.required("account", fields::text)));
    }
    if (fields.has("forget")) {
      return new Task.ForgetCustomer(app, fields.required("forget", fields::id));
    }
    // Said in so many words: what is missing from a message must not make it the most there is to delete.
    if (fields.bool("forget_app").orElse(false)) {
      return new Task.ForgetApp(app);
    }
    throw fields.wrong("account", "is required, or forget, or forget_app");
  }
}
