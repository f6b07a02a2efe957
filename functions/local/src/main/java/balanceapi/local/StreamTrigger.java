package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table whose stream calls a function.
 *
 * @param table its logical id
 * @param batchSize how many records the function gets at once, at most
 * @param startingPosition where a run begins that has read nothing of the stream
 * @param reportsItemFailures whether the function's answer names the record that it got stuck at
 * @param bisectsOnError whether a batch that fails is halved
 * @param maximumRetryAttempts how often a batch is tried again; empty for as often as its age allows
 * @param maximumRecordAge how old a record may be that the function gets
 * @param onFailure the queue that hears of records that were given up, by its logical id
 * @param filters which records the function gets: those that match one of them, or all if there is none
 */
record StreamTrigger(
    String table,
    String function,
    int batchSize,
    StartingPosition startingPosition,
    boolean reportsItemFailures,
    boolean bisectsOnError,
    Optional<Integer> maximumRetryAttempts,
    Duration maximumRecordAge,
    Optional<String> onFailure,
    List<EventPattern> filters) {

  /** The two ends of a stream. */
  enum StartingPosition {
    LATEST,
    TRIM_HORIZON
  }

  /** How long DynamoDB keeps a stream's records. */
  static final Duration KEPT = Duration.ofHours(24);

  private static final Pattern STREAM = Pattern.compile("arn:[^:]*:dynamodb:[^/]*:table/([^/]+)/stream/.*");
  private static final Pattern QUEUE = Pattern.compile("arn:[^:]*:sqs:.*:([^:]+)");

  private static final Set<String> KNOWN =
      Set.of(
          "Stream",
          "BatchSize",
          "StartingPosition",
          "FunctionResponseTypes",
          "BisectBatchOnFunctionError",
          "MaximumRetryAttempts",
          "MaximumRecordAgeInSeconds",
          "DestinationConfig",
          "FilterCriteria",
          "Enabled",
          // How fast a busy stream is read, and what is counted of it: nothing changes here without them.
          "ParallelizationFactor",
          "MaximumBatchingWindowInSeconds",
          "MetricsConfig");

  /**
   * Reads the properties of a function's event.
   *
   * @throws LocalFailure if they say what the local run does not know
   */
  static StreamTrigger of(String function, JsonNode event) {
    event.properties().stream()
        .map(Map.Entry::getKey)
        .filter(property -> !KNOWN.contains(property))
        .findFirst()
        .ifPresent(property -> known(false, function, property));
    String start = event.path("StartingPosition").asText();
    known(start.equals("LATEST") || start.equals("TRIM_HORIZON"), function, "StartingPosition " + start);
    int attempts = event.path("MaximumRetryAttempts").asInt(-1);
    return new StreamTrigger(
        named(STREAM, event.path("Stream"), function),
        function,
        Math.clamp(event.path("BatchSize").asInt(100), 1, 10_000),
        StartingPosition.valueOf(start),
        event.path("FunctionResponseTypes").toString().contains("ReportBatchItemFailures"),
        event.path("BisectBatchOnFunctionError").asBoolean(),
        attempts < 0 ? Optional.empty() : Optional.of(attempts),
        age(event.path("MaximumRecordAgeInSeconds").asLong(-1)),
        event.has("DestinationConfig")
            ? Optional.of(named(QUEUE, event.at("/DestinationConfig/OnFailure/Destination"), function))
            : Optional.empty(),
        filters(event.path("FilterCriteria").path("Filters")));
  }

  private static void known(boolean known, String function, String what) {
    if (!known) {
      throw new LocalFailure("the local run does not know " + what + " of the stream of " + function);
    }
  }

  private static String named(Pattern arn, JsonNode given, String function) {
    Matcher matcher = arn.matcher(given.asText());
    known(matcher.matches(), function, "\"" + given.asText() + "\"");
    return matcher.group(1);
  }

  private static Duration age(long seconds) {
    return seconds < 0 || seconds > KEPT.toSeconds() ? KEPT : Duration.ofSeconds(seconds);
  }

  private static List<EventPattern> filters(JsonNode given) {
    List<EventPattern> filters = new ArrayList<>();
    given.forEach(filter -> filters.add(EventPattern.of(filter.path("Pattern").asText())));
    return filters;
  }

  /** Whether the other is of the same function and table: Lambda takes one of them alone. */
  boolean isOfSame(StreamTrigger other) {
    return function.equals(other.function) && table.equals(other.table);
  }

  /** Whether a record, in the form that the function gets, is for the function. */
  boolean takes(JsonNode record) {
    return filters.isEmpty() || filters.stream().anyMatch(filter -> filter.matches(record));
  }
}
