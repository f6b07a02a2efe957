package balanceapi.local;

import balanceapi.local.StreamTrigger.StartingPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Lambda's event source mapping for a table's stream: reads every shard, a parent before its children, and has
 * the function called with what is in it.
 */
final class StreamPoller implements AutoCloseable {

  /** A new shard is the child of one that has ended; this often there is a look without one, too. */
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** A child may be shown a moment after its parent has ended. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final StreamTrigger trigger;
  private final TableStream stream;
  private final StreamPositions positions;
  private final StreamDelivery delivery;
  private final FunctionLog log;
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final ExecutorService threads;

  private StreamPoller(
      StreamTrigger trigger,
      TableStream stream,
      StreamPositions positions,
      StreamDelivery delivery,
      FunctionLog log) {
    this.trigger = trigger;
    this.stream = stream;
    this.positions = positions;
    this.delivery = delivery;
    this.log = log;
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(trigger.table() + " stream of " + trigger.function()).factory());
  }

  /**
   * Begins to read, where an earlier run has stopped or else where the trigger says. What changes after this
   * call reaches the function.
   *
   * @throws IOException if there is no stream to read
   */
  static StreamPoller start(
      StreamTrigger trigger,
      TableStream stream,
      StreamPositions positions,
      Functions functions,
      LocalNames names)
      throws IOException, InterruptedException {
    List<TableStream.Shard> shards = stream.shards();
    if (!positions.areKnown() && trigger.startingPosition() == StartingPosition.LATEST) {
      skip(stream, shards, positions);
    }
    StreamDelivery delivery = new StreamDelivery(trigger, stream, positions, functions, names);
    StreamPoller poller = new StreamPoller(trigger, stream, positions, delivery, functions.log());
    poller.threads.execute(poller::poll);
    return poller;
  }

  // An iterator of type LATEST expires, and is gone with this run; the newest record's number can be kept.
  private static void skip(TableStream stream, List<TableStream.Shard> shards, StreamPositions positions)
      throws IOException, InterruptedException {
    Map<String, Optional<String>> newest = new HashMap<>();
    for (TableStream.Shard shard : shards) {
      newest.put(shard.id(), stream.newest(shard));
    }
    positions.begin(newest);
  }

  private void poll() {
    Set<String> begun = new HashSet<>();
    Set<String> over = new HashSet<>();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        for (TableStream.Shard shard : readable(over)) {
          if (begun.add(shard.id())) {
            threads.execute(() -> read(shard.id()));
          }
        }
        Duration patience = begun.equals(over) ? SOON : LOOK;
        Optional.ofNullable(ended.poll(patience.toMillis(), TimeUnit.MILLISECONDS)).ifPresent(over::add);
      } catch (InterruptedException | RejectedExecutionException e) {
        return;
      } catch (IOException e) {
        log.line(trigger.function(), "the stream of " + trigger.table() + " is not shown: " + e.getMessage());
        pause();
      }
    }
  }

  /** The shards whose parent is gone or has been read to its end. */
  private List<TableStream.Shard> readable(Set<String> over) throws IOException, InterruptedException {
    List<TableStream.Shard> shards = stream.shards();
    Set<String> unread = new HashSet<>();
    shards.forEach(shard -> unread.add(shard.id()));
    positions.retain(unread);
    unread.removeAll(over);
    return shards.stream().filter(shard -> shard.parent().filter(unread::contains).isEmpty()).toList();
  }

  private void read(String shard) {
    try {
      new ShardReader(trigger, shard, stream, positions, delivery, log).read();
      ended.add(shard);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SOON);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops, and waits for it: the next run may go on with these positions at once. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
