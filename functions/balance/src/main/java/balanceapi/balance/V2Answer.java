package balanceapi.balance;

import balanceapi.platform.http.Answer;
import balanceapi.platform.json.Json;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a v2 request is told when all is well. */
final class V2Answer {

  private V2Answer() {}

  static APIGatewayV2HTTPResponse success(String message, ObjectNode data) {
    ObjectNode body = Json.object().put("status", "success").put("message", message);
    body.set("data", data);
    return Answer.json(200, body).build();
  }
}
