package balanceapi.local.fake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.List;
import java.util.Map;

/** Fails the messages that say {@code bad}, and the whole batch for one that says {@code boom}. */
public final class Worker implements RequestHandler<SQSEvent, SQSBatchResponse> {

  public Worker() {}

  public Worker(Map<String, String> environment) {}

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    event.getRecords()
        .forEach(
            message ->
                context.getLogger().log(
                    message.getBody() + " " + message.getAttributes().get("ApproximateReceiveCount")));
    if (event.getRecords().stream().anyMatch(message -> message.getBody().equals("boom"))) {
      throw new IllegalStateException("as asked");
    }
    List<SQSBatchResponse.BatchItemFailure> failures =
        event.getRecords().stream()
            .filter(message -> message.getBody().equals("bad"))
            .map(message -> new SQSBatchResponse.BatchItemFailure(message.getMessageId()))
            .toList();
    return new SQSBatchResponse(failures);
  }
}
