package balanceapi.core.notification;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One attempt to reach an app's endpoint.
 *
 * @param at when it was made
 * @param result how it ended, a word for people and programs: {@code delivered}, {@code http_500}, {@code timed_out}
 * @param isDelivered whether the endpoint took it
 * @param answer the beginning of what the endpoint said to one that it did not take
 */
public record Attempt(Instant at, String result, boolean isDelivered, Optional<String> answer) {

  public Attempt {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(result, "result");
  }

  /** The same, without what the endpoint said. */
  Attempt withoutAnswer() {
    return new Attempt(at, result, isDelivered, Optional.empty());
  }
}
