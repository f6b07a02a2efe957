package balanceapi.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class StaticFilesTest {

  private final StaticFiles files =
      StaticFiles.of(
          StaticFilesTest.class, "/web/", List.of("page.html", "page.js", "one.js"), Map.of("x-mine", "yes"));

  @Test
  void a_file_has_its_type_a_tag_and_the_headers_of_all() {
    APIGatewayV2HTTPResponse answer = ask("page.html", "", Map.of());
    assertEquals(200, answer.getStatusCode());
    assertEquals("text/html; charset=utf-8", answer.getHeaders().get("content-type"));
    assertEquals("nosniff", answer.getHeaders().get("x-content-type-options"));
    assertEquals("yes", answer.getHeaders().get("x-mine"));
    assertTrue(answer.getHeaders().get("etag").matches("\"[0-9a-f]{32}\""));
  }

  @Test
  void references_have_the_version_and_what_has_it_is_kept_for_ever() {
    String version = version();
    assertTrue(ask("page.js", "", Map.of()).getBody().contains("\"./one.js?v=" + version + "\""));
    assertEquals(
        "public, max-age=31536000, immutable",
        ask("one.js", "v=" + version, Map.of()).getHeaders().get("cache-control"));
  }

  @Test
  void what_has_another_version_or_none_is_asked_for_each_time() {
    assertEquals("no-cache", ask("one.js", "", Map.of()).getHeaders().get("cache-control"));
    assertEquals("no-cache", ask("one.js", "v=0", Map.of()).getHeaders().get("cache-control"));
  }

  @Test
  void who_has_it_gets_a_304_without_a_body() {
    String tag = ask("one.js", "", Map.of()).getHeaders().get("etag");
    for (String header : List.of(tag, "\"other\", " + tag, "W/" + tag, "*")) {
      APIGatewayV2HTTPResponse answer = ask("one.js", "", Map.of("if-none-match", header));
      assertEquals(304, answer.getStatusCode(), header);
      assertNull(answer.getBody());
      assertEquals(tag, answer.getHeaders().get("etag"));
      assertEquals("text/javascript; charset=utf-8", answer.getHeaders().get("content-type"));
    }
    assertEquals(200, ask("one.js", "", Map.of("if-none-match", "\"other\"")).getStatusCode());
  }

  @Test
  void it_is_compressed_for_who_takes_that() throws Exception {
    APIGatewayV2HTTPResponse answer = ask("one.js", "", Map.of("accept-encoding", "br, gzip;q=0.8"));
    assertEquals("gzip", answer.getHeaders().get("content-encoding"));
    assertEquals("accept-encoding", answer.getHeaders().get("vary"));
    assertTrue(answer.getIsBase64Encoded());
    byte[] sent = Base64.getDecoder().decode(answer.getBody());
    String plain = ask("one.js", "", Map.of()).getBody();
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(sent))) {
      assertEquals(plain, new String(unzipped.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void each_encoding_has_a_tag_of_its_own() {
    String plain = ask("one.js", "", Map.of()).getHeaders().get("etag");
    String zipped = ask("one.js", "", Map.of("accept-encoding", "gzip")).getHeaders().get("etag");
    assertFalse(plain.equals(zipped));
    assertEquals(
        304, ask("one.js", "", Map.of("accept-encoding", "gzip", "if-none-match", zipped)).getStatusCode());
  }

  @Test
  void who_refuses_gzip_gets_none() {
    for (String header : List.of("identity", "gzip;q=0", "gzip; q=0.0", "xgzip")) {
      assertNull(
          ask("one.js", "", Map.of("accept-encoding", header)).getHeaders().get("content-encoding"), header);
    }
  }

  @Test
  void what_is_not_on_the_list_is_not_there() {
    for (String name : List.of("two.js", "../web/one.js", "", "one.js/")) {
      assertThrows(Refused.class, () -> ask(name, "", Map.of()), name);
    }
  }

  @Test
  void a_file_that_the_zip_lacks_fails_the_start() {
    var missing =
        assertThrows(
            IllegalStateException.class,
            () -> StaticFiles.of(StaticFilesTest.class, "/web/", List.of("two.js"), Map.of()));
    assertTrue(missing.getMessage().contains("/web/two.js"));
  }

  private String version() {
    Matcher reference =
        Pattern.compile("\"/static/page\\.js\\?v=([0-9a-f]{12})\"").matcher(ask("page.html", "", Map.of()).getBody());
    assertTrue(reference.find());
    return reference.group(1);
  }

  private APIGatewayV2HTTPResponse ask(String name, String query, Map<String, String> headers) {
    APIGatewayV2HTTPEvent event = new APIGatewayV2HTTPEvent();
    event.setRawQueryString(query);
    event.setHeaders(headers);
    return files.answer(name, Request.of(event));
  }
}
