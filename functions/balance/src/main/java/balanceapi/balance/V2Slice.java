package balanceapi.balance;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A page of accounts that are read whole, for a person has few: by number or by cursor, in the order in which
 * they came.
 *
 * @param accounts what is on it
 * @param pagination its numbers
 * @param next the cursor of the next one
 */
record V2Slice(List<Account> accounts, ObjectNode pagination, Optional<String> next) {

  /**
   * The page that a request asks for.
   *
   * @param list the list and its filters, to which its cursors are bound
   */
  static V2Slice of(
      App app, String list, List<Account> accounts, V2Parameters parameters, V2Cursors cursors) {
    List<Account> all = accounts.stream().sorted(Comparator.comparing(V2Slice::key)).toList();
    V2Page page = V2Page.of(parameters, all.size());
    Optional<V2Cursors.Place> place = cursors.place(app, list, parameters);
    int from =
        (int) Math.min(place.map(at -> passed(all, at)).orElseGet(page::offset), all.size());
    List<Account> shown = all.subList(from, Math.min(from + page.limit(), all.size()));
    int end = from + shown.size();
    Optional<String> next =
        end < all.size() && !shown.isEmpty()
            ? Optional.of(cursors.after(app, list, end, key(shown.getLast())))
            : Optional.empty();
    ObjectNode pagination =
        place.isPresent() ? V2Page.after(from, page.limit(), all.size()) : page.json();
    return new V2Slice(shown, pagination, next);
  }

  /** How many are not behind the place; one that is gone meanwhile moves no other. */
  private static long passed(List<Account> all, V2Cursors.Place place) {
    return place
        .last()
        .map(last -> all.stream().filter(account -> key(account).compareTo(last) <= 0).count())
        .orElse(0L);
  }

  private static String key(Account account) {
    return "%020d %s".formatted(account.createdAt().toEpochMilli(), account.ref().account());
  }
}
