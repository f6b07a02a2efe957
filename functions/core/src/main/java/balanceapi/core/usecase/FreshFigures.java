package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Connection;
import balanceapi.core.account.Reading;
import balanceapi.core.account.RecordState;
import balanceapi.core.app.App;
import balanceapi.core.provider.Asked;
import balanceapi.core.provider.ProviderRefresh;
import balanceapi.core.store.AccountStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Fresh figures on request: what is stored is recomputed at once, and the provider is asked for new figures.
 * What comes of it is found out by asking again, until a deadline.
 */
public final class FreshFigures {

  /** A login with more accounts than this shows so many of them. */
  private static final int MOST_SHOWN = 100;

  private final AccountStore store;
  private final ProviderRefresh provider;
  private final RefreshAccount refresh;

  public FreshFigures(AccountStore store, ProviderRefresh provider) {
    this.store = Objects.requireNonNull(store, "store");
    this.provider = Objects.requireNonNull(provider, "provider");
    this.refresh = new RefreshAccount(store);
  }

  /** How far a request is. */
  public enum Progress {
    /** The provider was asked and has not answered yet. */
    RUNNING,
    /** It has answered: the figures are newer than the request. */
    FRESH,
    /** It answered that it failed. */
    FAILED,
    /** It could not be reached. */
    UNREACHED,
    /** It did not answer in time. */
    OVERDUE,
    /** The customer must sign in first. */
    SIGN_IN_NEEDED,
    /** There was no provider to ask, the figures are the stored ones. */
    NO_PROVIDER,
    /** Nobody asked, or it is long ago. */
    NOT_ASKED
  }

  /**
   * What there is of a record.
   *
   * @param progress how far the request is
   * @param account the account that was asked for; else the record's first, if it has any
   * @param accounts all of the record's accounts
   */
  public record Seen(Progress progress, Optional<Account> account, List<Account> accounts) {}

  /**
   * Asks for fresh figures of an account, through one of its records.
   *
   * @param record the record; the account's newest unless it is said
   * @param home where this service is reached
   * @return the request, an open one of the same record and kind if there is one; empty when the app has no
   *     such account, or the account no such record
   */
  public Optional<Asked> ask(
      App app,
      String id,
      Optional<String> record,
      Asked.Kind kind,
      String home,
      Instant now) {
    Optional<Account> found = store.account(new AccountRef(app.id(), id));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Account account = found.get();
    Optional<String> through =
        record
            .filter(named -> isOf(account, named))
            .or(() -> record.isEmpty() ? newest(account) : Optional.empty());
    if (through.isEmpty()) {
      return Optional.empty();
    }
    refresh.refresh(app, account.ref(), now);
    return Optional.of(asked(app, account, through.get(), kind, home, now));
  }

  private static Optional<String> newest(Account account) {
    return account.profile().record().map(Reading::value);
  }

  private boolean isOf(Account account, String record) {
    return newest(account).equals(Optional.of(record))
        || store
            .accountsOfRecord(account.ref().app(), record)
            .contains(account.ref().account());
  }

  /** Asked first, kept second: a request that is kept was made, and one that was lost is made again. */
  private Asked asked(
      App app, Account account, String record, Asked.Kind kind, String home, Instant now) {
    String id = account.ref().account();
    Optional<Asked> open =
        store
            .asked(app.id(), record, kind)
            .filter(old -> old.isOpen(now) && old.isMade());
    if (open.isPresent() && open.get().account().equals(id)) {
      return open.get();
    }
    Asked asked =
        open.map(old -> old.of(id))
            .orElseGet(() -> new Asked(record, kind, id, sent(app, account, record, home, now), now));
    store.ask(app.id(), asked);
    return asked;
  }

  private Asked.State sent(
      App app, Account account, String record, String home, Instant now) {
    if (account.connection().state() == Connection.State.REAUTH_REQUIRED) {
      return Asked.State.SIGN_IN_NEEDED;
    }
    // Through its newest login: an older one may have none of its accounts any more.
    return switch (provider.ask(app, account, newest(account).orElse(record), home, now)) {
      case SENT -> Asked.State.SENT;
      case NO_PROVIDER -> Asked.State.NO_PROVIDER;
    };
  }

  /**
   * How far the newest request for an account is.
   *
   * @param asked the request; absent when nobody asked, or it is long ago
   * @param account the account as of a moment ago
   */
  public record Asking(Optional<Asked> asked, Progress progress, Account account) {}

  /** Looks how far the newest request for an account is; empty when the app has no such account. */
  public Optional<Asking> ofAccount(App app, String id, Instant now) {
    return store
        .glance(new AccountRef(app.id(), id))
        .map(
            account -> {
              Optional<Asked> asked =
                  newest(account)
                      .flatMap(record -> store.asked(app.id(), record, Asked.Kind.BALANCE));
              return new Asking(
                  asked,
                  asked
                      .map(request -> progress(request, account, now))
                      .orElse(Progress.NOT_ASKED),
                  account);
            });
  }

  /**
   * Looks how far a request is.
   *
   * @return empty when the app has no such record
   */
  public Optional<Seen> look(App app, String record, Asked.Kind kind, Instant now) {
    List<String> ids = store.accountsOfRecord(app.id(), record);
    List<Account> accounts =
        store.glanceAll(app.id(), ids.subList(0, Math.min(MOST_SHOWN, ids.size())));
    Optional<RecordState> state = store.record(app.id(), record);
    if (accounts.isEmpty() && state.isEmpty()) {
      return Optional.empty();
    }
    Optional<Asked> asked = store.asked(app.id(), record, kind);
    Optional<Account> account =
        asked
            .flatMap(request -> of(accounts, request))
            .or(() -> accounts.stream().findFirst());
    Progress progress =
        asked
            .flatMap(request -> account.map(about -> progress(request, about, now)))
            .orElse(Progress.NOT_ASKED);
    return Optional.of(new Seen(progress, account, accounts));
  }

  private static Optional<Account> of(List<Account> accounts, Asked asked) {
    return accounts.stream()
        .filter(account -> account.ref().account().equals(asked.account()))
        .findFirst();
  }

  private static Progress progress(Asked asked, Account account, Instant now) {
    return switch (asked.state()) {
      case NO_PROVIDER -> Progress.NO_PROVIDER;
      case SIGN_IN_NEEDED -> Progress.SIGN_IN_NEEDED;
      case SENT, UNREACHED -> {
        // One that did not say yes may have sent figures all the same.
        if (asked.isAnsweredBy(account)) {
          yield Progress.FRESH;
        }
        if (failed(account.connection()).filter(asked.at()::isBefore).isPresent()) {
          yield Progress.FAILED;
        }
        if (asked.state() == Asked.State.UNREACHED) {
          yield Progress.UNREACHED;
        }
        yield asked.isOpen(now) ? Progress.RUNNING : Progress.OVERDUE;
      }
    };
  }

  private static Optional<Instant> failed(Connection connection) {
    return connection.state() == Connection.State.ERROR
        ? connection.failure()
        : connection.rejected();
  }
}
