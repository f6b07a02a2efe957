package balanceapi.notify;

import balanceapi.notify.Outcome.Failure;
import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Connects to the addresses of one target and to no other, and knows how far it came. */
final class Connector extends DefaultHttpClientConnectionOperator {

  private volatile Failure failure = Failure.CONNECT_FAILED;

  Connector(Target target, Wire wire, SSLContext trust) {
    super(
        _ -> wire.socket(),
        null,
        new Pinned(target),
        scheme -> scheme.equals("https") ? new Handshake(trust, target.host()) : null);
  }

  /** What it is that failed, if something did now. */
  Failure failure() {
    return failure;
  }

  @Override
  protected void onBeforeSocketConnect(HttpContext context, HttpHost host) {
    failure = Failure.CONNECT_FAILED;
  }

  @Override
  protected void onAfterSocketConnect(HttpContext context, HttpHost host) {
    failure = Failure.BROKEN_OFF;
  }

  @Override
  protected void onBeforeTlsHandshake(HttpContext context, HttpHost host) {
    failure = Failure.TLS_FAILED;
  }

  @Override
  protected void onAfterTlsHandshake(HttpContext context, HttpHost host) {
    failure = Failure.BROKEN_OFF;
  }

  /** Whatever is asked for, there are these addresses. */
  private record Pinned(Target target) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) {
      return target.addresses().toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException();
    }
  }
}
