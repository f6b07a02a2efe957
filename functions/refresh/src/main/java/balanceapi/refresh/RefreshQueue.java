package balanceapi.refresh;

import balanceapi.platform.Config;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queue between the schedule and the workers. */
interface RefreshQueue {

  /** Sends these messages, all or an exception. */
  void send(List<Message> messages);

  /** The queue that {@code REFRESH_QUEUE_URL} names. */
  static RefreshQueue of(Config config) {
    SqsClient client = client(config);
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

  private static SqsClient client(Config config) {
    SqsClientBuilder builder =
        SqsClient.builder()
            .region(Region.of(config.optional("AWS_REGION").orElse("us-east-1")))
            .httpClientBuilder(UrlConnectionHttpClient.builder());
    Optional<String> endpoint = config.optional("AWS_ENDPOINT_URL_SQS");
    if (endpoint.isPresent()) {
      builder
          .endpointOverride(URI.create(endpoint.get()))
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(
                      config.required("AWS_ACCESS_KEY_ID"),
                      config.required("AWS_SECRET_ACCESS_KEY"))));
    }
    return builder.build();
  }
}
