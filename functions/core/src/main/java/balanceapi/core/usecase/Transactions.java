package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.availability.Policy;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Held;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.transaction.Matching;
import balanceapi.core.transaction.Transaction;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What clients ask about stored transactions. */
public final class Transactions {

  /** What a client is told a transaction is. What a posting replaced is that posting, and not listed. */
  public enum Status {
    PENDING,
    POSTED,
    EXPIRED,
    REMOVED;

    /** As it is named on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A transaction with what it is now.
   *
   * @param transaction the transaction
   * @param status what it is
   */
  public record Listed(Transaction transaction, Status status) {}

  /**
   * A page of an account's transactions.
   *
   * @param account the account
   * @param items the transactions, newest first within each part of the list
   * @param next where the next page begins
   */
  public record Listing(Account account, List<Listed> items, Optional<String> next) {}

  /** The parts of the list, in the order in which they are gone through. */
  private enum Part {
    OPEN,
    POSTED,
    CLOSED
  }

  private final AccountStore store;

  public Transactions(AccountStore store) {
    this.store = store;
  }

  /**
   * The account's transactions: the open ones first, then postings, then what expired or was removed, each
   * newest first.
   *
   * @param status only these; absent means all
   * @param after where the previous page ended
   * @return empty when there is no such account
   */
  public Optional<Listing> list(
      App app,
      String account,
      Optional<Status> status,
      Optional<String> after,
      int limit,
      Instant now) {
    return store
        .book(new AccountRef(app.id(), account))
        .map(book -> list(book, Policy.of(app.settings()), status, after, limit, now));
  }

  private Listing list(
      Book book,
      Policy policy,
      Optional<Status> status,
      Optional<String> after,
      int limit,
      Instant now) {
    List<Listed> items = new ArrayList<>();
    Place place = after.map(Place::parse).orElse(new Place(Part.OPEN, Optional.empty()));
    Optional<Place> next = Optional.of(place);
    while (next.isPresent() && items.size() < limit) {
      Page<Listed> page = page(book, policy, next.get(), limit - items.size(), now);
      page.items().stream()
          .filter(item -> status.isEmpty() || status.get() == item.status())
          .forEach(items::add);
      next = next.get().then(page.next(), status);
    }
    return new Listing(book.account(), items, next.map(Place::toString));
  }

  private Page<Listed> page(Book book, Policy policy, Place place, int limit, Instant now) {
    return switch (place.part) {
      case OPEN -> open(book, policy, place.after, limit, now);
      case POSTED -> {
        Page<Transaction> page = settled(book, Settled.POSTINGS, place.after, limit);
        yield new Page<>(
            page.items().stream()
                .filter(t -> !book.open().containsKey(t.id()))
                .map(t -> new Listed(t, Status.POSTED))
                .toList(),
            page.next());
      }
      case CLOSED -> {
        Page<Transaction> page = settled(book, Settled.HOLDS, place.after, limit);
        yield new Page<>(
            page.items().stream()
                .filter(t -> !book.open().containsKey(t.id()))
                .map(t -> new Listed(t, over(t, book.account())))
                .toList(),
            page.next());
      }
    };
  }

  private Page<Transaction> settled(
      Book book, Settled kind, Optional<String> after, int limit) {
    return store.settledPage(
        book.account().ref(), kind, Instant.MIN, Instant.MAX, after, limit);
  }

  private Page<Listed> open(
      Book book, Policy policy, Optional<String> after, int limit, Instant now) {
    ZoneId zone = book.account().profile().zone();
    List<Listed> rest =
        open(store, book, policy, now).stream()
            .filter(
                listed ->
                    after
                        .filter(at -> place(listed.transaction, zone).compareTo(at) >= 0)
                        .isEmpty())
            .sorted(
                Comparator.<Listed, String>comparing(listed -> place(listed.transaction, zone))
                    .reversed())
            .toList();
    List<Listed> shown = rest.subList(0, Math.min(limit, rest.size()));
    return new Page<>(
        shown,
        rest.size() > limit
            ? Optional.of(place(shown.getLast().transaction, zone))
            : Optional.empty());
  }

  /** The open holds that no posting took, in any order, with what they are. */
  static List<Listed> open(AccountStore store, Book book, Policy policy, Instant now) {
    if (book.open().isEmpty()) {
      return List.of();
    }
    Account account = book.account();
    ZoneId zone = account.profile().zone();
    Matching matching =
        Matching.of(
            OpenBook.transactions(store, account, book.open()),
            account.position().currency(policy),
            zone);
    return book.open().values().stream()
        .map(Held::transaction)
        .filter(t -> !matching.isTaken(t))
        .map(t -> new Listed(t, status(t, account, policy, zone, now)))
        .toList();
  }

  private static Status status(
      Transaction t, Account account, Policy policy, ZoneId zone, Instant now) {
    if (isDropped(t, account)) {
      return Status.REMOVED;
    }
    return t.expiredAt(now, policy.holdDays(), zone) ? Status.EXPIRED : Status.PENDING;
  }

  private static Status over(Transaction t, Account account) {
    return t.isPending() && !isDropped(t, account) ? Status.EXPIRED : Status.REMOVED;
  }

  private static boolean isDropped(Transaction t, Account account) {
    return account.feed().complete().filter(t.newest().asOf()::isBefore).isPresent();
  }

  private static String place(Transaction t, ZoneId zone) {
    return "%020d#%s".formatted(t.begun().start(zone).toEpochMilli(), t.id());
  }

  /** A place in the list. */
  private record Place(Part part, Optional<String> after) {
    static Place parse(String text) {
      int end = text.indexOf(' ');
      return new Place(
          Part.valueOf(text.substring(0, end)),
          Optional.of(text.substring(end + 1)).filter(rest -> !rest.isEmpty()));
    }

    /** The place after this page; parts that cannot hold the status are passed over. */
    Optional<Place> then(Optional<String> next, Optional<Status> status) {
      if (next.isPresent()) {
        return Optional.of(new Place(part, next));
      }
      for (Part later : Part.values()) {
        if (later.ordinal() > part.ordinal() && holds(later, status)) {
          return Optional.of(new Place(later, Optional.empty()));
        }
      }
      return Optional.empty();
    }

    private static boolean holds(Part part, Optional<Status> status) {
      return status.isEmpty()
          || switch (part) {
            case OPEN -> true;
            case POSTED -> status.get() == Status.POSTED;
            case CLOSED -> status.get() == Status.EXPIRED || status.get() == Status.REMOVED;
          };
    }

    @Override
    public String toString() {
      return part + " " + after.orElse("");
    }
  }
}
