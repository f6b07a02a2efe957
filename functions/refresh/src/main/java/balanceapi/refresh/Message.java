package balanceapi.refresh;

import balanceapi.core.account.AccountRef;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A message of the refresh queue. */
sealed interface Message {

  /** The run's now. */
  Instant time();

  /** Refresh what is due in a shard. */
  record Shard(int shard, Instant time) implements Message {}

  /** Do one task, which could not be done with its shard. */
  record Alone(Task task, Instant time) implements Message {}

  /** The message's body. */
  default String body() {
    ObjectNode json = Json.object().put("time", time().toString());
    switch (this) {
      case Shard(var shard, var time) -> json.put("shard", shard);
      case Alone(var task, var time) -> {
        json.put("app", task.app());
        switch (task) {
          case Task.Refresh(var ref) -> json.put("account", ref.account());
          case Task.ForgetCustomer(var app, var customer) -> json.put("forget", customer);
          case Task.ForgetApp forgotten -> json.put("forget_app", true);
        }
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
    return fields.has("shard")
        ? new Shard(fields.required("shard", name -> fields.integer(name, 0, 255)), time)
        : new Alone(task(fields), time);
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
