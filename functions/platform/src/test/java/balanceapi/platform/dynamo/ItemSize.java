package balanceapi.platform.dynamo;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The size of an item as DynamoDB counts it: names and values, 3 bytes a list or map and 1 a member. */
final class ItemSize {

  private ItemSize() {}

  static int of(Map<String, AttributeValue> item) {
    return item.entrySet().stream().mapToInt(e -> text(e.getKey()) + of(e.getValue())).sum();
  }

  static int of(AttributeValue value) {
    return switch (value.type()) {
      case S -> text(value.s());
      case N -> number(new BigDecimal(value.n()));
      case BOOL, NUL -> 1;
      case L -> 3 + value.l().stream().mapToInt(v -> 1 + of(v)).sum();
      case M -> 3 + value.m().size() + of(value.m());
      default -> throw new IllegalArgumentException("not an attribute of ours: " + value.type());
    };
  }

  private static int text(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A byte for two significant digits, one more, and one for a sign. */
  private static int number(BigDecimal number) {
    BigDecimal digits = number.stripTrailingZeros();
    return (digits.precision() + 1) / 2 + 1 + (number.signum() < 0 ? 1 : 0);
  }
}
