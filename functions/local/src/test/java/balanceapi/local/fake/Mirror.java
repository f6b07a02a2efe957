package balanceapi.local.fake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Answers with the event that it got, byte for byte. */
public final class Mirror implements RequestStreamHandler {

  public Mirror() {}

  public Mirror(Map<String, String> environment) {}

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
    String body = Base64.getEncoder().encodeToString(event.readAllBytes());
    answer.write(
        ("{\"statusCode\":200,\"headers\":{\"Content-Type\":\"application/json\"},"
                + "\"cookies\":[\"a=1\",\"b=2\"],\"isBase64Encoded\":true,\"body\":\"" + body + "\"}")
            .getBytes(StandardCharsets.UTF_8));
  }
}
