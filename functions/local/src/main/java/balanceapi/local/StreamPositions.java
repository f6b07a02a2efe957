package balanceapi.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a function has read a table's stream, shard by shard. A folder of data keeps the stream, too, so the
 * positions stay in it: what changed before a stop reaches the function after the next start.
 */
final class StreamPositions {

  /** The position of a shard of which nothing has been read. */
  private static final String BEGINNING = "";

  private final Map<String, String> positions = new HashMap<>();
  private final Optional<Path> file;
  private boolean known;

  private StreamPositions(Optional<Path> file) {
    this.file = file;
  }

  /** Positions that end with this run. */
  static StreamPositions forThisRun() {
    return new StreamPositions(Optional.empty());
  }

  /** Positions kept in this folder, those of earlier runs among them. */
  static StreamPositions keptIn(Path folder, StreamTrigger trigger) {
    Path file = folder.resolve("stream-" + trigger.table() + "-" + trigger.function() + ".json");
    StreamPositions kept = new StreamPositions(Optional.of(file));
    kept.known = Files.exists(file);
    if (kept.known) {
      kept.load(file);
    }
    return kept;
  }

  private void load(Path file) {
    try {
      Json.parse(Files.readAllBytes(file)).properties()
          .forEach(shard -> positions.put(shard.getKey(), shard.getValue().asText()));
    } catch (JsonProcessingException e) {
      // What the stream still has comes again, which is better than to skip some of it.
      positions.clear();
    } catch (IOException e) {
      throw new LocalFailure("the file " + file + " cannot be read", e);
    }
  }

  /** Whether there are any, from an earlier run or from this one; else its starting position decides. */
  synchronized boolean areKnown() {
    return known;
  }

  /** The last sequence number that is done with; empty if the shard is to be read from its beginning. */
  synchronized Optional<String> of(String shard) {
    return Optional.of(positions.getOrDefault(shard, BEGINNING)).filter(number -> !number.equals(BEGINNING));
  }

  /** Everything up to this record of the shard is done with. */
  synchronized void advance(String shard, String sequenceNumber) throws IOException {
    if (!sequenceNumber.equals(positions.put(shard, sequenceNumber))) {
      keep();
    }
  }

  /** Begins where the shards are now, each given with its newest sequence number if it has any. */
  synchronized void begin(Map<String, Optional<String>> newest) throws IOException {
    newest.forEach((shard, number) -> positions.put(shard, number.orElse(BEGINNING)));
    keep();
  }

  /** Begins a shard anew, at the oldest record that it still has. */
  synchronized void reset(String shard) {
    positions.put(shard, BEGINNING);
  }

  /** Forgets the shards that are gone. */
  synchronized void retain(Collection<String> shards) {
    positions.keySet().retainAll(shards);
  }

  private void keep() throws IOException {
    known = true;
    if (file.isPresent()) {
      Path written = file.get().resolveSibling("." + file.get().getFileName());
      Files.write(written, Json.bytes(Json.tree(positions)));
      // A stop amid it leaves the positions of before, never half of them.
      Files.move(written, file.get(), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
