package balanceapi.refresh;

import balanceapi.core.store.AccountStore;
import balanceapi.core.usecase.RefreshDue.Shard;
import balanceapi.platform.Config;
import balanceapi.platform.json.Values;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The scheduled runs. Their input is {@code {"time": "<scheduled time>"}}, and that time is the run's now, so
 * that a run repeated is the same run. A refresh is one message a shard, and done; with {@code "audit": true} it
 * is a slice of the audit, one message a lane.
 */
public final class ScheduleHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {

  private final RefreshQueue queue;
  private final int shards;
  private final Log log;

  /** As Lambda makes it. */
  public ScheduleHandler() {
    this(System.getenv());
  }

  /** On these variables: {@code REFRESH_QUEUE_URL} and {@code SHARDS}. */
  public ScheduleHandler(Map<String, String> environment) {
    this(Config.of(environment));
  }

  private ScheduleHandler(Config config) {
    this(
        RefreshQueue.of(config),
        config.integer("SHARDS", 8, 1, AccountStore.DUE_PARTS),
        Log.of("refresh", config));
  }

  ScheduleHandler(RefreshQueue queue, int shards, Log log) {
    this.queue = Objects.requireNonNull(queue, "queue");
    this.shards = shards;
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    if (event == null || !(event.get("time") instanceof String text)) {
      throw new IllegalArgumentException(
          "the input must be {\"time\": \"<scheduled time>\"}, such as 2026-11-22T09:15:00Z");
    }
    Instant time = Values.instant("time", text);
    boolean audit = Boolean.TRUE.equals(event.get("audit"));
    List<Message> messages =
        audit
            ? IntStream.range(0, AccountStore.LANES)
                .<Message>mapToObj(lane -> new Message.Audit(lane, time))
                .toList()
            : Shard.all(shards).stream()
                .<Message>map(shard -> new Message.Shard(shard, time))
                .toList();
    queue.send(messages);
    String sent = audit ? "lanes" : "shards";
    log.in(context)
        .with("time", time)
        .with(sent, messages.size())
        .info(audit ? "audit scheduled" : "refresh scheduled");
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("time", time.toString());
    answer.put(sent, messages.size());
    return answer;
  }
}
