package balanceapi.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A function's unpacked zip and the class loader over it: the zip's root, then {@code lib/*.jar}, as the Java
 * runtime has it. Nothing of the local run is visible to the function but Lambda's own interfaces, so that a
 * jar missing from the zip is missing here too.
 */
final class FunctionCode implements AutoCloseable {

  private final FunctionSpec spec;
  private final URLClassLoader loader;

  private FunctionCode(FunctionSpec spec, URLClassLoader loader) {
    this.spec = spec;
    this.loader = loader;
  }

  /**
   * Unpacks the zip.
   *
   * @throws LocalFailure if the zip or the handler's class is missing
   */
  static FunctionCode unpack(FunctionSpec spec, Path folder) {
    if (!Files.isRegularFile(spec.code())) {
      throw new LocalFailure(
          "the template's " + spec.name() + " names " + spec.code() + ", which is not there:"
              + " build it with ./mvnw -DskipTests package");
    }
    try {
      unzip(spec.code(), folder);
      return new FunctionCode(
          spec, new URLClassLoader(spec.name(), classPath(folder), new LambdaInterfaces()));
    } catch (IOException e) {
      throw new LocalFailure(spec.code() + " cannot be unpacked", e);
    }
  }

  private static void unzip(Path zip, Path folder) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("the zip reaches outside its folder");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          try (InputStream content = file.getInputStream(entry)) {
            Files.copy(content, target);
          }
        }
      }
    }
  }

  private static URL[] classPath(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>(List.of(folder));
    Path lib = folder.resolve("lib");
    if (Files.isDirectory(lib)) {
      try (var jars = Files.list(lib)) {
        jars.sorted().forEach(paths::add);
      }
    }
    URL[] urls = new URL[paths.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = url(paths.get(i));
    }
    return urls;
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  ClassLoader loader() {
    return loader;
  }

  /** The handler's class, not initialised yet. */
  Class<?> handlerClass() {
    try {
      return Class.forName(spec.handler(), false, loader);
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new LocalFailure(
          "the template's " + spec.name() + " names the handler " + spec.handler() + ", which is not in "
              + spec.code(),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  /** The JDK, and aws-lambda-java-core's interfaces, which the runtime and the function must share. */
  private static final class LambdaInterfaces extends ClassLoader {

    private static final String CORE = "com.amazonaws.services.lambda.runtime.";

    LambdaInterfaces() {
      super("lambda interfaces", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (isCore(name)) {
        return Class.forName(name, false, FunctionCode.class.getClassLoader());
      }
      throw new ClassNotFoundException(name);
    }

    private static boolean isCore(String name) {
      if (!name.startsWith(CORE)) {
        return false;
      }
      String rest = name.substring(CORE.length());
      return rest.indexOf('.') < 0 || rest.startsWith("logging.");
    }
  }
}
