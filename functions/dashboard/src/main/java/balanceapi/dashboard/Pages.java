package balanceapi.dashboard;

import balanceapi.platform.http.Request;
import balanceapi.platform.http.StaticFiles;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of the pages. Every page is the same document; its script looks at the path and fetches the module of the
 * page that it names.
 */
final class Pages {

  private static final String DOCUMENT = "page.html";

  /**
   * Everything that is served; a new module is named here. Colours, and how elements and figures are made, are the same
   * for the widget's pages and stand in {@code platform}.
   */
  static final List<String> FILES =
      List.of(
          DOCUMENT, "tokens.css", "dashboard.css", "icon.svg", "main.js", "ui.js", "format.js", "api.js", "sign-in.js",
          "records.js", "book.js", "account.js", "apps.js", "app.js", "app-form.js", "contrast.js", "widget-preview.js",
          "credentials.js", "dialogs.js", "snippets.js", "test-webhook.js", "acting.js", "builder.css", "live.js",
          "csv.js", "words.js", "passbook.js", "waterfall.js", "history.js", "transactions.js", "funds.js",
          "connection.js", "chart.js", "listing.js", "durations.js", "reservations.js", "checks.js", "check.js",
          "fresh.js", "thresholds.js", "notifications.js", "notification.js", "endpoint.js", "told.js", "pretty.js",
          "export.js", "parts.js");

  /** Where the charts' library is in its jar, by its version there. */
  static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  /** What is served of it. */
  static final List<String> CHART_FILES = List.of("uPlot.iife.min.js", "uPlot.min.css");

  /** Nothing but our own files runs, and nobody frames us. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  /** An app's logo is anywhere on the web, and shown while it is chosen. */
  private static final String BUILDER_POLICY =
      POLICY.replace("img-src 'self' data:", "img-src 'self' data: https:");

  private final StaticFiles files =
      StaticFiles.of(
          Pages.class,
          places(),
          Map.of("content-security-policy", POLICY, "referrer-policy", "same-origin"));

  private static Map<String, String> places() {
    Map<String, String> places = new TreeMap<>();
    FILES.forEach(name -> places.put(name, "/web/" + name));
    CHART_FILES.forEach(name -> places.put(name, CHARTS + name));
    return places;
  }

  APIGatewayV2HTTPResponse document(Request request) {
    List<String> path = request.segments();
    return path.size() == 3 && path.get(1).equals("apps")
        ? files.answer(DOCUMENT, request, Map.of("content-security-policy", BUILDER_POLICY))
        : files.answer(DOCUMENT, request);
  }

  APIGatewayV2HTTPResponse file(String name, Request request) {
    return files.answer(name, request);
  }
}
