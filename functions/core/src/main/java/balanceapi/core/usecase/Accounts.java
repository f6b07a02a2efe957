package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Reading;
import balanceapi.core.account.RecordState;
import balanceapi.core.availability.Policy;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Book;
import balanceapi.core.store.AccountStore.Life;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the one account that an event speaks of, or makes it (design section 5: one bank account is one
 * account, whatever id a reconnection gives it).
 */
final class Accounts {

  private final AccountStore store;

  Accounts(AccountStore store) {
    this.store = store;
  }

  /**
   * The account that the event speaks of, with its open holds; a fresh one, not stored yet, when this is
   * the first that is heard of it.
   *
   * @return empty when the event is of a life that was erased
   */
  Optional<Book> of(String app, Envelope envelope, AccountNames names, Policy policy, Instant now) {
    Optional<Book> named = names.id().flatMap(id -> store.book(new AccountRef(app, id)));
    Identity identity = new Identity(envelope.customer(), envelope.bank(), names.number());
    Book book =
        named
            .filter(found -> isSame(found.account().identity(), identity))
            .or(() -> claimed(app, identity, names, named.isEmpty()))
            .orElse(null);
    if (book == null) {
      return fresh(app, identity, names, named.isEmpty(), envelope, policy, now);
    }
    return book.account().bornAt().filter(born -> !envelope.started().isAfter(born)).isPresent()
        ? Optional.empty()
        : Optional.of(book);
  }

  private static boolean isSame(Identity known, Identity stated) {
    return known.customer().equals(stated.customer())
        && known.bank().equals(stated.bank())
        && (stated.number().isEmpty() || known.number().equals(stated.number()));
  }

  private Optional<Book> claimed(
      String app, Identity identity, AccountNames names, boolean idIsFree) {
    Optional<Book> book =
        store.accountOf(app, identity).flatMap(id -> store.book(new AccountRef(app, id)));
    if (idIsFree && book.isPresent()) {
      names.id().ifPresent(id -> store.alias(app, id, book.get().account().ref()));
    }
    return book;
  }

  private Optional<Book> fresh(
      String app,
      Identity identity,
      AccountNames names,
      boolean idIsFree,
      Envelope envelope,
      Policy policy,
      Instant now) {
    Optional<Life> life = store.life(app, envelope.customer());
    if (life.filter(l -> !isOf(l, envelope)).isPresent()) {
      return Optional.empty();
    }
    String wanted = names.id().filter(id -> idIsFree).orElseGet(() -> derived(app, identity, names));
    String id = store.claim(new AccountRef(app, wanted), identity);
    AccountRef ref = new AccountRef(app, id);
    if (!id.equals(wanted)) {
      store.alias(app, wanted, ref);
    }
    // Another event may have stored it since we looked.
    return store
        .book(ref)
        .or(
            () ->
                Optional.of(
                    new Book(
                        Account.fresh(ref, identity, policy, life.map(Life::erasedAt), now),
                        Map.of())));
  }

  /** Says whether an event belongs to the life that goes on, if one does. */
  static boolean isOf(Life life, Envelope envelope) {
    return life.reborn() && envelope.started().isAfter(life.erasedAt());
  }

  /**
   * The account with the connection of its newest record: an account that came back through another login
   * has the state of that one.
   */
  Account connected(Account account, Account before, Instant success) {
    Optional<String> record = account.profile().record().map(Reading::value);
    Connection connection = account.connection();
    if (!record.equals(before.profile().record().map(Reading::value))) {
      String app = account.ref().app();
      // Listed first, read second: a failure that spreads now either finds us or is read by us.
      store.enlist(app, record.orElseThrow(), account.ref().account());
      connection =
          store
              .record(app, record.orElseThrow())
              .map(RecordState::connection)
              .orElse(Connection.NEW);
    }
    return account.withConnection(connection.succeeded(success));
  }

  /** An id for an account that came without one, or with one that is taken: the same each time. */
  private static String derived(String app, Identity identity, AccountNames names) {
    String text =
        String.join(
            "\n",
            app,
            identity.customer(),
            identity.bank(),
            identity.number().or(names::id).orElseThrow());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
