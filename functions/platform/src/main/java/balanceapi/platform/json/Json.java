package balanceapi.platform.json;

import balanceapi.platform.http.BadRequest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The one JSON codec.
 *
 * <p>Reading refuses what two parsers could read differently (a repeated member name, something after the
 * end, a byte order mark, bytes that are no UTF-8) and what could cost more than it looks (depth, long
 * numbers, long names). Numbers are exact decimals from the first character on, never binary floating point.
 */
public final class Json {

  /** The deepest nesting taken. */
  public static final int MAX_DEPTH = 16;

  /** The longest number taken, in characters. */
  public static final int MAX_NUMBER = 32;

  /** The longest text taken, in characters. */
  public static final int MAX_TEXT = 4096;

  private static final int MAX_NAME = 256;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER)
                          .maxStringLength(MAX_TEXT)
                          .maxNameLength(MAX_NAME)
                          .build())
                  // A table of names that outlives its body would let one sender's names, chosen to collide,
                  // refuse another's body; and interned texts are never let go.
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Jackson's own message would quote the body; this keeps it out of every exception.
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Reads one JSON object.
   *
   * @param bytes the body; its length is the caller's to bound
   * @throws BadRequest if the bytes are not one well-formed JSON object; the detail says what to change
   */
  public static Fields parse(byte[] bytes) {
    return Fields.of(read(bytes));
  }

  /** The same as a tree. */
  public static ObjectNode read(byte[] bytes) {
    String text = utf8(bytes);
    if (text.isBlank()) {
      throw new BadRequest("the body", "is empty; send a JSON object");
    }
    if (text.charAt(0) == '\uFEFF') {
      throw new BadRequest("the body", "starts with a byte order mark; send plain UTF-8");
    }
    JsonNode node = tree(text);
    checkTexts(node);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new BadRequest("the body", "must be a JSON object");
  }

  /** A new, empty object to fill and {@link #write}. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The text of a tree: exact decimals, never in scientific notation. */
  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tree of plain nodes always writes", e);
    }
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadRequest("the body", "is not valid UTF-8");
    }
  }

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (StreamConstraintsException e) {
      throw new BadRequest(
          "the body",
          "goes beyond a limit: nesting %d deep, numbers of %d characters, texts of %d, names of %d"
              .formatted(MAX_DEPTH, MAX_NUMBER, MAX_TEXT, MAX_NAME));
    } catch (JsonProcessingException e) {
      if (e.getOriginalMessage().startsWith("Duplicate ")) {
        throw new BadRequest("the body", "has the same member name twice in one object" + at(e));
      }
      throw new BadRequest("the body", "is not valid JSON" + at(e));
    } catch (ArithmeticException | NumberFormatException e) {
      // An exponent that no decimal can hold.
      throw new BadRequest("the body", "has a number out of every range");
    }
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " near line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  /** Depth is bounded by the reader, so recursion is. */
  private static void checkTexts(JsonNode node) {
    if (node.isTextual()) {
      checkText(node.textValue());
    }
    for (var member : node.properties()) {
      checkText(member.getKey());
    }
    for (JsonNode child : node) {
      checkTexts(child);
    }
  }

  /** What cannot be stored or shown as it came is refused rather than changed on the way. */
  private static void checkText(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new BadRequest("the body", "has a text with a null character (\\u0000); leave it out");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new BadRequest("the body", "has a text with half a surrogate pair; send whole characters");
    }
  }
}
