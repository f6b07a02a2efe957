package balanceapi.core.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the acceptance cases for the numbers, as they stand beside the project. Times in it are relative
 * to the run's start.
 */
public record AcceptanceCase(JsonNode json) {

  private static final ZoneId LAGOS = ZoneId.of("Africa/Lagos");

  /** All the cases; empty when the file is not there. */
  public static List<AcceptanceCase> all() {
    Optional<Path> file = shared("cases.json");
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      List<AcceptanceCase> all = new ArrayList<>();
      for (JsonNode json : new ObjectMapper().readTree(file.get().toFile()).get("cases")) {
        all.add(new AcceptanceCase(json));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file in the folder {@code shared} beside the project, if it is there. */
  public static Optional<Path> shared(String name) {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path file = dir.resolve("shared").resolve(name);
      if (Files.exists(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  public String name() {
    return json.get("name").asText();
  }

  public Iterable<JsonNode> steps() {
    return json.get("steps");
  }

  /** {@code -120m}, {@code +15d}: an instant. */
  public static Instant instant(String text, Instant start) {
    long amount = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'm' -> start.plus(Duration.ofMinutes(amount));
      case 'h' -> start.plus(Duration.ofHours(amount));
      case 'd' -> start.plus(Duration.ofDays(amount));
      case 's' -> start.plusSeconds(amount);
      default -> throw new IllegalArgumentException(text);
    };
  }

  public static boolean isDate(String text) {
    return text.startsWith("D");
  }

  /** {@code D-3}: a date in Lagos. */
  public static LocalDate date(String text, Instant start) {
    return LocalDate.ofInstant(start, LAGOS).plusDays(Long.parseLong(text.substring(1)));
  }

  @Override
  public String toString() {
    return name();
  }
}
