package balanceapi.refresh;

import balanceapi.platform.Config;
import balanceapi.platform.sqs.SqsClients;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queue between the schedule and the workers. */
interface RefreshQueue {

  /** Sends these messages, all or an exception. */
  void send(List<Message> messages);

  /** The queue that {@code REFRESH_QUEUE_URL} names. */
  static RefreshQueue of(Config config) {
    SqsClient client = SqsClients.of(config);
    String url = config.required("REFRESH_QUEUE_URL");
    return messages -> {
      for (int start = 0; start < messages.size(); start += 10) {
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages.subList(start, Math.min(messages.size(), start + 10))) {
          entries.add(
              SendMessageBatchRequestEntry.builder()
                  .id(Integer.toString(entries.size()))
                  .messageBody(message.body())
                  .build());
        }
        SendMessageBatchResponse answer =
            client.sendMessageBatch(batch -> batch.queueUrl(url).entries(entries));
        if (answer.hasFailed() && !answer.failed().isEmpty()) {
          throw new IllegalStateException("the queue refused messages of a batch");
        }
      }
    };
  }
}
