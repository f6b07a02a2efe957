package balanceapi.notify;

import static balanceapi.notify.LoopbackServer.EMPTY_ANSWER;
import static balanceapi.notify.LoopbackServer.answer;
import static balanceapi.notify.LoopbackServer.readRequest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.notify.Outcome.Answered;
import balanceapi.notify.Outcome.Failure;
import balanceapi.notify.Outcome.Unreachable;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who proves to be the endpoint of a URL, though the connection goes to an address that was found before. */
@Timeout(60)
class TlsTest {

  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir private static Path folder;
  private static Certificate certificate;

  private final CountDownLatch over = new CountDownLatch(1);
  private final BlockingQueue<List<SNIServerName>> names = new LinkedBlockingQueue<>();
  private final List<LoopbackServer> servers = new ArrayList<>();

  @BeforeAll
  static void make() throws Exception {
    certificate =
        Certificate.of(folder, "dns:callbacks.example,dns:xn--bcher-kva.example,ip:127.0.0.1");
  }

  @AfterEach
  void stop() {
    over.countDown();
    servers.forEach(LoopbackServer::close);
  }

  private LoopbackServer kept(LoopbackServer server) {
    servers.add(server);
    return server;
  }

  private LoopbackServer serve(Certificate shown) {
    return kept(
        LoopbackServer.overTls(
            shown.owner(),
            connection -> {
              readRequest(connection);
              names.add(((ExtendedSSLSession) ((SSLSocket) connection).getSession()).getRequestedServerNames());
              connection.getOutputStream().write(EMPTY_ANSWER.getBytes(StandardCharsets.US_ASCII));
            }));
  }

  private static Outcome send(LoopbackServer server, String host, SSLContext trust, String... addresses) {
    return send(server, host, trust, LONG, addresses);
  }

  private static Outcome send(
      LoopbackServer server, String host, SSLContext trust, Duration limit, String... addresses) {
    Targets targets =
        new Targets(_ -> Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new), true);
    URI url = URI.create("https://" + host + ":" + server.port() + "/");
    return new Callbacks(targets, trust, limit).send(url, Map.of(), BODY);
  }

  // ---- the name

  @ParameterizedTest
  @ValueSource(strings = {"callbacks.example", "Callbacks.Example", "xn--bcher-kva.example"})
  void the_host_of_the_url_is_asked_for_and_proven_at_an_address_found_before(String host) throws Exception {
    LoopbackServer server = serve(certificate);
    assertEquals(new Answered(200, ""), send(server, host, certificate.believer(), "127.0.0.1"));
    List<SNIServerName> asked = names.take();
    assertEquals(1, asked.size());
    assertEquals(host.toLowerCase(), new String(asked.getFirst().getEncoded(), StandardCharsets.US_ASCII).toLowerCase());
  }

  @Test
  void an_address_may_be_proven_as_well() throws Exception {
    LoopbackServer server = serve(certificate);
    assertEquals(new Answered(200, ""), send(server, "127.0.0.1", certificate.believer(), "127.0.0.1"));
    assertEquals(List.of(), names.take());
  }

  @ParameterizedTest
  @ValueSource(strings = {"other.example", "a.callbacks.example", "example", "xn--bcher-kva.callbacks.example", "localhost"})
  void a_certificate_for_another_name_proves_nothing(String host) {
    LoopbackServer server = serve(certificate);
    assertEquals(
        new Unreachable(Failure.TLS_FAILED), send(server, host, certificate.believer(), "127.0.0.1"));
    assertTrue(names.isEmpty());
  }

  @Test
  void a_certificate_for_the_address_proves_nothing_about_the_name() throws Exception {
    Certificate addressOnly = Certificate.of(folder, "ip:127.0.0.1");
    LoopbackServer server = serve(addressOnly);
    assertEquals(
        new Unreachable(Failure.TLS_FAILED), send(server, "other.example", addressOnly.believer(), "127.0.0.1"));
    assertTrue(names.isEmpty());
  }

  // ---- the trust

  @Test
  void a_certificate_that_the_jdk_does_not_trust_proves_nothing() {
    LoopbackServer server = serve(certificate);
    assertEquals(
        new Unreachable(Failure.TLS_FAILED),
        send(server, "callbacks.example", SSLContexts.createDefault(), "127.0.0.1"));
    URI url = URI.create("https://127.0.0.1:" + server.port() + "/");
    assertEquals(new Unreachable(Failure.TLS_FAILED), Callbacks.of(true).send(url, Map.of(), BODY));
    assertTrue(names.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void either_version_of_today_will_do(String version) {
    LoopbackServer server =
        kept(
            LoopbackServer.overTls(
                certificate.owner(),
                connection -> {
                  ((SSLSocket) connection).setEnabledProtocols(new String[] {version});
                  answer(EMPTY_ANSWER).run(connection);
                }));
    assertEquals(new Answered(200, ""), send(server, "callbacks.example", certificate.believer(), "127.0.0.1"));
  }

  // ---- what may go wrong

  @Test
  void a_server_without_tls_has_not_proven_anything() {
    LoopbackServer server =
        kept(LoopbackServer.start(connection -> connection.getOutputStream().write(EMPTY_ANSWER.getBytes())));
    assertEquals(
        new Unreachable(Failure.TLS_FAILED),
        send(server, "callbacks.example", certificate.believer(), "127.0.0.1"));
  }

  @Test
  void a_server_that_closes_before_the_handshake_has_not_either() {
    LoopbackServer server = kept(LoopbackServer.start(connection -> connection.getInputStream().read()));
    assertEquals(
        new Unreachable(Failure.TLS_FAILED),
        send(server, "callbacks.example", certificate.believer(), "127.0.0.1"));
  }

  @Test
  void a_server_that_closes_after_the_handshake_has_not_answered() {
    LoopbackServer server = kept(LoopbackServer.overTls(certificate.owner(), LoopbackServer::readRequest));
    assertEquals(
        new Unreachable(Failure.BROKEN_OFF),
        send(server, "callbacks.example", certificate.believer(), "127.0.0.1"));
  }

  @Test
  void a_server_that_never_shakes_hands_is_cut_at_the_limit() {
    LoopbackServer server = kept(LoopbackServer.start(connection -> over.await()));
    assertEquals(
        new Unreachable(Failure.TIMED_OUT),
        send(server, "callbacks.example", certificate.believer(), Duration.ofMillis(400), "127.0.0.1"));
  }

  @Test
  void a_server_that_drips_its_handshake_is_cut_at_the_limit() {
    LoopbackServer server =
        kept(
            LoopbackServer.start(
                connection -> {
                  OutputStream out = connection.getOutputStream();
                  // A record of a handshake, of 16 KiB.
                  out.write(new byte[] {22, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xfc});
                  while (!over.await(5, TimeUnit.MILLISECONDS)) {
                    out.write(0);
                  }
                }));
    assertEquals(
        new Unreachable(Failure.TIMED_OUT),
        send(server, "callbacks.example", certificate.believer(), Duration.ofMillis(400), "127.0.0.1"));
  }

  @Test
  void an_answer_that_is_no_http_is_noticed_though_the_server_stays() {
    LoopbackServer server =
        kept(
            LoopbackServer.overTls(
                certificate.owner(),
                connection -> {
                  answer("220 mail.example ESMTP\r\n").run(connection);
                  over.await();
                }));
    assertEquals(
        new Unreachable(Failure.BAD_ANSWER),
        send(server, "callbacks.example", certificate.believer(), "127.0.0.1"));
  }

  @Test
  void an_endless_body_is_read_for_one_kibibyte() throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    LoopbackServer server =
        kept(
            LoopbackServer.overTls(
                certificate.owner(),
                connection -> {
                  long bytes = 0;
                  try {
                    answer("HTTP/1.1 200 OK\r\n\r\n").run(connection);
                    while (true) {
                      connection.getOutputStream().write("x".repeat(16 << 10).getBytes(StandardCharsets.US_ASCII));
                      bytes += 16 << 10;
                    }
                  } finally {
                    written.complete(bytes);
                  }
                }));
    assertEquals(
        new Answered(200, "x".repeat(1024)),
        send(server, "callbacks.example", certificate.believer(), "127.0.0.1"));
    assertTrue(written.get() < 16 << 20);
  }

  @Test
  void the_next_address_is_taken_if_the_first_does_not_prove_itself() throws Exception {
    LoopbackServer server = serve(certificate);
    LoopbackServer impostor = kept(LoopbackServer.start("127.0.0.2", server.port(), connection -> {}));
    assertEquals(
        new Answered(200, ""),
        send(server, "callbacks.example", certificate.believer(), "127.0.0.2", "127.0.0.1"));
    assertEquals(1, impostor.accepted());
    assertEquals(1, server.accepted());
  }
}
