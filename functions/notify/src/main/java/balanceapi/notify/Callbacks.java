package balanceapi.notify;

import balanceapi.notify.Outcome.Failure;
import balanceapi.notify.Outcome.Refused;
import balanceapi.notify.Outcome.Unreachable;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;

/**
 * Calls endpoints whose URLs the owners of apps chose, from where more can be reached than from the internet. So a
 * call goes over https to public addresses only. A host is looked up once; all of its addresses are checked, and the
 * connection goes to one of these, so that a name that changes meanwhile leads nowhere else. An endpoint proves that it
 * is the host of the URL, with a certificate that the JDK trusts.
 *
 * <p>A call is one request over a connection of its own. Redirects are not followed, and nothing is repeated, kept for
 * a later call, or read but for the beginning of the answer.
 */
public final class Callbacks {

  /** How long a call may take, from looking up the host until the beginning of the answer is there. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  /** The most that is read of an answer's body, in bytes. */
  public static final int MOST_BODY = 1024;

  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
  // They say how the request is sent, and whoever sends it says them.
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private final Targets targets;
  private final SSLContext trust;
  private final Duration limit;

  /**
   * @param trust says whose certificates are believed
   * @param limit as {@link #LIMIT}, positive
   */
  Callbacks(Targets targets, SSLContext trust, Duration limit) {
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("a call takes some time");
    }
    this.targets = Objects.requireNonNull(targets, "targets");
    this.trust = Objects.requireNonNull(trust, "trust");
    this.limit = limit;
  }

  /**
   * Calls as they are made from AWS, or from one machine.
   *
   * @param allowLoopback whether the machine itself may be called too, and over http; never where others have a say
   */
  public static Callbacks of(boolean allowLoopback) {
    return new Callbacks(
        new Targets(InetAddress::getAllByName, allowLoopback), SSLContexts.createDefault(), LIMIT);
  }

  /**
   * Posts to an endpoint, once, and gives whatever became of it. It waits for at most {@link #LIMIT}.
   *
   * @param url of any kind; whether it may be called is found out here
   * @param headers besides {@code host}, {@code user-agent}, {@code content-length} and {@code connection}, sent as
   *     they are
   * @throws IllegalArgumentException if a header is one of those that say how a request is sent, or its name or value
   *     has anything but visible ASCII, spaces within a value aside
   */
  public Outcome send(URI url, Map<String, String> headers, byte[] body) {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(body, "body");
    headers.forEach(Callbacks::check);
    try (Wire wire = new Wire()) {
      FutureTask<Outcome> call = new FutureTask<>(() -> call(url, headers, body, wire));
      // Not this thread, nor a virtual one: looking a name up cannot be interrupted, and can take a minute.
      Thread.ofPlatform().daemon().name("callback").start(call);
      return outcome(call);
    }
  }

  private Outcome call(URI url, Map<String, String> headers, byte[] body, Wire wire) {
    try {
      return new Exchange(targets.of(url), wire, trust).post(headers, body);
    } catch (NotCallable e) {
      return new Refused(e.reason());
    }
  }

  private Outcome outcome(FutureTask<Outcome> call) {
    try {
      return call.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Unreachable(Failure.TIMED_OUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unreachable(Failure.BROKEN_OFF);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a callback failed by itself, not by its endpoint", e.getCause());
    }
  }

  private static void check(String name, String value) {
    boolean fits =
        HEADER_NAME.matcher(name).matches()
            && HEADER_VALUE.matcher(value).matches()
            && !OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT));
    if (!fits) {
      throw new IllegalArgumentException("a header is not fit to be sent");
    }
  }
}
