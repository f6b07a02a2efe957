package balanceapi.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the functions log: to a file, to the terminal if wanted, and the newest lines kept for tests. */
final class FunctionLog implements AutoCloseable {

  private static final int KEPT = 10_000;

  private final Map<String, Deque<String>> lines = new HashMap<>();
  private final Optional<PrintWriter> file;
  private final boolean echo;

  private FunctionLog(Optional<PrintWriter> file, boolean echo) {
    this.file = file;
    this.echo = echo;
  }

  static FunctionLog open(Optional<Path> file, boolean echo) {
    return new FunctionLog(file.map(FunctionLog::writer), echo);
  }

  private static PrintWriter writer(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new PrintWriter(Files.newBufferedWriter(file), true);
    } catch (IOException e) {
      throw new LocalFailure("the log " + file + " cannot be written", e);
    }
  }

  synchronized void line(String function, String text) {
    String line = text.stripTrailing();
    Deque<String> kept = lines.computeIfAbsent(function, name -> new ArrayDeque<>());
    kept.add(line);
    if (kept.size() > KEPT) {
      kept.remove();
    }
    file.ifPresent(writer -> writer.println(function + " " + line));
    if (echo) {
      System.err.println(function + " " + line);
    }
  }

  synchronized List<String> lines(String function) {
    return new ArrayList<>(lines.getOrDefault(function, new ArrayDeque<>()));
  }

  @Override
  public synchronized void close() {
    file.ifPresent(PrintWriter::close);
  }
}
