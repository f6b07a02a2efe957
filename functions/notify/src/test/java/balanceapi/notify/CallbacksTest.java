package balanceapi.notify;

import static balanceapi.notify.LoopbackServer.EMPTY_ANSWER;
import static balanceapi.notify.LoopbackServer.answer;
import static balanceapi.notify.LoopbackServer.readRequest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.notify.Outcome.Answered;
import balanceapi.notify.Outcome.Failure;
import balanceapi.notify.Outcome.Refusal;
import balanceapi.notify.Outcome.Refused;
import balanceapi.notify.Outcome.Unreachable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire and what is made of it, with servers on this machine. */
@Timeout(60)
class CallbacksTest {

  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Duration SHORT = Duration.ofMillis(400);
  // For what must not wait for the limit.
  private static final Duration LONG = Duration.ofSeconds(50);

  private final CountDownLatch over = new CountDownLatch(1);
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    over.countDown();
    servers.forEach(LoopbackServer::close);
  }

  private LoopbackServer serve(LoopbackServer.Script script) {
    return kept(LoopbackServer.start(script));
  }

  private LoopbackServer kept(LoopbackServer server) {
    servers.add(server);
    return server;
  }

  private LoopbackServer saying(String answer) {
    return serve(answer(answer));
  }

  private LoopbackServer recording() {
    return serve(
        connection -> {
          requests.add(readRequest(connection));
          connection.getOutputStream().write(EMPTY_ANSWER.getBytes(StandardCharsets.US_ASCII));
        });
  }

  /** Says one letter at a time for as long as anybody listens. */
  private LoopbackServer dripping(String beginning, String drop) {
    return serve(
        connection -> {
          readRequest(connection);
          OutputStream out = connection.getOutputStream();
          out.write(beginning.getBytes(StandardCharsets.US_ASCII));
          while (!over.await(5, TimeUnit.MILLISECONDS)) {
            out.write(drop.getBytes(StandardCharsets.US_ASCII));
          }
        });
  }

  /** Knows every name as these addresses, and may call this machine. */
  private Callbacks callbacks(Duration limit, String... addresses) {
    return new Callbacks(
        new Targets(
            host -> {
              asked.add(host);
              return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
            },
            true),
        SSLContexts.createDefault(),
        limit);
  }

  private Callbacks callbacks() {
    return callbacks(LONG, "127.0.0.1");
  }

  private static URI url(LoopbackServer server) {
    return URI.create("http://callbacks.example:" + server.port() + "/hook");
  }

  private Outcome send(LoopbackServer server) {
    return callbacks().send(url(server), Map.of(), BODY);
  }

  private static void assertUnreachable(Failure reason, Outcome outcome) {
    assertEquals(new Unreachable(reason), outcome);
  }

  // ---- what arrives

  @Test
  void the_request_arrives_with_its_headers_and_no_others() throws Exception {
    LoopbackServer server = recording();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    headers.put("webhook-id", "msg_1");
    headers.put("Webhook-Signature", "v1,a= v1,b=");
    Outcome outcome = callbacks().send(URI.create(url(server) + "/a%2Fb//c?d=e%20f&g"), headers, BODY);
    assertEquals(new Answered(200, ""), outcome);
    assertEquals(
        """
        POST /hook/a%2Fb//c?d=e%20f&g HTTP/1.1
        host: callbacks.example:PORT
        user-agent: balance-api
        connection: close
        content-type: application/json
        webhook-id: msg_1
        Webhook-Signature: v1,a= v1,b=
        Content-Length: 2

        {}"""
            .replace("PORT", Integer.toString(server.port())),
        requests.take().replace("\r\n", "\n"));
  }

  @Test
  void the_body_arrives_byte_for_byte() throws Exception {
    LoopbackServer server = recording();
    for (int length : new int[] {0, 1, 256, 100_000}) {
      byte[] body = new byte[length];
      for (int i = 0; i < length; i++) {
        body[i] = (byte) i;
      }
      assertEquals(new Answered(200, ""), callbacks().send(url(server), Map.of(), body));
      String request = requests.take();
      assertTrue(request.contains("\r\nContent-Length: " + length + "\r\n"), request);
      assertEquals(
          new String(body, StandardCharsets.ISO_8859_1), request.substring(request.indexOf("\r\n\r\n") + 4));
    }
  }

  @Test
  void the_host_is_told_as_the_url_has_it() throws Exception {
    LoopbackServer server = recording();
    for (String host : List.of("Callbacks.Example", "xn--bcher-kva.example", "127.0.0.1")) {
      callbacks().send(URI.create("http://" + host + ":" + server.port()), Map.of(), BODY);
      String request = requests.take();
      assertTrue(request.startsWith("POST / HTTP/1.1\r\nhost: " + host + ":" + server.port() + "\r\n"), request);
    }
  }

  @Test
  void an_ipv6_address_is_called_as_well() throws Exception {
    LoopbackServer server =
        kept(
            LoopbackServer.start(
                "::1",
                0,
                connection -> {
                  requests.add(readRequest(connection));
                  connection.getOutputStream().write(EMPTY_ANSWER.getBytes(StandardCharsets.US_ASCII));
                }));
    URI url = URI.create("http://[::1]:" + server.port() + "/");
    assertEquals(new Answered(200, ""), callbacks(LONG, "::1").send(url, Map.of(), BODY));
    assertTrue(requests.take().contains("\r\nhost: [::1]:" + server.port() + "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host", "connection", "Content-Length", "Transfer-Encoding", "expect", "user-agent", "te", "trailer", "upgrade", "",
        "a b", "a:", "a\r\nb", "\u00e5"
      })
  void a_header_that_would_change_how_the_request_is_sent_is_an_error(String name) {
    Callbacks callbacks = callbacks();
    Map<String, String> headers = Map.of(name, "1");
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> callbacks.send(URI.create("http://a.example"), headers, BODY));
    assertEquals("a header is not fit to be sent", wrong.getMessage());
    assertEquals(List.of(), asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " a", "a ", "a\nb", "a\r\nhost: b", "a\0", "a\tb", "\u00e5", "a\u010ab"})
  void a_value_that_could_end_its_header_is_an_error(String value) {
    Callbacks callbacks = callbacks();
    Map<String, String> headers = Map.of("webhook-id", value);
    assertThrows(
        IllegalArgumentException.class, () -> callbacks.send(URI.create("http://a.example"), headers, BODY));
  }

  @Test
  void a_limit_is_some_time() {
    assertThrows(IllegalArgumentException.class, () -> callbacks(Duration.ZERO));
    assertEquals(Duration.ofSeconds(10), Callbacks.LIMIT);
  }

  // ---- what is made of an answer

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 400, 404, 410, 429, 500, 503, 599})
  void any_status_is_an_answer(int status) {
    LoopbackServer server = saying("HTTP/1.1 " + status + " Whatever\r\nretry-after: 0\r\ncontent-length: 2\r\n\r\nhm");
    assertEquals(new Answered(status, "hm"), send(server));
    assertEquals(1, server.accepted());
  }

  @Test
  void an_answer_without_a_body_has_an_empty_one() {
    assertEquals(new Answered(204, ""), send(saying("HTTP/1.1 204 No Content\r\n\r\n")));
    assertEquals(new Answered(304, ""), send(saying("HTTP/1.1 304 Not Modified\r\n\r\n")));
    assertEquals(new Answered(200, ""), send(saying("HTTP/1.0 200 OK\r\n\r\n")));
  }

  @Test
  void chunks_are_put_together() {
    assertEquals(
        new Answered(200, "onetwo"),
        send(saying("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n3;x=y\r\ntwo\r\n0\r\n\r\n")));
  }

  @Test
  void interim_answers_are_passed_over() {
    String interim = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    assertEquals(
        new Answered(202, ""), send(saying(interim + interim + "HTTP/1.1 202 Ok\r\ncontent-length: 0\r\n\r\n")));
  }

  @Test
  void a_body_is_read_as_utf_8_whatever_the_endpoint_says() {
    LoopbackServer server =
        serve(
            connection -> {
              readRequest(connection);
              byte[] body = "n\u00e4h \u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
              OutputStream out = connection.getOutputStream();
              out.write(
                  ("HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=no-such\r\ncontent-length: "
                          + (body.length + 1)
                          + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
              out.write(body);
              out.write(0xff);
            });
    assertEquals(new Answered(200, "n\u00e4h \u20ac\ud83d\ude00\ufffd"), send(server));
  }

  @Test
  void a_letter_that_is_cut_in_two_is_left_out() {
    String answer = "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1022) + "\u00e2\u0082\u00ac" + "y";
    assertEquals(new Answered(200, "x".repeat(1022)), send(saying(answer)));
  }

  @Test
  void exactly_the_most_is_read_whole() {
    for (int length : new int[] {1023, 1024, 1025}) {
      String body = "x".repeat(length);
      String expected = body.substring(0, Math.min(length, 1024));
      assertEquals(new Answered(200, expected), send(saying("HTTP/1.1 200 OK\r\n\r\n" + body)));
      assertEquals(
          new Answered(200, expected),
          send(saying("HTTP/1.1 200 OK\r\ncontent-length: " + length + "\r\n\r\n" + body)));
    }
  }

  @Test
  void what_is_compressed_stays_so() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[100_000]);
    }
    String body = packed.toString(StandardCharsets.ISO_8859_1);
    Outcome outcome =
        send(
            saying(
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: " + body.length() + "\r\n\r\n" + body));
    assertTrue(assertInstanceOf(Answered.class, outcome).body().length() <= body.length());
  }

  // ---- no more than one request

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void a_redirect_is_an_answer_and_not_followed(int status) {
    LoopbackServer other = recording();
    LoopbackServer server =
        saying("HTTP/1.1 " + status + " Away\r\nlocation: " + url(other) + "\r\ncontent-length: 0\r\n\r\n");
    assertEquals(new Answered(status, ""), send(server));
    assertEquals(0, other.accepted());
    assertEquals(1, server.accepted());
    assertEquals(List.of("callbacks.example"), asked);
  }

  @Test
  void a_challenge_is_an_answer_and_not_taken() {
    LoopbackServer server =
        saying("HTTP/1.1 401 No\r\nwww-authenticate: Basic realm=\"x\"\r\ncontent-length: 0\r\n\r\n");
    assertEquals(new Answered(401, ""), send(server));
    assertEquals(1, server.accepted());
  }

  @Test
  void each_call_has_its_own_lookup_and_connection_and_brings_no_cookie() throws Exception {
    LoopbackServer server =
        serve(
            connection -> {
              while (true) {
                requests.add(readRequest(connection));
                connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n".getBytes());
              }
            });
    Callbacks callbacks = callbacks();
    for (int call = 1; call <= 3; call++) {
      assertEquals(new Answered(200, ""), callbacks.send(url(server), Map.of(), BODY));
      assertEquals(call, server.accepted());
      assertEquals(call, asked.size());
      assertFalse(requests.take().toLowerCase().contains("cookie"));
    }
  }

  @Test
  void nothing_is_sent_twice() {
    LoopbackServer server = serve(LoopbackServer::readRequest);
    assertUnreachable(Failure.BROKEN_OFF, send(server));
    assertEquals(1, server.accepted());
  }

  // ---- where it goes

  @Test
  void a_name_that_means_another_address_the_second_time_is_not_looked_up_again() throws Exception {
    LoopbackServer first = recording();
    LoopbackServer second = kept(LoopbackServer.start("127.0.0.2", first.port(), answer(EMPTY_ANSWER)));
    Callbacks callbacks =
        new Callbacks(
            new Targets(
                host -> {
                  asked.add(host);
                  return new InetAddress[] {
                    InetAddress.ofLiteral(asked.size() == 1 ? "127.0.0.1" : "127.0.0.2")
                  };
                },
                true),
            SSLContexts.createDefault(),
            LONG);
    assertEquals(new Answered(200, ""), callbacks.send(url(first), Map.of(), BODY));
    assertEquals(List.of("callbacks.example"), asked);
    assertEquals(1, first.accepted());
    assertEquals(0, second.accepted());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.1", "2130706433", "[::1]", "xn--bcher-kva.example"})
  void the_connection_goes_to_the_addresses_that_were_checked_whatever_the_host_is(String host) throws Exception {
    LoopbackServer checked = kept(LoopbackServer.start("127.0.0.2", 0, answer(EMPTY_ANSWER)));
    LoopbackServer named = kept(LoopbackServer.start("127.0.0.1", checked.port(), answer(EMPTY_ANSWER)));
    String bare = host.replaceAll("[\\[\\]]", "");
    Target target =
        new Target("http", bare, checked.port(), host, "/", List.of(InetAddress.ofLiteral("127.0.0.2")));
    try (Wire wire = new Wire()) {
      assertEquals(new Answered(200, ""), new Exchange(target, wire, null).post(Map.of(), BODY));
    }
    assertEquals(1, checked.accepted());
    assertEquals(0, named.accepted());
  }

  @Test
  void the_next_address_is_taken_if_the_first_takes_no_connection() throws Exception {
    LoopbackServer server = recording();
    Outcome outcome = callbacks(LONG, "127.0.0.2", "127.0.0.1", "127.0.0.3").send(url(server), Map.of(), BODY);
    assertEquals(new Answered(200, ""), outcome);
    assertEquals(1, server.accepted());
  }

  @Test
  void an_address_that_took_the_request_is_the_last() {
    LoopbackServer first = serve(LoopbackServer::readRequest);
    LoopbackServer second = kept(LoopbackServer.start("127.0.0.2", first.port(), answer(EMPTY_ANSWER)));
    assertUnreachable(
        Failure.BROKEN_OFF, callbacks(LONG, "127.0.0.1", "127.0.0.2").send(url(first), Map.of(), BODY));
    assertEquals(0, second.accepted());
  }

  @Test
  void a_private_address_beside_an_allowed_one_keeps_it_from_being_called() {
    LoopbackServer server = recording();
    for (String[] addresses : new String[][] {{"127.0.0.1", "10.0.0.1"}, {"169.254.169.254", "127.0.0.1"}}) {
      assertEquals(
          new Refused(Refusal.NOT_ALLOWED_ADDRESS), callbacks(LONG, addresses).send(url(server), Map.of(), BODY));
    }
    assertEquals(0, server.accepted());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::127.0.0.1]", "localhost.", "127.0.0.1.", "LOCALHOST", "a@127.0.0.1", "[::1%lo]"
      })
  void as_it_is_deployed_it_connects_to_nothing_on_this_machine(String host) {
    LoopbackServer server = recording();
    LoopbackServer six = kept(LoopbackServer.start("::", 0, answer(EMPTY_ANSWER)));
    Callbacks deployed = Callbacks.of(false);
    for (String scheme : List.of("http", "https")) {
      for (int port : new int[] {server.port(), six.port()}) {
        Outcome outcome = deployed.send(URI.create(scheme + "://" + host + ":" + port + "/"), Map.of(), BODY);
        assertInstanceOf(Refused.class, outcome);
      }
    }
    assertEquals(0, server.accepted());
    assertEquals(0, six.accepted());
  }

  @Test
  void on_one_machine_it_may_be_told_to() {
    LoopbackServer server = recording();
    URI url = URI.create("http://localhost:" + server.port() + "/");
    assertEquals(new Refused(Refusal.NOT_HTTPS), Callbacks.of(false).send(url, Map.of(), BODY));
    assertEquals(new Answered(200, ""), Callbacks.of(true).send(url, Map.of(), BODY));
  }

  @Test
  void the_proxy_that_the_jvm_was_told_of_is_not_asked() throws Exception {
    LoopbackServer proxy = recording();
    LoopbackServer server = recording();
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            // Tests beside this one have other ports.
            return uri.getPort() == server.port()
                ? List.of(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", proxy.port())))
                : before.select(uri);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
    try {
      assertEquals(new Answered(200, ""), send(server));
    } finally {
      ProxySelector.setDefault(before);
    }
    assertEquals(0, proxy.accepted());
  }

  // ---- what may go wrong

  @Test
  void a_port_that_nobody_listens_at_is_not_connected_to() {
    LoopbackServer gone = recording();
    gone.close();
    assertUnreachable(Failure.CONNECT_FAILED, send(gone));
  }

  /** An address that says nothing at all takes three seconds to be given up, too long for a test to wait for it. */
  @Test
  void to_wait_in_vain_for_a_connection_is_not_to_wait_in_vain_for_an_answer() throws Exception {
    Targets targets = new Targets(host -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")}, true);
    try (Wire wire = new Wire()) {
      Exchange exchange =
          new Exchange(targets.of(URI.create("http://callbacks.example/")), wire, SSLContexts.createDefault());
      assertEquals(Failure.CONNECT_FAILED, exchange.failure(new ConnectTimeoutException("as the client has it")));
      assertEquals(Failure.TIMED_OUT, exchange.failure(new SocketTimeoutException("as the socket has it")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab",
        "HTTP/1.1 103 Early Hints\r\n\r\n"
      })
  void a_server_that_closes_early_has_not_answered(String answer) {
    assertUnreachable(Failure.BROKEN_OFF, send(saying(answer)));
  }

  @Test
  void a_server_that_closes_at_once_has_not_answered() {
    assertUnreachable(Failure.BROKEN_OFF, send(serve(Socket::close)));
  }

  @Test
  void a_server_that_resets_the_connection_has_not_answered() {
    LoopbackServer server =
        serve(
            connection -> {
              readRequest(connection);
              connection.setSoLinger(true, 0);
            });
    assertUnreachable(Failure.BROKEN_OFF, send(server));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 OK\r\n\r\n",
        "SSH-2.0-OpenSSH_9.9\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n",
        "HTTP/3.0 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"
      })
  void an_answer_that_is_no_http_is_none(String answer) {
    assertUnreachable(Failure.BAD_ANSWER, send(saying(answer)));
  }

  @Test
  void a_hundred_headers_are_too_many() {
    String headers = "a: b\r\n".repeat(99);
    assertEquals(
        new Answered(200, ""), send(saying("HTTP/1.1 200 OK\r\n" + headers + "\r\n")));
    assertUnreachable(Failure.BAD_ANSWER, send(saying("HTTP/1.1 200 OK\r\na: b\r\n" + headers + "\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\na: ", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;"
      })
  void a_line_without_an_end_is_not_read_for_long(String beginning) throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    LoopbackServer server = serve(endless(beginning, written));
    assertUnreachable(Failure.BAD_ANSWER, send(server));
    assertTrue(written.get() < 16 << 20);
  }

  @Test
  void a_header_that_goes_on_over_lines_without_an_end_is_not_read_for_long() {
    LoopbackServer server =
        serve(
            connection -> {
              readRequest(connection);
              OutputStream out = connection.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\na: b\r\n".getBytes());
              while (true) {
                out.write(" and so on\r\n".getBytes());
              }
            });
    assertUnreachable(Failure.BAD_ANSWER, send(server));
  }

  // ---- no more than the beginning

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7fffffff\r\n"
      })
  void an_endless_body_is_read_for_one_kibibyte(String head) throws Exception {
    CompletableFuture<Long> written = new CompletableFuture<>();
    LoopbackServer server = serve(endless(head, written));
    assertEquals(new Answered(200, "x".repeat(1024)), send(server));
    // The rest is what the two ends of the connection keep without being asked.
    long bytes = written.get();
    assertTrue(bytes < 16 << 20, () -> bytes + " bytes were taken");
  }

  private static LoopbackServer.Script endless(String beginning, CompletableFuture<Long> written) {
    return connection -> {
      readRequest(connection);
      OutputStream out = connection.getOutputStream();
      byte[] more = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
      long bytes = 0;
      try {
        out.write(beginning.getBytes(StandardCharsets.US_ASCII));
        while (true) {
          out.write(more);
          bytes += more.length;
        }
      } finally {
        written.complete(bytes);
      }
    };
  }

  // ---- no longer than the limit

  private void assertCut(Duration limit, LoopbackServer server) {
    long start = System.nanoTime();
    Outcome outcome = callbacks(limit, "127.0.0.1").send(url(server), Map.of(), BODY);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertUnreachable(Failure.TIMED_OUT, outcome);
    assertTrue(took.compareTo(limit) >= 0, took::toString);
    assertTrue(took.compareTo(limit.plusSeconds(20)) < 0, took::toString);
  }

  @Test
  void a_server_that_drips_its_first_line_is_cut_at_the_limit() {
    assertCut(SHORT, dripping("HTTP/1.1 200 ", "x"));
  }

  @Test
  void a_server_that_drips_its_headers_is_cut_at_the_limit() {
    assertCut(SHORT, dripping("HTTP/1.1 200 OK\r\n", "a"));
  }

  @Test
  void a_server_that_drips_its_body_is_cut_at_the_limit() {
    assertCut(SHORT, dripping("HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", "x"));
  }

  @Test
  void a_server_that_says_for_ever_that_it_is_about_to_answer_is_cut_at_the_limit() {
    assertCut(SHORT, dripping("", "HTTP/1.1 102 Processing\r\n\r\n"));
  }

  @Test
  void a_server_that_says_nothing_is_cut_at_the_limit() {
    assertCut(SHORT, serve(connection -> over.await()));
  }

  @Test
  void a_server_that_takes_no_more_of_the_request_is_cut_at_the_limit() throws Exception {
    LoopbackServer server = serve(connection -> over.await());
    long start = System.nanoTime();
    assertUnreachable(
        Failure.TIMED_OUT, callbacks(SHORT, "127.0.0.1").send(url(server), Map.of(), new byte[32 << 20]));
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20);
  }

  @Test
  void a_lookup_that_takes_too_long_is_left_behind_and_connects_to_nothing_when_it_ends() throws Exception {
    LoopbackServer server = recording();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CountDownLatch found = new CountDownLatch(1);
    Callbacks callbacks =
        new Callbacks(
            new Targets(
                host -> {
                  thread.complete(Thread.currentThread());
                  try {
                    found.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
                },
                true),
            SSLContexts.createDefault(),
            SHORT);
    assertUnreachable(Failure.TIMED_OUT, callbacks.send(url(server), Map.of(), BODY));
    found.countDown();
    thread.get().join();
    assertEquals(0, server.accepted());
  }

  @Test
  void a_thread_that_is_interrupted_waits_no_longer_and_the_server_notices() throws Exception {
    CompletableFuture<Boolean> noticed = new CompletableFuture<>();
    LoopbackServer server =
        serve(
            connection -> {
              requests.add(readRequest(connection));
              try {
                noticed.complete(connection.getInputStream().read() < 0);
              } catch (IOException e) {
                noticed.complete(true);
              }
            });
    FutureTask<Boolean> call =
        new FutureTask<>(
            () -> {
              assertUnreachable(Failure.BROKEN_OFF, send(server));
              return Thread.interrupted();
            });
    Thread caller = Thread.ofPlatform().daemon().start(call);
    requests.take();
    caller.interrupt();
    assertTrue(call.get());
    assertTrue(noticed.get());
  }

  @Test
  void calls_at_once_do_not_wait_for_each_other() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    LoopbackServer server =
        serve(
            connection -> {
              readRequest(connection);
              both.countDown();
              both.await();
              connection.getOutputStream().write(EMPTY_ANSWER.getBytes(StandardCharsets.US_ASCII));
            });
    Callbacks callbacks = callbacks();
    CompletableFuture<Outcome> other =
        CompletableFuture.supplyAsync(() -> callbacks.send(url(server), Map.of(), BODY), Thread::startVirtualThread);
    assertEquals(new Answered(200, ""), callbacks.send(url(server), Map.of(), BODY));
    assertEquals(new Answered(200, ""), other.get());
  }
}
