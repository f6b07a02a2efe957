package balanceapi.platform.dynamo;

import balanceapi.core.provider.Asked;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Requests for fresh figures as items, beside the accounts of their record. */
final class AskedItems {

  /** A day after its deadline nobody waits for a request any more. */
  private static final Duration KEPT = Duration.ofDays(1);

  private AskedItems() {}

  static Map<String, AttributeValue> item(String app, Asked asked) {
    return new Attributes.Item()
        .with("pk", Attributes.of(Keys.record(app, asked.record())))
        .with("sk", Attributes.of(Keys.ASKED + asked.kind().name()))
        .with("v", AppItems.SCHEMA)
        .with("account", Attributes.of(asked.account()))
        .with("state", Attributes.of(asked.state().name()))
        // An erasure tells by it of which life the request is.
        .with("at", Attributes.of(asked.at()))
        .with("ttl", Attributes.of(asked.deadline().plus(KEPT).getEpochSecond()))
        .map();
  }

  static Asked asked(String record, Map<String, AttributeValue> item) {
    return new Asked(
        record,
        Asked.Kind.valueOf(item.get("sk").s().substring(Keys.ASKED.length())),
        item.get("account").s(),
        Asked.State.valueOf(item.get("state").s()),
        Attributes.instant(item.get("at")));
  }
}
