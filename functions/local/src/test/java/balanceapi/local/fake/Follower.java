package balanceapi.local.fake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Logs a batch in a line, each record as its key and its {@code v} before and after; an item's {@code act}
 * says how it is to fail.
 */
public final class Follower implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

  // One class loader a function: what is static is seen by all its instances.
  private static final Map<String, Integer> SEEN = new ConcurrentHashMap<>();

  private final boolean healed;

  public Follower() {
    this(System.getenv());
  }

  public Follower(Map<String, String> environment) {
    this.healed = environment.containsKey("HEALED");
  }

  @Override
  public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
    List<String> batch = event.getRecords().stream().map(Follower::shown).toList();
    context.getLogger().log(String.join(" ", batch));
    for (DynamodbStreamRecord record : event.getRecords()) {
      if (act(record).equals("throw") || act(record).equals("throw until healed") && !healed) {
        throw new IllegalStateException("as asked");
      }
    }
    return new StreamsEventResponse(
        event.getRecords().stream().filter(Follower::fails).map(Follower::failure).toList());
  }

  private static boolean fails(DynamodbStreamRecord record) {
    int seen = SEEN.merge(record.getDynamodb().getSequenceNumber(), 1, Integer::sum);
    return act(record).equals("report") || act(record).equals("report twice") && seen <= 2;
  }

  private static StreamsEventResponse.BatchItemFailure failure(DynamodbStreamRecord record) {
    return new StreamsEventResponse.BatchItemFailure(record.getDynamodb().getSequenceNumber());
  }

  private static String act(DynamodbStreamRecord record) {
    return text(record.getDynamodb().getNewImage(), "act");
  }

  private static String shown(DynamodbStreamRecord record) {
    StreamRecord change = record.getDynamodb();
    return change.getKeys().get("pk").getS() + ":" + text(change.getOldImage(), "v") + ">"
        + text(change.getNewImage(), "v");
  }

  private static String text(Map<String, AttributeValue> image, String name) {
    return image == null || !image.containsKey(name) ? "" : image.get(name).getS();
  }
}
