package balanceapi.core.oracle;

import balanceapi.core.app.App;
import balanceapi.core.event.Event;
import java.util.List;
import java.util.stream.Collectors;

/** An app with everything that happens to one account of it, in the order of arrival. */
public record World(App app, List<Event> events) {

  @Override
  public String toString() {
    return app.settings().pendingPolicy()
        + " "
        + app.settings().pendingInLedger()
        + events.stream().map(Event::toString).collect(Collectors.joining("\n  ", "\n  ", "\n"));
  }
}
