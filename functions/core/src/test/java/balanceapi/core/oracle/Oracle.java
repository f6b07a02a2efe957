package balanceapi.core.oracle;

import balanceapi.core.app.App;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The second, naive implementation of design sections 5 and 6: all the events of one account in, its figures
 * out, from scratch each time. It shares no class with the computation it judges, only the events.
 *
 * <p>Where the design leaves something open, the choice is marked "open" here and named in the report.
 */
public final class Oracle {

  /** A balance as the native dialect tells it. */
  public record Balance(
      String currency,
      Optional<BigDecimal> ledger,
      Optional<BigDecimal> available,
      String source,
      BigDecimal debits,
      BigDecimal credits,
      int count,
      int excluded,
      Optional<Instant> asOf) {}

  /** One change in the history. */
  public record Change(Instant validFrom, Instant lastSeen, Balance balance) {}

  private record Said(
      Instant asOf, Instant started, String event, int rank, Optional<Line> line) {
    BigDecimal amount() {
      return line.map(Line::amount).orElse(BigDecimal.ZERO);
    }

    boolean shows() {
      return rank > 0;
    }
  }

  private record Seen(
      Instant started,
      String record,
      Optional<BigDecimal> ledger,
      Optional<BigDecimal> own,
      Optional<String> currency,
      Instant asOf) {}

  private record Stated<T>(T value, Instant at) {}

  private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");
  private static final int REMOVED = 0;
  private static final int PENDING = 1;
  private static final int POSTED = 2;

  private final boolean net;
  private final int holdDays;
  private final boolean pendingInLedger;
  private final String appCurrency;
  private final Instant clock;
  private final ZoneId zone;
  private final List<Event> events;
  private final List<Seen> observations = new ArrayList<>();
  private final Map<String, Tx> transactions = new TreeMap<>();
  private final Map<String, Tx> holdOf = new HashMap<>();
  private final Map<String, Tx> takenBy = new HashMap<>();
  private Optional<Instant> feed = Optional.empty();
  private Optional<Instant> complete = Optional.empty();

  /**
   * Replays them all.
   *
   * @param settings the app's
   * @param all everything that ever came in for one account, in any order, doubles included
   * @param clock the latest now that any run or event had
   */
  public Oracle(App.Settings settings, Collection<? extends Event> all, Instant clock) {
    Map<String, Event> distinct = new LinkedHashMap<>();
    all.forEach(event -> distinct.putIfAbsent(event.envelope().event(), event));
    this.events = List.copyOf(distinct.values());
    this.net = settings.pendingPolicy() == App.PendingPolicy.NET;
    this.holdDays = settings.holdDays();
    this.pendingInLedger =
        events.stream().anyMatch(e -> settings.pendingInLedger().contains(e.envelope().bank()));
    this.appCurrency = settings.currency().code();
    this.clock = clock;
    this.zone = zone();
    observe();
    readFeed();
    match();
  }

  /** When an event speaks of: {@code ended_at}, else {@code started_at}, else its receipt. */
  private static Instant asOf(Event event) {
    Envelope e = event.envelope();
    return e.endedAt().isPresent()
        ? e.endedAt().get()
        : e.startedAt().isPresent() ? e.startedAt().get() : e.receivedAt();
  }

  private static Instant started(Event event) {
    return event.envelope().startedAt().orElse(asOf(event));
  }

  private List<Event.Balances> balanceEvents() {
    return events.stream()
        .filter(e -> e instanceof Event.Balances)
        .map(e -> (Event.Balances) e)
        .toList();
  }

  /** Whether any event makes the account. */
  public boolean exists() {
    return events.stream()
        .anyMatch(e -> e instanceof Event.Balances || e instanceof Event.Transactions);
  }

  // ---- of every stated thing the newest counts

  private <E extends Event, T> Optional<T> newest(
      List<E> of, Function<E, Optional<T>> part, Comparator<? super T> preferredFirst) {
    List<Stated<T>> stated = new ArrayList<>();
    of.forEach(e -> part.apply(e).ifPresent(v -> stated.add(new Stated<>(v, asOf(e)))));
    return stated.stream()
        .sorted(
            Comparator.<Stated<T>, Instant>comparing(Stated::at)
                .reversed()
                .thenComparing(Stated::value, preferredFirst))
        .map(Stated::value)
        .findFirst();
  }

  private List<Event> accountEvents() {
    return events.stream()
        .filter(e -> e instanceof Event.Balances || e instanceof Event.Transactions)
        .toList();
  }

  private ZoneId zone() {
    return newest(accountEvents(), e -> e.envelope().country(), Comparator.<String>naturalOrder())
        .map(
            country ->
                switch (country) {
                  case "NG" -> ZoneId.of("Africa/Lagos");
                  case "JP" -> ZoneId.of("Asia/Tokyo");
                  default -> ZoneOffset.UTC;
                })
        .orElse(ZoneOffset.UTC);
  }

  /** Open: at one instant the type that means debt. */
  private boolean isDebt() {
    return newest(
            balanceEvents(),
            Event.Balances::type,
            Comparator.<String, Boolean>comparing(type -> !meansDebt(type)))
        .filter(Oracle::meansDebt)
        .isPresent();
  }

  private static boolean meansDebt(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return List.of("loan", "mortgage", "credit").stream().anyMatch(lower::contains);
  }

  /** Open: at one instant the status that restricts. */
  private boolean isRestricted() {
    return newest(
            balanceEvents(),
            Event.Balances::status,
            Comparator.<String, Boolean>comparing("active"::equalsIgnoreCase))
        .filter(status -> !status.equalsIgnoreCase("active"))
        .isPresent();
  }

  private String currencyOf(Optional<Seen> observation) {
    Optional<String> stated = observation.flatMap(Seen::currency);
    return stated.orElseGet(
        () ->
            newest(
                    balanceEvents(),
                    e -> e.currency().map(Currency::code),
                    Comparator.<String>naturalOrder())
                .orElse(appCurrency));
  }

  // ---- section 5: one pull is one observation

  private void observe() {
    Map<String, List<Event.Balances>> pulls = new LinkedHashMap<>();
    for (Event.Balances e : balanceEvents()) {
      pulls
          .computeIfAbsent(e.envelope().record() + " " + started(e), key -> new ArrayList<>())
          .add(e);
    }
    for (List<Event.Balances> pull : pulls.values()) {
      Optional<BigDecimal> ledger =
          newest(pull, Event.Balances::ledger, Comparator.<BigDecimal>naturalOrder());
      Optional<BigDecimal> available =
          newest(pull, Event.Balances::available, Comparator.<BigDecimal>naturalOrder());
      BigDecimal borrowed =
          newest(
                  pull,
                  e -> e.overdraft().map(o -> o.included() ? o.limit() : BigDecimal.ZERO),
                  Comparator.<BigDecimal>naturalOrder().reversed())
              .orElse(BigDecimal.ZERO);
      Optional<Instant> asOf =
          pull.stream()
              .filter(e -> e.ledger().isPresent() || e.available().isPresent())
              .map(Oracle::asOf)
              .max(Comparator.naturalOrder());
      if (asOf.isPresent()) {
        observations.add(
            new Seen(
                started(pull.getFirst()),
                pull.getFirst().envelope().record(),
                ledger,
                available.map(a -> a.subtract(borrowed)),
                newest(
                    pull, e -> e.currency().map(Currency::code), Comparator.<String>naturalOrder()),
                asOf.get()));
      }
    }
    // Open: of two pulls with one as_of the one that started later, then the greater record.
    observations.sort(
        Comparator.comparing(Seen::asOf)
            .thenComparing(Seen::started)
            .thenComparing(Seen::record));
  }

  // ---- section 5: for one transaction id the newest event decides

  private void readFeed() {
    Map<String, List<Said>> said = new TreeMap<>();
    for (Event e : events) {
      if (e instanceof Event.Transactions t) {
        Instant at = asOf(t);
        feed = Optional.of(feed.filter(at::isBefore).orElse(at));
        if (t.pendingComplete()) {
          complete = Optional.of(complete.filter(at::isBefore).orElse(at));
        }
        for (Event.Item item : t.items()) {
          said.computeIfAbsent(item.id(), id -> new ArrayList<>())
              .add(
                  new Said(
                      at, started(t), t.envelope().event(), rank(item.state()), item.line()));
        }
      }
    }
    said.forEach((id, list) -> transactions.put(id, new Tx(id, list)));
  }

  private static int rank(Showing.State state) {
    return switch (state) {
      case REMOVED -> REMOVED;
      case PENDING -> PENDING;
      case POSTED -> POSTED;
    };
  }

  /** Everything that was said of one transaction, oldest first. */
  private final class Tx {
    private final String id;
    private final List<Said> said;

    Tx(String id, List<Said> unsorted) {
      this.id = id;
      // Open: at one instant and in one state the larger amount, then the greater event id.
      this.said =
          unsorted.stream()
              .sorted(
                  Comparator.comparing(Said::asOf)
                      .thenComparing(Said::rank)
                      .thenComparing(Said::amount)
                      .thenComparing(Said::event)
                      .thenComparing(s -> s.line().map(Record::toString).orElse("")))
              .toList();
    }

    Said newest() {
      return said.getLast();
    }

    boolean is(int rank) {
      return newest().rank() == rank;
    }

    Line line() {
      return newest().line().orElseThrow();
    }

    boolean isDebit() {
      return line().direction() == Direction.DEBIT;
    }

    Said first() {
      return said.stream().filter(Said::shows).findFirst().orElseThrow();
    }

    Said firstPosted() {
      return said.stream().filter(s -> s.rank() == POSTED).findFirst().orElseThrow();
    }

    /** Open: a newest event without a {@code trans_date} leaves the one that an earlier one stated. */
    When begun() {
      for (Said s : said.reversed()) {
        Optional<When> stated = s.line().flatMap(Line::begun);
        if (stated.isPresent()) {
          return stated.get();
        }
      }
      return When.of(first().asOf());
    }

    When posted() {
      return line().cleared().orElseGet(this::begun);
    }

    boolean begunAfter(Instant instant) {
      Tx hold = holdOf.get(id);
      return hold == null
          ? isAfter(begun(), instant, first().started())
          : isAfter(hold.begun(), instant, hold.first().started());
    }

    boolean postedAfter(Instant instant) {
      return is(POSTED) && isAfter(posted(), instant, firstPosted().started());
    }

    Instant expiry() {
      Optional<Instant> own =
          line()
              .expires()
              .map(
                  when ->
                      switch (when) {
                        case When.Moment(Instant at) -> at;
                        case When.Day(LocalDate date) ->
                            date.plusDays(1).atStartOfDay(zone).toInstant();
                      });
      return own.filter(at -> !at.isBefore(newest().asOf()))
          .orElse(newest().asOf().plus(Duration.ofDays(holdDays)));
    }

    boolean dropped() {
      return complete.isPresent() && newest().asOf().isBefore(complete.get());
    }

    boolean expired() {
      return !expiry().isAfter(clock);
    }

    boolean live() {
      return is(PENDING) && !takenBy.containsKey(id) && !dropped() && !expired();
    }

    boolean listedBy(String event) {
      return said.stream().anyMatch(s -> s.rank() == PENDING && s.event().equals(event));
    }
  }

  /** Rule 12. */
  private boolean isAfter(When when, Instant asOf, Instant firstShownStarted) {
    return switch (when) {
      case When.Moment(Instant at) -> at.isAfter(asOf);
      case When.Day(LocalDate date) -> {
        LocalDate day = LocalDate.ofInstant(asOf, zone);
        yield date.isAfter(day) || (date.isEqual(day) && firstShownStarted.isAfter(asOf));
      }
    };
  }

  private Instant begin(When when) {
    return switch (when) {
      case When.Moment(Instant at) -> at;
      case When.Day(LocalDate date) -> date.atStartOfDay(zone).toInstant();
    };
  }

  private LocalDate day(When when) {
    return switch (when) {
      case When.Moment(Instant at) -> LocalDate.ofInstant(at, zone);
      case When.Day(LocalDate date) -> date;
    };
  }

  // ---- rule 5: which posting took which pending

  private void match() {
    List<Tx> postings =
        transactions.values().stream()
            .filter(t -> t.is(POSTED))
            .sorted(
                Comparator.<Tx, Instant>comparing(t -> begin(t.posted())).thenComparing(t -> t.id))
            .toList();
    for (Tx posting : postings) {
      Tx named = transactions.get(link(posting).orElse(""));
      if (named != null && named.is(PENDING) && !revived(named, posting)) {
        holdOf.put(posting.id, named);
        takenBy.put(named.id, posting);
      }
    }
    for (Tx posting : postings) {
      if (link(posting).isPresent()) {
        continue;
      }
      transactions.values().stream()
          .filter(t -> t.is(PENDING) && !takenBy.containsKey(t.id))
          .filter(t -> t.line().direction() == posting.line().direction())
          .filter(t -> currency(t.line()).equals(currency(posting.line())))
          .filter(t -> t.line().amount().compareTo(posting.line().amount()) == 0)
          .filter(t -> !t.listedBy(posting.firstPosted().event()))
          .filter(t -> !revived(t, posting))
          .filter(t -> !day(posting.posted()).isBefore(day(t.begun())))
          .filter(t -> !day(posting.posted()).isAfter(day(t.begun()).plusDays(14)))
          .min(Comparator.<Tx, Instant>comparing(t -> begin(t.begun())).thenComparing(t -> t.id))
          .ifPresent(
              hold -> {
                holdOf.put(posting.id, hold);
                takenBy.put(hold.id, posting);
              });
    }
  }

  private static Optional<String> link(Tx posting) {
    return posting.line().replaces().filter(named -> !named.equals(posting.id));
  }

  private static boolean revived(Tx pending, Tx posting) {
    return pending.newest().asOf().isAfter(posting.firstPosted().asOf());
  }

  private String currency(Line line) {
    return line.currency().map(Currency::code).orElse(currencyOf(latest(EVER)));
  }

  // ---- the figures

  private Optional<Seen> latest(Instant upTo) {
    return observations.reversed().stream().filter(o -> !o.asOf().isAfter(upTo)).findFirst();
  }

  /** The current balance. */
  public Balance current() {
    return compute(latest(EVER), EVER);
  }

  /** The balance in force at an instant; empty before the first. */
  public Optional<Balance> at(Instant instant) {
    return latest(instant).map(o -> compute(Optional.of(o), instant));
  }

  /** The history, newest first. */
  public List<Change> history() {
    List<Change> changes = new ArrayList<>();
    int i = 0;
    while (i < observations.size()) {
      int end = i;
      while (end + 1 < observations.size()
          && sameFigures(observations.get(i), observations.get(end + 1))) {
        end++;
      }
      Seen first = observations.get(i);
      changes.add(
          new Change(
              first.asOf(),
              observations.get(end).asOf(),
              compute(Optional.of(first), first.asOf())));
      i = end + 1;
    }
    return changes.reversed();
  }

  private static boolean sameFigures(Seen one, Seen other) {
    return same(one.ledger(), other.ledger())
        && same(one.own(), other.own())
        && one.currency().equals(other.currency());
  }

  private static boolean same(Optional<BigDecimal> one, Optional<BigDecimal> other) {
    return Objects.equals(
        one.map(BigDecimal::stripTrailingZeros), other.map(BigDecimal::stripTrailingZeros));
  }

  private Balance compute(Optional<Seen> observation, Instant begunBy) {
    String currency = currencyOf(observation);
    Instant asOf = observation.map(Seen::asOf).orElse(NEVER);
    Optional<BigDecimal> ledger = observation.flatMap(Seen::ledger);
    Optional<BigDecimal> own = observation.flatMap(Seen::own);
    List<Tx> begun =
        transactions.values().stream()
            .filter(t -> !t.is(REMOVED))
            .filter(t -> !t.begunAfter(begunBy))
            .toList();
    List<Tx> live = begun.stream().filter(Tx::live).toList();
    List<Tx> since = begun.stream().filter(t -> t.postedAfter(asOf)).toList();
    BigDecimal debits = BigDecimal.ZERO;
    BigDecimal credits = BigDecimal.ZERO;
    int count = 0;
    for (Tx t : live) {
      if (currency(t.line()).equals(currency)) {
        count++;
        if (t.isDebit()) {
          debits = debits.add(t.line().amount());
        } else {
          credits = credits.add(t.line().amount());
        }
      }
    }
    Optional<BigDecimal> available;
    String source;
    int excluded = 0;
    if (isDebt()) {
      available = own;
      source = own.isPresent() ? "reported" : "unknown";
    } else {
      List<Tx> owed = new ArrayList<>();
      live.stream().filter(Tx::isDebit).forEach(owed::add);
      since.stream().filter(Tx::isDebit).forEach(owed::add);
      boolean copied =
          own.isPresent()
              && same(own, ledger)
              && owed.stream().anyMatch(t -> !t.begunAfter(asOf));
      boolean reported = own.isPresent() && !copied;
      if (!reported && ledger.isEmpty()) {
        available = Optional.empty();
        source = "unknown";
      } else {
        BigDecimal sum = reported ? own.get() : ledger.get();
        boolean knows = reported || pendingInLedger;
        boolean moved = false;
        Map<String, BigDecimal> growth = knows ? growth(begun, asOf) : Map.of();
        for (Tx t : owed) {
          BigDecimal off =
              !knows || t.begunAfter(asOf) ? t.line().amount() : growth.get(t.id);
          if (off.signum() == 0) {
            continue;
          }
          if (currency(t.line()).equals(currency)) {
            sum = sum.subtract(off);
            moved = true;
          } else {
            excluded++;
          }
        }
        if (net && !knows) {
          List<Tx> due = new ArrayList<>();
          live.stream()
              .filter(t -> !t.isDebit() && !t.newest().asOf().isBefore(asOf))
              .forEach(due::add);
          since.stream().filter(t -> !t.isDebit()).forEach(due::add);
          for (Tx t : due) {
            if (currency(t.line()).equals(currency)) {
              sum = sum.add(t.line().amount());
            } else {
              excluded++;
            }
          }
        }
        available = Optional.of(sum);
        if (excluded > 0 || (!reported && feed.isEmpty())) {
          source = "incomplete";
        } else if (reported) {
          source = moved ? "adjusted" : "reported";
        } else {
          source = "computed";
        }
      }
    }
    return new Balance(
        currency,
        ledger.map(Oracle::plain),
        available.map(Oracle::plain),
        source,
        plain(debits),
        plain(credits),
        count,
        excluded,
        observation.map(Seen::asOf));
  }

  /**
   * Rule 2: what each debit has grown by since the bank gave the figure. Open: the bank knew what the newest
   * event by then showed, else what the first showed; several postings of one hold share what it knew of the
   * hold, in the order of their dates.
   */
  private Map<String, BigDecimal> growth(List<Tx> begun, Instant asOf) {
    Map<String, BigDecimal> left = new HashMap<>();
    Map<String, BigDecimal> growth = new HashMap<>();
    begun.stream()
        .sorted(
            Comparator.<Tx, Instant>comparing(t -> begin(t.is(POSTED) ? t.posted() : t.begun()))
                .thenComparing(t -> t.id))
        .forEach(
            t -> {
              Tx hold = t.is(POSTED) ? holdOf.get(t.id) : null;
              BigDecimal amount = t.line().amount();
              BigDecimal known = BigDecimal.ZERO;
              if (hold != null) {
                BigDecimal rest =
                    left.getOrDefault(hold.id, known(hold, currency(t.line()), asOf));
                known = rest.min(amount);
                left.put(hold.id, rest.subtract(known));
              }
              if (hold == null || !t.first().asOf().isAfter(asOf)) {
                known = known.max(known(t, currency(t.line()), asOf));
              }
              growth.put(t.id, amount.subtract(known).max(BigDecimal.ZERO));
            });
    return growth;
  }

  private BigDecimal known(Tx t, String currency, Instant asOf) {
    BigDecimal known = null;
    for (Said s : t.said) {
      if (s.shows()
          && currency(s.line().orElseThrow()).equals(currency)
          && (known == null || !s.asOf().isAfter(asOf))) {
        known = s.amount();
      }
    }
    return known == null ? BigDecimal.ZERO : known;
  }

  private static BigDecimal plain(BigDecimal amount) {
    return new BigDecimal(amount.stripTrailingZeros().toPlainString());
  }

  // ---- what else a client sees

  /** What each listed transaction is, by id; what a posting replaced is not listed. */
  public Map<String, String> listed() {
    Map<String, String> listed = new TreeMap<>();
    transactions.forEach(
        (id, t) -> {
          if (t.is(POSTED)) {
            listed.put(id, "posted");
          } else if (t.is(REMOVED)) {
            listed.put(id, "removed");
          } else if (!takenBy.containsKey(id)) {
            listed.put(id, t.dropped() ? "removed" : t.expired() ? "expired" : "pending");
          }
        });
    return listed;
  }

  /** The state of the connection through which the account was seen last. */
  public String connection() {
    String record =
        newest(
                accountEvents(),
                e -> Optional.of(e.envelope().record()),
                Comparator.<String>naturalOrder().reversed())
            .orElseThrow();
    Instant success = NEVER;
    Instant authorized = NEVER;
    Optional<Instant> failure = Optional.empty();
    Optional<Instant> rejected = Optional.empty();
    for (Event e : events) {
      if (!e.envelope().record().equals(record)) {
        continue;
      }
      Instant at = asOf(e);
      if (e instanceof Event.Failed f) {
        if (f.needsReauth()) {
          rejected = Optional.of(rejected.filter(at::isBefore).orElse(at));
        } else {
          failure = Optional.of(failure.filter(at::isBefore).orElse(at));
        }
      } else {
        success = success.isAfter(at) ? success : at;
        if (e instanceof Event.Authorized) {
          authorized = authorized.isAfter(at) ? authorized : at;
        }
      }
    }
    if (rejected.isPresent() && !authorized.isAfter(rejected.get())) {
      return "reauth_required";
    }
    return failure.isPresent() && !success.isAfter(failure.get()) ? "error" : "active";
  }

  /** Rule 11: the reason that a funds check gives. */
  public String reason(BigDecimal amount, String currency, Duration maxAge, Instant now) {
    Balance balance = current();
    if (!balance.currency().equals(currency)) {
      return "other_currency";
    }
    if (balance.available().isEmpty()) {
      return "unknown_balance";
    }
    if (amount.compareTo(balance.available().get()) > 0) {
      return "not_enough";
    }
    if (isRestricted()) {
      return "account_restricted";
    }
    if (!connection().equals("active")) {
      return "connection";
    }
    Instant from = balance.asOf().orElseThrow();
    if (balance.source().equals("computed") && feed.orElseThrow().isBefore(from)) {
      from = feed.get();
    }
    if (from.plus(maxAge).isBefore(now)) {
      return "too_old";
    }
    return balance.source().equals("incomplete") ? "incomplete" : "enough";
  }
}
