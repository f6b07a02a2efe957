package balanceapi.core.availability;

import balanceapi.core.account.Observation;
import balanceapi.core.availability.Figures.Until;
import balanceapi.core.availability.Step.Why;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Matching;
import balanceapi.core.transaction.Showing;
import balanceapi.core.transaction.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The available balance: a pure function of (observation, transactions, policy, now), rules 1 to 10 and 12
 * of design section 6. The explanation is the computation itself: the figure is its base plus its steps.
 */
public final class AvailableBalance {

  /**
   * What came out.
   *
   * @param figures the balances
   * @param base the figure that the steps start from; absent when there is none
   * @param steps every transaction's part, by date
   * @param matching which posting took which pending
   * @param live the ids of the pendings that live
   * @param expired the pendings whose time is over, which is not recorded on them yet (rule 5)
   */
  public record Result(
      Figures figures,
      Optional<Money> base,
      List<Step> steps,
      Matching matching,
      Set<String> live,
      List<Transaction> expired) {}

  /** What the arithmetic starts from. */
  private enum Base {
    /** Rule 1: the bank's available figure, which knows what began by its instant. */
    REPORTED,
    /** Rule 10: a ledger that already contains pendings, treated like a reported figure. */
    LEDGER_WITH_PENDINGS,
    /** Rule 3: a ledger, which ignores pendings. */
    LEDGER,
    /** Rules 8 and 9: no figure, or no arithmetic on it. */
    NONE
  }

  private final Position position;
  private final Policy policy;
  private final Instant now;
  private final Currency currency;
  private final ZoneId zone;
  private final List<Transaction> transactions;
  private final Matching matching;
  private final Optional<Money> ledger;
  private final Optional<Money> reported;
  private final Base base;
  private final Optional<Instant> ledgerUntil;

  private final List<Step> steps = new ArrayList<>();
  private final Set<String> live = new HashSet<>();
  private final List<Transaction> expired = new ArrayList<>();
  private final List<Until> countedCredits = new ArrayList<>();
  private final List<Instant> expiries = new ArrayList<>();
  private final Map<String, BigDecimal> knownLeft = new HashMap<>();
  private Money pendingDebits;
  private Money pendingCredits;
  private int pendingCount;
  private int excluded;

  private AvailableBalance(
      Position position, Collection<Transaction> all, Policy policy, Instant now) {
    this.position = position;
    this.policy = policy;
    this.now = now;
    this.currency = position.currency(policy);
    this.zone = position.profile().zone();
    this.matching = Matching.of(all, currency, zone);
    this.transactions =
        all.stream()
            .filter(t -> position.begunBy().filter(until -> beganAfter(t, until)).isEmpty())
            .sorted(
                Comparator.<Transaction, Instant>comparing(t -> dateOf(t))
                    .thenComparing(Transaction::id))
            .toList();
    this.ledger =
        position.observation().flatMap(Observation::ledger).flatMap(r -> money(r.value()));
    this.reported = position.observation().flatMap(Observation::reported).flatMap(this::money);
    this.pendingDebits = Money.zero(currency);
    this.pendingCredits = Money.zero(currency);
    this.base = base();
    this.ledgerUntil = ledgerUntil();
  }

  /**
   * Computes the available balance.
   *
   * @param position the figures in force and what is known of account and feed
   * @param transactions every transaction that may matter: all pendings, and all postings after the
   *     figures' instant with the pendings that they took; more do not change the outcome
   * @param policy what the app decided
   * @param now the instant by which holds expire
   */
  public static Result of(
      Position position, Collection<Transaction> transactions, Policy policy, Instant now) {
    return new AvailableBalance(position, transactions, policy, now).compute();
  }

  private Result compute() {
    for (Transaction t : transactions) {
      switch (t.state()) {
        case REMOVED -> add(t, Money.zero(currency), Why.REMOVED);
        case PENDING -> pending(t);
        case POSTED -> posting(t);
      }
    }
    Optional<Money> start =
        switch (base) {
          case REPORTED -> reported;
          case LEDGER, LEDGER_WITH_PENDINGS -> ledger;
          case NONE -> Optional.empty();
        };
    Optional<Money> available =
        start
            .map(money -> steps.stream().map(Step::effect).reduce(money, Money::plus))
            .or(() -> position.profile().isDebt() ? reported : Optional.empty());
    return new Result(
        new Figures(
            currency,
            ledger,
            available,
            source(available),
            new Figures.Pending(pendingDebits, pendingCredits, pendingCount, excluded),
            Until.few(countedCredits),
            expiries.stream().min(Instant::compareTo),
            Figures.Parts.few(steps, currency),
            policy.mark()),
        start,
        List.copyOf(steps),
        matching,
        Set.copyOf(live),
        List.copyOf(expired));
  }

  // ---- rule 1: which figure is the base

  private Base base() {
    if (position.profile().isDebt() || position.observation().isEmpty()) {
      return Base.NONE;
    }
    if (reported.isPresent() && !isCopiedLedger()) {
      return Base.REPORTED;
    }
    if (ledger.isEmpty()) {
      return Base.NONE;
    }
    return policy.pendingInLedger().contains(position.bank())
        ? Base.LEDGER_WITH_PENDINGS
        : Base.LEDGER;
  }

  /**
   * Rule 1: a reported figure that equals the ledger while a debit begun by then is live, or has posted
   * since, is the ledger again. A debit in another currency is evidence as good as one in the account's.
   */
  private boolean isCopiedLedger() {
    return reported.equals(ledger) && copyEvidence().findAny().isPresent();
  }

  private Stream<Transaction> copyEvidence() {
    return transactions.stream()
        .filter(t -> direction(t).equals(Optional.of(Direction.DEBIT)))
        .filter(t -> isLive(t) || isPostedSince(t))
        .filter(t -> !beganAfter(t, asOf()));
  }

  /**
   * Until when a copied ledger is known for one: when the last hold ends that shows it, the reported figure
   * counts again, onto which no credit comes. Absent when that is certain for good, or not in question.
   */
  private Optional<Instant> ledgerUntil() {
    return base != Base.LEDGER || reported.isEmpty() || copyEvidence().anyMatch(Transaction::isPosted)
        ? Optional.empty()
        : copyEvidence()
            .map(t -> t.expiry(policy.holdDays(), zone))
            .max(Instant::compareTo);
  }

  private Source source(Optional<Money> available) {
    if (available.isEmpty()) {
      return Source.UNKNOWN;
    }
    boolean lacks =
        excluded > 0
            || (base != Base.REPORTED && base != Base.NONE && position.feed().asOf().isEmpty());
    return lacks
        ? Source.INCOMPLETE
        : switch (base) {
          case LEDGER, LEDGER_WITH_PENDINGS -> Source.COMPUTED;
          case REPORTED, NONE ->
              steps.stream().anyMatch(Step::counted) ? Source.ADJUSTED : Source.REPORTED;
        };
  }

  // ---- rule 5: what lives

  private void pending(Transaction t) {
    if (matching.isTaken(t)) {
      add(t, Money.zero(currency), Why.MERGED);
    } else if (isDropped(t)) {
      add(t, Money.zero(currency), Why.DROPPED);
    } else if (isExpired(t)) {
      if (!t.isExpiryRecorded(policy.holdDays(), zone)) {
        expired.add(t);
      }
      add(t, Money.zero(currency), Why.EXPIRED);
    } else {
      live(t);
    }
  }

  private boolean isLive(Transaction t) {
    return t.isPending() && !matching.isTaken(t) && !isDropped(t) && !isExpired(t);
  }

  private boolean isDropped(Transaction t) {
    return position.feed().complete().filter(t.newest().asOf()::isBefore).isPresent();
  }

  private boolean isExpired(Transaction t) {
    return t.expiredAt(now, policy.holdDays(), zone);
  }

  private void live(Transaction t) {
    Instant expiry = t.expiry(policy.holdDays(), zone);
    live.add(t.id());
    expiries.add(expiry);
    Optional<Money> amount = amount(t);
    boolean debit = direction(t).equals(Optional.of(Direction.DEBIT));
    amount.ifPresent(
        money -> {
          pendingCount++;
          if (debit) {
            pendingDebits = pendingDebits.plus(money);
          } else {
            pendingCredits = pendingCredits.plus(money);
          }
        });
    if (debit) {
      debit(t, amount, Why.PENDING);
    } else if (countsCredits() && !t.newest().asOf().isBefore(asOf())) {
      credit(t, amount, Optional.of(expiry));
    } else {
      add(t, Money.zero(currency), Why.CREDIT_NOT_COUNTED);
    }
  }

  // ---- rule 3: what has posted since

  private void posting(Transaction t) {
    if (base == Base.NONE) {
      add(t, Money.zero(currency), Why.NO_ARITHMETIC);
    } else if (!isPostedSince(t)) {
      consumeKnown(t);
      add(t, Money.zero(currency), Why.ALREADY_IN_FIGURE);
    } else if (direction(t).equals(Optional.of(Direction.DEBIT))) {
      debit(t, amount(t), Why.POSTED_AFTER);
    } else if (countsCredits()) {
      credit(t, amount(t), Optional.empty());
    } else {
      add(t, Money.zero(currency), Why.CREDIT_NOT_COUNTED);
    }
  }

  private boolean isPostedSince(Transaction t) {
    return t.isPosted() && t.postedAfter(asOf(), zone);
  }

  /** Rule 4: credits count onto a ledger, never onto a figure that the bank made out itself. */
  private boolean countsCredits() {
    return policy.countsCredits() && base == Base.LEDGER;
  }

  /** A credit counts until it ends, and no longer than it is certain that the ledger is the base. */
  private void credit(Transaction t, Optional<Money> amount, Optional<Instant> expiry) {
    Optional<Instant> end =
        Stream.concat(expiry.stream(), ledgerUntil.stream()).min(Instant::compareTo);
    amount.ifPresent(money -> end.ifPresent(at -> countedCredits.add(new Until(money, at))));
    effect(t, amount, Why.CREDIT);
  }

  // ---- rules 2 and 3: what a debit takes off

  private void debit(Transaction t, Optional<Money> amount, Why inLedger) {
    switch (base) {
      case NONE -> add(t, Money.zero(currency), Why.NO_ARITHMETIC);
      case LEDGER -> effect(t, amount.map(Money::negated), inLedger);
      case REPORTED, LEDGER_WITH_PENDINGS -> {
        if (beganAfter(t, asOf())) {
          effect(t, amount.map(Money::negated), Why.BEGUN_AFTER);
        } else {
          grown(t, amount);
        }
      }
    }
  }

  /** Rule 2: what the bank already knew is never taken off twice, only what it has grown by since. */
  private void grown(Transaction t, Optional<Money> amount) {
    Line line = line(t);
    BigDecimal growth = line.amount().subtract(consumeKnown(t)).max(BigDecimal.ZERO);
    if (growth.signum() == 0) {
      add(t, Money.zero(currency), Why.ALREADY_IN_FIGURE);
    } else {
      effect(t, amount.isPresent() ? money(growth.negate()) : Optional.empty(), Why.GROWN_SINCE);
    }
  }

  /**
   * The amount of this debit that the bank knew when it gave the figure. A hold's known amount is shared by
   * the postings that complete it in parts, in the order of their dates.
   */
  private BigDecimal consumeKnown(Transaction t) {
    BigDecimal wanted = line(t).amount();
    BigDecimal known = BigDecimal.ZERO;
    for (Transaction hold : matching.pendingsOf(t)) {
      BigDecimal left = knownLeft.getOrDefault(hold.id(), known(hold, line(t)));
      BigDecimal share = left.min(wanted.subtract(known));
      knownLeft.put(hold.id(), left.subtract(share));
      known = known.add(share);
    }
    return matching.pendingsOf(t).isEmpty() || shownBy(t, asOf())
        ? known.max(known(t, line(t)))
        : known;
  }

  private static boolean shownBy(Transaction t, Instant instant) {
    return !t.first().asOf().isAfter(instant);
  }

  /** The amount in the newest event by then, else in the first; in another currency it says nothing. */
  private BigDecimal known(Transaction t, Line line) {
    List<Showing> comparable =
        t.showings().stream()
            .filter(Showing::present)
            .filter(s -> currencyOf(s.line().orElseThrow()).equals(currencyOf(line)))
            .toList();
    return comparable.reversed().stream()
        .filter(s -> !s.asOf().isAfter(asOf()))
        .findFirst()
        .or(() -> comparable.stream().findFirst())
        .flatMap(Showing::line)
        .map(Line::amount)
        .orElse(BigDecimal.ZERO);
  }

  // ---- rule 12: when it began

  /** A posting that took a hold began with the hold. */
  private boolean beganAfter(Transaction t, Instant instant) {
    List<Transaction> holds = matching.pendingsOf(t);
    return holds.isEmpty()
        ? t.begunAfter(instant, zone)
        : holds.stream().allMatch(hold -> hold.begunAfter(instant, zone));
  }

  private Instant dateOf(Transaction t) {
    return (t.isPosted() ? t.posted() : t.begun()).start(zone);
  }

  private Instant asOf() {
    return position.observation().map(Observation::asOf).orElse(Instant.MIN);
  }

  // ---- rule 7: currencies

  /** Adds a step that counts, if it can: in another currency it is left out and said so. */
  private void effect(Transaction t, Optional<Money> effect, Why why) {
    if (effect.isPresent()) {
      add(t, effect.get(), why);
    } else {
      excluded++;
      add(t, Money.zero(currency), Why.OTHER_CURRENCY);
    }
  }

  private void add(Transaction t, Money effect, Why why) {
    Optional<String> mergedWith =
        matching.postingsOf(t).stream().map(Transaction::id).findFirst();
    steps.add(new Step(t.id(), direction(t), amount(t), effect, why, mergedWith));
  }

  /** The amount in the account's currency; absent when it is in another or does not fit this one. */
  private Optional<Money> amount(Transaction t) {
    return t.line()
        .filter(line -> currencyOf(line).equals(currency))
        .flatMap(line -> money(line.amount()));
  }

  private Currency currencyOf(Line line) {
    return line.currency().orElse(currency);
  }

  private Optional<Money> money(BigDecimal amount) {
    return Money.fits(currency.decimals(), amount)
        ? Optional.of(Money.of(currency, amount))
        : Optional.empty();
  }

  private static Line line(Transaction t) {
    return t.line().orElseThrow();
  }

  private static Optional<Direction> direction(Transaction t) {
    return t.line().map(Line::direction);
  }
}
