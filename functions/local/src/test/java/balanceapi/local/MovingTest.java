package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The snippets with which the README shows how to move from Okra v2, run as they stand but for the port. What a
 * machine does not have is skipped: no build needs Node or Python.
 */
@ExtendWith(EndToEnd.class)
final class MovingTest {

  private static final Path README = Path.of("../../README.md");

  /** What the two accounts of the snippets' customer have. */
  private static final List<String> LINES = List.of("2000000001 255 computed", "2000000002 null incomplete");

  @TempDir private Path folder;

  @Test
  void the_readme_has_a_snippet_for_each_kind_of_client() throws Exception {
    assertEquals(1, snippets("sh").size());
    assertEquals(2, snippets("js").size());
    assertEquals(1, snippets("python").size());
  }

  @Test
  void the_snippet_of_curl_shows_the_balances_of_the_customer() throws Exception {
    needs("curl", "--version");
    JsonNode answer = Json.parse(run(List.of("bash"), "moving.sh", snippets("sh").getFirst()));
    assertEquals("success", answer.path("status").asText());
    assertEquals("2000000001", answer.at("/data/balance/0/account/nuban").asText());
    assertEquals(255, answer.at("/data/balance/0/available_balance").asInt());
  }

  @Test
  void the_snippet_of_python_shows_the_balances_of_the_customer() throws Exception {
    needs("python3", "-c", "import requests");
    String output = run(List.of("python3"), "moving.py", snippets("python").getFirst());
    assertEquals(LINES, output.replace("None", "null").lines().toList());
  }

  @Test
  void the_snippet_of_javascript_shows_the_balances_of_the_customer() throws Exception {
    needs("node", "-e", "if (typeof fetch !== 'function') process.exit(1)");
    String output = run(List.of("node"), "moving.mjs", snippets("js").get(1));
    assertEquals(LINES, output.lines().toList());
  }

  /** With the library itself, where NODE_PATH leads to it. */
  @Test
  void the_snippet_of_okra_node_shows_the_balances_of_the_customer() throws Exception {
    needs("node", "-p", "require('path').resolve(require.resolve('okra-node/package.json'), '../..')");
    Path modules = Path.of(Files.readString(folder.resolve("output")).strip());
    Files.createSymbolicLink(folder.resolve("node_modules"), modules);
    String output = run(List.of("node"), "okra.mjs", snippets("js").getFirst());
    assertEquals(LINES, output.lines().toList());
  }

  /** The snippets in this language between the two marks. */
  private static List<String> snippets(String language) throws IOException {
    String readme = Files.readString(README);
    String moving =
        readme.substring(readme.indexOf("<!-- moving -->"), readme.indexOf("<!-- end of moving -->"));
    Matcher blocks = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(moving);
    List<String> snippets = new ArrayList<>();
    while (blocks.find()) {
      snippets.add(blocks.group(1));
    }
    return snippets;
  }

  private void needs(String... command) throws Exception {
    boolean works;
    try {
      works = start(List.of(command), "").waitFor() == 0;
    } catch (IOException notInstalled) {
      works = false;
    }
    assumeTrue(works, () -> "skipped: this machine does not do " + String.join(" ", command));
  }

  private String run(List<String> command, String file, String snippet) throws Exception {
    ContractTenant tenant = ContractTenant.create(EndToEnd.stack());
    String here = snippet.replace("http://127.0.0.1:3000", EndToEnd.stack().url().toString());
    assertTrue(!here.equals(snippet), "the snippet names the base URL");
    Path script = Files.writeString(folder.resolve(file), here);
    List<String> whole = new ArrayList<>(command);
    whole.add(script.toString());
    Process process = start(whole, tenant.tenant().key());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "too slow");
    String output = Files.readString(folder.resolve("output"));
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  private Process start(List<String> command, String key) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("BALANCE_KEY", key);
    return builder.start();
  }
}
