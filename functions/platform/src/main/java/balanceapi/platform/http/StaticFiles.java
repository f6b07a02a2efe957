package balanceapi.platform.http;

import balanceapi.core.app.Credentials;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The files of a function's pages, from its own zip: tagged, compressed once, and safe to keep.
 *
 * <p>All of them have one version, a hash of everything in them. A reference from one to another, in double quotes and
 * ending in a slash and the file's name, gets the version as a query: {@code "/dashboard/static/ui.js"} is sent as
 * {@code "/dashboard/static/ui.js?v=…"}. What is asked for with the right version never changes, so a browser may
 * keep it for a year; anything else is asked for anew each time, and answered 304 where it is the same.
 */
public final class StaticFiles {

  /** A year: the longest that RFC 9111 caches look at. */
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private static final String ASK_EACH_TIME = "no-cache";
  private static final int VERSION_DIGITS = 12;

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** A file as it is sent. */
  private record Sent(String type, String text, byte[] gzip, String etag) {

    static Sent of(String name, String text) {
      return new Sent(typeOf(name), text, zipped(text), ETag.of(text));
    }
  }

  private final Map<String, Sent> files;
  private final String version;
  private final Map<String, String> headers;

  private StaticFiles(Map<String, Sent> files, String version, Map<String, String> headers) {
    this.files = files;
    this.version = version;
    this.headers = headers;
  }

  /**
   * Reads the files; texts in UTF-8 of the types html, css, js and svg.
   *
   * @param beside a class of the function's own
   * @param folder where they are in its zip, such as {@code /web/}
   * @param headers sent with each of them
   * @throws IllegalStateException if one is not there: the zip was not built rightly
   */
  public static StaticFiles of(
      Class<?> beside, String folder, List<String> names, Map<String, String> headers) {
    Map<String, String> places = new TreeMap<>();
    names.forEach(name -> places.put(name, folder + name));
    return of(beside, places, headers);
  }

  /**
   * Reads the files, wherever they are.
   *
   * @param beside a class of the function's own
   * @param places where each is on the class path, by the name that it is served under
   * @param headers sent with each of them
   * @throws IllegalStateException if one is not there: the zip was not built rightly
   */
  public static StaticFiles of(
      Class<?> beside, Map<String, String> places, Map<String, String> headers) {
    Map<String, String> texts = new TreeMap<>();
    places.forEach((name, place) -> texts.put(name, read(beside, place)));
    String version = Credentials.sha256(texts.toString()).substring(0, VERSION_DIGITS);
    Map<String, Sent> files = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> files.put(name, Sent.of(name, versioned(text, texts.keySet(), version))));
    return new StaticFiles(files, version, Map.copyOf(headers));
  }

  private static String versioned(String text, Set<String> names, String version) {
    String result = text;
    for (String name : names) {
      result = result.replace("/" + name + "\"", "/" + name + "?v=" + version + "\"");
    }
    return result;
  }

  /**
   * The file of this name, or a 304 for who has it.
   *
   * @throws Refused 404 if there is none
   */
  public APIGatewayV2HTTPResponse answer(String name, Request request) {
    return answer(name, request, Map.of());
  }

  /** The same, with headers of this answer alone. */
  public APIGatewayV2HTTPResponse answer(String name, Request request, Map<String, String> more) {
    Sent file = files.get(Objects.requireNonNull(name, "name"));
    if (file == null) {
      throw new Refused(Problem.NOT_FOUND, "There is no such file.");
    }
    boolean takesGzip = takesGzip(request);
    Answer answer =
        takesGzip
            ? Answer.bytes(200, file.type(), file.gzip()).header("content-encoding", "gzip")
            : Answer.text(200, file.type(), file.text());
    boolean keeps = request.query("v").filter(version::equals).isPresent();
    return answer
        .headers(headers)
        .headers(more)
        .header("cache-control", keeps ? FOR_EVER : ASK_EACH_TIME)
        .header("vary", "accept-encoding")
        // Two encodings are two representations, and a strong tag is of one (RFC 9110 section 8.8.3.3).
        .tagged(takesGzip ? file.etag().replaceFirst("\"$", "-gzip\"") : file.etag(), request.header("if-none-match"))
        // On a 304 too: the gateway would say text/plain there, and a browser that asks anew for a script of another
        // origin then blocks it, without a word, and runs nothing.
        .header("content-type", file.type())
        .build();
  }

  private static boolean takesGzip(Request request) {
    return Stream.of(request.header("accept-encoding").orElse("").toLowerCase(Locale.ROOT).split(","))
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(coding -> coding.equals("gzip") || coding.startsWith("gzip;") && !coding.matches("gzip;q=0(\\.0*)?"));
  }

  private static String typeOf(String name) {
    return Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
        .orElseThrow(() -> new IllegalStateException("the type of " + name + " is not known"));
  }

  private static String read(Class<?> beside, String path) {
    try (InputStream in = beside.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the file " + path + " is not in the zip");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zipped(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
