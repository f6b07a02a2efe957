package balanceapi.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A template with functions made of the fakes, zipped as the build zips the real ones. */
final class FakeDeployment {

  private static final List<String> CLASSES =
      List.of("Mirror", "Typed", "Typed$1", "Gatekeeper", "Worker", "Crew", "Follower", "Broken");

  private FakeDeployment() {}

  /** Writes the test's template and its zip into a folder; the template's path. */
  static Path in(Path folder) throws IOException {
    zip(folder.resolve("fake.zip"));
    Path template = folder.resolve("template.yaml");
    try (InputStream text = FakeDeployment.class.getResourceAsStream("/fake-template.yaml")) {
      Files.write(template, text.readAllBytes());
    }
    return template;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static Path zip(Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : CLASSES) {
        String path = "balanceapi/local/fake/" + name + ".class";
        try (InputStream code = FakeDeployment.class.getResourceAsStream("/" + path)) {
          if (code != null) {
            entry(zip, path, code);
          }
        }
      }
      jar(zip, Context.class);
      jar(zip, SQSEvent.class);
      jar(zip, org.joda.time.DateTime.class);
    }
    return file;
  }

  private static void jar(ZipOutputStream zip, Class<?> inside) throws IOException {
    Path jar = Path.of(inside.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (InputStream content = Files.newInputStream(jar)) {
      entry(zip, "lib/" + jar.getFileName(), content);
    }
  }

  private static void entry(OutputStream zip, String name, InputStream content) throws IOException {
    ZipOutputStream stream = (ZipOutputStream) zip;
    stream.putNextEntry(new ZipEntry(name));
    content.transferTo(stream);
    stream.closeEntry();
  }
}
