package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.platform.Cursors;
import balanceapi.platform.http.Answer;
import balanceapi.platform.http.ETag;
import balanceapi.platform.http.Request;
import balanceapi.platform.json.Json;
import balanceapi.platform.json.Values;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists of the native dialect: {@code {"data":[…],"next_cursor":…}}, {@code limit} and {@code cursor}. */
final class Pages {

  private static final int USUAL = 20;
  private static final int LARGEST = 100;

  private final Cursors cursors;

  Pages(Cursors cursors) {
    this.cursors = Objects.requireNonNull(cursors, "cursors");
  }

  /** How many the caller wants, 1 to {@value #LARGEST}. */
  static int limit(Request request) {
    return request
        .query("limit")
        .map(text -> Values.integer("limit", text, 1, LARGEST))
        .orElse(USUAL);
  }

  /**
   * Where the page begins.
   *
   * @param purpose the list and its filters, to which a cursor is bound
   */
  Optional<String> after(Request request, App app, String purpose) {
    return request.query("cursor").map(cursor -> cursors.open(app.id(), purpose, cursor));
  }

  /** The cursor of a place in this list. */
  String cursor(App app, String purpose, String place) {
    return cursors.seal(app.id(), purpose, place);
  }

  /**
   * A page of a list. Its tag is of what it says and of where the next one starts, for no two cursors are alike, not
   * even of one place.
   */
  APIGatewayV2HTTPResponse page(
      Request request, App app, String purpose, Stream<ObjectNode> items, Optional<String> next) {
    ObjectNode body = Json.object();
    ArrayNode data = body.putArray("data");
    items.forEach(data::add);
    String tag = ETag.of(Json.write(body) + next.orElse(""));
    return Answer.json(
            200, body.put("next_cursor", next.map(place -> cursor(app, purpose, place)).orElse(null)))
        .tagged(tag, request.header("if-none-match"))
        .build();
  }
}
