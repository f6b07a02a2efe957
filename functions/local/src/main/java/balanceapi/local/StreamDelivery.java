package balanceapi.local;

import balanceapi.local.DiscardedBatch.Attempt;
import balanceapi.local.DiscardedBatch.Condition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Hands the records of a stream to a function, in their order, until it has done each or they are given up.
 * What is behind a record that fails waits for it.
 */
final class StreamDelivery {

  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 3_000;

  /** Records that are handed over together, and the last attempt that failed at just these. */
  private record Batch(List<StreamRecord> records, Optional<Attempt> failed) {

    static Batch fresh(List<StreamRecord> records) {
      return new Batch(records, Optional.empty());
    }

    int attempts() {
      return failed.map(Attempt::count).orElse(0);
    }
  }

  private final StreamTrigger trigger;
  private final TableStream stream;
  private final StreamPositions positions;
  private final Functions functions;
  private final LocalNames names;

  StreamDelivery(
      StreamTrigger trigger,
      TableStream stream,
      StreamPositions positions,
      Functions functions,
      LocalNames names) {
    this.trigger = trigger;
    this.stream = stream;
    this.positions = positions;
    this.functions = functions;
    this.names = names;
  }

  /**
   * Hands over what was read of a shard.
   *
   * @throws IOException if a position cannot be kept, or a failure not be told; reading from the last position
   *     goes on with what is left
   */
  void handOver(String shard, List<StreamRecord> read) throws IOException, InterruptedException {
    List<StreamRecord> taken = read.stream().filter(record -> trigger.takes(record.event())).toList();
    for (int from = 0; from < taken.size(); from += trigger.batchSize()) {
      settle(shard, taken.subList(from, Math.min(taken.size(), from + trigger.batchSize())));
    }
    if (!read.isEmpty()) {
      done(shard, read);
    }
  }

  private void settle(String shard, List<StreamRecord> records) throws IOException, InterruptedException {
    Optional<Batch> left = Optional.of(Batch.fresh(records));
    while (left.isPresent()) {
      int expired = expired(left.get());
      left = expired > 0 ? without(expired, shard, left.get()) : attempt(shard, left.get());
    }
  }

  private int expired(Batch batch) {
    Instant now = Instant.now();
    return (int)
        batch.records().stream()
            .takeWhile(record -> record.isOlderThan(trigger.maximumRecordAge(), now))
            .count();
  }

  private Optional<Batch> without(int expired, String shard, Batch batch)
      throws IOException, InterruptedException {
    Attempt last = batch.failed().orElseGet(() -> new Attempt(UUID.randomUUID().toString(), 1, false));
    giveUp(new DiscardedBatch(Condition.TOO_OLD, shard, batch.records().subList(0, expired), last));
    return rest(batch.records(), expired).map(records -> new Batch(records, batch.failed()));
  }

  /** Hands a batch over once; what is left of it is for another attempt. */
  private Optional<Batch> attempt(String shard, Batch batch) throws IOException, InterruptedException {
    List<StreamRecord> records = batch.records();
    String requestId = UUID.randomUUID().toString();
    Invocation end = functions.named(trigger.function()).invoke(Json.bytes(event(records)), requestId);
    int done = BatchResponse.done(records, end, trigger.reportsItemFailures());
    if (done == 0) {
      boolean threw = !(end instanceof Invocation.Answered);
      return afterFailure(shard, records, new Attempt(requestId, batch.attempts() + 1, threw));
    }
    done(shard, records.subList(0, done));
    if (done < records.size()) {
      pause(0);
    }
    return rest(records, done).map(Batch::fresh);
  }

  private Optional<Batch> afterFailure(String shard, List<StreamRecord> records, Attempt attempt)
      throws IOException, InterruptedException {
    if (trigger.bisectsOnError() && records.size() > 1) {
      // As on Lambda, halving takes nothing of the attempts.
      int half = records.size() / 2;
      pause(0);
      settle(shard, records.subList(0, half));
      return rest(records, half).map(Batch::fresh);
    }
    if (trigger.maximumRetryAttempts().filter(most -> attempt.count() > most).isPresent()) {
      giveUp(new DiscardedBatch(Condition.TRIED_TOO_OFTEN, shard, records, attempt));
      return Optional.empty();
    }
    pause(attempt.count() - 1);
    return Optional.of(new Batch(records, Optional.of(attempt)));
  }

  private static Optional<List<StreamRecord>> rest(List<StreamRecord> records, int from) {
    return Optional.of(records.subList(from, records.size())).filter(rest -> !rest.isEmpty());
  }

  private static void pause(int doublings) throws InterruptedException {
    Thread.sleep(Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(doublings, 10)));
  }

  private static ObjectNode event(List<StreamRecord> batch) {
    ObjectNode event = Json.object();
    ArrayNode records = event.putArray("Records");
    batch.forEach(record -> records.add(record.event()));
    return event;
  }

  private void done(String shard, List<StreamRecord> records) throws IOException {
    positions.advance(shard, records.getLast().sequenceNumber());
  }

  private void giveUp(DiscardedBatch batch) throws IOException, InterruptedException {
    ObjectNode message = batch.message(trigger.function(), stream.arn(), Instant.now());
    functions.log().line(trigger.function(), "gave up records of a stream: " + message);
    if (trigger.onFailure().isPresent()) {
      AwsJson.sqs(names.sqs())
          .call(
              "SendMessage",
              Json.object()
                  .put("QueueUrl", names.queueUrl(trigger.onFailure().get()))
                  .put("MessageBody", message.toString()));
    }
    done(batch.shard(), batch.records());
  }
}
