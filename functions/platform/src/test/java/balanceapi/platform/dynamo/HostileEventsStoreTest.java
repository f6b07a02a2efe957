package balanceapi.platform.dynamo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.event.Event;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Balances;
import balanceapi.platform.event.EventReader;
import balanceapi.platform.event.HostileEvents;
import balanceapi.platform.http.Refused;
import balanceapi.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What was read from a hostile body, the table takes, and gives back as the store in memory does. */
class HostileEventsStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:30:00Z");
  private static final Duration ABORT = Duration.ofSeconds(30);
  private static final AtomicInteger TENANTS = new AtomicInteger();

  private static final class Table {
    static final LocalDynamo DYNAMO = LocalDynamo.fresh();
  }

  @Property(tries = 80, seed = "20261124")
  void the_table_takes_what_was_read(@ForAll long seed) {
    List<Event> events = new ArrayList<>();
    HostileEvents hostile = new HostileEvents(seed);
    for (int i = 0; i < 3; i++) {
      read("e" + i, hostile.next()).ifPresent(events::add);
    }
    same(events);
  }

  private static Optional<Event> read(String id, byte[] body) {
    try {
      return Optional.of(EventReader.read(Json.parse(body), id, NOW));
    } catch (Refused refused) {
      return Optional.empty();
    }
  }

  private static void same(List<Event> events) {
    Scene scene = Scene.on(Table.DYNAMO, TENANTS.incrementAndGet());
    InMemoryStore twin = new InMemoryStore();
    ApplyEvent there = new ApplyEvent(twin);
    for (Event event : events) {
      assertEquals(
          there.apply(scene.app, event, NOW),
          assertTimeoutPreemptively(ABORT, () -> scene.apply(event, NOW)),
          event::toString);
    }
    for (String id : twin.accountsOfApp(scene.app.id(), Optional.empty(), 100).items()) {
      var expected = new Balances(twin).explain(scene.app, id, NOW).orElseThrow().result();
      var found = scene.balances.explain(scene.app, id, NOW).orElseThrow().result();
      assertEquals(expected.figures(), found.figures());
      assertEquals(expected.steps(), found.steps());
    }
  }

  @Test
  void the_widest_event_that_can_be_read_is_stored() {
    String wide = "😀".repeat(88);
    String lines =
        String.join(
            ",",
            IntStream.range(0, EventReader.MAX_TRANSACTIONS)
                .mapToObj(
                    i -> "{\"_id\":\"%0100d\",\"debit\":1,\"notes\":\"%s\"}".formatted(i, wide))
                .toList());
    String body =
        "{\"method\":\"TRANSACTIONS\",\"status\":\"is_success\",\"record\":\"%s\",\"customerId\":\"%s\","
            .formatted("r".repeat(128), "c".repeat(128))
            + "\"bankId\":\"%s\",\"accountId\":\"%s\",\"nuban\":\"%s\",\"transactions\":[%s]}"
                .formatted("b".repeat(128), "#".repeat(128), "n".repeat(128), lines);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    assertTrue(bytes.length > 150 * 1024 && bytes.length <= 256 * 1024, () -> "" + bytes.length);
    same(List.of(read("e1", bytes).orElseThrow()));
  }
}
