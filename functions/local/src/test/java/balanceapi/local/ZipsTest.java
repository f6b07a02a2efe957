package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is deployed: small, each function's own, and the same each time it is built. */
class ZipsTest {

  private static final long MOST_BYTES = 12_000_000;

  /** It calls other people's endpoints, and brings a client that can be held to checked addresses. Nobody waits for it. */
  private static final long MOST_BYTES_OF_NOTIFY = 15_000_000;

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "balance", "refresh", "authorizer", "apps", "dashboard", "sandbox", "notify"})
  void a_zip_is_small_and_carries_no_other_functions_classes(String function) throws IOException {
    Path path = Path.of("..", function, "target", function + ".zip");

    long most = function.equals("notify") ? MOST_BYTES_OF_NOTIFY : MOST_BYTES;
    assertTrue(Files.size(path) < most, () -> path + " has outgrown " + most / 1_000_000 + " MB");
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Set<String> packages = new TreeSet<>();
      Set<String> libraries = new TreeSet<>();
      zip.stream()
          .map(ZipEntry::getName)
          .forEach(
              name -> {
                if (name.endsWith(".class")) {
                  packages.add(name.substring(0, name.lastIndexOf('/')));
                } else if (name.startsWith("lib/core-") || name.startsWith("lib/platform-")) {
                  libraries.add(name);
                }
              });
      assertEquals(Set.of("balanceapi/" + function), packages);
      assertEquals(2, libraries.size(), libraries::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "balance", "refresh", "authorizer", "apps", "dashboard", "sandbox", "notify"})
  void only_who_seals_or_opens_secrets_carries_the_client_of_kms(String function) throws IOException {
    try (ZipFile zip = new ZipFile("../" + function + "/target/" + function + ".zip")) {
      assertEquals(
          Set.of("webhook", "apps", "sandbox", "notify").contains(function),
          zip.stream().anyMatch(entry -> entry.getName().startsWith("lib/kms-")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "balance", "refresh", "authorizer", "apps", "dashboard", "sandbox", "notify"})
  void every_entry_has_the_builds_fixed_time(String function) throws IOException {
    try (ZipFile zip = new ZipFile("../" + function + "/target/" + function + ".zip")) {
      Set<LocalDateTime> times = new TreeSet<>();
      zip.stream().map(ZipEntry::getTimeLocal).forEach(times::add);
      assertEquals(1, times.size(), times::toString);
    }
  }
}
