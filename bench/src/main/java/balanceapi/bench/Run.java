package balanceapi.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The runs of a table, one after the other, each with more accounts due. An account is due when a hold of its
 * ends, and in each run exactly one hold of each account due does.
 */
enum Run {
  NOTHING(0, 1),
  A_HUNDREDTH(1, 2),
  A_TENTH(10, 3),
  EVERYTHING(100, 4);

  private static final Instant NEVER = Holder.T0.plus(Duration.ofDays(365));

  private final int percent;
  private final Instant time;

  Run(int percent, int day) {
    this.percent = percent;
    this.time = Holder.T0.plus(Duration.ofDays(day));
  }

  /** The share of the accounts that is due. */
  int percent() {
    return percent;
  }

  /** The run's now. */
  Instant time() {
    return time;
  }

  int due(int accounts) {
    return (int) ((long) accounts * percent / 100);
  }

  private Instant justBefore() {
    return time.minus(Duration.ofHours(1));
  }

  /**
   * The runs in which the first hold of the n-th of so many accounts ends; that of most ends in none of them.
   */
  private static Instant first(int n, int accounts) {
    int hundredth = A_HUNDREDTH.due(accounts);
    if (n < hundredth) {
      return A_HUNDREDTH.justBefore();
    }
    return n < hundredth + A_TENTH.due(accounts) ? A_TENTH.justBefore() : NEVER;
  }

  /** When the holds of the n-th of so many accounts end. */
  static List<Instant> ends(int n, int accounts) {
    return List.of(first(n, accounts), EVERYTHING.justBefore(), NEVER);
  }

  /** The first account of each kind: those between two of them have the same holds. */
  static List<Integer> kinds(int accounts) {
    int hundredth = A_HUNDREDTH.due(accounts);
    return List.of(0, hundredth, hundredth + A_TENTH.due(accounts));
  }
}
