package balanceapi.balance;

import com.fasterxml.jackson.databind.JsonNode;

/** Fields of a CSV file, RFC 4180. */
final class Csv {

  private static final String LEADS_A_FORMULA = "=+-@\t\r";

  private Csv() {}

  /** A value as a field; empty where it is null or missing. */
  static String field(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    String text = value.asText();
    return quoted(value.isTextual() && leadsAFormula(text) ? "'" + text : text);
  }

  /** What a spreadsheet would take for a formula; a negative amount is none. */
  private static boolean leadsAFormula(String text) {
    return !text.isEmpty()
        && LEADS_A_FORMULA.indexOf(text.charAt(0)) >= 0
        && !text.matches("-[0-9]+(\\.[0-9]+)?");
  }

  private static String quoted(String text) {
    return text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
