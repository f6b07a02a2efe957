package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.platform.Cursors;
import java.util.Optional;

/**
 * Cursors of lists of the v2 dialect, beside its page numbers: a next page costs the same however far it is,
 * and nothing that comes or goes meanwhile moves it.
 */
final class V2Cursors {

  /** What asks for the first page by a cursor, where a list is too long for page numbers. */
  static final String START = "start";

  private final Cursors cursors;

  V2Cursors(Cursors cursors) {
    this.cursors = cursors;
  }

  /**
   * Where a page begins.
   *
   * @param before how many records came before
   * @param last the id of the last of them; absent at the start
   */
  record Place(long before, Optional<String> last) {

    private static Place of(String payload) {
      int end = payload.indexOf(' ');
      return new Place(
          Long.parseLong(payload.substring(0, end)), Optional.of(payload.substring(end + 1)));
    }
  }

  /**
   * The place that a request's cursor asks for, if it has one; a page number beside it is passed over.
   *
   * @param list the list and its filters, to which its cursors are bound
   */
  Optional<Place> place(App app, String list, V2Parameters parameters) {
    return parameters
        .text("cursor")
        .map(
            cursor ->
                cursor.equals(START)
                    ? new Place(0, Optional.empty())
                    : Place.of(cursors.open(app.id(), list, cursor)));
  }

  /** The cursor of the page after so many records, of which this is the last. */
  String after(App app, String list, long before, String last) {
    return cursors.seal(app.id(), list, before + " " + last);
  }
}
