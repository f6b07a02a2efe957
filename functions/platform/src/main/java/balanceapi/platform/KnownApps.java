package balanceapi.platform;

import balanceapi.core.app.App;
import balanceapi.core.app.AppStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Apps as this instance read them a short while ago, so that a request does not pay for its app's options
 * each time. What is unknown is not remembered: an app must work at once after it was created.
 */
public final class KnownApps {

  /** How long an app may be remembered: a changed option or a deleted secret counts after that. */
  public static final Duration AGE = Duration.ofSeconds(30);

  private static final int MOST = 1000;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");

  private record Known(App app, Instant until) {}

  private final AppStore store;
  private final Clock clock;
  private final Map<String, Known> known = new LinkedHashMap<>();

  public KnownApps(AppStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Whether only a read can tell if there is an app of this id, for none was found here before. One that was
   * costs at most a read each {@link #AGE}, however often it is asked for; strangers are as many as a flood
   * makes up.
   */
  public synchronized boolean isStranger(String id) {
    return ID.matcher(id).matches() && !known.containsKey(id);
  }

  /** The app of this id; what cannot be one costs no read. */
  public synchronized Optional<App> find(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Known remembered = known.get(id);
    if (remembered != null && now.isBefore(remembered.until())) {
      return Optional.of(remembered.app());
    }
    Optional<App> app = store.find(id);
    known.remove(id);
    app.ifPresent(found -> known.put(id, new Known(found, now.plus(AGE))));
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
    return app;
  }
}
