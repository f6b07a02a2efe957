package balanceapi.core.account;

import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Policy;
import balanceapi.core.availability.Position;
import balanceapi.core.availability.Source;
import balanceapi.core.money.Money;
import balanceapi.core.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The balance record of one bank account: everything that a current balance or a funds check needs, in one
 * item, changed only under its version.
 *
 * @param ref where it is
 * @param identity what makes it one account
 * @param profile its name, kind, currency and the like
 * @param connection the state of its newest connection
 * @param observation the figures in force; absent before the first
 * @param pulls what is known of its observations as a whole
 * @param feed what is known of its transaction feed as a whole
 * @param figures the balances as last computed
 * @param computedAt when they were computed
 * @param applying the events that are being applied, and since when
 * @param reserved what its clients hold of it
 * @param thresholds the amounts below which its app wants to be told; absent where the app's own are in force
 * @param bornAt when its customer's life here began: events that started earlier are of an erased life
 * @param createdAt when its first event came in
 * @param version counts its changes; 0 before it is stored
 */
public record Account(
    AccountRef ref,
    Identity identity,
    Profile profile,
    Connection connection,
    Optional<Observation> observation,
    Pulls pulls,
    Feed feed,
    Figures figures,
    Instant computedAt,
    Map<String, Instant> applying,
    Reserved reserved,
    Optional<List<Money>> thresholds,
    Optional<Instant> bornAt,
    Instant createdAt,
    long version) {

  private static final Duration UNOBSERVED = Duration.ofDays(31);

  /**
   * The observations as a whole.
   *
   * @param newest the newest pull that was seen; a later start is a new pull
   * @param spread the longest time between a pull's start and its {@code as_of}, either way: it bounds where
   *     the observation of an instant can be
   */
  public record Pulls(Optional<Instant> newest, Duration spread) {
    private static final Duration LONGEST = Duration.ofDays(400);

    public static final Pulls NONE = new Pulls(Optional.empty(), Duration.ZERO);

    /** With one more observation. */
    public Pulls with(Observation observation) {
      Instant started = observation.pull().started();
      Duration took = Duration.between(started, observation.asOf()).abs();
      return new Pulls(
          Optional.of(newest.filter(started::isBefore).orElse(started)),
          longer(took));
    }

    /** Bounded: a start that cannot be meant would make every look into the history read all of it. */
    private Duration longer(Duration took) {
      Duration bounded = took.compareTo(LONGEST) > 0 ? LONGEST : took;
      return bounded.compareTo(spread) > 0 ? bounded : spread;
    }

    /** Says whether a pull of this start may have been seen. */
    public boolean maySeen(Instant started) {
      return newest.filter(at -> !started.isAfter(at)).isPresent();
    }
  }

  /** An account of which nothing is known yet. */
  public static Account fresh(
      AccountRef ref, Identity identity, Policy policy, Optional<Instant> bornAt, Instant now) {
    return new Account(
        ref,
        identity,
        Profile.UNKNOWN,
        Connection.NEW,
        Optional.empty(),
        Pulls.NONE,
        Feed.SILENT,
        Figures.none(policy.currency()),
        now,
        Map.of(),
        Reserved.NOTHING,
        Optional.empty(),
        bornAt,
        now,
        0);
  }

  /** With its account number, which was not known. */
  public Account numbered(Identity identity) {
    return copy(
        identity, profile, connection, observation, pulls, feed, figures, computedAt, applying, version);
  }

  public Account withProfile(Profile profile) {
    return copy(
        identity, profile, connection, observation, pulls, feed, figures, computedAt, applying, version);
  }

  public Account withConnection(Connection connection) {
    return copy(
        identity, profile, connection, observation, pulls, feed, figures, computedAt, applying, version);
  }

  /** With this observation in force. */
  public Account observed(Observation observation) {
    return copy(
        identity,
        profile,
        connection,
        Optional.of(observation),
        pulls.with(observation),
        feed,
        figures,
        computedAt,
        applying,
        version);
  }

  /** With this observation somewhere in its history. */
  public Account remembering(Observation observation) {
    return copy(
        identity,
        profile,
        connection,
        this.observation,
        pulls.with(observation),
        feed,
        figures,
        computedAt,
        applying,
        version);
  }

  public Account withFeed(Feed feed) {
    return copy(
        identity, profile, connection, observation, pulls, feed, figures, computedAt, applying, version);
  }

  public Account computed(Figures figures, Instant at) {
    return copy(
        identity, profile, connection, observation, pulls, feed, figures, at, applying, version);
  }

  /**
   * With an event marked as being applied, since the later of two instants: until it is done, nobody may rely
   * on the figures.
   */
  public Account applying(String event, Instant since) {
    TreeMap<String, Instant> events = new TreeMap<>(applying);
    events.merge(event, since, (one, other) -> one.isAfter(other) ? one : other);
    return copy(
        identity,
        profile,
        connection,
        observation,
        pulls,
        feed,
        figures,
        computedAt,
        Map.copyOf(events),
        version);
  }

  public Account applied(String event) {
    TreeMap<String, Instant> events = new TreeMap<>(applying);
    events.remove(event);
    return copy(
        identity,
        profile,
        connection,
        observation,
        pulls,
        feed,
        figures,
        computedAt,
        Map.copyOf(events),
        version);
  }

  /** With this reserved of it. */
  public Account reserving(Reserved reserved) {
    return promised(reserved, thresholds);
  }

  /** With these thresholds in the place of its app's; with those again where they are absent. */
  public Account watched(Optional<List<Money>> thresholds) {
    return promised(reserved, thresholds);
  }

  private Account promised(Reserved reserved, Optional<List<Money>> thresholds) {
    return new Account(
        ref,
        identity,
        profile,
        connection,
        observation,
        pulls,
        feed,
        figures,
        computedAt,
        applying,
        reserved,
        thresholds,
        bornAt,
        createdAt,
        version);
  }

  public Account stored(long version) {
    return copy(
        identity, profile, connection, observation, pulls, feed, figures, computedAt, applying, version);
  }

  private Account copy(
      Identity identity,
      Profile profile,
      Connection connection,
      Optional<Observation> observation,
      Pulls pulls,
      Feed feed,
      Figures figures,
      Instant computedAt,
      Map<String, Instant> applying,
      long version) {
    return new Account(
        ref,
        identity,
        profile,
        connection,
        observation,
        pulls,
        feed,
        figures,
        computedAt,
        applying,
        reserved,
        thresholds,
        bornAt,
        createdAt,
        version);
  }

  /** What its figures of now are computed from. */
  public Position position() {
    return new Position(observation, feed, profile, identity.bank(), Optional.empty());
  }

  /**
   * When it must be looked at next: at once while an event is being applied, else when its first hold or
   * reservation ends.
   */
  public Optional<Instant> due() {
    return applying.values().stream()
        .min(Instant::compareTo)
        .or(
            () ->
                Stream.of(figures.nextExpiry(), reserved.nextExpiry())
                    .flatMap(Optional::stream)
                    .min(Instant::compareTo));
  }

  /**
   * The available balance less what is reserved, at this instant; it may be negative. Absent where the available
   * balance is, or where something is reserved in a currency that the account had before.
   */
  public Optional<Money> spendableAt(Instant now) {
    return reserved.isForeign(figures.currency(), now)
        ? Optional.empty()
        : figures.availableAt(now).map(money -> money.minus(reserved.sum(figures.currency(), now)));
  }

  /** From when on postings are still needed; without an observation, those of the last month. */
  public Instant postingsFrom() {
    Instant asOf = asOf().orElseGet(this::unobservedFrom);
    return feed.postingsFrom().filter(asOf::isAfter).orElse(asOf);
  }

  /** An account without a balance needs its postings to match holds, and must not read all it ever had. */
  private Instant unobservedFrom() {
    return feed.asOf().map(at -> at.minus(UNOBSERVED)).orElse(Instant.EPOCH);
  }

  /** Says whether a posting will be read with the open holds, wherever its bank may be. */
  public boolean isAheadAnywhere(Transaction posting) {
    return !posting.posted().latest().isBefore(asOf().orElseGet(this::unobservedFrom));
  }

  /** Says whether there may be a posting that is not in the observation yet, or that is still needed. */
  public boolean mayHavePostings() {
    return feed.newestPosting().filter(newest -> !newest.isBefore(postingsFrom())).isPresent();
  }

  /** When the figures are from; absent before the first observation. */
  public Optional<Instant> asOf() {
    return observation.map(Observation::asOf);
  }

  /**
   * Rule 11: the instant that the figures' age counts from. What is computed is as old as the older of the
   * observation and the feed.
   */
  public Optional<Instant> freshAsOf() {
    Optional<Instant> asOf = asOf();
    return figures.source() == Source.COMPUTED
        ? asOf.map(at -> feed.asOf().filter(at::isAfter).orElse(at))
        : asOf;
  }

  /** Says whether the figures are older than this; what was never observed is. */
  public boolean isOlderThan(Duration age, Instant now) {
    return freshAsOf().filter(at -> !at.plus(age).isBefore(now)).isEmpty();
  }
}
