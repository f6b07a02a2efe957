package balanceapi.core.account;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A value with the instant that it is from. Joining keeps the newer one, whatever the order of arrival.
 *
 * @param value the value, not null
 * @param at when it was so
 */
public record Reading<T>(T value, Instant at) {

  /**
   * The newer of two readings; at the same instant the one that comes first in this order.
   *
   * @param preferred the order at equal instants: the careful value is the lesser
   */
  public static <T> Optional<Reading<T>> newer(
      Optional<Reading<T>> one, Optional<Reading<T>> other, Comparator<? super T> preferred) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    int order = one.get().at.compareTo(other.get().at);
    if (order == 0) {
      order = preferred.compare(other.get().value, one.get().value);
    }
    return order >= 0 ? one : other;
  }
}
