package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchedulesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void a_function_is_called_when_its_time_has_come(@TempDir Path folder) throws Exception {
    URI nowhere = URI.create("http://127.0.0.1:9");
    Template template = Template.read(FakeDeployment.in(folder), Map.of(), nowhere);
    FunctionLog log = FunctionLog.open(Optional.empty(), false);
    Surroundings surroundings =
        new Surroundings(nowhere, nowhere, Map.of(), Map.of(), MadeSecrets.forThisRun());
    // The start, and from then on a quarter of an hour later: one run is due at once.
    Iterator<Instant> readings = List.of(START).iterator();
    InstantSource time = () -> readings.hasNext() ? readings.next() : START.plus(Duration.ofMinutes(15));
    Clock clock = time.withZone(ZoneOffset.UTC);
    try (Functions functions = Functions.start(template.functions(), folder.resolve("u"), surroundings, log);
        Schedules schedules = new Schedules(template.scheduleTriggers(), functions, clock)) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            while (log.lines("TypedFunction").isEmpty()) {
              Thread.onSpinWait();
            }
          },
          schedules.toString());
    }
  }
}
