package balanceapi.platform.sqs;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.Optional;

/** What SQS says of the messages that it hands over. */
public final class SqsMessages {

  private SqsMessages() {}

  /** Says whether an earlier attempt ended without a word: it failed as a whole, or was killed. */
  public static boolean isRepeated(SQSEvent.SQSMessage message) {
    return Optional.ofNullable(message.getAttributes())
        .map(attributes -> attributes.get("ApproximateReceiveCount"))
        .filter(count -> !count.equals("1"))
        .isPresent();
  }
}
