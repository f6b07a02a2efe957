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
    System.out.println("ready " + stack.url());
    System.out.flush();
    if (arguments.demo()) {
      new Demo(stack.url(), stack.secret("ADMIN_TOKEN"), System.out, Clock.systemUTC()).seed();
    }
  }

  private static LocalStack.Options options(Arguments arguments, Path home) {
    Map<String, String> secrets = new HashMap<>();
    for (String name : List.of("ADMIN_TOKEN", "CURSOR_KEY")) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> secrets.put(name, value));
    }
    return new LocalStack.Options(
        home.resolve("template.yaml"),
        arguments.port(),
        arguments.data(),
        arguments.dynamodb(),
        Map.of(),
        secrets,
        Map.of(),
        true,
        Optional.of(home.resolve(".build/functions.log")),
        true);
  }
}
