package balanceapi.platform.notification;

import balanceapi.core.notification.Notification.Status;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.platform.Config;
import balanceapi.platform.sqs.SqsClients;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The queue of what is to be brought somewhere. */
public interface DeliveryQueue {

  /** The longest that SQS keeps a message back. */
  Duration LONGEST_DELAY = Duration.ofMinutes(15);

  /**
   * Sends these messages, all or an exception.
   *
   * @param delay how long they are kept back, at most {@link #LONGEST_DELAY}
   * @throws StoreUnavailable if the queue refuses; some may have been sent
   */
  void send(List<DeliveryMessage> messages, Duration delay);

  /** Sends one message at once. */
  default void send(DeliveryMessage message) {
    send(List.of(message), Duration.ZERO);
  }

  /**
   * Sees to it that what is in this state is tried once more in a minute, when whatever writes one now has written it and
   * the index shows it.
   */
  default void sweepLater(String app, Status status) {
    send(List.of(new DeliveryMessage.Requeue(app, status)), Duration.ofMinutes(1));
  }

  /** The queue that {@code NOTIFICATION_QUEUE_URL} names; its client is made when it is first needed. */
  static DeliveryQueue of(Config config) {
    String url = config.required("NOTIFICATION_QUEUE_URL");
    return new Sqs(url, SqsClients.onFirstUse(config));
  }

  /** SQS. */
  record Sqs(String url, Supplier<SqsClient> client) implements DeliveryQueue {

    private static final int BATCH = 10;

    @Override
    public void send(List<DeliveryMessage> messages, Duration delay) {
      for (int start = 0; start < messages.size(); start += BATCH) {
        batch(messages.subList(start, Math.min(messages.size(), start + BATCH)), delay);
      }
    }

    private void batch(List<DeliveryMessage> messages, Duration delay) {
      List<SendMessageBatchRequestEntry> entries =
          IntStream.range(0, messages.size())
              .mapToObj(i -> entry(i, messages.get(i), delay))
              .toList();
      try {
        var answer = client.get().sendMessageBatch(batch -> batch.queueUrl(url).entries(entries));
        if (answer.hasFailed() && !answer.failed().isEmpty()) {
          throw new StoreUnavailable("the queue refused messages of a batch");
        }
      } catch (SdkException e) {
        throw new StoreUnavailable("the queue did not take a message", e);
      }
    }

    private static SendMessageBatchRequestEntry entry(int i, DeliveryMessage message, Duration delay) {
      return SendMessageBatchRequestEntry.builder()
          .id(Integer.toString(i))
          .messageBody(message.body())
          .delaySeconds((int) delay.toSeconds())
          .build();
    }
  }
}
