package balanceapi.notify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A server on this machine that says on each connection what its script does, byte by byte. */
final class LoopbackServer implements AutoCloseable {

  static final String EMPTY_ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

  /** What it does with a connection, which is closed afterwards; that the other side is gone is nothing special. */
  @FunctionalInterface
  interface Script {
    void run(Socket connection) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Script script;
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private LoopbackServer(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
    Thread.ofPlatform().daemon().start(this::accept);
  }

  static LoopbackServer start(Script script) {
    return start("127.0.0.1", 0, script);
  }

  static LoopbackServer start(String address, int port, Script script) {
    try {
      return new LoopbackServer(new ServerSocket(port, 50, InetAddress.ofLiteral(address)), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LoopbackServer overTls(SSLContext context, Script script) {
    try {
      InetAddress here = InetAddress.ofLiteral("127.0.0.1");
      return new LoopbackServer(context.getServerSocketFactory().createServerSocket(0, 50, here), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that reads the request and then says this. */
  static LoopbackServer saying(String answer) {
    return start(answer(answer));
  }

  static Script answer(String answer) {
    return connection -> {
      readRequest(connection);
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    };
  }

  /** A request as it was sent: its head and, as ISO 8859-1, the body of the length that it says. */
  static String readRequest(Socket connection) throws IOException {
    InputStream in = connection.getInputStream();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new SocketException("the request ended early");
      }
      read.write(next);
    }
    String head = read.toString(StandardCharsets.ISO_8859_1);
    int length =
        head.lines()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring(16)))
            .sum();
    return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections were made. */
  int accepted() {
    return accepted.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket connection = server.accept();
        accepted.incrementAndGet();
        open.add(connection);
        Thread.ofPlatform().daemon().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      script.run(connection);
    } catch (IOException e) {
      // Cut, which is what many tests are about.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
