package balanceapi.sandbox;

import java.time.Instant;
import java.util.Optional;

/**
 * One person at the widget, between two of its steps.
 *
 * @param origin the page that the widget is in, such as {@code https://shop.example.com}; empty where it was opened by
 *     itself
 * @param wish what is asked for
 * @param entry the sign-in at a bank, once there was one
 * @param until when it ends, whatever happens
 */
record Visit(Optional<String> origin, Wish wish, Optional<Entry> entry, Instant until) {

  /**
   * A sign-in.
   *
   * @param login the login
   * @param at when
   */
  record Entry(Login login, Instant at) {}

  Visit signedIn(Login login, Instant at) {
    return new Visit(origin, wish, Optional.of(new Entry(login, at)), until);
  }

}
