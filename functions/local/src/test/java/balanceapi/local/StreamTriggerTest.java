package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a template says of the streams that call functions. */
final class StreamTriggerTest {

  @TempDir private Path folder;

  private List<StreamTrigger> triggers(String properties) throws Exception {
    return triggers(properties, "{StreamSpecification: {StreamViewType: NEW_IMAGE}}");
  }

  private List<StreamTrigger> triggers(String properties, String table) throws Exception {
    Path file = folder.resolve("t.yaml");
    Files.writeString(
        file,
        """
        Resources:
          Table: {Type: "AWS::DynamoDB::Table", Properties: %s}
          Lost: {Type: "AWS::SQS::Queue"}
          Topic: {Type: "AWS::SNS::Topic"}
          Reader:
            Type: AWS::Serverless::Function
            Properties:
              Events: {Changes: {Type: DynamoDB, Properties: {%s}}}
        """
            .formatted(table, properties));
    return Template.read(file, Map.of(), URI.create("http://127.0.0.1:9324")).streamTriggers();
  }

  @Test
  void a_stream_has_lambdas_defaults() throws Exception {
    assertEquals(
        List.of(
            new StreamTrigger(
                "Table",
                "Reader",
                100,
                StreamTrigger.StartingPosition.LATEST,
                false,
                false,
                Optional.empty(),
                Duration.ofHours(24),
                Optional.empty(),
                List.of())),
        triggers("Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST"));
  }

  @Test
  void what_a_template_says_of_a_stream_is_read() throws Exception {
    StreamTrigger trigger =
        triggers(
                """
                Stream: !GetAtt Table.StreamArn, StartingPosition: TRIM_HORIZON, BatchSize: 7,
                FunctionResponseTypes: [ReportBatchItemFailures], BisectBatchOnFunctionError: true,
                MaximumRetryAttempts: 0, MaximumRecordAgeInSeconds: 60, ParallelizationFactor: 10,
                MaximumBatchingWindowInSeconds: 5, Enabled: true,
                DestinationConfig: {OnFailure: {Destination: !GetAtt Lost.Arn}},
                FilterCriteria: {Filters: [{Pattern: '{"eventName":["INSERT"]}'},
                                           {Pattern: '{"eventName":["REMOVE"]}'}]}
                """)
            .getFirst();
    assertEquals(
        new StreamTrigger(
            "Table",
            "Reader",
            7,
            StreamTrigger.StartingPosition.TRIM_HORIZON,
            true,
            true,
            Optional.of(0),
            Duration.ofMinutes(1),
            Optional.of("Lost"),
            List.of(
                EventPattern.of("{\"eventName\":[\"INSERT\"]}"),
                EventPattern.of("{\"eventName\":[\"REMOVE\"]}"))),
        trigger);
    assertEquals(
        List.of(true, false, true),
        List.of("INSERT", "MODIFY", "REMOVE").stream()
            .map(name -> trigger.takes(Json.object().put("eventName", name)))
            .toList());
  }

  @Test
  void a_stream_that_is_not_enabled_calls_nobody() throws Exception {
    assertEquals(
        List.of(), triggers("Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST, Enabled: false"));
  }

  @Test
  void what_the_local_run_does_not_know_of_a_stream_is_named() {
    String unknown = "the local run does not know %s of the stream of Reader";
    String stream = "Stream: !GetAtt Table.StreamArn, ";
    assertRefused(
        unknown.formatted("TumblingWindowInSeconds"),
        stream + "StartingPosition: LATEST, TumblingWindowInSeconds: 3");
    assertRefused(
        unknown.formatted("StartingPosition AT_TIMESTAMP"), stream + "StartingPosition: AT_TIMESTAMP");
    assertRefused(unknown.formatted("StartingPosition "), stream + "BatchSize: 1");
    assertRefused(
        unknown.formatted("\"arn:aws:kinesis:us-east-1:1:stream/x\""),
        "Stream: arn:aws:kinesis:us-east-1:1:stream/x, StartingPosition: LATEST");
    assertRefused(
        unknown.formatted("\"Topic\""),
        stream + "StartingPosition: LATEST, DestinationConfig: {OnFailure: {Destination: !Ref Topic}}");
    String pattern = "{\"a\":[{\"suffix\":\"x\"}]}";
    assertRefused(
        "the filter " + pattern + " is not understood: the local run does not know the operator suffix",
        stream + "StartingPosition: LATEST, FilterCriteria: {Filters: [{Pattern: '" + pattern + "'}]}");
  }

  private void assertRefused(String line, String properties) {
    assertEquals(line, assertThrows(LocalFailure.class, () -> triggers(properties)).getMessage());
  }

  @Test
  void a_function_reads_a_stream_once() throws Exception {
    String twice =
        "Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST}}, Again: {Type: DynamoDB, Properties: {"
            + "Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST";
    assertRefused("Reader reads the stream of Table twice, as none may", twice);
  }

  @Test
  void a_table_without_a_stream_calls_nobody() {
    assertEquals(
        "Reader reads the stream of Table, which has none",
        assertThrows(
                LocalFailure.class,
                () -> triggers("Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST", "{}"))
            .getMessage());
  }
}
