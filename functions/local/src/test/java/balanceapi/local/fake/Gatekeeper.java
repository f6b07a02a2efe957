package balanceapi.local.fake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2CustomAuthorizerEvent;
import java.util.Map;

/**
 * Allows who has a key or none, refuses the key {@code no}, fails on {@code fail}, forgets to say on {@code
 * mute}.
 */
public final class Gatekeeper
    implements RequestHandler<APIGatewayV2CustomAuthorizerEvent, Map<String, Object>> {

  public Gatekeeper() {}

  public Gatekeeper(Map<String, String> environment) {}

  @Override
  public Map<String, Object> handleRequest(APIGatewayV2CustomAuthorizerEvent event, Context context) {
    String key = event.getHeaders().getOrDefault("authorization", "");
    context.getLogger().log(event.getType() + " " + event.getRouteKey());
    return switch (key) {
      case "fail" -> throw new IllegalStateException("as asked");
      case "mute" -> Map.of();
      case "no" -> Map.of("isAuthorized", false);
      default -> Map.of("isAuthorized", true, "context", Map.of("app", key, "scope", "app"));
    };
  }
}
