package balanceapi.platform.http;

import java.time.Duration;

/** A caller sends more than it may: {@code rate_limited}, with the time after which it may again. */
public final class RateLimited extends Refused {
  private static final long serialVersionUID = 1L;

  /**
   * @param wait until the next request may pass, positive
   */
  public RateLimited(Duration wait) {
    super(Problem.RATE_LIMITED, "Send fewer requests at a time; send this one again after Retry-After.");
    // RFC 9110 section 10.2.3 has whole seconds; rounded up, or the caller would be a moment too early.
    header("retry-after", Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds())));
  }
}
