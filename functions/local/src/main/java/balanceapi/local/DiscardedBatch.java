package balanceapi.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/**
 * Records that are given up, as Lambda tells an on-failure destination of them. It tells where they are in the
 * stream, not what they say.
 *
 * @param last the last attempt at them
 */
record DiscardedBatch(Condition condition, String shard, List<StreamRecord> records, Attempt last) {

  /** Why, and Lambda's word for it. */
  enum Condition {
    TRIED_TOO_OFTEN("RetryAttemptsExhausted"),
    TOO_OLD("RecordAgeExceeded");

    private final String word;

    Condition(String word) {
      this.word = word;
    }
  }

  /**
   * An attempt at a batch.
   *
   * @param count how many there were with it
   * @param threw whether the function threw or ran into its timeout, rather than named what failed
   */
  record Attempt(String requestId, int count, boolean threw) {}

  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** The message. */
  ObjectNode message(String function, String streamArn, Instant now) {
    ObjectNode message = Json.object();
    message.putObject("requestContext")
        .put("requestId", last.requestId())
        .put("functionArn", LocalNames.arn("lambda", "function:" + function))
        .put("condition", condition.word)
        .put("approximateInvokeCount", last.count());
    if (condition == Condition.TRIED_TOO_OFTEN) {
      message.putObject("responseContext")
          .put("statusCode", 200)
          .put("executedVersion", "$LATEST")
          .put("functionError", last.threw() ? "Unhandled" : null);
    }
    message.put("version", "1.0").put("timestamp", MILLISECONDS.format(now));
    message.putObject("DDBStreamBatchInfo")
        .put("shardId", shard)
        .put("startSequenceNumber", records.getFirst().sequenceNumber())
        .put("endSequenceNumber", records.getLast().sequenceNumber())
        .put("approximateArrivalOfFirstRecord", records.getFirst().created().toString())
        .put("approximateArrivalOfLastRecord", records.getLast().created().toString())
        .put("batchSize", records.size())
        .put("streamArn", streamArn);
    return message;
  }
}
