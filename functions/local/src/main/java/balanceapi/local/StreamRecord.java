package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A change of an item, as a function gets it.
 *
 * @param event an element of the event's {@code Records}
 */
record StreamRecord(ObjectNode event) {

  /** DynamoDB Local tells the minute of a change alone. */
  private static final Duration ROUNDED_DOWN = Duration.ofMinutes(1);

  /** A record of a stream in the form that Lambda gives it. */
  static StreamRecord of(JsonNode given, String streamArn) {
    ObjectNode event = Json.object();
    copy(given, event, List.of("eventID", "eventName", "eventVersion", "eventSource"));
    // DynamoDB Local has a region of its own; the function runs in ours.
    event.put("awsRegion", LocalNames.REGION);
    JsonNode by = given.path("userIdentity");
    if (by.isObject()) {
      ObjectNode identity = event.putObject("userIdentity");
      identity.set("principalId", by.path("PrincipalId"));
      identity.set("type", by.path("Type"));
    }
    JsonNode change = given.path("dynamodb");
    ObjectNode copied = event.putObject("dynamodb");
    copied.put("ApproximateCreationDateTime", change.path("ApproximateCreationDateTime").asLong());
    copy(
        change,
        copied,
        List.of("Keys", "NewImage", "OldImage", "SequenceNumber", "SizeBytes", "StreamViewType"));
    event.put("eventSourceARN", streamArn);
    return new StreamRecord(event);
  }

  private static void copy(JsonNode from, ObjectNode to, List<String> members) {
    for (String member : members) {
      if (from.hasNonNull(member)) {
        to.set(member, from.get(member));
      }
    }
  }

  /** Its number in the shard; later ones are greater. */
  String sequenceNumber() {
    return event.at("/dynamodb/SequenceNumber").asText();
  }

  /** When the item changed, to the second or the minute. */
  Instant created() {
    return Instant.ofEpochSecond(event.at("/dynamodb/ApproximateCreationDateTime").asLong());
  }

  /** Whether it is older than this for sure. */
  boolean isOlderThan(Duration age, Instant now) {
    return created().plus(ROUNDED_DOWN).plus(age).isBefore(now);
  }
}
