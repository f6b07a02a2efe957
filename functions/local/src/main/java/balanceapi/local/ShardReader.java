package balanceapi.local;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Reads one shard of a stream from where its function is to its end, which an open shard does not have. */
final class ShardReader {

  /** Lambda asks four times a second. */
  private static final Duration IDLE = Duration.ofMillis(200);

  /** Asking so often takes some hundredths of a processor; that is for a stream in which something moves. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final int ASKED_UNTIL_QUIET = 50;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** With filters, small batches would cost many calls. */
  private static final int SMALLEST_PAGE = 100;

  private final StreamTrigger trigger;
  private final String shard;
  private final TableStream stream;
  private final StreamPositions positions;
  private final StreamDelivery delivery;
  private final FunctionLog log;
  private int askedInVain;

  ShardReader(
      StreamTrigger trigger,
      String shard,
      TableStream stream,
      StreamPositions positions,
      StreamDelivery delivery,
      FunctionLog log) {
    this.trigger = trigger;
    this.shard = shard;
    this.stream = stream;
    this.positions = positions;
    this.delivery = delivery;
    this.log = log;
  }

  /** Reads until the shard is read to its end, or gone. */
  void read() throws InterruptedException {
    Optional<String> iterator = Optional.empty();
    boolean open = true;
    while (open) {
      try {
        iterator = next(iterator);
        open = iterator.isPresent();
      } catch (IOException | RuntimeException e) {
        // A fault of the local run, too: a line a second is better than a shard that nobody reads any more.
        iterator = Optional.empty();
        open = recovers(e);
      }
    }
  }

  /** Reads a page and hands it over; where to go on, unless that was the end. */
  private Optional<String> next(Optional<String> iterator) throws IOException, InterruptedException {
    String from =
        iterator.isPresent() ? iterator.get() : stream.iterator(shard, positions.of(shard));
    TableStream.Page page =
        stream.read(from, Math.clamp(trigger.batchSize(), SMALLEST_PAGE, TableStream.MAXIMUM_PAGE));
    delivery.handOver(shard, page.records());
    askedInVain = page.records().isEmpty() ? askedInVain + 1 : 0;
    if (askedInVain > 0 && page.next().isPresent()) {
      Thread.sleep(askedInVain < ASKED_UNTIL_QUIET ? IDLE : QUIET);
    }
    return page.next();
  }

  /** Whether the shard can be gone on with, from the last position. */
  private boolean recovers(Exception failure) throws InterruptedException {
    switch (failure) {
      case AwsJson.Refused refused when refused.is("ResourceNotFoundException") -> {
        return false; // DynamoDB keeps a shard for a day; nothing is left to read.
      }
      case AwsJson.Refused refused when refused.is("ExpiredIteratorException") -> Thread.sleep(IDLE);
      case AwsJson.Refused refused when refused.is("TrimmedDataAccessException") -> {
        positions.reset(shard);
        Thread.sleep(IDLE);
      }
      default -> {
        log.line(
            trigger.function(),
            "the stream of " + trigger.table() + " was not read on: " + failure.getMessage());
        Thread.sleep(AFTER_FAILURE);
      }
    }
    return true;
  }
}
