package balanceapi.balance;

import balanceapi.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A page of a v2 list, by number.
 *
 * @param number the page, from 1
 * @param limit how many items a page has
 * @param total how many there are in all
 */
record V2Page(int number, int limit, int total) {

  private static final int USUAL = 20;
  private static final int LARGEST = 100;
  private static final int FARTHEST = 1_000_000;

  static V2Page of(V2Parameters parameters, int total) {
    return new V2Page(
        parameters.integer("page", 1, 1, FARTHEST),
        parameters.atMost("limit", USUAL, LARGEST),
        total);
  }

  /** How many records come before it. */
  long offset() {
    return (long) (number - 1) * limit;
  }

  /** The same page of a list of so many. */
  V2Page outOf(long total) {
    return new V2Page(number, limit, Math.toIntExact(total));
  }

  /** The page of a list of so many that a cursor came to, past so many records. */
  static ObjectNode after(long before, int limit, long total) {
    V2Page page = new V2Page((int) (before / limit) + 1, limit, Math.toIntExact(total));
    boolean previous = before > 0;
    boolean next = before + limit < total;
    ObjectNode json = page.json().put("pagingCounter", before + 1);
    json.put("hasPrevPage", previous).put("hasNextPage", next);
    json.put("prevPage", previous ? Integer.valueOf(Math.max(1, page.number() - 1)) : null);
    return json.put("nextPage", next ? Integer.valueOf(page.number() + 1) : null);
  }

  /** The page that a cursor came to of a list that nobody counted: what would need the count is null. */
  static ObjectNode uncounted(long before, int limit, boolean hasNext) {
    return after(before, limit, 0)
        .putNull("totalDocs")
        .putNull("totalPages")
        .put("hasNextPage", hasNext)
        .put("hasPrevPage", before > 0)
        .putNull("prevPage")
        .putNull("nextPage");
  }

  <T> List<T> of(List<T> all) {
    long start = Math.min((long) (number - 1) * limit, all.size());
    return all.subList((int) start, (int) Math.min(start + limit, all.size()));
  }

  ObjectNode json() {
    int pages = Math.max(1, Math.ceilDiv(total, limit));
    boolean previous = number > 1;
    boolean next = number < pages;
    ObjectNode json = Json.object();
    json.put("totalDocs", total);
    json.put("limit", limit);
    json.put("hasPrevPage", previous);
    json.put("hasNextPage", next);
    json.put("page", number);
    json.put("totalPages", pages);
    json.put("pagingCounter", (long) (number - 1) * limit + 1);
    json.put("prevPage", previous ? Integer.valueOf(number - 1) : null);
    return json.put("nextPage", next ? Integer.valueOf(number + 1) : null);
  }
}
