package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much of a batch is done, as Lambda understands an answer. */
final class BatchResponseTest {

  private static final List<StreamRecord> BATCH =
      Stream.of("1", "2", "3").map(BatchResponseTest::record).toList();

  private static StreamRecord record(String number) {
    ObjectNode record = Json.object();
    record.putObject("dynamodb").put("SequenceNumber", number);
    return StreamRecord.of(record, "arn");
  }

  private static int done(String answer) {
    return BatchResponse.done(BATCH, new Invocation.Answered(bytes(answer)), true);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String failures(String... identifiers) {
    return "{\"batchItemFailures\":[%s]}"
        .formatted(
            String.join(
                ",", Stream.of(identifiers).map(id -> "{\"itemIdentifier\":" + id + "}").toList()));
  }

  @Test
  void an_answer_that_names_no_failure_is_for_the_whole_batch() {
    for (String answer :
        List.of("", "null", "[]", "{}", "\"done\"", failures(), "{\"batchItemFailures\":null}")) {
      assertEquals(3, done(answer), answer);
    }
  }

  @Test
  void what_is_before_the_first_failure_is_done() {
    assertEquals(0, done(failures("\"1\"")));
    assertEquals(1, done(failures("\"2\"")));
    assertEquals(1, done(failures("\"3\"", "\"2\"")));
  }

  @Test
  void a_failure_that_names_no_record_of_the_batch_is_the_whole_batchs() {
    for (String identifier : List.of("\"\"", "null", "2", "\"4\"", "\"id-2\"")) {
      assertEquals(0, done(failures(identifier)), identifier);
      assertEquals(0, done(failures("\"3\"", identifier)), identifier);
    }
    assertEquals(0, done("{\"batchItemFailures\":[{\"foo\":\"2\"}]}"));
    assertEquals(0, done("{\"batchItemFailures\":"));
  }

  @Test
  void without_the_template_asking_for_it_an_answer_names_nothing() {
    assertEquals(
        3, BatchResponse.done(BATCH, new Invocation.Answered(bytes(failures("\"1\""))), false));
  }

  @Test
  void of_what_threw_or_took_too_long_nothing_is_done() {
    assertEquals(0, BatchResponse.done(BATCH, new Invocation.Failed(bytes("{}")), true));
    assertEquals(0, BatchResponse.done(BATCH, new Invocation.TimedOut(bytes("{}")), true));
  }
}
