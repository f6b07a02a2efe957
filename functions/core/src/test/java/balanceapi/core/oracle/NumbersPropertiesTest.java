package balanceapi.core.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.app.App;
import balanceapi.core.availability.AvailableBalance;
import balanceapi.core.availability.Figures;
import balanceapi.core.availability.Step;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.money.Money;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.usecase.RefreshAccount;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What is true of the numbers in every world (design sections 5 and 6). */
class NumbersPropertiesTest {

  private static final Instant NOW = Worlds.NOW;

  protected AccountStore store() {
    return new InMemoryStore();
  }

  @Provide
  Arbitrary<World> worlds() {
    return Worlds.upTo(7);
  }

  @Provide
  Arbitrary<World> feeds() {
    return Worlds.ofTheFeed(6);
  }

  @Provide
  Arbitrary<Duration> delays() {
    return Arbitraries.of("PT0S", "PT1H", "P1D", "P2D", "P3D", "P13D", "P14D", "P15D", "P30D")
        .map(Duration::parse);
  }

  private Replay replay(World world) {
    return new Replay(world.app(), store());
  }

  private static Oracle oracle(World world, List<Event> events, Instant clock) {
    return new Oracle(world.app().settings(), events, clock);
  }

  private static void assertSame(Oracle expected, Replay actual, Instant now) {
    assertEquals(expected.exists(), actual.account().isPresent());
    if (expected.exists()) {
      assertEquals(expected.current(), actual.current());
    }
  }

  /** Open: whether an observation that is replaced at its own instant is an entry. */
  private static void assertSameHistory(World world, Oracle oracle, Replay replay, Instant now) {
    if (observedAtDistinctInstants(world)) {
      assertEquals(oracle.history(), replay.history(now));
    }
  }

  @Property(tries = 3000)
  void after_every_step_the_figures_are_a_recomputation_from_scratch(
      @ForAll("worlds") World world) {
    Replay replay = replay(world);
    for (int i = 0; i < world.events().size(); i++) {
      replay.deliver(world.events().get(i));
      assertSame(oracle(world, world.events().subList(0, i + 1), NOW), replay, NOW);
    }
  }

  @Property(tries = 3000)
  void after_every_step_of_a_busy_feed_the_figures_are_a_recomputation_from_scratch(
      @ForAll("feeds") World world) {
    after_every_step_the_figures_are_a_recomputation_from_scratch(world);
  }

  @Property(tries = 2000)
  void any_order_and_any_doubling_ends_in_the_oracles_state(
      @ForAll("worlds") World world, @ForAll Random random) {
    List<Event> shuffled = new ArrayList<>(world.events());
    world.events().stream().filter(e -> random.nextInt(3) == 0).forEach(shuffled::add);
    Collections.shuffle(shuffled, random);
    Oracle oracle = oracle(world, world.events(), NOW);
    Replay replay = replay(world).deliver(shuffled);
    assertSame(oracle, replay, NOW);
    if (!oracle.exists()) {
      return;
    }
    assertSameHistory(world, oracle, replay, NOW);
    assertEquals(oracle.connection(), replay.connection());
    assertTrue(replay.account().orElseThrow().applying().isEmpty());
    for (Instant at : instants(world)) {
      assertEquals(oracle.at(at), replay.at(at, NOW), () -> "at " + at);
    }
  }

  @Property(tries = 1000)
  void two_orders_of_arrival_look_alike_to_a_client(
      @ForAll("worlds") World world, @ForAll Random random) {
    List<Event> shuffled = new ArrayList<>(world.events());
    Collections.shuffle(shuffled, random);
    assertEquals(
        replay(world).deliver(world.events()).seen(NOW),
        replay(world).deliver(shuffled).seen(NOW));
  }

  @Property(tries = 1000)
  void everything_once_more_changes_nothing(@ForAll("worlds") World world) {
    Replay replay = replay(world).deliver(world.events());
    List<Object> once = replay.seen(NOW);
    replay.deliver(world.events());
    assertEquals(once, replay.seen(NOW));
  }

  /** Between the instants where something happens, and on them. */
  private static List<Instant> instants(World world) {
    return world.events().stream()
        .map(e -> e.envelope().asOf())
        .flatMap(at -> List.of(at.minusMillis(1), at, at.plusSeconds(3600)).stream())
        .distinct()
        .toList();
  }

  @Property(tries = 1500)
  void a_refresh_brings_what_the_oracle_says_of_that_time_and_a_second_one_nothing(
      @ForAll("feeds") World world, @ForAll("delays") Duration delay) {
    Instant later = NOW.plus(delay);
    Replay replay = replay(world).deliver(world.events());
    replay.refresh(later);
    Oracle oracle = oracle(world, world.events(), later);
    assertEquals(oracle.current(), replay.current());
    assertSameHistory(world, oracle, replay, later);
    List<Object> once = replay.seen(later);
    assertEquals(RefreshAccount.Result.UNCHANGED, replay.refresh(later));
    assertEquals(once, replay.seen(later));
  }

  @Property(tries = 1000)
  void an_older_run_revives_nothing(
      @ForAll("feeds") World world, @ForAll("delays") Duration delay) {
    Instant later = NOW.plus(delay);
    Replay replay = replay(world).deliver(world.events());
    replay.refresh(later);
    replay.refresh(NOW);
    replay.refresh(NOW.plus(delay.dividedBy(2)));
    Oracle oracle = oracle(world, world.events(), later);
    assertEquals(oracle.current(), replay.current());
  }

  @Property(tries = 1500)
  void events_that_come_after_a_refresh_end_where_all_at_once_would(
      @ForAll("feeds") World world, @ForAll("delays") Duration delay, @ForAll Random random) {
    Instant later = NOW.plus(delay);
    Replay replay = replay(world);
    for (Event event : world.events()) {
      replay.deliver(event);
      if (random.nextBoolean()) {
        replay.refresh(later);
      }
    }
    replay.refresh(later);
    Oracle oracle = oracle(world, world.events(), later);
    assertEquals(oracle.current(), replay.current());
  }

  @Property(tries = 1000)
  void conservative_is_never_more_than_net(@ForAll("worlds") World world) {
    World careful = with(world, App.PendingPolicy.CONSERVATIVE);
    World hopeful = with(world, App.PendingPolicy.NET);
    Optional<BigDecimal> least = replay(careful).deliver(world.events()).availableNow();
    Optional<BigDecimal> most = replay(hopeful).deliver(world.events()).availableNow();
    assertEquals(least.isPresent(), most.isPresent());
    least.ifPresent(amount -> assertTrue(amount.compareTo(most.orElseThrow()) <= 0));
  }

  private static World with(World world, App.PendingPolicy policy) {
    return new World(
        Apps.with(
            policy,
            world.app().settings().holdDays(),
            world.app().settings().pendingInLedger()),
        world.events());
  }

  @Property(tries = 1500)
  void a_funds_check_gives_the_oracles_reason(@ForAll("worlds") World world) {
    Oracle oracle = oracle(world, world.events(), NOW);
    Replay replay = replay(world).deliver(world.events());
    if (!oracle.exists()) {
      return;
    }
    for (String amount : List.of("0.01", "5", "69.99", "70", "80", "80.01", "90", "100", "100.01")) {
      assertEquals(
          oracle.reason(new BigDecimal(amount), "NGN", Duration.ofDays(1), NOW),
          replay.funds(amount, NOW).reason().wireName(),
          amount);
    }
  }

  @Property(tries = 3000)
  void a_funds_check_is_never_sufficient_for_more_than_the_oracle_allows_refreshed_or_not(
      @ForAll("feeds") World world, @ForAll("delays") Duration delay) {
    Instant later = NOW.plus(delay);
    Oracle oracle = oracle(world, world.events(), later);
    Replay replay = replay(world).deliver(world.events());
    for (String amount : List.of("0.01", "69.99", "70", "79.99", "80", "90", "100", "110", "130")) {
      FundsCheck.Answer answer =
          FundsCheck.check(
              replay.account().orElseThrow(),
              FundsCheck.Question.of(
                  Money.of(world.app().settings().currency(), new BigDecimal(amount)),
                  Duration.ofDays(365)),
              later);
      if (answer.reason() == FundsCheck.Reason.ENOUGH) {
        BigDecimal most = oracle.current().available().orElseThrow();
        assertTrue(
            new BigDecimal(amount).compareTo(most) <= 0,
            () -> amount + " of " + most + " " + delay + " later");
      }
    }
  }

  @Property(tries = 1500)
  void no_minor_unit_is_lost_between_the_base_and_the_figure(@ForAll("worlds") World world) {
    Replay replay = replay(world).deliver(world.events());
    if (replay.account().isEmpty()) {
      return;
    }
    AvailableBalance.Result result = replay.explain(NOW).result();
    assertEquals(replay.account().orElseThrow().figures(), result.figures());
    if (result.base().isPresent()) {
      Money sum = result.steps().stream().map(Step::effect).reduce(result.base().get(), Money::plus);
      assertEquals(Optional.of(sum), result.figures().available());
      assertEquals(sum, result.base().get().plus(result.figures().parts().sum()), "of what is kept with it");
      assertEquals(
          sum, result.base().get().plus(Figures.Parts.most(result.steps(), sum.currency()).sum()), "of what is told");
    }
  }

  @Property(tries = 500)
  void a_history_read_page_by_page_is_the_whole_history(@ForAll("worlds") World world) {
    Replay replay = replay(world).deliver(world.events());
    if (replay.account().isPresent()) {
      assertEquals(replay.history(NOW), replay.pages(1, NOW));
      assertEquals(replay.history(NOW), replay.pages(2, NOW));
    }
  }

  private static boolean observedAtDistinctInstants(World world) {
    List<Instant> instants =
        world.events().stream()
            .filter(e -> e instanceof Event.Balances)
            .map(e -> e.envelope().asOf())
            .toList();
    return instants.stream().distinct().count() == instants.size();
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void neither_the_zone_nor_the_language_of_the_machine_matters(@ForAll("worlds") World world) {
    java.util.TimeZone zone = java.util.TimeZone.getDefault();
    Locale language = Locale.getDefault();
    try {
      List<List<Object>> seen = new ArrayList<>();
      for (String id : List.of("UTC", "Pacific/Kiritimati", "Etc/GMT+12", "America/New_York")) {
        java.util.TimeZone.setDefault(java.util.TimeZone.getTimeZone(id));
        Locale.setDefault(Locale.forLanguageTag("tr"));
        seen.add(replay(world).deliver(world.events()).seen(NOW));
      }
      assertEquals(1, seen.stream().distinct().count());
    } finally {
      java.util.TimeZone.setDefault(zone);
      Locale.setDefault(language);
    }
  }

  // ---- the same where nothing merges, which the known bugs do not touch

  @Property(tries = 3000)
  void without_merging_after_every_step_the_figures_are_a_recomputation_from_scratch(
      @ForAll("worlds") World world) {
    after_every_step_the_figures_are_a_recomputation_from_scratch(
        Worlds.withoutMerging(world));
  }

  @Property(tries = 3000)
  void without_merging_after_every_step_of_a_busy_feed_the_figures_are_a_recomputation_from_scratch(
      @ForAll("feeds") World world) {
    after_every_step_of_a_busy_feed_the_figures_are_a_recomputation_from_scratch(
        Worlds.withoutMerging(world));
  }

  @Property(tries = 2000)
  void without_merging_any_order_and_any_doubling_ends_in_the_oracles_state(
      @ForAll("worlds") World world, @ForAll Random random) {
    any_order_and_any_doubling_ends_in_the_oracles_state(
        Worlds.withoutMerging(world), random);
  }

  @Property(tries = 1000)
  void without_merging_two_orders_of_arrival_look_alike_to_a_client(
      @ForAll("worlds") World world, @ForAll Random random) {
    two_orders_of_arrival_look_alike_to_a_client(
        Worlds.withoutMerging(world), random);
  }

  @Property(tries = 1000)
  void without_merging_everything_once_more_changes_nothing(@ForAll("worlds") World world) {
    everything_once_more_changes_nothing(
        Worlds.withoutMerging(world));
  }

  @Property(tries = 1500)
  void without_merging_a_refresh_brings_what_the_oracle_says_of_that_time_and_a_second_one_nothing(
      @ForAll("feeds") World world, @ForAll("delays") Duration delay) {
    a_refresh_brings_what_the_oracle_says_of_that_time_and_a_second_one_nothing(
        Worlds.withoutMerging(world), delay);
  }

  @Property(tries = 1000)
  void without_merging_an_older_run_revives_nothing(
      @ForAll("feeds") World world, @ForAll("delays") Duration delay) {
    an_older_run_revives_nothing(
        Worlds.withoutMerging(world), delay);
  }

  @Property(tries = 1500)
  void without_merging_events_that_come_after_a_refresh_end_where_all_at_once_would(
      @ForAll("feeds") World world, @ForAll("delays") Duration delay, @ForAll Random random) {
    events_that_come_after_a_refresh_end_where_all_at_once_would(
        Worlds.withoutMerging(world), delay, random);
  }

  @Property(tries = 1500)
  void without_merging_a_funds_check_gives_the_oracles_reason(@ForAll("worlds") World world) {
    a_funds_check_gives_the_oracles_reason(
        Worlds.withoutMerging(world));
  }

  @Property(tries = 1500)
  void without_merging_no_minor_unit_is_lost_between_the_base_and_the_figure(
      @ForAll("worlds") World world) {
    no_minor_unit_is_lost_between_the_base_and_the_figure(
        Worlds.withoutMerging(world));
  }
}
