package balanceapi.platform;

import java.time.Clock;
import java.time.Duration;

/** The functions' clock. */
public final class Clocks {

  private Clocks() {}

  /** The system's clock in whole milliseconds, as instants are stored: what is read back is what was. */
  public static Clock millis() {
    return Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
  }
}
