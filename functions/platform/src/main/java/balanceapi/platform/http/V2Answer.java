package balanceapi.platform.http;

import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/** The envelope of the v2 dialect, in which it answers and refuses. */
public final class V2Answer {

  private V2Answer() {}

  /** What a request is told when all is well. */
  public static APIGatewayV2HTTPResponse success(String message, ObjectNode data) {
    ObjectNode body = Json.object().put("status", "success").put("message", message);
    body.set("data", data);
    return Answer.json(200, body).build();
  }

  /** Runs a handler's work and turns what it throws into a refusal, as {@link Edge} does for its dialect. */
  public static APIGatewayV2HTTPResponse answer(Log log, Supplier<APIGatewayV2HTTPResponse> work) {
    try {
      return work.get();
    } catch (Refused refused) {
      return error(refused.problem(), refused.detail()).headers(refused.headers()).build();
    } catch (RuntimeException fault) {
      log.fault("request failed", fault);
      return error(Problem.UNAVAILABLE, "Send the same request again in a moment.").build();
    }
  }

  private static Answer error(Problem problem, String message) {
    return Answer.json(
        problem.status(), Json.object().put("status", "error").put("message", message));
  }
}
