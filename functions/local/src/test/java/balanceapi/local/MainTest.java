package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as a person starts and stops it. */
final class MainTest {

  @TempDir private Path home;
  private Path template;

  @BeforeEach
  void deploy() throws Exception {
    template = FakeDeployment.in(home);
    Files.createDirectories(home.resolve("cwd"));
    Files.createDirectories(home.resolve("tmp"));
  }

  private Process start(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-Djava.io.tmpdir=" + home.resolve("tmp")));
    command.addAll(List.of("-Dbalanceapi.home=" + home, "-cp", System.getProperty("java.class.path")));
    command.add("balanceapi.local.Main");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(home.resolve("cwd").toFile())
        .redirectError(home.resolve("stderr").toFile())
        .start();
  }

  private String error(String... arguments) throws Exception {
    Process process = start(arguments);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
    return Files.readString(home.resolve("stderr")).strip();
  }

  @Test
  void it_says_ready_serves_and_stops_cleanly_when_told() throws Exception {
    Process process = start("--port", "0");
    BufferedReader out = process.inputReader();
    String ready = out.readLine();
    assertTrue(ready.matches("ready http://127.0.0.1:\\d+"), ready);
    assertEquals("demo: left out, POST /apps was answered with 200", out.readLine());
    try (var body = URI.create(ready.substring(6) + "/typed/hello").toURL().openStream()) {
      assertEquals("hello", new String(body.readAllBytes()));
    }
    process.destroy();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    assertEquals(List.of(), in("cwd"));
    assertEquals(List.of(), in("tmp"));
    String log = Files.readString(home.resolve(".build/functions.log"));
    assertTrue(log.contains("TypedFunction task hello"), log);
  }

  private List<Path> in(String folder) throws Exception {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      return files.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")).toList();
    }
  }

  @Test
  void data_survives_a_restart() throws Exception {
    Path data = home.resolve("data");
    for (int run = 0; run < 2; run++) {
      Process process = start("--port", "0", "--no-demo", "--data", data.toString());
      assertTrue(process.inputReader().readLine().startsWith("ready "));
      process.destroy();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    }
    assertTrue(Files.exists(data.resolve("shared-local-instance.db")));
  }

  @Test
  void a_folder_in_use_is_told_in_one_line() throws Exception {
    Path data = home.resolve("data");
    Process first = start("--port", "0", "--no-demo", "--data", data.toString());
    assertTrue(first.inputReader().readLine().startsWith("ready "));
    String error = error("--port", "0", "--no-demo", "--data", data.toString());
    assertTrue(error.endsWith("is in use by another run; stop that one or choose another"), error);
    first.destroy();
    assertTrue(first.waitFor(20, TimeUnit.SECONDS));
  }

  @Test
  void a_port_in_use_is_told_in_one_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertEquals(
          "port " + taken.getLocalPort() + " is in use: choose another with --port, or 0 for a free one",
          error("--port", String.valueOf(taken.getLocalPort())));
    }
  }

  @Test
  void a_dynamodb_that_does_not_answer_is_told_in_one_line() throws Exception {
    String error = error("--port", "0", "--dynamodb", "http://127.0.0.1:9");
    assertTrue(error.startsWith("DynamoDB at http://127.0.0.1:9 does not answer"), error);
    assertEquals(1, error.lines().count());
  }

  @Test
  void with_somebody_elses_dynamodb_and_no_key_it_says_how_long_secrets_last() throws Exception {
    URI elsewhere;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      elsewhere = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    DynamoDb database = DynamoDb.start(elsewhere.getPort(), Optional.empty(), home.resolve("tmp"));
    try {
      Process process = start("--port", "0", "--no-demo", "--dynamodb", elsewhere.toString());
      assertTrue(process.inputReader().readLine().startsWith("ready "));
      process.destroy();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(
          "VAULT_KEY is not set: webhook secrets made in this run open in this run alone",
          Files.readString(home.resolve("stderr")).strip());
    } finally {
      database.close();
    }
  }

  @Test
  void a_folder_that_cannot_be_written_is_told_in_one_line() throws Exception {
    Path file = Files.createFile(home.resolve("file"));
    assertEquals(
        "the folder " + file.resolve("data") + " cannot be written",
        error("--port", "0", "--data", file.resolve("data").toString()));
  }

  @Test
  void a_template_that_names_a_missing_class_or_zip_is_told_in_one_line() throws Exception {
    String text = Files.readString(template);
    Files.writeString(template, text.replace("fake.Worker", "fake.Gone"));
    assertEquals(
        "the template's WorkerFunction names the handler balanceapi.local.fake.Gone, which is not in "
            + home.resolve("fake.zip"),
        error("--port", "0"));
    Files.writeString(template, text.replace("fake.zip", "gone.zip"));
    String error = error("--port", "0");
    assertTrue(error.contains("gone.zip, which is not there"), error);
    assertEquals(1, error.lines().count());
  }

  @Test
  void a_constructor_that_fails_is_told_in_one_line() throws Exception {
    Files.writeString(template, Files.readString(template).replace("fake.Worker", "fake.Broken"));
    assertEquals(
        "WorkerFunction does not start: java.lang.IllegalArgumentException: TABLE_NAME is not set",
        error("--port", "0"));
  }
}
