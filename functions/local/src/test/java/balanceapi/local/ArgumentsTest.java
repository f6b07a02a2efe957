package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {

  private static String refusal(String... words) {
    return assertThrows(LocalFailure.class, () -> Arguments.of(List.of(words))).getMessage();
  }

  @Test
  void without_any_it_is_port_3000_in_memory_with_the_demo() {
    Arguments arguments = Arguments.of(List.of());
    assertEquals(3000, arguments.port());
    assertTrue(arguments.data().isEmpty() && arguments.dynamodb().isEmpty() && arguments.demo());
    assertFalse(arguments.callbacksToLoopback(), "nobody said so");
    assertTrue(Arguments.of(List.of("--callbacks-to-loopback")).callbacksToLoopback());
  }

  @Test
  void a_wrong_one_is_told_in_one_line() {
    assertEquals("--port needs a number from 0 to 65535, not 70000", refusal("--port", "70000"));
    assertEquals("--port needs a value; " + Arguments.USAGE, refusal("--port"));
    assertEquals("unknown option --prot; " + Arguments.USAGE, refusal("--prot", "1"));
    assertEquals(
        "--dynamodb needs a URL such as http://127.0.0.1:8000, not localhost",
        refusal("--dynamodb", "localhost"));
    assertEquals(
        "--data is for the embedded DynamoDB; it cannot go with --dynamodb",
        refusal("--data", "d", "--dynamodb", "http://localhost:8000"));
  }
}
