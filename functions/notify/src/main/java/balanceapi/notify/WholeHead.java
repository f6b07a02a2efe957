package balanceapi.notify;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * Reads the head of an answer, which has to be there to its last line. HttpClient's own skips lines that are no HTTP,
 * and takes a head whose connection ended in its midst for a whole one, so for a success.
 */
final class WholeHead extends DefaultHttpResponseParser {

  WholeHead(Http1Config bounds) {
    super(bounds);
  }

  @Override
  public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
    return super.parse(buffer, new Endless(in));
  }

  /** What has no end while the head is read; the buffer reads by no other method. */
  private static final class Endless extends FilterInputStream {

    private Endless(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read < 0) {
        throw new ConnectionClosedException();
      }
      return read;
    }
  }
}
