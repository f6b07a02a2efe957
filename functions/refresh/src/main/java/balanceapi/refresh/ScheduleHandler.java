package balanceapi.refresh;

import balanceapi.platform.Config;
import balanceapi.platform.json.Values;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The scheduled run: one message a shard, and done. Its input is {@code {"time": "<scheduled time>"}}, and
 * that time is the run's now, so that a run repeated is the same run.
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
        config.integer("SHARDS", 8, 1, 256),
        Log.of("refresh"));
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
    List<Message> messages = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      messages.add(new Message.Shard(shard, time));
    }
    queue.send(messages);
    log.in(context).with("time", time).with("shards", shards).info("refresh scheduled");
    return Map.of("time", time.toString(), "shards", shards);
  }
}
