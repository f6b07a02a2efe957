package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bills of materials that the profile {@code release} makes name what the zips carry, and nothing else. */
@EnabledIfSystemProperty(named = "sbom", matches = "made")
class SbomTest {

  /** A jar's name in a zip, and its SHA-256. */
  private static Map<String, String> carried(String function) throws Exception {
    Map<String, String> jars = new TreeMap<>();
    try (ZipFile zip = new ZipFile("../" + function + "/target/" + function + ".zip")) {
      for (ZipEntry entry : zip.stream().filter(entry -> entry.getName().endsWith(".jar")).toList()) {
        try (InputStream content = zip.getInputStream(entry)) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.readAllBytes());
          jars.put(entry.getName().replaceFirst("^lib/", ""), HexFormat.of().formatHex(hash));
        }
      }
    }
    return jars;
  }

  private static Map<String, String> named(Path bom) throws IOException {
    JsonNode document = Json.parse(Files.readAllBytes(bom));
    assertEquals("CycloneDX", document.path("bomFormat").asText());
    Map<String, String> jars = new TreeMap<>();
    for (JsonNode component : document.path("components")) {
      String jar = component.path("name").asText() + "-" + component.path("version").asText() + ".jar";
      for (JsonNode hash : component.path("hashes")) {
        if (hash.path("alg").asText().equals("SHA-256")) {
          jars.put(jar, hash.path("content").asText());
        }
      }
      jars.putIfAbsent(jar, "no SHA-256");
      assertTrue(component.path("purl").asText().startsWith("pkg:maven/"), jar);
    }
    return jars;
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "balance", "refresh", "authorizer", "apps", "dashboard", "notify", "sandbox"})
  void the_bill_of_a_function_names_each_jar_of_its_zip_by_its_hash(String function) throws Exception {
    Map<String, String> carried = carried(function);
    assertFalse(carried.isEmpty());
    assertEquals(carried, named(Path.of("..", function, "target", "bom.json")));
  }

  @Test
  void the_bill_of_all_names_every_jar_of_every_zip() throws Exception {
    Map<String, String> all = named(Path.of("..", "..", "target", "bom.json"));
    for (String function : new String[] {"webhook", "balance", "refresh", "authorizer", "apps", "dashboard", "notify", "sandbox"}) {
      assertTrue(all.keySet().containsAll(carried(function).keySet()), function);
    }
  }
}
