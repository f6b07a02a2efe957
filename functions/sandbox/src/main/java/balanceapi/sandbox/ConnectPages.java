package balanceapi.sandbox;

import balanceapi.platform.http.Request;
import balanceapi.platform.http.StaticFiles;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The widget's files: the script that a page takes in, and the pages that it opens. */
final class ConnectPages {

  static final String SCRIPT = "widget.js";
  private static final String DOCUMENT = "connect.html";
  private static final String DEMO = "demo.html";

  /** Everything that is served; a new module is named here. */
  static final List<String> FILES =
      List.of(
          SCRIPT, DOCUMENT, "tokens.css", "connect.css", "connect.js", "views.js", "host.js", "ui.js", "format.js",
          "contrast.js", "icon.svg", DEMO, "demo.css", "demo.js");

  /** Nothing but our own files runs. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'%s; connect-src 'self';"
          + " form-action 'none'; base-uri 'none'; frame-ancestors %s";

  private static final String DEMO_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self';"
          + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:]{2,39}\\])(:[0-9]{1,5})?");

  private final StaticFiles files =
      StaticFiles.of(
          ConnectPages.class,
          "/web/",
          FILES,
          Map.of("referrer-policy", "no-referrer", "cross-origin-resource-policy", "cross-origin"));

  /**
   * The page of a connection.
   *
   * @param embedder the only page that may frame it; without one nobody may
   * @param logo the picture of the app, the only one from elsewhere
   */
  APIGatewayV2HTTPResponse document(
      Request request, Optional<String> embedder, Optional<String> logo) {
    String policy =
        POLICY.formatted(
            logo.map(URI::create).map(ConnectPages::originOf).map(origin -> " " + origin).orElse(""),
            embedder.orElse("'none'"));
    return files.answer(DOCUMENT, request, Map.of("content-security-policy", policy));
  }

  APIGatewayV2HTTPResponse demo(Request request) {
    return files.answer(DEMO, request, Map.of("content-security-policy", DEMO_POLICY));
  }

  APIGatewayV2HTTPResponse file(String name, Request request) {
    return files.answer(name, request, Map.of());
  }

  /** An origin as browsers write it; anything else could say more to a policy than whom it lets frame. */
  static boolean isOrigin(String text) {
    return ORIGIN.matcher(text).matches();
  }

  private static String originOf(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }
}
