package balanceapi.bench;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.CommandSequence;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** The refresh as pictures in one file: what a run costs, what an account due costs, and memory. */
final class Plot {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 340;

  private Plot() {}

  /**
   * Draws it.
   *
   * @param usual the runs with the usual history
   */
  static void write(List<Row> usual, Path file) throws IOException {
    List<XYChart> charts = List.of(run(usual), account(usual), memory(usual));
    VectorGraphics2D page = new VectorGraphics2D();
    for (XYChart chart : charts) {
      chart.paint(page, WIDTH, HEIGHT);
      page.translate(WIDTH, 0);
    }
    CommandSequence commands = page.getCommands();
    try (OutputStream out = Files.newOutputStream(file)) {
      new SVGProcessor()
          .getDocument(commands, new PageSize(WIDTH * charts.size(), HEIGHT))
          .writeTo(out);
    }
  }

  private static XYChart run(List<Row> rows) {
    XYChart chart = chart("Cost of a run", "accounts due", "read + write units");
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    for (int accounts : sizes(rows)) {
      List<Row> due =
          rows.stream().filter(row -> row.accounts() == accounts && row.due() > 0).toList();
      add(chart, "of %,d".formatted(accounts), due, Row::due, row -> row.spent().allReads() + row.spent().writes());
    }
    return chart;
  }

  private static XYChart account(List<Row> rows) {
    XYChart chart = chart("Cost of an account due (100 % due)", "accounts", "units");
    chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0).setYAxisMax(6.0);
    List<Row> all = rows.stream().filter(row -> row.percent() == 100).toList();
    add(chart, "writes", all, Row::accounts, Row::writesADue);
    add(chart, "reads", all, Row::accounts, row -> row.readsADue() + row.indexReadsADue());
    return chart;
  }

  private static XYChart memory(List<Row> rows) {
    XYChart chart = chart("Peak heap of the workers (100 % due)", "accounts", "MB");
    chart.getStyler().setXAxisLogarithmic(true).setYAxisMin(0.0);
    List<Row> all = rows.stream().filter(row -> row.percent() == 100).toList();
    add(chart, "live heap, at most", all, Row::accounts, Row::peakMegabytes);
    return chart;
  }

  private static List<Integer> sizes(List<Row> rows) {
    return rows.stream().map(Row::accounts).distinct().toList();
  }

  private static XYChart chart(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(x).yAxisTitle(y).build();
    chart.getStyler().setXAxisDecimalPattern("#,###").setYAxisDecimalPattern("#,##0.##");
    // Dashes are many paths in a file of vectors.
    chart.getStyler().setPlotGridLinesVisible(false);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSE).setChartBackgroundColor(Color.WHITE);
    return chart;
  }

  private static void add(
      XYChart chart, String name, List<Row> rows, ToDoubleFunction<Row> x, ToDoubleFunction<Row> y) {
    if (!rows.isEmpty()) {
      chart.addSeries(
          name, rows.stream().mapToDouble(x).toArray(), rows.stream().mapToDouble(y).toArray());
    }
  }
}
