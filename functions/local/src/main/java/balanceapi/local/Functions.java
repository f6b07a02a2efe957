package balanceapi.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Every function of the template, by logical id. */
final class Functions implements AutoCloseable {

  private final Map<String, LocalFunction> functions = new LinkedHashMap<>();
  private final FunctionLog log;

  private Functions(FunctionLog log) {
    this.log = log;
  }

  /**
   * Unpacks and starts them, side by side.
   *
   * @param folder where they are unpacked
   * @param surroundings turns the template's environment into the one on this machine
   */
  static Functions start(
      List<FunctionSpec> specs,
      Path folder,
      UnaryOperator<Map<String, String>> surroundings,
      FunctionLog log) {
    Functions started = new Functions(log);
    try {
      for (FunctionSpec spec : specs) {
        FunctionCode code = FunctionCode.unpack(spec, folder.resolve(spec.name()));
        code.handlerClass();
        started.functions.put(
            spec.name(),
            new LocalFunction(spec, code, surroundings.apply(spec.environment()), log));
      }
      startAll(started.functions.values());
      return started;
    } catch (LocalFailure e) {
      started.close();
      throw e;
    }
  }

  private static void startAll(Iterable<LocalFunction> functions) {
    List<SideTask<Void>> starting = new ArrayList<>();
    for (LocalFunction function : functions) {
      starting.add(
          SideTask.start(
              () -> {
                function.start();
                return null;
              }));
    }
    starting.forEach(SideTask::join);
  }

  FunctionLog log() {
    return log;
  }

  Optional<LocalFunction> find(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  LocalFunction named(String name) {
    return find(name)
        .orElseThrow(() -> new LocalFailure("the template has no function " + name));
  }

  @Override
  public void close() {
    for (LocalFunction function : functions.values()) {
      try {
        function.close();
      } catch (IOException e) {
        log.line("local", "a class loader did not close: " + e.getMessage());
      }
    }
  }
}
