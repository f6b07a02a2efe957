package balanceapi.notify;

import balanceapi.notify.Outcome.Refusal;

/** A URL leads to nothing that may be called. It has no message, for that would be of the URL. */
final class NotCallable extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  NotCallable(Refusal reason) {
    this.reason = reason;
  }

  Refusal reason() {
    return reason;
  }
}
