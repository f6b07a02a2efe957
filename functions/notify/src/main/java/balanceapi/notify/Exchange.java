package balanceapi.notify;

import balanceapi.notify.Outcome.Answered;
import balanceapi.notify.Outcome.Failure;
import balanceapi.notify.Outcome.Unreachable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.Timeout;

/** One request and its answer, over a connection of their own. */
final class Exchange {

  // Of the ten seconds, so that there is time for another address of the host.
  private static final Timeout CONNECT = Timeout.ofSeconds(3);

  private final Target target;
  private final Connector connector;

  /**
   * @param wire to be closed by whoever made it: what is left of the answer is not read
   * @param trust says whose certificates are believed
   */
  Exchange(Target target, Wire wire, SSLContext trust) {
    this.target = target;
    this.connector = new Connector(target, wire, trust);
  }

  /** Posts, once. */
  Outcome post(Map<String, String> headers, byte[] body) {
    try {
      ClassicHttpResponse response = client().executeOpen(host(), request(headers, body), null);
      return new Answered(response.getCode(), beginning(response.getEntity()));
    } catch (IOException | RuntimeException e) {
      return new Unreachable(failure(e));
    }
  }

  Failure failure(Exception e) {
    return switch (e) {
      // Nothing was sent yet, so that it may be asked again at once.
      case ConnectTimeoutException _ -> Failure.CONNECT_FAILED;
      case SocketTimeoutException _ -> Failure.TIMED_OUT;
      case TruncatedChunkException _ -> Failure.BROKEN_OFF;
      case ClientProtocolException _, MessageConstraintException _, MalformedChunkCodingException _ ->
          Failure.BAD_ANSWER;
      // Parsers throw it, too, at what they did not expect.
      case RuntimeException _ -> Failure.BAD_ANSWER;
      default -> connector.failure();
    };
  }

  /** Minimal: it follows no redirect, repeats nothing, and knows no cookies, credentials, proxies or compression. */
  private HttpClient client() {
    return HttpClients.createMinimal(connections());
  }

  /** One connection. What keeps several would give one to whoever asks for the same name. */
  private HttpClientConnectionManager connections() {
    BasicHttpClientConnectionManager connections =
        new BasicHttpClientConnectionManager(connector, _ -> new Connection());
    connections.setConnectionConfig(ConnectionConfig.custom().setConnectTimeout(CONNECT).build());
    return connections;
  }

  private HttpHost host() {
    return new HttpHost(target.scheme(), target.host(), target.port());
  }

  private ClassicHttpRequest request(Map<String, String> headers, byte[] body) {
    ClassicHttpRequest request = new BasicClassicHttpRequest("POST", host(), target.path());
    request.addHeader("host", target.authority());
    request.addHeader("user-agent", "balance-api");
    request.addHeader("connection", "close");
    headers.forEach(request::addHeader);
    request.setEntity(new ByteArrayEntity(body, null));
    return request;
  }

  /** The stream is not closed, for that would read all of it. */
  private static String beginning(HttpEntity entity) throws IOException {
    byte[] bytes = entity == null ? new byte[0] : entity.getContent().readNBytes(Callbacks.MOST_BODY);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        // A letter that is cut in two at the end is left out.
        .decode(ByteBuffer.wrap(bytes), text, bytes.length < Callbacks.MOST_BODY);
    return text.flip().toString();
  }
}
