package balanceapi.platform.http;

import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.function.Supplier;

/** The one place where what went wrong turns into an answer of the native dialect. */
public final class Edge {

  private Edge() {}

  /**
   * Runs a handler's work and turns what it throws into a problem.
   *
   * <p>A {@link Refused} is answered with its own code. Anything else is a fault of ours or of the store:
   * it is logged by its class and place, and answered as {@code unavailable} so that the caller retries.
   */
  public static APIGatewayV2HTTPResponse answer(Log log, Supplier<APIGatewayV2HTTPResponse> work) {
    try {
      return work.get();
    } catch (Refused refused) {
      return Answer.problem(refused.problem(), refused.detail(), refused.members())
          .headers(refused.headers())
          .build();
    } catch (RuntimeException fault) {
      log.fault("request failed", fault);
      return Problem.UNAVAILABLE.answer("Send the same request again in a moment.");
    }
  }
}
