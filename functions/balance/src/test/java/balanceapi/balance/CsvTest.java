package balanceapi.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields of a CSV file. */
final class CsvTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain | plain",
        "a,b | \"a,b\"",
        "say \"x\" | \"say \"\"x\"\"\"",
        "=1+1 | '=1+1",
        "+1 | '+1",
        "@SUM(A1) | '@SUM(A1)",
        "-cmd | '-cmd",
        "-12.50 | -12.50",
        "-0.05 | -0.05",
        "-1-1 | '-1-1",
        "Ọmọ | Ọmọ"
      })
  void a_text_is_quoted_where_it_must_be_and_is_no_formula(String text, String field) {
    assertEquals(field, Csv.field(TextNode.valueOf(text)));
  }

  @Test
  void lines_within_a_text_are_quoted_and_nothing_is_empty() {
    assertEquals("\"a\nb\"", Csv.field(TextNode.valueOf("a\nb")));
    assertEquals("'\tx", Csv.field(TextNode.valueOf("\tx")));
    assertEquals("", Csv.field(TextNode.valueOf("")));
    assertEquals("", Csv.field(NullNode.getInstance()));
    assertEquals("", Csv.field(MissingNode.getInstance()));
    assertEquals("true", Csv.field(BooleanNode.TRUE));
    assertEquals("-3", Csv.field(IntNode.valueOf(-3)));
  }
}
