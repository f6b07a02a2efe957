package balanceapi.local.fake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** Takes the events library's types; its path parameter says what it is to do. */
public final class Typed implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

  private final Map<String, String> environment;

  public Typed() {
    this(System.getenv());
  }

  public Typed(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    Map<String, String> parameters = event.getPathParameters() == null ? Map.of() : event.getPathParameters();
    String task = parameters.getOrDefault("proxy", "");
    context.getLogger().log("task " + task);
    return switch (task) {
      case "throw" -> throw new IllegalStateException("as asked");
      case "hang" -> hang();
      case "status" -> answer(999, "");
      case "environment" -> answer(200, new TreeMap<>(environment).toString());
      case "loader" -> answer(200, getClass().getClassLoader().getName());
      case "scope" ->
          answer(200, new TreeMap<>(event.getRequestContext().getAuthorizer().getLambda()).toString());
      default -> answer(200, task);
    };
  }

  private static APIGatewayV2HTTPResponse hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answer(200, "late");
  }

  private static APIGatewayV2HTTPResponse answer(int status, String body) {
    return APIGatewayV2HTTPResponse.builder().withStatusCode(status).withBody(body).build();
  }
}
