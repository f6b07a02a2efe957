package balanceapi.platform.event;

import balanceapi.platform.http.BadRequest;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The options that an app gave its widget: free data, such as its own id of the person, by which it finds
 * the accounts again.
 *
 * <p>They are kept as JSON in one form, names sorted and numbers plain, so that equal options are equal texts
 * whatever event brought them. They are the app's, and no reason to refuse an event: what is no object, is
 * too large or has a number out of every range is left out.
 */
public final class WidgetOptions {

  /** The most that is kept, in bytes of UTF-8: the balance item is written at every change. */
  public static final int MAX_BYTES = 1024;

  private WidgetOptions() {}

  /**
   * The text that is kept.
   *
   * @param options as they came
   * @param shown takes out of a text what must not be kept
   */
  static Optional<String> kept(Optional<JsonNode> options, UnaryOperator<String> shown) {
    try {
      return options
          .filter(node -> node.isObject() && !node.isEmpty())
          .map(node -> Json.write(sorted(node, shown)))
          .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES);
    } catch (BadRequest outOfRange) {
      return Optional.empty();
    }
  }

  private static JsonNode sorted(JsonNode node, UnaryOperator<String> shown) {
    return switch (node) {
      case ObjectNode object -> sorted(object, shown);
      case ArrayNode array -> {
        ArrayNode all = array.arrayNode();
        array.forEach(element -> all.add(sorted(element, shown)));
        yield all;
      }
      case TextNode text -> TextNode.valueOf(shown.apply(text.textValue()));
      case JsonNode number when number.isNumber() -> {
        String plain = plain(number).toPlainString();
        String said = shown.apply(plain);
        yield said.equals(plain) ? DecimalNode.valueOf(plain(number)) : TextNode.valueOf(said);
      }
      default -> node;
    };
  }

  /** Whatever is called a BVN is none of what is kept. */
  private static ObjectNode sorted(ObjectNode object, UnaryOperator<String> shown) {
    TreeMap<String, JsonNode> members = new TreeMap<>();
    object.properties().stream()
        .filter(member -> !member.getKey().toLowerCase(Locale.ROOT).contains("bvn"))
        .forEach(
            member -> members.put(shown.apply(member.getKey()), sorted(member.getValue(), shown)));
    ObjectNode all = object.objectNode();
    all.setAll(members);
    return all;
  }

  private static BigDecimal plain(JsonNode number) {
    BigDecimal stripped =
        Values.number("options", number.decimalValue().toString()).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /**
   * Says nothing of options that can be asked for.
   *
   * @throws BadRequest if they have a number out of every range
   */
  public static void check(JsonNode asked) {
    if (asked.isNumber()) {
      plain(asked);
    }
    asked.forEach(WidgetOptions::check);
  }

  /**
   * Says whether kept options contain these: every member, at every depth, and of a list every element.
   * Numbers and booleans are compared as they are written, for a form has texts only.
   *
   * @param kept the text that is kept
   * @param asked the options asked for, {@linkplain #check checked}
   */
  public static boolean contain(String kept, ObjectNode asked) {
    return contains(Json.read(kept.getBytes(StandardCharsets.UTF_8)), asked);
  }

  private static boolean contains(JsonNode kept, JsonNode asked) {
    return switch (asked) {
      case ObjectNode object ->
          kept.isObject()
              && object.properties().stream()
                  .allMatch(
                      member ->
                          kept.has(member.getKey())
                              && contains(kept.get(member.getKey()), member.getValue()));
      case ArrayNode array ->
          kept.isArray()
              && elements(array)
                  .allMatch(one -> elements(kept).anyMatch(other -> contains(other, one)));
      default ->
          kept.isValueNode()
              && kept.isNull() == asked.isNull()
              && text(kept).equals(text(asked));
    };
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static String text(JsonNode scalar) {
    return scalar.isNumber() ? plain(scalar).toPlainString() : scalar.asText();
  }
}
