package balanceapi.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The command line of {@code ./start}. */
record Arguments(
    int port, Optional<Path> data, Optional<URI> dynamodb, boolean demo, boolean callbacksToLoopback) {

  static final String USAGE =
      "usage: ./start [--port 3000|0] [--data DIR] [--dynamodb URL] [--no-demo] [--callbacks-to-loopback]";

  /**
   * Reads it.
   *
   * @throws LocalFailure if it says something else
   */
  static Arguments of(List<String> words) {
    int port = 3000;
    Optional<Path> data = Optional.empty();
    Optional<URI> dynamodb = Optional.empty();
    boolean demo = true;
    boolean callbacksToLoopback = false;
    for (Iterator<String> left = words.iterator(); left.hasNext(); ) {
      String option = left.next();
      switch (option) {
        case "--port" -> port = port(value(option, left));
        case "--data" -> data = Optional.of(Path.of(value(option, left)).toAbsolutePath());
        case "--dynamodb" -> dynamodb = Optional.of(uri(value(option, left)));
        case "--no-demo" -> demo = false;
        case "--callbacks-to-loopback" -> callbacksToLoopback = true;
        default -> throw new LocalFailure("unknown option " + option + "; " + USAGE);
      }
    }
    if (data.isPresent() && dynamodb.isPresent()) {
      throw new LocalFailure("--data is for the embedded DynamoDB; it cannot go with --dynamodb");
    }
    return new Arguments(port, data, dynamodb, demo, callbacksToLoopback);
  }

  private static String value(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw new LocalFailure(option + " needs a value; " + USAGE);
    }
    return left.next();
  }

  private static int port(String text) {
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65535) {
      return Integer.parseInt(text);
    }
    throw new LocalFailure("--port needs a number from 0 to 65535, not " + text);
  }

  private static URI uri(String text) {
    if (text.matches("https?://[^\\s/]+/?")) {
      return URI.create(text.replaceFirst("/$", ""));
    }
    throw new LocalFailure("--dynamodb needs a URL such as http://127.0.0.1:8000, not " + text);
  }
}
