package balanceapi.sandbox;

import java.time.Instant;
import java.util.Optional;

/**
 * One person at the widget, between two of its steps.
 *
 * @param wish what is asked for
 * @param entry the sign-in at a bank, once there was one
 * @param until when it ends, whatever happens
 */
record Visit(Wish wish, Optional<Entry> entry, Instant until) {

  /**
   * A sign-in.
   *
   * @param login the login
   * @param at when
   */
  record Entry(Login login, Instant at) {}

  Visit signedIn(Login login, Instant at) {
    return new Visit(wish, Optional.of(new Entry(login, at)), until);
  }
}
