package balanceapi.bench;

import balanceapi.local.LocalStack;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The whole deployment as {@code ./start --no-demo --port 0} runs it, in a process of its own, so that neither
 * it nor its DynamoDB Local counts as the benchmark's memory. Its schedules do not run, and its limits are wide:
 * what is measured is not the refusal. It ends with its standard input.
 */
final class Deployment {

  private static final Map<String, String> ROOMY =
      Map.of(
          "ThrottleRate", "100000",
          "ThrottleBurst", "100000",
          "WebhookThrottleRate", "100000",
          "WebhookThrottleBurst", "100000",
          "AppRate", "10000",
          "AppBurst", "100000");

  private Deployment() {}

  /**
   * Runs it.
   *
   * @param words the project's folder, and the URL of a DynamoDB to use instead of an embedded one
   */
  public static void main(String[] words) throws IOException {
    LocalStack.Options usual =
        LocalStack.Options.of(Path.of(words[0]).resolve("template.yaml")).withParameters(ROOMY);
    LocalStack.Options options =
        new LocalStack.Options(
            usual.template(),
            usual.port(),
            usual.data(),
            Optional.of(words).filter(all -> all.length > 1).map(all -> URI.create(all[1])),
            usual.environment(),
            usual.secrets(),
            usual.parameters(),
            usual.schedules(),
            // As ./start keeps them; it shows them, too.
            Optional.of(Path.of(words[0]).resolve(".build/bench-functions.log")),
            usual.echo());
    try (LocalStack stack = LocalStack.start(options)) {
      System.out.println(
          "ready " + stack.url() + " " + stack.dynamodb() + " " + stack.secret("ADMIN_TOKEN"));
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    // Threads of the embedded services may still be there.
    Runtime.getRuntime().halt(0);
  }
}
