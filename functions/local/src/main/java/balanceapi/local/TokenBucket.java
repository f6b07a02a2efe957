package balanceapi.local;

/** The gateway's throttle: a bucket of {@code burst} tokens, refilled at {@code rate} a second. */
final class TokenBucket {

  private final Template.Throttle throttle;
  private double tokens;
  private long filledAt;

  TokenBucket(Template.Throttle throttle, long nanos) {
    this.throttle = throttle;
    this.tokens = throttle.burst();
    this.filledAt = nanos;
  }

  /** Takes a token at this reading of the monotonic clock, if there is one. */
  synchronized boolean take(long nanos) {
    tokens = Math.min(throttle.burst(), tokens + (nanos - filledAt) / 1e9 * throttle.rate());
    filledAt = nanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
