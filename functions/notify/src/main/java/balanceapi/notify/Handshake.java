package balanceapi.notify;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Has the other side of a connection prove that it is the host of a URL. */
final class Handshake implements TlsSocketStrategy {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final SSLContext trust;
  private final String host;

  /**
   * @param trust says whose certificates are believed
   * @param host as in the URL
   */
  Handshake(SSLContext trust, String host) {
    this.trust = trust;
    this.host = host;
  }

  /**
   * @param named not used: HttpClient takes names out of Punycode, and the URL's own is the one to be proven
   */
  @Override
  public SSLSocket upgrade(Socket socket, String named, int port, Object attachment, HttpContext context)
      throws IOException {
    SSLSocket secured = (SSLSocket) trust.getSocketFactory().createSocket(socket, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }
}
