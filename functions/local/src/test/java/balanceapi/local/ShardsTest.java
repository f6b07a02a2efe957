package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a stream's shards, its iterators and its old records. */
final class ShardsTest {

  private static final String FUNCTION = "FollowerFunction";
  private static final LocalNames NAMES = new LocalNames(Map.of(), URI.create("http://127.0.0.1:9"));

  @TempDir private Path folder;
  private FakeStreams streams;
  private FunctionLog log;
  private Functions functions;

  @BeforeEach
  void start() throws Exception {
    streams = FakeStreams.start();
    log = FunctionLog.open(Optional.empty(), false);
    Template template = Template.read(FakeDeployment.in(folder), Map.of(), NAMES.sqs());
    functions =
        Functions.start(
            template.functions().stream().filter(spec -> spec.name().equals(FUNCTION)).toList(),
            folder.resolve("code"),
            UnaryOperator.identity(),
            log);
  }

  @AfterEach
  void stop() {
    functions.close();
    log.close();
    streams.close();
  }

  private static StreamTrigger trigger(StreamTrigger.StartingPosition start) {
    return new StreamTrigger(
        "Table",
        FUNCTION,
        10,
        start,
        true,
        false,
        Optional.empty(),
        Duration.ofHours(1),
        Optional.empty(),
        List.of());
  }

  private StreamPoller read(StreamTrigger.StartingPosition start, StreamPositions positions) throws Exception {
    return StreamPoller.start(
        trigger(start), TableStream.of(streams.url(), "Table"), positions, functions, NAMES);
  }

  private StreamPoller readAll() throws Exception {
    return read(StreamTrigger.StartingPosition.TRIM_HORIZON, StreamPositions.forThisRun());
  }

  /** The numbers of the records that the function got, in their order. */
  private List<Integer> numbers() {
    return Followed.words(log.lines(FUNCTION)).stream()
        .map(word -> Integer.valueOf(word.replaceAll("\\D", "")))
        .toList();
  }

  private void await(Integer... numbers) {
    Followed.await(List.of(numbers), this::numbers);
  }

  @Test
  void a_shards_children_wait_until_it_is_read_to_its_end() throws Exception {
    streams.open("parent", null, 1, 2);
    streams.open("left", "parent", 3, 5);
    streams.open("right", "parent", 4);
    try (StreamPoller _ = readAll()) {
      await(1, 2);
      streams.add("parent", Instant.now(), 6);
      await(1, 2, 6);
      streams.end("parent");
      Followed.await(6, () -> numbers().size());
      assertEquals(List.of(1, 2, 6), numbers().subList(0, 3));
      assertEquals(List.of(3, 5), numbers().stream().filter(number -> number % 2 == 1 && number > 1).toList());
    }
  }

  @Test
  void a_shard_that_begins_later_is_found_and_one_without_its_parent_is_read() throws Exception {
    streams.open("orphan", "long gone", 1);
    try (StreamPoller _ = readAll()) {
      await(1);
      streams.open("child", "orphan", 2);
      streams.end("orphan");
      await(1, 2);
    }
  }

  @Test
  void an_iterator_that_expired_costs_no_record_and_repeats_none() throws Exception {
    streams.open("shard", null, 1, 2);
    try (StreamPoller _ = readAll()) {
      await(1, 2);
      streams.expireIterators();
      streams.add("shard", Instant.now(), 3);
      await(1, 2, 3);
    }
  }

  @Test
  void where_records_are_gone_the_oldest_that_is_left_comes_next() throws Exception {
    StreamPositions positions = StreamPositions.forThisRun();
    positions.advance("shard", "000000000000000000001");
    streams.open("shard", null, 1, 2, 3, 4);
    streams.trim("shard", 4);
    try (StreamPoller _ = read(StreamTrigger.StartingPosition.LATEST, positions)) {
      await(4);
      streams.add("shard", Instant.now(), 5);
      await(4, 5);
    }
  }

  @Test
  void from_the_latest_on_only_what_comes_after_the_start_is_handed_over() throws Exception {
    streams.open("ended", null, 1);
    streams.end("ended");
    streams.open("open", "ended", 2, 3);
    streams.open("empty", "ended");
    try (StreamPoller _ = read(StreamTrigger.StartingPosition.LATEST, StreamPositions.forThisRun())) {
      streams.add("open", Instant.now(), 4);
      await(4);
      streams.add("empty", Instant.now(), 5);
      await(4, 5);
    }
  }

  @Test
  void the_positions_are_kept_from_run_to_run_and_a_broken_file_repeats_rather_than_skips() throws Exception {
    StreamTrigger trigger = trigger(StreamTrigger.StartingPosition.LATEST);
    streams.open("shard", null, 1);
    try (StreamPoller _ = read(trigger.startingPosition(), StreamPositions.keptIn(folder, trigger))) {
      streams.add("shard", Instant.now(), 2);
      Followed.await("{\"shard\":\"000000000000000000002\"}", this::kept);
    }
    streams.add("shard", Instant.now(), 3);
    try (StreamPoller _ = read(trigger.startingPosition(), StreamPositions.keptIn(folder, trigger))) {
      Followed.await("{\"shard\":\"000000000000000000003\"}", this::kept);
      await(2, 3);
    }
    Files.writeString(positions(), "{\"shard\":");
    try (StreamPoller _ = read(trigger.startingPosition(), StreamPositions.keptIn(folder, trigger))) {
      await(2, 3, 1, 2, 3);
    }
  }

  private Path positions() {
    return folder.resolve("stream-Table-" + FUNCTION + ".json");
  }

  private String kept() {
    try {
      return Files.readString(positions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_record_that_is_too_old_is_given_up() throws Exception {
    streams.open("shard", null);
    streams.add("shard", Instant.now().minus(Duration.ofHours(2)), 1, 2);
    streams.add("shard", Instant.now().minus(Duration.ofMinutes(60)), 3);
    try (StreamPoller _ = readAll()) {
      await(3);
    }
    String line = log.lines(FUNCTION).getFirst();
    assertTrue(line.contains("\"condition\":\"RecordAgeExceeded\""), line);
    assertTrue(line.contains("\"batchSize\":2"), line);
  }
}
