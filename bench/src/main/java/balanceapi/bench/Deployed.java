package balanceapi.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@link Deployment} that runs, until it is closed. */
final class Deployed implements AutoCloseable {

  /** The table's name on one machine is its logical id in the template. */
  private static final String TABLE = "BalanceTable";

  private final Process process;
  private final URI url;
  private final URI dynamodb;
  private final String adminToken;

  private Deployed(Process process, URI url, URI dynamodb, String adminToken) {
    this.process = process;
    this.url = url;
    this.dynamodb = dynamodb;
    this.adminToken = adminToken;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param flags the JVM's
   * @param dynamodb a DynamoDB that already runs; an embedded one when empty
   */
  static Deployed start(Path home, List<String> flags, Optional<URI> dynamodb) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Deployment.class.getName(),
            home.toString()));
    dynamodb.ifPresent(url -> command.add(url.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals("ready")) {
        return new Deployed(process, URI.create(words[1]), URI.create(words[2]), words[3]);
      }
    }
    throw new IOException("the deployment did not start; what it said is above");
  }

  URI url() {
    return url;
  }

  URI dynamodb() {
    return dynamodb;
  }

  String adminToken() {
    return adminToken;
  }

  /** The environment of a function of this deployment, as far as the benchmark needs it. */
  Map<String, String> environment() {
    return Map.of(
        "TABLE_NAME", TABLE,
        "AWS_REGION", "us-east-1",
        "AWS_ENDPOINT_URL_DYNAMODB", dynamodb.toString(),
        "AWS_ACCESS_KEY_ID", "local",
        "AWS_SECRET_ACCESS_KEY", "local");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
