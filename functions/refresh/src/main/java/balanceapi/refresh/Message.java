package balanceapi.refresh;

import balanceapi.core.account.AccountRef;
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

  /** Refresh one account, which could not be refreshed with its shard. */
  record Alone(AccountRef ref, Instant time) implements Message {}

  /** The message's body. */
  default String body() {
    ObjectNode json = Json.object().put("time", time().toString());
    switch (this) {
      case Shard(var shard, var time) -> json.put("shard", shard);
      case Alone(var ref, var time) -> json.put("app", ref.app()).put("account", ref.account());
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
    return fields.has("account")
        ? new Alone(
            new AccountRef(
                fields.required("app", fields::id), fields.required("account", fields::id)),
            time)
        : new Shard(
            fields.required("shard", name -> fields.integer(name, 0, 255)),
            time);
  }
}
