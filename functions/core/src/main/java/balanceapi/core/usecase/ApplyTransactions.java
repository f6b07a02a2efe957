package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Profile;
import balanceapi.core.app.App;
import balanceapi.core.availability.Policy;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Receipt;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.transaction.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Applies a TRANSACTIONS event.
 *
 * <p>It takes many writes, so the account is marked first, and a funds check says {@code updating}; then
 * the event is kept, whole; then the transactions are joined in, each write harmless if done twice; then
 * the account is saved with its new figures and without the mark. Whoever dies half-way leaves the mark,
 * and the sender's repetition or the refresh finishes from what was kept.
 */
public final class ApplyTransactions {

  /** A mark of this age is renewed: it must not come of age while an event is applied. */
  private static final Duration RENEWED = RefreshAccount.LEFT_BEHIND.dividedBy(2);

  private final AccountStore store;
  private final Accounts accounts;

  public ApplyTransactions(AccountStore store) {
    this.store = store;
    this.accounts = new Accounts(store);
  }

  Outcome apply(App app, Event.Transactions event, Instant now) {
    Policy policy = Policy.of(app.settings());
    Optional<Accounts.Place> place =
        accounts.place(app.id(), event.envelope(), event.account());
    if (place.isEmpty()) {
      return new Outcome.Ignored();
    }
    Optional<Outcome> malformed = malformed(event.items(), place.get().currency(policy));
    if (malformed.isPresent()) {
      return malformed.get();
    }
    Optional<Book> entered = accounts.enter(place.get(), policy, now);
    if (entered.isEmpty()) {
      return new Outcome.Ignored();
    }
    Book book = entered.get();
    Account account = book.account();
    // A fresh account is stored before its first transaction: whatever was kept must be found by a refresh.
    if (account.version() == 0 && store.save(account).isEmpty()) {
      return apply(app, event, now);
    }
    String id = event.envelope().event();
    if (!account.applying().containsKey(id) && store.receipt(account.ref(), id).isPresent()) {
      return new Outcome.Duplicate();
    }
    Optional<Book> read = account.version() == 0 ? Optional.empty() : Optional.of(book);
    boolean news =
        read.flatMap(found -> attempt(found, event, policy, now, isBegun(found, id)))
            .orElseGet(() -> finish(account.ref(), event, policy, now));
    return news ? new Outcome.Applied(event.skipped()) : new Outcome.Stale();
  }

  /**
   * One attempt to finish an event with which this account is marked, from wherever an earlier one stopped.
   *
   * @param kept what was kept of it, its content with it
   * @return whether it said anything that was not superseded already; empty when another change came first
   */
  Optional<Boolean> resume(Book book, Receipt kept, Policy policy, Instant now) {
    Event.Transactions event = kept.content().orElseThrow();
    return joined(book, dated(event, Optional.of(kept)), policy, now, true);
  }

  /** Applies an event from wherever an earlier attempt stopped. */
  private boolean finish(AccountRef ref, Event.Transactions event, Policy policy, Instant now) {
    return Attempts.until(
        () ->
            attempt(
                store.book(ref).orElseThrow(() -> new StoreUnavailable("erased meanwhile")),
                event,
                policy,
                now,
                true));
  }

  /**
   * The event is kept after the account is marked: a kept event without a mark was applied. What is one
   * write needs no mark, and is kept after that write.
   */
  private static boolean isBegun(Book book, String event) {
    return book.account().applying().containsKey(event);
  }

  private Optional<Boolean> attempt(
      Book book, Event.Transactions event, Policy policy, Instant now, boolean again) {
    String id = event.envelope().event();
    AccountRef ref = book.account().ref();
    if (event.items().isEmpty() && !event.envelope().isUndated()) {
      Optional<Boolean> done = joined(book, event, policy, now, again);
      done.ifPresent(news -> store.receive(ref, id, Optional.of(event), now));
      return done;
    }
    return marked(book, id, now)
        .flatMap(
            marked -> {
              Optional<Receipt> earlier = store.receive(ref, id, Optional.of(event), now);
              boolean repeated = again || earlier.isPresent();
              return joined(marked, dated(event, earlier), policy, now, repeated);
            });
  }

  /**
   * The account, marked. A mark that an earlier attempt left is renewed: a refresh would take it off, for
   * nothing was kept of its event, just before that is kept now; and what is kept without a mark counts as
   * applied.
   */
  private Optional<Book> marked(Book book, String event, Instant now) {
    Account account = book.account();
    return Optional.ofNullable(account.applying().get(event))
            .filter(since -> since.plus(RENEWED).isAfter(now))
            .isPresent()
        ? Optional.of(book)
        : store
            .save(account.applying(event, now))
            .map(saved -> new Book(saved, book.open()));
  }

  private static Event.Transactions dated(Event.Transactions event, Optional<Receipt> earlier) {
    return earlier.isPresent() && event.envelope().isUndated()
        ? new Event.Transactions(
            event.envelope().receivedAt(earlier.get().at()),
            event.account(),
            event.items(),
            event.pendingComplete(),
            event.skipped())
        : event;
  }

  private Optional<Boolean> joined(
      Book book, Event.Transactions event, Policy policy, Instant now, boolean again) {
    Envelope envelope = event.envelope();
    Account before = book.account();
    Account described =
        accounts.connected(
            before.withProfile(before.profile().join(profile(envelope))),
            before,
            envelope.asOf());
    FeedChange change = new FeedChange(store, book, policy, now);
    boolean news = change.join(event, again);
    return change
        .settle(described.withFeed(described.feed().heard(envelope.asOf(), event.pendingComplete())))
        .flatMap(account -> store.save(account.applied(envelope.event())))
        .map(saved -> news || !isOlder(before, envelope));
  }

  private static boolean isOlder(Account account, Envelope envelope) {
    return account.feed().asOf().filter(envelope.asOf()::isBefore).isPresent();
  }

  private static Profile profile(Envelope envelope) {
    return Profile.of(
        envelope.asOf(),
        envelope.record(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        envelope.bankName(),
        envelope.country(),
        envelope.options());
  }

  private static Optional<Outcome> malformed(List<Item> items, Currency accounts) {
    for (int i = 0; i < items.size(); i++) {
      Optional<Line> line = items.get(i).line();
      if (line.isPresent()) {
        String field =
            "transactions[%d].%s".formatted(i, line.get().direction().name().toLowerCase(Locale.ROOT));
        Optional<Outcome> wrong =
            ApplyBalances.check(
                field,
                Optional.of(line.get().amount()),
                line.get().currency().orElse(accounts));
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    }
    return Optional.empty();
  }
}
