package balanceapi.platform.json;

import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import balanceapi.platform.http.BadRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.LinkedHashSet;
import java.util.function.Function;

/**
 * The members of a JSON object, read by name and type.
 *
 * <p>An explicit null is the same as absent. A member of the wrong type or out of its bounds throws
 * {@link BadRequest} naming it with the path that leads to it: {@code account.nuban}, {@code items[2].id}.
 */
public final class Fields {

  private static final int DATE_LENGTH = "2026-11-22".length();

  private final ObjectNode node;
  private final String path;

  private Fields(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  static Fields of(ObjectNode node) {
    return new Fields(Objects.requireNonNull(node, "node"), "");
  }

  /**
   * A member that must be there: {@code fields.required("name", fields::text)}.
   *
   * @throws BadRequest if the reader finds nothing
   */
  public <T> T required(String name, Function<String, Optional<T>> reader) {
    return reader.apply(name).orElseThrow(() -> wrong(name, "is required"));
  }

  /** A text as it stands, maybe empty. */
  public Optional<String> text(String name) {
    return find(name).map(value -> textOf(path + name, value));
  }

  /** A text of one line that says something, without the blanks around it. */
  public Optional<String> line(String name, int longest) {
    return text(name).map(text -> Values.line(path + name, text, longest));
  }

  /** An id of 1 to 128 visible ASCII characters. */
  public Optional<String> id(String name) {
    return text(name).map(text -> Values.id(path + name, text));
  }

  /** A text, or a number as it was written: for codes, which some senders quote and some do not. */
  public Optional<String> scalar(String name) {
    return find(name)
        .filter(value -> value.isTextual() || value.isNumber())
        .map(value -> value.isTextual() ? value.textValue() : value.decimalValue().toString());
  }

  /** A list of ids, each alone or inside an object. */
  public List<String> idsOrObjects(String name, Function<Fields, Optional<String>> inside) {
    return list(
            name,
            (at, value) ->
                value instanceof ObjectNode
                    ? inside
                        .apply(objectOf(at, value))
                        .orElseThrow(() -> new BadRequest(at, "must be an id, or have an _id"))
                    : Values.id(at, textOf(at, value)))
        .orElse(List.of());
  }

  /** An instant, cut to milliseconds. */
  public Optional<Instant> instant(String name) {
    return text(name).map(text -> Values.instant(path + name, text));
  }

  /** An instant, or a date without a time. */
  public Optional<When> when(String name) {
    return text(name).map(text -> whenOf(path + name, text));
  }

  /** A JSON number or a numeric text: at most 15 digits before the point, scale 0 to 32. */
  public Optional<BigDecimal> number(String name) {
    return find(name)
        .map(
            value ->
                switch (value.getNodeType()) {
                  case NUMBER -> Values.number(path + name, value.decimalValue());
                  case STRING -> Values.number(path + name, value.textValue());
                  default -> throw wrong(name, "must be a number");
                });
  }

  /**
   * One side of a transaction: a positive number; zero, an empty text and null are the same as absent.
   *
   * @throws BadRequest if it is negative
   */
  public Optional<BigDecimal> amount(String name) {
    if (find(name).filter(value -> value.isTextual() && value.textValue().isEmpty()).isPresent()) {
      return Optional.empty();
    }
    Optional<BigDecimal> number = number(name).filter(value -> value.signum() != 0);
    if (number.filter(value -> value.signum() < 0).isPresent()) {
      throw wrong(name, "must not be negative");
    }
    return number;
  }

  /** A JSON boolean. */
  public Optional<Boolean> bool(String name) {
    return find(name)
        .map(
            value -> {
              if (value.isBoolean()) {
                return value.booleanValue();
              }
              throw wrong(name, "must be true or false");
            });
  }

  /** A whole number in a range. */
  public Optional<Integer> integer(String name, int least, int most) {
    return number(name).map(number -> Values.integer(path + name, number.toPlainString(), least, most));
  }

  /** A currency that ISO 4217 lists. */
  public Optional<Currency> currency(String name) {
    return text(name).map(text -> Values.currency(path + name, text));
  }

  /** A positive ISO-8601 duration of at most 366 days. */
  public Optional<Duration> duration(String name) {
    return text(name).map(text -> Values.duration(path + name, text));
  }

  /** A nested object. */
  public Optional<Fields> object(String name) {
    return find(name).map(value -> objectOf(path + name, value));
  }

  /** A member as it stands, of whatever type. */
  public Optional<JsonNode> tree(String name) {
    return find(name);
  }

  /** A list of objects. */
  public Optional<List<Fields>> objects(String name) {
    return list(name, Fields::objectOf);
  }

  /** A list of texts. */
  public Optional<List<String>> texts(String name) {
    return list(name, Fields::textOf);
  }

  /** A list of ids. */
  public Optional<List<String>> ids(String name) {
    return list(name, (at, value) -> Values.id(at, textOf(at, value)));
  }

  /** Whether the member is there and not null. */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /** Whether the member is there as an explicit null. */
  public boolean isNull(String name) {
    JsonNode value = node.get(name);
    return value != null && value.isNull();
  }

  /** Whether the member is a text, such as an id where an object may stand too. */
  public boolean isText(String name) {
    return find(name).filter(JsonNode::isTextual).isPresent();
  }

  /** Whether the member is a JSON object. */
  public boolean isObject(String name) {
    return find(name).filter(JsonNode::isObject).isPresent();
  }

  /** The names of all members, in their order, nulls included. */
  public SequencedSet<String> names() {
    SequencedSet<String> names = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The refusal of a member for a reason that its type does not show. */
  public BadRequest wrong(String name, String change) {
    return new BadRequest(path + name, change);
  }

  private Optional<JsonNode> find(String name) {
    return Optional.ofNullable(node.get(name)).filter(value -> value.getNodeType() != JsonNodeType.NULL);
  }

  private <T> Optional<List<T>> list(String name, Element<T> element) {
    return find(name)
        .map(
            value -> {
              if (!value.isArray()) {
                throw wrong(name, "must be a list");
              }
              List<T> all = new ArrayList<>(value.size());
              for (JsonNode child : value) {
                all.add(element.read(path + name + "[" + all.size() + "]", child));
              }
              return List.copyOf(all);
            });
  }

  @FunctionalInterface
  private interface Element<T> {
    T read(String at, JsonNode value);
  }

  private static String textOf(String at, JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    throw new BadRequest(at, "must be a text");
  }

  private static Fields objectOf(String at, JsonNode value) {
    if (value instanceof ObjectNode object) {
      return new Fields(object, at + ".");
    }
    throw new BadRequest(at, "must be an object");
  }

  private static When whenOf(String at, String text) {
    if (text.length() == DATE_LENGTH) {
      try {
        return When.of(LocalDate.parse(text));
      } catch (DateTimeParseException e) {
        throw new BadRequest(at, "must be a date such as 2026-11-22, or an instant with Z or an offset");
      }
    }
    return When.of(Values.instant(at, text));
  }
}
