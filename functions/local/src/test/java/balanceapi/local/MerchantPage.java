package balanceapi.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Somebody else's page with the widget in it, at an origin of its own and under a policy as strict as a bank's: it lets
 * in the widget's script and frame, and no styles at all.
 */
final class MerchantPage implements AutoCloseable {

  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Example Shop</title>
      <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
      <script src="%s/widget.js"></script><script src="/shop.js" defer></script></head>
      <body><main><h1>Example Shop</h1><button id="pay" type="button">Connect a bank account</button></main></body></html>
      """;

  /** What the tests give stands in {@code window.options}; what the page hears, in {@code window.heard}. */
  private static final String SCRIPT =
      """
      window.heard = [];
      const hear = (name) => (data) => { window.heard.push([name, data]); };
      document.querySelector("#pay").addEventListener("click", () => {
        const options = JSON.parse(sessionStorage.getItem("options"));
        const call = options.short_url ? "buildWithShortUrl" : "buildWithOptions";
        window.Okra[call]({
          ...options, onSuccess: hear("onSuccess"), onError: hear("onError"), onEvent: hear("onEvent"),
          onClose: hear("onClose"),
          beforeClose: (data) => { window.heard.push(["beforeClose", data]); return window.keep ? false : undefined; },
        });
      });
      """;

  private final HttpServer server;

  private MerchantPage(HttpServer server) {
    this.server = server;
  }

  /** A page with the widget of this deployment. */
  static MerchantPage with(URI widget) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    String policy =
        "default-src 'none'; script-src 'self' %s; frame-src %s; img-src data:".formatted(widget, widget);
    server.createContext("/", exchange -> send(exchange, policy, "text/html", PAGE.formatted(widget)));
    server.createContext("/shop.js", exchange -> send(exchange, policy, "text/javascript", SCRIPT));
    server.start();
    return new MerchantPage(server);
  }

  private static void send(HttpExchange exchange, String policy, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("content-security-policy", policy);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Its origin. */
  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
