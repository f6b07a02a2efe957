package balanceapi.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of a deployed function repeats a group that repeats something itself, nor has two
 * repetitions of anything: those take a time that grows with the text's square or worse.
 */
class RegularExpressionsTest {

  private static final Pattern LITERAL =
      Pattern.compile(
          "(?:\\.compile|\\.matches|\\.replaceAll|\\.replaceFirst|\\.split)\\(\\s*"
              + "\"((?:[^\"\\\\]|\\\\.)*+)\"");
  private static final Pattern NESTED = Pattern.compile("\\([^()]*[*+}][^()+]*\\)[*+{]");
  private static final Pattern ANYTHING_TWICE = Pattern.compile("\\.[*+].*\\.[*+]");

  @Test
  void each_takes_a_time_that_grows_with_the_text_and_no_faster() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Events.folder().resolveSibling("functions"))) {
      for (Path file : files.filter(RegularExpressionsTest::isDeployed).toList()) {
        Matcher found = LITERAL.matcher(Files.readString(file));
        while (found.find()) {
          all.add(found.group(1).replace("\\\\", "\\"));
        }
      }
    }
    assertTrue(all.size() > 8, all::toString);
    assertEquals(List.of(), all.stream().filter(RegularExpressionsTest::isDoubtful).toList());
  }

  @Test
  void a_doubtful_one_is_noticed() {
    for (String doubtful : List.of("(a+)+", "([a-z]{1,9})*", ".*=.*", "(a*)*b")) {
      assertTrue(isDoubtful(doubtful), doubtful);
    }
    for (String plain : List.of("[0-9]{1,32}", "(:[0-9]+)?", "sk_([0-9a-f]{24})_[a-z]{43}")) {
      assertFalse(isDoubtful(plain), plain);
    }
  }

  private static boolean isDoubtful(String expression) {
    return NESTED.matcher(expression).find() || ANYTHING_TWICE.matcher(expression).find();
  }

  private static boolean isDeployed(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.endsWith(".java") && path.contains("/src/main/java/") && !path.contains("/functions/local/");
  }
}
