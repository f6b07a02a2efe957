package balanceapi.core.usecase;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Reservation;
import balanceapi.core.account.Reserved;
import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Policy;
import balanceapi.core.decision.Check;
import balanceapi.core.decision.CheckId;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.decision.FundsCheck.Decision;
import balanceapi.core.decision.FundsCheck.Reason;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.decision.Reserve;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Page;
import balanceapi.core.store.CheckStore;
import balanceapi.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides whether amounts are there, holds them on request, and keeps what each decision was made on.
 *
 * <p>A decision is made on one read of the account's item. Reserving is one write of that item under the version that
 * was read, so that of two who want the same money one comes second and looks again. What is kept of the decision is
 * written after that, beside the account and never into it.
 */
public final class Decisions {

  /** So many accounts of a customer are looked at, in the order of their ids. */
  public static final int MOST_CONSIDERED = 100;

  private static final Comparator<FundsCheck.Answer> BEST_FIRST =
      Comparator.<FundsCheck.Answer>comparingInt(answer -> rank(answer.reason()))
          .thenComparing(
              answer -> answer.spendable().map(Money::amount),
              Comparator.comparing(
                  amount -> amount.orElse(null), Comparator.nullsLast(Comparator.reverseOrder())))
          .thenComparing(answer -> answer.account().ref().account());

  private final AccountStore store;
  private final CheckStore checks;
  private final Balances balances;
  private final LongSupplier chance;

  /**
   * Decides.
   *
   * @param chance tells decisions of one instant apart, asked at each use
   */
  public Decisions(AccountStore store, CheckStore checks, LongSupplier chance) {
    this.store = Objects.requireNonNull(store, "store");
    this.checks = Objects.requireNonNull(checks, "checks");
    this.balances = new Balances(store);
    this.chance = Objects.requireNonNull(chance, "chance");
  }

  /** What came of an inquiry. */
  public sealed interface Outcome {

    /** It was decided. */
    record Decided(Check check) implements Outcome {}

    /** The app has no such account, or no such customer with an account. */
    record NobodyThere() implements Outcome {}

    /** The reference is another reservation's, which holds another amount. */
    record ReferenceTaken(Reservation by) implements Outcome {}

    /** The reference's reservation is over, and a reference reserves but once. */
    record ReferenceUsedUp(Reservation.End how) implements Outcome {}

    /** The account has as many reservations as it may have, and this one is not among them. */
    record TooManyReservations() implements Outcome {}
  }

  /**
   * Decides, one after the other: what one reserves, the next one misses. All of it is decided on reads that began
   * after the call.
   *
   * @throws balanceapi.core.store.StoreUnavailable if the store refuses; the call may be repeated, and what it reserved
   *     is then the same reservation
   */
  public List<Outcome> decide(App app, List<Inquiry> inquiries, Instant now) {
    Run run = new Run(app, now);
    run.read(inquiries);
    List<Outcome> outcomes = inquiries.stream().map(run::decide).toList();
    List<Check> decided = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Decided(var check)) {
        decided.add(check);
      }
    }
    if (isKept(app) && !decided.isEmpty()) {
      checks.keep(decided, Duration.ofDays(app.settings().decisionsDays()));
    }
    return outcomes;
  }

  /** Says whether the app's decisions are kept. */
  public static boolean isKept(App app) {
    return app.settings().decisionsDays() > 0;
  }

  /** The decisions of one call, with the accounts as they were read or as it left them. */
  private final class Run {
    private final App app;
    private final Instant now;
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, List<String>> ofCustomer = new HashMap<>();

    Run(App app, Instant now) {
      this.app = app;
      this.now = now;
    }

    /** One read of one account, or one of them all. */
    void read(List<Inquiry> inquiries) {
      List<String> ids = new ArrayList<>();
      for (Inquiry inquiry : inquiries) {
        switch (inquiry.subject()) {
          case Subject.OneAccount(var id) -> ids.add(id);
          case Subject.AnyOfCustomer(var customer) ->
              ids.addAll(ofCustomer.computeIfAbsent(customer, this::accountsOf));
        }
      }
      List<String> distinct = ids.stream().distinct().toList();
      if (distinct.size() > 1) {
        store
            .accounts(app.id(), distinct)
            .forEach(account -> accounts.put(account.ref().account(), account));
      }
    }

    private List<String> accountsOf(String customer) {
      return store.accountsOfCustomer(app.id(), customer).stream()
          .sorted()
          .limit(MOST_CONSIDERED)
          .toList();
    }

    Outcome decide(Inquiry inquiry) {
      return switch (inquiry.subject()) {
        case Subject.OneAccount(var id) ->
            inquiry
                .reserve()
                .map(reserve -> reserved(id, inquiry, reserve))
                .orElseGet(() -> decided(id, inquiry));
        case Subject.AnyOfCustomer(var customer) -> best(ofCustomer.get(customer), inquiry);
      };
    }

    /** The account, read alone where it was not among the others: by another of its names, or the only one. */
    private Optional<Account> account(String id) {
      return Optional.ofNullable(accounts.get(id))
          .or(() -> store.account(new AccountRef(app.id(), id)))
          .flatMap(
              found -> {
                accounts.putIfAbsent(found.ref().account(), found);
                return balances.following(app, accounts.get(found.ref().account()), now);
              });
    }

    private Outcome decided(String id, Inquiry inquiry) {
      return account(id)
          .map(account -> FundsCheck.check(account, inquiry.question(), now))
          .<Outcome>map(answer -> decided(inquiry, answer, Optional.empty()))
          .orElseGet(Outcome.NobodyThere::new);
    }

    private Outcome best(List<String> ids, Inquiry inquiry) {
      List<FundsCheck.Answer> answers =
          ids.stream()
              .flatMap(id -> account(id).stream())
              .map(account -> FundsCheck.check(account, inquiry.question(), now))
              .sorted(BEST_FIRST)
              .toList();
      if (answers.isEmpty()) {
        return new Outcome.NobodyThere();
      }
      FundsCheck.Answer best = answers.getFirst();
      return new Outcome.Decided(
          Check.ofBest(id(best.account()), inquiry, explained(best), answers));
    }

    private Outcome decided(
        Inquiry inquiry, FundsCheck.Answer answer, Optional<Reservation> reservation) {
      return new Outcome.Decided(
          Check.of(id(answer.account()), inquiry, explained(answer), reservation));
    }

    /** The answer with all the parts of its figures, where the account's item has room for some alone. */
    private FundsCheck.Answer explained(FundsCheck.Answer answer) {
      if (!isKept(app) || answer.account().figures().parts().others() == 0) {
        return answer;
      }
      try {
        return withParts(answer);
      } catch (StoreUnavailable refused) {
        // It is decided, and money may be held for it: the largest parts and the sum of the others say enough.
        return answer;
      }
    }

    /** Read after it was decided, and taken only if they are those that it was decided by. */
    private FundsCheck.Answer withParts(FundsCheck.Answer answer) {
      Account account = answer.account();
      Figures figures = account.figures();
      return store
          .book(account.ref())
          .map(
              book ->
                  AvailableBalance.of(
                      account.position(),
                      OpenBook.transactions(store, account, book.open()),
                      Policy.of(app.settings()),
                      account.computedAt()))
          .filter(result -> result.figures().equals(figures))
          .map(result -> figures.madeOf(Figures.Parts.most(result.steps(), figures.currency())))
          .map(all -> answer.by(account.computed(all, account.computedAt())))
          .orElse(answer);
    }

    private CheckId id(Account account) {
      return new CheckId(account.ref(), now, chance.getAsLong());
    }

    // ---- reserving

    private Outcome reserved(String id, Inquiry inquiry, Reserve reserve) {
      return Attempts.until(
          () -> {
            Optional<Account> stored = store.account(new AccountRef(app.id(), id));
            Optional<Account> current =
                stored.flatMap(account -> balances.following(app, account, now));
            return current.isEmpty()
                ? Optional.of(new Outcome.NobodyThere())
                : reserved(stored.get(), current.get(), inquiry, reserve);
          });
    }

    /**
     * One attempt.
     *
     * @param stored the account as it is stored, to be saved with the reservation
     * @param current the same with figures of the policy of now
     */
    private Optional<Outcome> reserved(
        Account stored, Account current, Inquiry inquiry, Reserve reserve) {
      String reference = reserve.reference();
      Optional<Reservation> known = stored.reserved().of(reference);
      if (known.isPresent()) {
        return Optional.of(again(known.get(), current, inquiry));
      }
      Optional<Reservation.Ended> ended = store.ended(stored.ref(), reference);
      if (ended.isPresent()) {
        return Optional.of(new Outcome.ReferenceUsedUp(ended.get().end()));
      }
      FundsCheck.Answer answer = FundsCheck.check(current, inquiry.question(), now);
      if (answer.reason() != Reason.ENOUGH) {
        return Optional.of(decided(inquiry, answer, Optional.empty()));
      }
      Account rest = stored;
      if (stored.reserved().all().size() >= Reserved.MOST) {
        // Those whose time is over are else left to the refresh: each is a write more.
        rest = Reservations.withoutThoseOver(store, stored, now);
        if (rest.reserved().all().size() >= Reserved.MOST) {
          return Optional.of(new Outcome.TooManyReservations());
        }
      }
      Reservation made =
          new Reservation(reference, inquiry.question().amount(), now, now.plus(reserve.time()));
      return store
          .save(rest.reserving(rest.reserved().with(made)))
          .map(
              saved -> {
                accounts.put(saved.ref().account(), saved);
                return decided(inquiry, answer, Optional.of(made));
              });
    }

    /** The same reservation again: what it holds is there for it, whoever else wants the rest. */
    private Outcome again(Reservation known, Account current, Inquiry inquiry) {
      if (!known.isLive(now)) {
        return new Outcome.ReferenceUsedUp(Reservation.End.EXPIRED);
      }
      if (!known.amount().equals(inquiry.question().amount())) {
        return new Outcome.ReferenceTaken(known);
      }
      Account besides = current.reserving(current.reserved().without(known.reference()));
      return decided(
          inquiry, FundsCheck.check(besides, inquiry.question(), now), Optional.of(known));
    }
  }

  /** An account in another currency comes last: it could not pay, whatever is in it. */
  private static int rank(Reason reason) {
    if (reason == Reason.OTHER_CURRENCY) {
      return Decision.values().length;
    }
    return switch (reason.decision()) {
      case SUFFICIENT -> 0;
      case UNKNOWN -> 1;
      case INSUFFICIENT -> 2;
    };
  }

  // ---- what was decided

  /** A decision as it was made; empty when it was never made here, or is not kept any more. */
  public Optional<Check> find(App app, CheckId id, Instant now) {
    // With an account that was erased its decisions are gone, also those that wait to be deleted.
    return store.glance(id.account()).filter(account -> account.ref().equals(id.account())).isEmpty()
        ? Optional.empty()
        : checks.find(id, now);
  }

  /** The decisions about an account, newest first, a page; empty when the app has no such account. */
  public Optional<Page<Check>> list(
      App app, String account, Optional<String> after, int limit, Instant now) {
    return store
        .glance(new AccountRef(app.id(), account))
        .map(found -> checks.list(found.ref(), after, limit, now));
  }
}
