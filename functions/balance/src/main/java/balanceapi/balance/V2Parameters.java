package balanceapi.balance;

import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Form;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parameters of a v2 request: members of a JSON body, or fields of a form. All of them are texts. */
final class V2Parameters {

  private final Function<String, Optional<String>> find;
  private final Function<String, Optional<List<String>>> findList;
  private final Function<String, Optional<ObjectNode>> findObject;

  private V2Parameters(
      Function<String, Optional<String>> find,
      Function<String, Optional<List<String>>> findList,
      Function<String, Optional<ObjectNode>> findObject) {
    this.find = find;
    this.findList = findList;
    this.findObject = findObject;
  }

  static V2Parameters of(Request request, int maxBytes) {
    if (request.bodyLength() > maxBytes) {
      throw new Refused(
          Problem.PAYLOAD_TOO_LARGE, "The body may have " + maxBytes + " bytes.");
    }
    request.requirePlain();
    if (request.mediaType().equals("application/x-www-form-urlencoded")) {
      Map<String, List<String>> form = form(request.body());
      return new V2Parameters(
          name -> field(form, name), name -> list(form, name), name -> V2Objects.of(form, name));
    }
    // A request without parameters often comes without a body, whatever it says of its type.
    if (request.bodyLength() == 0) {
      return new V2Parameters(
          name -> Optional.empty(), name -> Optional.empty(), name -> Optional.empty());
    }
    Fields json = Json.parse(request.body());
    return new V2Parameters(
        name -> json.has(name) ? text(json, name) : Optional.empty(),
        name -> json.isText(name) ? json.text(name).map(List::of) : json.texts(name),
        name -> V2Objects.of(json, name));
  }

  private static Optional<String> text(Fields json, String name) {
    if (json.isObject(name)) {
      throw json.wrong(name, "must be a text or a number");
    }
    return json.scalar(name).or(() -> json.bool(name).map(Object::toString));
  }

  private static Map<String, List<String>> form(byte[] body) {
    return Form.parse(body)
        .orElseThrow(
            () ->
                new BadRequest(
                    "the body",
                    "must be a form in percent-encoded UTF-8 of at most %d fields"
                        .formatted(Form.MAX_PAIRS)));
  }

  static Optional<String> field(Map<String, List<String>> form, String name) {
    List<String> values = form.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new BadRequest(name, "is given twice; send it once");
    }
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /** A list in a form: {@code a=1&a=2}, {@code a[]=1&a[]=2} or {@code a[0]=1&a[1]=2}, as libraries write it. */
  private static Optional<List<String>> list(Map<String, List<String>> form, String name) {
    List<String> all = new ArrayList<>(form.getOrDefault(name, List.of()));
    all.addAll(form.getOrDefault(name + "[]", List.of()));
    for (int i = 0; form.containsKey(name + "[" + i + "]"); i++) {
      all.addAll(form.get(name + "[" + i + "]"));
    }
    all.removeIf(String::isEmpty);
    return all.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(all));
  }

  /** A list of texts; one text alone is a list of one. */
  Optional<List<String>> texts(String name) {
    return findList.apply(name);
  }

  /** A free object, as JSON text. */
  Optional<String> json(String name) {
    return findObject.apply(name).map(Json::write);
  }

  /** A parameter under either of two names, of which clients use one or the other. */
  String required(String name, String otherName) {
    return id(name, otherName).orElseThrow(() -> new BadRequest(name, "is required"));
  }

  /** An id under either of two names. */
  Optional<String> id(String name, String otherName) {
    return text(name).or(() -> text(otherName)).map(text -> Values.id(name, text));
  }

  /** A parameter that must be there, as it was given. */
  String required(String name) {
    return text(name).orElseThrow(() -> new BadRequest(name, "is required"));
  }

  /** A parameter as it was given, unless it is blank. */
  Optional<String> text(String name) {
    return find.apply(name).filter(text -> !text.isBlank());
  }

  /** An object: a member of the body, JSON in a text, or a form's fields {@code name[member]}. */
  ObjectNode object(String name) {
    return findObject.apply(name).orElseThrow(() -> new BadRequest(name, "is required"));
  }

  Optional<Boolean> bool(String name) {
    return find.apply(name)
        .map(
            text ->
                switch (text) {
                  case "true", "1" -> true;
                  case "false", "0" -> false;
                  default -> throw new BadRequest(name, "must be true or false");
                });
  }

  /** A whole number from 1; what is larger than the most is answered as the most. */
  int atMost(String name, int otherwise, int most) {
    Optional<BigDecimal> number =
        find.apply(name).filter(text -> !text.isBlank()).map(text -> Values.number(name, text));
    if (number.filter(n -> n.signum() <= 0 || n.stripTrailingZeros().scale() > 0).isPresent()) {
      throw new BadRequest(name, "must be a whole number from 1");
    }
    return number.map(n -> n.min(BigDecimal.valueOf(most)).intValueExact()).orElse(otherwise);
  }

  int integer(String name, int otherwise, int least, int most) {
    return find.apply(name)
        .filter(text -> !text.isBlank())
        .map(text -> Values.integer(name, text, least, most))
        .orElse(otherwise);
  }
}
