package balanceapi.notify;

import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;

/** A connection that is gone once it is closed. By itself one of TLS first reads on, until the other side closes too. */
final class Connection extends DefaultManagedHttpClientConnection {

  private static final Http1Config BOUNDS =
      Http1Config.custom().setMaxHeaderCount(100).setMaxLineLength(8192).build();

  Connection() {
    super("callback", null, null, BOUNDS, null, null, null, _ -> new WholeHead(BOUNDS));
  }

  @Override
  public void close() {
    close(CloseMode.IMMEDIATE);
  }

  @Override
  public void close(CloseMode mode) {
    super.close(CloseMode.IMMEDIATE);
  }
}
