package balanceapi.notify;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;

/**
 * The sockets of one exchange. Closing it from any thread ends whatever is going on, a connection that is being made
 * or a handshake too; none is made afterwards.
 */
final class Wire implements AutoCloseable {

  private Socket socket;
  private boolean closed;

  /** Another socket, not connected yet; the one before has had its turn. */
  synchronized Socket socket() throws SocketException {
    if (closed) {
      throw new SocketException("closed");
    }
    // A proxy that the environment or the JVM names would look up and connect by itself.
    socket = new Socket(Proxy.NO_PROXY);
    return socket;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is of no use any more, either way.
      }
    }
  }
}
