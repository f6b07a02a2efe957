package balanceapi.core.notification;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Connection.State;
import balanceapi.core.account.Reading;
import balanceapi.core.account.RecordState;
import balanceapi.core.availability.Figures;
import balanceapi.core.money.Money;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a stored change tells. A pure function: the same change, seen again, tells the same facts under the same ids.
 */
public final class Facts {

  /** A hold that was found to be over long ago is only moved now: that was told then. */
  private static final Duration LATE = Duration.ofDays(1);

  private Facts() {}

  /**
   * What a change tells.
   *
   * @param thresholds the app's, for accounts that have none of their own
   * @param at when it was stored
   */
  public static List<Fact> of(Change change, List<Money> thresholds, Instant at) {
    return switch (change) {
      case Change.OfAccount(var before, var after) -> ofAccount(before, after, thresholds);
      case Change.OfRecord(var app, var before, var after) -> ofRecord(app, before, after);
      case Change.OfTransaction(var ref, var before, var after) ->
          isFoundOver(before, after, at)
              ? List.of(
                  new Fact.OfHold(
                      NotificationId.of(
                          new Owner.OfAccount(ref),
                          Kind.HOLD_EXPIRED,
                          // The same hold, shown again later, may be over once more.
                          after.id() + "\n" + after.newest().event()),
                      ref,
                      after))
              : List.of();
    };
  }

  // ---- accounts

  private static List<Fact> ofAccount(
      Optional<Account> before, Account after, List<Money> thresholds) {
    List<Fact> facts = new ArrayList<>();
    before
        .filter(was -> record(was).equals(record(after)))
        .flatMap(was -> failed(after.ref().app(), was.connection(), after.connection(), names(after)))
        .ifPresent(facts::add);
    Figures now = after.figures();
    Figures was =
        before.map(Account::figures).orElseGet(() -> Figures.none(now.currency()));
    if (!isShownAs(was, now)) {
      facts.add(
          new Fact.OfBalance(
              id(after, Kind.BALANCE_UPDATED, ""), Kind.BALANCE_UPDATED, after, was, Optional.empty()));
      after.thresholds().orElse(thresholds).stream()
          .filter(threshold -> fellBelow(threshold, was, now))
          .map(
              threshold ->
                  new Fact.OfBalance(
                      id(after, Kind.BALANCE_BELOW, threshold + " " + threshold.currency()),
                      Kind.BALANCE_BELOW,
                      after,
                      was,
                      Optional.of(threshold)))
          .forEach(facts::add);
    }
    return facts;
  }

  /** By the account's version, each of which is stored once; and by its time, for a restored table counts again. */
  private static NotificationId id(Account account, Kind kind, String what) {
    return NotificationId.of(
        new Owner.OfAccount(account.ref()),
        kind,
        account.version() + "\n" + account.computedAt() + "\n" + what);
  }

  /** Says whether who asks for both sees the same balance. */
  private static boolean isShownAs(Figures one, Figures other) {
    return one.currency().equals(other.currency())
        && one.ledger().equals(other.ledger())
        && one.available().equals(other.available())
        && one.source() == other.source();
  }

  /** Of what was not known nobody was told that it is below. */
  private static boolean fellBelow(Money threshold, Figures was, Figures now) {
    return isBelow(threshold, now) && !isBelow(threshold, was);
  }

  private static boolean isBelow(Money threshold, Figures figures) {
    return figures
        .available()
        .filter(money -> money.currency().equals(threshold.currency()))
        .filter(money -> money.compareTo(threshold) < 0)
        .isPresent();
  }

  private static Optional<String> record(Account account) {
    return account.profile().record().map(Reading::value);
  }

  // ---- connections

  /** Whose connection it is; told by its record and by each of its accounts, it is one fact. */
  private record Names(String record, String customer, String bank) {}

  private static Names names(Account account) {
    return new Names(
        record(account).orElse(""), account.identity().customer(), account.identity().bank());
  }

  private static List<Fact> ofRecord(String app, Optional<RecordState> before, RecordState after) {
    Names names = new Names(after.record(), after.customer(), after.bank());
    Connection was = before.map(RecordState::connection).orElse(Connection.NEW);
    Connection now = after.connection();
    Stream<Fact> created =
        was.authorized().isEmpty()
            ? now.authorized().stream().map(at -> fact(app, Kind.CONNECTION_CREATED, now, names, at))
            : Stream.empty();
    return Stream.concat(created, failed(app, was, now, names).stream()).toList();
  }

  /** It has failed in a way in which it had not before, or has again after it worked. */
  private static Optional<Fact> failed(String app, Connection was, Connection now, Names names) {
    return now.state() == was.state()
        ? Optional.empty()
        : switch (now.state()) {
          case ACTIVE -> Optional.empty();
          case ERROR -> now.failure().map(at -> fact(app, Kind.CONNECTION_ERROR, now, names, at));
          case REAUTH_REQUIRED ->
              Stream.of(now.rejected(), now.unlinked())
                  .flatMap(Optional::stream)
                  .max(Instant::compareTo)
                  .map(at -> fact(app, Kind.CONNECTION_REAUTH_REQUIRED, now, names, at));
        };
  }

  private static Fact fact(String app, Kind kind, Connection connection, Names names, Instant at) {
    State state = kind == Kind.CONNECTION_CREATED ? State.ACTIVE : connection.state();
    return new Fact.OfConnection(
        NotificationId.of(new Owner.OfRecord(app, names.record()), kind, at.toString()),
        kind,
        names.record(),
        names.customer(),
        names.bank(),
        state,
        at);
  }

  // ---- holds

  private static boolean isFoundOver(Optional<Transaction> before, Transaction after, Instant at) {
    return after.isPending()
        && after.expiredBy().filter(time -> !time.plus(LATE).isBefore(at)).isPresent()
        && !before.flatMap(Transaction::expiredBy).equals(after.expiredBy());
  }
}
