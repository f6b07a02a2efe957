package balanceapi.notify;

import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import java.util.HashMap;
import java.util.Map;

/** Items as the events library has them, in the SDK's form. The table has no binaries and no sets. */
final class Images {

  private Images() {}

  /** The item; empty where there is no image. */
  static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> of(
      Map<String, AttributeValue> image) {
    Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> item = new HashMap<>();
    if (image != null) {
      image.forEach((name, value) -> item.put(name, of(value)));
    }
    return item;
  }

  private static software.amazon.awssdk.services.dynamodb.model.AttributeValue of(
      AttributeValue value) {
    if (value.getS() != null) {
      return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS(value.getS());
    }
    if (value.getN() != null) {
      return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN(value.getN());
    }
    if (value.getBOOL() != null) {
      return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool(value.getBOOL());
    }
    if (value.getL() != null) {
      return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL(
          value.getL().stream().map(Images::of).toList());
    }
    if (value.getM() != null) {
      return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM(of(value.getM()));
    }
    return software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul(true);
  }
}
