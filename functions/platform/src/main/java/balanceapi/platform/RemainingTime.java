package balanceapi.platform;

import com.amazonaws.services.lambda.runtime.Context;

/** How much of its time an invocation has left. */
public final class RemainingTime {

  private RemainingTime() {}

  /**
   * Says whether there is more left than this.
   *
   * @param millis in milliseconds
   * @param context as Lambda gives it; without one there is no end of it
   */
  public static boolean isMoreThan(int millis, Context context) {
    return context == null || context.getRemainingTimeInMillis() > millis;
  }
}
