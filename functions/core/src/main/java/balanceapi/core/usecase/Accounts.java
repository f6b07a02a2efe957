package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.DerivedId;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Reading;
import balanceapi.core.account.RecordState;
import balanceapi.core.availability.Policy;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.CustomerStore.Life;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.money.Currency;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the one account that an event speaks of, or makes it (design section 5: one bank account is one
 * account, whatever id a reconnection gives it).
 */
final class Accounts {

  private final AccountStore store;
  private final Connections connections;

  Accounts(AccountStore store) {
    this.store = store;
    this.connections = new Connections(store);
  }

  /**
   * Where an event's account is, or would be. Nothing is written to find out: an event that turns out to be
   * malformed leaves no trace.
   *
   * @param book the account with its open holds; empty when this is the first that is heard of it
   * @param identity what the event says makes it one account
   * @param id the id that the event gives it, or one made for it
   * @param isNew whether that id is free: to be the account's own, or another name of it
   * @param bornAt when the customer's life here began, of one that was erased before
   */
  record Place(
      Optional<Book> book,
      Identity identity,
      AccountRef id,
      boolean isNew,
      Optional<Instant> bornAt) {

    /** The currency of what names none: the account's, whose own default is the app's. */
    Currency currency(Policy policy) {
      return book.flatMap(found -> found.account().profile().currency())
          .map(Reading::value)
          .orElse(policy.currency());
    }
  }

  /**
   * Finds the place of the account that the event speaks of.
   *
   * @return empty when the event is of a life that was erased
   */
  Optional<Place> place(String app, Envelope envelope, AccountNames names) {
    Identity identity = new Identity(envelope.customer(), envelope.bank(), names.number());
    Optional<Book> named = names.id().flatMap(id -> store.book(new AccountRef(app, id)));
    boolean isNew = named.isEmpty();
    String id =
        names.id().filter(any -> isNew).orElseGet(() -> derived(app, identity, names));
    Optional<Book> book =
        named
            .filter(found -> isSame(found.account().identity(), identity))
            .or(() -> owner(app, identity));
    if (book.isPresent()) {
      Optional<Instant> born = book.get().account().bornAt();
      return born.filter(at -> !envelope.started().isAfter(at)).isPresent()
          ? Optional.empty()
          : Optional.of(
              new Place(
                  book,
                  identity,
                  new AccountRef(app, id),
                  isNew && names.id().isPresent(),
                  born));
    }
    Optional<Life> life = store.life(app, envelope.customer());
    return life.filter(l -> !isOf(l, envelope)).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Place(
                book, identity, new AccountRef(app, id), true, life.map(Life::erasedAt)));
  }

  /** An account that was known by its id alone is the same when its number becomes known. */
  private static boolean isSame(Identity known, Identity stated) {
    return known.customer().equals(stated.customer())
        && known.bank().equals(stated.bank())
        && (stated.number().isEmpty()
            || known.number().isEmpty()
            || known.number().equals(stated.number()));
  }

  private Optional<Book> owner(String app, Identity identity) {
    return store
        .accountOf(app, identity)
        .flatMap(id -> store.book(new AccountRef(app, id)))
        .filter(found -> isSame(found.account().identity(), identity));
  }

  /**
   * The account at its place: found, or made, not stored yet. Claims what the place needs; each claim can be
   * repeated, and shows nothing before the account is stored.
   *
   * @return empty when the customer was erased meanwhile
   */
  Optional<Book> enter(Place place, Policy policy, Instant now) {
    if (place.book().isEmpty()) {
      return found(place, policy, now);
    }
    Book book = place.book().get();
    Account account = book.account();
    if (place.isNew()) {
      store.alias(place.id().app(), place.id().account(), account.ref());
    }
    if (account.identity().number().isEmpty() && place.identity().number().isPresent()) {
      store.claim(account.ref(), place.identity());
      return Optional.of(new Book(account.numbered(place.identity()), book.open()));
    }
    return Optional.of(book);
  }

  private Optional<Book> found(Place place, Policy policy, Instant now) {
    String app = place.id().app();
    AccountRef own = AccountRef.of(app, place.id().account(), place.bornAt());
    AccountRef ref = new AccountRef(app, store.claim(own, place.identity()));
    // Claimed first, looked at second: an erasure that begins now either finds the claim or is seen.
    if (!store.life(app, place.identity().customer()).map(Life::erasedAt).equals(place.bornAt())) {
      return Optional.empty();
    }
    if (!ref.equals(place.id())) {
      store.alias(app, place.id().account(), ref);
    }
    // Another event may have stored it since we looked, or made the id another account's name.
    Optional<Book> there = store.book(ref);
    if (there.filter(b -> !isSame(b.account().identity(), place.identity())).isPresent()) {
      // Two claimed one id for two bank accounts; who comes second gets another one when it comes again.
      store.disclaim(ref, place.identity());
      throw new StoreUnavailable("the id of a new account was taken meanwhile");
    }
    return there.or(
        () ->
            Optional.of(
                new Book(
                    Account.fresh(ref, place.identity(), policy, place.bornAt(), now),
                    Map.of())));
  }

  /** Says whether an event belongs to the life that goes on, if one does. */
  static boolean isOf(Life life, Envelope envelope) {
    return life.reborn() && envelope.started().isAfter(life.erasedAt());
  }

  /**
   * The account with the connection of its newest record, after a success: an account that came back
   * through another login has the state of that one. A success that clears the record's error clears it for
   * the record's other accounts, too; they are told first, for this account is saved by its event.
   */
  Account connected(Account account, Account before, Instant success) {
    String record = account.profile().record().map(Reading::value).orElseThrow();
    Connection connection = account.connection();
    if (!Optional.of(record).equals(before.profile().record().map(Reading::value))) {
      AccountRef ref = account.ref();
      store.login(ref.app(), account.identity().customer(), record, account.bornAt());
      // Listed first, read second: a failure that spreads now either finds us or is read by us.
      store.enlist(ref.app(), record, ref.account());
      connection =
          store.record(ref.app(), record).map(RecordState::connection).orElse(Connection.NEW);
    }
    Connection connected = connection.succeeded(success);
    if (connection.state() == Connection.State.ERROR
        && connected.state() == Connection.State.ACTIVE) {
      connections.succeeded(account.ref(), record, success);
    }
    return account.withConnection(connected);
  }

  /** An id for an account that came without one, or with one that is taken: the same each time. */
  private static String derived(String app, Identity identity, AccountNames names) {
    return DerivedId.of(
        String.join(
            "\n",
            app,
            identity.customer(),
            identity.bank(),
            identity.number().or(names::id).orElseThrow()));
  }
}
