package balanceapi.core.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import balanceapi.core.event.Event;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.usecase.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a client is told of transactions is what the oracle says, whatever the order of arrival. */
class ListingPropertiesTest {

  private static final Instant NOW = Worlds.NOW;

  @Provide
  Arbitrary<World> feeds() {
    return Worlds.ofTheFeed(6);
  }

  @Provide
  Arbitrary<Duration> delays() {
    return Arbitraries.of("PT0S", "PT1H", "P1D", "P3D", "P14D", "P15D").map(Duration::parse);
  }

  private static Replay replay(World world) {
    return new Replay(world.app(), new InMemoryStore());
  }

  private static Oracle oracle(World world, List<Event> events, Instant clock) {
    return new Oracle(world.app().settings(), events, clock);
  }

  @Property(tries = 2000)
  void any_order_and_any_doubling_lists_what_the_oracle_lists(
      @ForAll("feeds") World world, @ForAll Random random) {
    List<Event> shuffled = new ArrayList<>(world.events());
    world.events().stream().filter(e -> random.nextInt(3) == 0).forEach(shuffled::add);
    Collections.shuffle(shuffled, random);
    assertEquals(
        oracle(world, world.events(), NOW).listed(),
        replay(world).deliver(shuffled).listed(Optional.empty(), NOW));
  }

  @Property(tries = 1500)
  void after_refreshes_in_between_the_list_is_the_oracles(
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
    replay.refresh(NOW);
    assertEquals(
        oracle(world, world.events(), later).listed(), replay.listed(Optional.empty(), NOW));
  }

  @Property(tries = 1000)
  void a_list_of_one_status_is_that_part_of_the_whole_list(@ForAll("feeds") World world) {
    Replay replay = replay(world).deliver(world.events());
    Map<String, String> all = oracle(world, world.events(), NOW).listed();
    for (Transactions.Status status : Transactions.Status.values()) {
      Map<String, String> part =
          all.entrySet().stream()
              .filter(e -> e.getValue().equals(status.wireName()))
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      assertEquals(part, replay.listed(Optional.of(status), NOW));
    }
  }
}
