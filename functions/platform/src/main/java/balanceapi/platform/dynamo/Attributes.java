package balanceapi.platform.dynamo;

import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Attribute values and back. What is absent is left out of a map and is {@code NULL} in a list; instants
 * are milliseconds since 1970; amounts are text, for DynamoDB's numbers drop trailing zeros: 500.00 would
 * come back as 500, and neither a put that meets its own write nor a line shown again would be known again.
 */
final class Attributes {

  static final AttributeValue NONE = AttributeValue.fromNul(true);

  private Attributes() {}

  static AttributeValue of(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue of(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  static AttributeValue of(BigDecimal number) {
    return AttributeValue.fromS(number.toString());
  }

  /** An amount with its currency: {@code [code, amount]}. */
  static AttributeValue of(Money money) {
    return list(of(money.currency().code()), of(money.amount()));
  }

  static AttributeValue of(Instant instant) {
    return of(instant.toEpochMilli());
  }

  static AttributeValue of(Duration duration) {
    return of(duration.toMillis());
  }

  static AttributeValue of(boolean bool) {
    return AttributeValue.fromBool(bool);
  }

  static AttributeValue list(AttributeValue... values) {
    return AttributeValue.fromL(List.of(values));
  }

  static <T> AttributeValue list(List<T> values, Function<T, AttributeValue> each) {
    return AttributeValue.fromL(values.stream().map(each).toList());
  }

  static <T> AttributeValue orNone(Optional<T> value, Function<T, AttributeValue> each) {
    return value.map(each).orElse(NONE);
  }

  static <T> Optional<T> unlessNone(AttributeValue value, Function<AttributeValue, T> each) {
    return value == null || Boolean.TRUE.equals(value.nul())
        ? Optional.empty()
        : Optional.of(each.apply(value));
  }

  static BigDecimal decimal(AttributeValue value) {
    return new BigDecimal(value.s());
  }

  static Money money(AttributeValue value) {
    return Money.computed(Currency.of(value.l().get(0).s()), decimal(value.l().get(1)));
  }

  static long number(AttributeValue value) {
    return Long.parseLong(value.n());
  }

  static Instant instant(AttributeValue value) {
    return Instant.ofEpochMilli(number(value));
  }

  static Duration duration(AttributeValue value) {
    return Duration.ofMillis(number(value));
  }

  static <T> List<T> each(AttributeValue list, Function<AttributeValue, T> each) {
    return list.l().stream().map(each).toList();
  }

  /** An item or a map under construction. */
  static final class Item {
    private final Map<String, AttributeValue> values = new HashMap<>();

    Item with(String name, AttributeValue value) {
      values.put(name, value);
      return this;
    }

    <T> Item with(String name, Optional<T> value, Function<T, AttributeValue> each) {
      value.ifPresent(v -> values.put(name, each.apply(v)));
      return this;
    }

    Map<String, AttributeValue> map() {
      return values;
    }

    AttributeValue value() {
      return AttributeValue.fromM(values);
    }
  }
}
