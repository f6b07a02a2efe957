package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** How much of a batch a function has done, by how it ended. */
final class BatchResponse {

  private BatchResponse() {}

  /**
   * How many records at the batch's beginning are done; all, if nothing failed.
   *
   * @param reportsItemFailures whether the answer says which failed
   */
  static int done(List<StreamRecord> batch, Invocation invocation, boolean reportsItemFailures) {
    return switch (invocation) {
      case Invocation.Failed _, Invocation.TimedOut _ -> 0;
      case Invocation.Answered answered ->
          reportsItemFailures ? firstFailure(batch, answered.payload()) : batch.size();
    };
  }

  private static int firstFailure(List<StreamRecord> batch, byte[] answer) {
    List<String> numbers = batch.stream().map(StreamRecord::sequenceNumber).toList();
    int first = batch.size();
    for (JsonNode failure : failures(answer)) {
      JsonNode identifier = failure.path("itemIdentifier");
      // An identifier that was not handed out, or none: Lambda takes it for the failure of the whole batch.
      int index = identifier.isTextual() ? numbers.indexOf(identifier.asText()) : -1;
      first = Math.min(first, Math.max(0, index));
    }
    return first;
  }

  private static JsonNode failures(byte[] answer) {
    try {
      return Json.parse(answer).path("batchItemFailures");
    } catch (IOException e) {
      // Nobody knows what it says, so nothing is done: one failure without an identifier.
      return Json.tree(List.of(""));
    }
  }
}
