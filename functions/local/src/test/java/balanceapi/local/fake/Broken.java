package balanceapi.local.fake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** Cannot be constructed. */
public final class Broken implements RequestHandler<Map<String, Object>, String> {

  public Broken() {
    this(System.getenv());
  }

  public Broken(Map<String, String> environment) {
    throw new IllegalArgumentException("TABLE_NAME is not set");
  }

  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    return "";
  }
}
