package balanceapi.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Lambda's event source mapping for a queue: takes batches, calls the function, and deletes what succeeded.
 * What failed is left to the queue, whose visibility timeout and redrive policy decide.
 */
final class QueuePoller implements AutoCloseable {

  // ElasticMQ moves a message to the dead letters when its queue is asked next, not while an answer is waited
  // for.
  private static final int WAIT_SECONDS = 1;

  private final Template.QueueTrigger trigger;
  private final String url;
  private final AwsJson sqs;
  private final Functions functions;
  private final Semaphore concurrency;
  private final Thread thread;

  QueuePoller(Template.QueueTrigger trigger, URI endpoint, String url, Functions functions) {
    this.trigger = trigger;
    this.url = url;
    this.sqs = AwsJson.sqs(endpoint);
    this.functions = functions;
    // A message that waited for an instance would use up the time in which nobody else gets it.
    this.concurrency =
        new Semaphore(Math.min(trigger.maximumConcurrency(), LocalFunction.MAXIMUM_INSTANCES));
    this.thread = Thread.ofVirtual().name(trigger.queue() + " poller").start(this::poll);
  }

  private void poll() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        concurrency.acquire();
        JsonNode messages = receive();
        if (messages.isEmpty()) {
          concurrency.release();
        } else {
          Thread.startVirtualThread(() -> handOver(messages));
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException e) {
        concurrency.release();
        functions.log().line(trigger.function(), "the queue cannot be read: " + e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode receive() throws IOException, InterruptedException {
    ObjectNode request =
        Json.object()
            .put("QueueUrl", url)
            .put("MaxNumberOfMessages", Math.min(10, trigger.batchSize()))
            .put("WaitTimeSeconds", WAIT_SECONDS);
    request.putArray("AttributeNames").add("All");
    request.putArray("MessageAttributeNames").add("All");
    return sqs.call("ReceiveMessage", request).path("Messages");
  }

  private void handOver(JsonNode messages) {
    try {
      Invocation invocation = functions.named(trigger.function()).invoke(Json.bytes(event(messages)));
      if (invocation instanceof Invocation.Answered answered) {
        deleteSucceeded(messages, answered.payload());
      }
    } catch (IOException e) {
      functions.log().line(trigger.function(), "the batch was not settled: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      concurrency.release();
    }
  }

  private ObjectNode event(JsonNode messages) {
    ObjectNode event = Json.object();
    ArrayNode records = event.putArray("Records");
    for (JsonNode message : messages) {
      ObjectNode entry = records.addObject();
      entry.set("messageId", message.path("MessageId"));
      entry.set("receiptHandle", message.path("ReceiptHandle"));
      entry.set("body", message.path("Body"));
      entry.set("attributes", message.path("Attributes"));
      entry.set("messageAttributes", messageAttributes(message.path("MessageAttributes")));
      entry.set("md5OfBody", message.path("MD5OfBody"));
      entry.put("eventSource", "aws:sqs");
      entry.put("eventSourceARN", LocalNames.arn("sqs", trigger.queue()));
      entry.put("awsRegion", LocalNames.REGION);
    }
    return event;
  }

  private static ObjectNode messageAttributes(JsonNode given) {
    ObjectNode attributes = Json.object();
    given.properties().forEach(
        attribute -> {
          ObjectNode entry = attributes.putObject(attribute.getKey());
          entry.set("stringValue", attribute.getValue().path("StringValue"));
          entry.set("dataType", attribute.getValue().path("DataType"));
        });
    return attributes;
  }

  private void deleteSucceeded(JsonNode messages, byte[] answer) throws IOException, InterruptedException {
    Set<String> known = new HashSet<>();
    messages.forEach(message -> known.add(message.path("MessageId").asText()));
    Set<String> failed = new HashSet<>();
    if (trigger.reportsItemFailures() && answer.length > 0) {
      Json.parse(answer).path("batchItemFailures")
          .forEach(failure -> failed.add(failure.path("itemIdentifier").asText("")));
    }
    if (!known.containsAll(failed)) {
      return; // Lambda takes an id that it did not hand out for the failure of the whole batch.
    }
    for (JsonNode message : messages) {
      if (!failed.contains(message.path("MessageId").asText())) {
        ObjectNode request = Json.object().put("QueueUrl", url);
        request.set("ReceiptHandle", message.path("ReceiptHandle"));
        sqs.call("DeleteMessage", request);
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
