package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Reading;
import balanceapi.core.account.RecordState;
import balanceapi.core.event.Envelope;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.CustomerStore.Life;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The state of records, and its way to their accounts.
 *
 * <p>A current balance says the state of its connection, and is one item: so each account carries a copy,
 * and what happens to a record is spread over its accounts before the event is answered. Successes are kept
 * with the accounts alone, since every balance is one; a failure collects the newest of them on its way.
 */
final class Connections {

  private final AccountStore store;

  Connections(AccountStore store) {
    this.store = store;
  }

  Outcome authorized(String app, Envelope envelope, Instant now) {
    Optional<Life> life = store.life(app, envelope.customer());
    if (life.isPresent() && !Accounts.isOf(life.get(), envelope)) {
      // One without dates does not say that it started after the erasure: it may be an old one, sent again.
      if (envelope.isUndated() || !envelope.started().isAfter(life.get().erasedAt())) {
        return new Outcome.Ignored();
      }
      store.revive(app, envelope.customer(), envelope.started());
    }
    return apply(app, envelope, life, now, Connection::authorized);
  }

  Outcome failed(String app, Envelope envelope, boolean needsReauth, Instant now) {
    Optional<Life> life = store.life(app, envelope.customer());
    if (life.filter(ended -> !Accounts.isOf(ended, envelope)).isPresent()) {
      return new Outcome.Ignored();
    }
    return apply(
        app, envelope, life, now, (connection, asOf) -> connection.failed(asOf, needsReauth));
  }

  private Outcome apply(
      String app,
      Envelope received,
      Optional<Life> life,
      Instant now,
      BiFunction<Connection, Instant, Connection> change) {
    Optional<Instant> bornAt = life.map(Life::erasedAt);
    if (store.record(app, received.record()).isEmpty()
        && !begins(app, received.customer(), received.record(), bornAt)) {
      return new Outcome.Ignored();
    }
    Envelope envelope =
        received.isUndated()
            ? received.receivedAt(
                store.firstReceipt(app, received.record(), received.event(), now))
            : received;
    String event = envelope.event();
    RecordState changed =
        Attempts.until(
            () -> {
              RecordState before =
                  store
                      .record(app, envelope.record())
                      .orElseGet(
                          () ->
                              RecordState.fresh(
                                  envelope.record(),
                                  envelope.customer(),
                                  envelope.bank(),
                                  bornAt,
                                  now));
              return before.events().contains(event)
                  ? Optional.of(before)
                  : store.save(
                      app,
                      before.with(
                          change.apply(before.connection(), envelope.asOf()),
                          Optional.of(event)));
            });
    if (!changed.spreading().contains(event)) {
      return new Outcome.Duplicate();
    }
    spread(app, changed);
    spreadDone(app, envelope.record(), event);
    return new Outcome.Applied(0);
  }

  /**
   * Lists a record that is new for its customer, and says whether its life goes on: listed first, looked at
   * second, so that an erasure that begins now either finds it or is seen.
   */
  private boolean begins(String app, String customer, String record, Optional<Instant> bornAt) {
    store.login(app, customer, record, bornAt);
    return store.life(app, customer).map(Life::erasedAt).equals(bornAt);
  }

  private void spreadDone(String app, String record, String event) {
    Attempts.until(
        () -> {
          Optional<RecordState> state = store.record(app, record);
          return state.isEmpty()
              ? Optional.of(Optional.empty()) // erased meanwhile
              : state.flatMap(found -> store.save(app, found.spread(event))).map(Optional::of);
        });
  }

  /** The record; one that only its accounts' events named is made from them. */
  private Optional<RecordState> known(String app, String record, Instant now) {
    return store
        .record(app, record)
        .or(
            () ->
                store.accountsOfRecord(app, record).stream()
                    .flatMap(id -> store.account(new AccountRef(app, id)).stream())
                    .findFirst()
                    .map(account -> fresh(record, account, now)));
  }

  private static RecordState fresh(String record, Account account, Instant now) {
    Identity identity = account.identity();
    return RecordState.fresh(
        record, identity.customer(), identity.bank(), account.bornAt(), now);
  }

  /** The owner unlinks a record: its accounts stay readable, and need a new sign-in. */
  Optional<RecordState> unlink(String app, String record, Instant now) {
    Optional<RecordState> known = known(app, record, now);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    RecordState changed =
        Attempts.until(
            () -> {
              RecordState before = store.record(app, record).orElse(known.get());
              return store.save(
                  app, before.with(before.connection().unlinked(now), Optional.empty()));
            });
    spread(app, changed);
    return Optional.of(changed);
  }

  /**
   * Spreads a success of one account over the other accounts of its record, which share its error; the
   * account itself is saved by its own event, after this.
   */
  void succeeded(AccountRef account, String record, Instant at) {
    store
        .record(account.app(), record)
        .map(state -> state.connection().succeeded(at))
        .ifPresent(
            connection ->
                store.accountsOfRecord(account.app(), record).stream()
                    .filter(id -> !id.equals(account.account()))
                    .forEach(id -> join(new AccountRef(account.app(), id), record, connection)));
  }

  /**
   * Brings a record's state to all of its accounts, with the newest success that any of them knows. An
   * account that learns of a newer one meanwhile makes one more round.
   */
  private void spread(String app, RecordState state) {
    Connection known = state.connection();
    Connection spread;
    do {
      spread = known;
      List<String> accounts = store.accountsOfRecord(app, state.record());
      for (String id : accounts) {
        known =
            store
                .account(new AccountRef(app, id))
                .filter(account -> isOf(account, state.record()))
                .map(Account::connection)
                .map(known::join)
                .orElse(known);
      }
      for (String id : accounts) {
        known = known.join(join(new AccountRef(app, id), state.record(), known));
      }
    } while (!known.equals(spread));
  }

  /** Joins a state into an account's copy, and gives back what the account knows. */
  private Connection join(AccountRef ref, String record, Connection connection) {
    return Attempts.until(
        () -> {
          Optional<Account> found = store.account(ref).filter(account -> isOf(account, record));
          if (found.isEmpty()) {
            return Optional.of(connection);
          }
          Account account = found.get();
          Connection joined = account.connection().join(connection);
          return joined.equals(account.connection())
              ? Optional.of(joined)
              : store.save(account.withConnection(joined)).map(Account::connection);
        });
  }

  private static boolean isOf(Account account, String record) {
    return account
        .profile()
        .record()
        .map(Reading::value)
        .filter(record::equals)
        .isPresent();
  }
}
