package balanceapi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in Markdown, its columns aligned to the right, so that it reads alike on a terminal. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row: numbers and texts; decimals as the format says. */
  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        text.append("| ").append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i)).append(' ');
      }
      text.append("|\n");
      if (row == rows.getFirst()) {
        for (int width : widths) {
          text.append('|').append("-".repeat(width + 1)).append(":");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }
}
