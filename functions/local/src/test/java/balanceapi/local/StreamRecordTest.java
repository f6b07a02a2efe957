package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A record of DynamoDB Local's stream, as Lambda would hand it over. */
final class StreamRecordTest {

  private static StreamRecord record(String api) throws Exception {
    return StreamRecord.of(Json.parse(api), "arn:of:the/stream");
  }

  @Test
  void a_record_has_lambdas_members_and_its_images_as_they_are() throws Exception {
    String images =
        "\"Keys\":{\"pk\":{\"S\":\"a\"}},\"NewImage\":{\"pk\":{\"S\":\"a\"},\"n\":{\"N\":\"1.5\"},"
            + "\"l\":{\"L\":[{\"NULL\":true},{\"BOOL\":false}]},\"b\":{\"B\":\"AQI=\"}},"
            + "\"OldImage\":{\"pk\":{\"S\":\"a\"}},\"SequenceNumber\":\"000000000000000000002\","
            + "\"SizeBytes\":31,\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"}";
    assertEquals(
        "{\"eventID\":\"x\",\"eventName\":\"MODIFY\",\"eventVersion\":\"1.1\",\"eventSource\":\"aws:dynamodb\","
            + "\"awsRegion\":\"us-east-1\",\"dynamodb\":{\"ApproximateCreationDateTime\":1796022180," + images
            + ",\"eventSourceARN\":\"arn:of:the/stream\"}",
        record(
                "{\"eventID\":\"x\",\"eventName\":\"MODIFY\",\"eventVersion\":\"1.1\","
                    + "\"eventSource\":\"aws:dynamodb\",\"awsRegion\":\"ddblocal\",\"dynamodb\":{"
                    + "\"ApproximateCreationDateTime\":1796022180.0," + images + "}")
            .event()
            .toString());
  }

  @Test
  void an_image_that_is_not_there_is_left_out() throws Exception {
    StreamRecord record =
        record("{\"eventName\":\"REMOVE\",\"dynamodb\":{\"OldImage\":{},\"NewImage\":null}}");
    assertFalse(record.event().path("dynamodb").has("NewImage"));
    assertTrue(record.event().path("dynamodb").has("OldImage"));
    assertFalse(record.event().has("userIdentity"));
  }

  @Test
  void what_expired_was_removed_by_dynamodb() throws Exception {
    assertEquals(
        "{\"principalId\":\"dynamodb.amazonaws.com\",\"type\":\"Service\"}",
        record(
                "{\"eventName\":\"REMOVE\",\"userIdentity\":{\"PrincipalId\":\"dynamodb.amazonaws.com\","
                    + "\"Type\":\"Service\"}}")
            .event()
            .get("userIdentity")
            .toString());
  }

  @Test
  void a_record_may_be_a_minute_younger_than_it_says() throws Exception {
    StreamRecord record = record("{\"dynamodb\":{\"ApproximateCreationDateTime\":1796022180.0}}");
    Instant said = Instant.ofEpochSecond(1796022180);
    Duration hour = Duration.ofHours(1);
    assertFalse(record.isOlderThan(hour, said.plus(hour).plusSeconds(60)));
    assertTrue(record.isOlderThan(hour, said.plus(hour).plusSeconds(61)));
  }
}
