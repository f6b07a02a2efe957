package balanceapi.notify;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.app.Sealed;
import balanceapi.core.app.SecretKey;
import balanceapi.core.app.Vault;
import balanceapi.core.app.VaultUnavailable;
import balanceapi.core.cases.Apps;
import balanceapi.core.event.Event;
import balanceapi.core.notification.Kind;
import balanceapi.core.oracle.Tell;
import balanceapi.core.store.InMemoryNotificationStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.platform.log.Log;
import balanceapi.platform.notification.DeliveryMessage;
import balanceapi.platform.notification.DeliveryQueue;
import com.amazonaws.services.lambda.runtime.Context;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.core5.ssl.SSLContexts;

/** An app with one account, an endpoint on this machine that answers what it is told to, and what the functions use. */
final class Company implements AutoCloseable {

  static final String SECRET = "whsec_" + "b25lb25lb25lb25lb25lb25l";
  static final String OTHER_SECRET = "whsec_" + "dHdvdHdvdHdvdHdvdHdvdHdv";
  static final AccountRef ACCOUNT = new AccountRef(Apps.plain().id(), Tell.ACC.id().orElseThrow());

  /** A request as the endpoint got it; headers by lower-case name. */
  record Call(String path, Map<String, String> headers, String body) {}

  /** A message, and how long it is kept back. */
  record Sent(DeliveryMessage message, Duration delay) {}

  final InMemoryStore accounts = new InMemoryStore();
  final InMemoryNotificationStore notifications = new InMemoryNotificationStore(accounts);
  final InMemoryAppStore apps = new InMemoryAppStore();
  final List<Call> calls = new CopyOnWriteArrayList<>();
  final Queue<String> answers = new ConcurrentLinkedQueue<>();
  final List<Sent> sent = new ArrayList<>();
  final List<String> lines = new ArrayList<>();
  boolean queueRefuses;
  boolean vaultRefuses;

  private final LoopbackServer endpoint = LoopbackServer.start(this::serve);
  private Instant now = Tell.NOW;
  private App app;
  private int events;

  final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  final Log log = Log.to(lines::add, "notify", clock);
  final DeliveryQueue queue = this::send;

  Company() {
    this(App.NotificationFormat.NATIVE, SECRET);
  }

  Company(App.NotificationFormat format, String... secrets) {
    app =
        Apps.told(
            url("/hook"),
            Optional.of(url("/refresh")),
            new App.Notifications(EnumSet.allOf(Kind.class), format, List.of()),
            secrets);
    apps.create(app, new SecretKey(app.id(), "0123456789abcdef01234567", "sha", now));
  }

  App app() {
    return app;
  }

  String url(String path) {
    return "http://callbacks.example:" + endpoint.port() + path;
  }

  Instant now() {
    return now;
  }

  void at(Instant time) {
    now = time;
  }

  // ---- its endpoint

  private void serve(Socket connection) throws IOException {
    String request = LoopbackServer.readRequest(connection);
    int end = request.indexOf("\r\n\r\n");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request
        .substring(0, end)
        .lines()
        .skip(1)
        .forEach(line -> headers.put(line.split(": ", 2)[0], line.split(": ", 2)[1]));
    String body =
        new String(request.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    calls.add(new Call(request.split(" ")[1], headers, body));
    String answer = Optional.ofNullable(answers.poll()).orElse(LoopbackServer.EMPTY_ANSWER);
    connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
  }

  /** The endpoint answers this status next, once for each. */
  void answers(int... statuses) {
    for (int status : statuses) {
      answers.add("HTTP/1.1 " + status + " Any\r\ncontent-length: 4\r\n\r\nbusy");
    }
  }

  // ---- what the functions use

  private void send(List<DeliveryMessage> messages, Duration delay) {
    if (queueRefuses && !messages.isEmpty()) {
      throw new StoreUnavailable("the test's queue refuses");
    }
    messages.forEach(message -> sent.add(new Sent(message, delay)));
  }

  SignedCourier courier() {
    Vault vault =
        new Vault() {
          @Override
          public Sealed seal(Context context, String secret) {
            throw new UnsupportedOperationException();
          }

          @Override
          public String open(Context context, Sealed sealed) {
            if (vaultRefuses || !context.equals(new Context(app.id(), Purpose.NOTIFICATION))) {
              throw new VaultUnavailable("the test's vault refuses");
            }
            return sealed.base64();
          }
        };
    Targets targets = new Targets(host -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")}, true);
    return new SignedCourier(
        new Callbacks(targets, SSLContexts.createDefault(), Duration.ofSeconds(30)), vault, clock);
  }

  // ---- its account

  /** The account as it is after an event. */
  Account told(Event event) {
    new ApplyEvent(accounts).apply(app, event, Tell.NOW);
    return accounts.account(ACCOUNT).orElseThrow();
  }

  /** The account after one more event, with a ledger balance of its own. */
  Account changed() {
    events++;
    return told(Tell.balance("e" + events, "-" + (900 - events) + "m", events + "00.00", ""));
  }

  /** What Lambda tells a function about its time. */
  static Context withMillisLeft(int millis) {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemainingTimeInMillis" -> millis;
                  case "getAwsRequestId" -> "req-1";
                  default -> null;
                });
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
