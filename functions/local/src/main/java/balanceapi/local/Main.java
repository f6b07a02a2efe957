package balanceapi.local;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code ./start}: the deployment on this machine until it is stopped. */
public final class Main {

  /** The folder that has the template; {@code ./start} sets it, since it may be called from anywhere. */
  private static final String HOME = "balanceapi.home";

  private static final String VAULT_KEY = "VAULT_KEY";

  private Main() {}

  /** Runs until the process is told to stop; exit status 1 and one line if it cannot start. */
  public static void main(String[] words) {
    if (List.of(words).contains("--help")) {
      System.out.println(Arguments.USAGE);
      return;
    }
    try {
      run(Arguments.of(List.of(words)));
    } catch (LocalFailure e) {
      System.err.println(e.getMessage());
      // Threads of the embedded services may still be there.
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(Arguments arguments) {
    Path home = Path.of(System.getProperty(HOME, ""));
    LocalStack stack = LocalStack.start(options(arguments, home));
    // Being stopped is how this ends well: exit status 0, not the signal's.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stack.close();
                  Runtime.getRuntime().halt(0);
                }));
    if (arguments.dynamodb().isPresent() && !secrets().containsKey(VAULT_KEY)) {
      // Its data may outlive this run, and a key does not belong beside what it seals in another's table.
      System.err.println(VAULT_KEY + " is not set: webhook secrets made in this run open in this run alone");
    }
    System.out.println("ready " + stack.url());
    System.out.flush();
    if (arguments.demo()) {
      new Demo(stack.url(), stack.secret("ADMIN_TOKEN"), System.out, Clock.systemUTC()).seed();
    }
  }

  private static LocalStack.Options options(Arguments arguments, Path home) {
    return new LocalStack.Options(
        home.resolve("template.yaml"),
        arguments.port(),
        arguments.data(),
        arguments.dynamodb(),
        arguments.callbacksToLoopback() ? Map.of("CALLBACKS_TO_LOOPBACK", "true") : Map.of(),
        secrets(),
        Map.of(),
        true,
        Optional.of(home.resolve(".build/functions.log")),
        true);
  }

  /** The secrets that the environment gives; the others are made. */
  private static Map<String, String> secrets() {
    Map<String, String> secrets = new HashMap<>();
    for (String name : List.of("ADMIN_TOKEN", "CURSOR_KEY", VAULT_KEY)) {
      Optional.ofNullable(System.getenv(name))
          .filter(value -> !value.isBlank())
          .ifPresent(value -> secrets.put(name, value));
    }
    return secrets;
  }
}
