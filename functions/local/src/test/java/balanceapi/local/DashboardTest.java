package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operator's dashboard shows what there is: a graph of a metric that nobody emits stays empty for ever. */
final class DashboardTest {

  private static final Path FUNCTIONS = Path.of("..");
  private static final Path OPERATIONS = Path.of("../../OPERATIONS.md");
  private static final String NAMESPACE = "BalanceApi";
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^}]+)}");

  /** A metric as a graph or an alarm names it: its namespace, its name, then names and values of dimensions. */
  private record Metric(List<String> parts) {

    boolean ours() {
      return parts.getFirst().equals(NAMESPACE);
    }

    String name() {
      return parts.get(1);
    }
  }

  private final JsonNode template = Json.tree(TemplateFile.read(DeploymentTemplateTest.FILE));
  private final JsonNode resources = template.path("Resources");

  private JsonNode properties() {
    return resources.at("/OperatorDashboard/Properties");
  }

  private String body() {
    return properties().at("/DashboardBody/Fn::Sub").asText();
  }

  /** The dashboard with each name of the template in the place of its value. */
  private List<JsonNode> widgets() throws IOException {
    List<JsonNode> widgets = new ArrayList<>();
    Json.parse(SUBSTITUTION.matcher(body()).replaceAll("$1")).path("widgets").forEach(widgets::add);
    assertTrue(widgets.size() > 10, "the dashboard has lost its widgets");
    return widgets;
  }

  // ---- its form

  @Test
  void every_name_in_it_is_one_of_the_templates() {
    Matcher names = SUBSTITUTION.matcher(body() + properties().at("/DashboardName/Fn::Sub").asText());
    while (names.find()) {
      String name = names.group(1);
      assertTrue(
          LocalNames.pseudoParameters().containsKey(name)
              || template.path("Parameters").has(name)
              || resources.has(name.replaceFirst("\\..*", "")),
          name);
    }
  }

  @Test
  void two_stacks_never_share_a_dashboard() {
    String name = properties().at("/DashboardName/Fn::Sub").asText();
    assertTrue(name.contains("${AWS::StackName}") && name.contains("${AWS::Region}"), name);
  }

  @Test
  void no_widget_lies_over_another_or_beyond_the_edge() throws Exception {
    Set<List<Integer>> taken = new HashSet<>();
    for (JsonNode widget : widgets()) {
      int right = widget.path("x").asInt(-1) + widget.path("width").asInt();
      int below = widget.path("y").asInt(-1) + widget.path("height").asInt();
      assertTrue(widget.path("x").asInt(-1) >= 0 && right <= 24, widget::toString);
      for (int x = widget.path("x").asInt(); x < right; x++) {
        for (int y = widget.path("y").asInt(-1); y < below; y++) {
          assertTrue(taken.add(List.of(x, y)), widget::toString);
        }
      }
    }
    int bottom = taken.stream().mapToInt(square -> square.get(1)).max().orElseThrow() + 1;
    assertEquals(24 * bottom, taken.size(), "the dashboard has a hole");
  }

  @Test
  void every_row_says_what_is_normal() throws Exception {
    List<JsonNode> texts =
        widgets().stream().filter(widget -> widget.path("type").asText().equals("text")).toList();
    assertEquals(5, texts.size());
    for (JsonNode text : texts) {
      String markdown = text.at("/properties/markdown").asText();
      assertTrue(markdown.startsWith("## ") && markdown.contains("\n\n**Normal:** "), markdown);
    }
  }

  @Test
  void every_graph_has_a_title_a_statistic_and_dimensions_in_pairs() throws Exception {
    for (JsonNode graph : graphs()) {
      JsonNode properties = graph.path("properties");
      for (String needed : List.of("title", "stat", "period", "region")) {
        assertTrue(properties.has(needed), () -> needed + " of " + graph);
      }
      for (Metric metric : metrics(graph)) {
        assertTrue(metric.parts().size() >= 4 && metric.parts().size() % 2 == 0, metric::toString);
      }
    }
  }

  // ---- what it shows

  @Test
  void every_alarm_is_on_it_and_a_line_in_a_graph_is_an_alarms_threshold() throws Exception {
    Set<String> shown = new TreeSet<>();
    for (JsonNode widget : widgets()) {
      widget.at("/properties/alarms").forEach(arn -> shown.add(arn.asText().replace(".Arn", "")));
      JsonNode line = widget.at("/properties/annotations/horizontal/0");
      if (!line.isMissingNode()) {
        JsonNode alarm = resources.path(line.path("label").asText()).path("Properties");
        assertEquals(line.path("value").asInt(), alarm.path("Threshold").asInt(-1), widget::toString);
        assertTrue(
            metrics(widget).stream().anyMatch(metric -> metric.name().equals(alarm.path("MetricName").asText())),
            widget::toString);
      }
    }
    assertEquals(alarms(), shown);
  }

  @Test
  void the_metrics_on_it_and_behind_alarms_are_those_that_the_code_emits() throws Exception {
    Set<String> emitted = emitted();
    Set<String> shown = new TreeSet<>();
    for (JsonNode graph : graphs()) {
      metrics(graph).stream().filter(Metric::ours).map(Metric::name).forEach(shown::add);
    }
    assertEquals(emitted, shown);
    for (String alarm : alarms()) {
      JsonNode properties = resources.path(alarm).path("Properties");
      if (properties.path("Namespace").asText().equals(NAMESPACE)) {
        assertTrue(emitted.contains(properties.path("MetricName").asText()), alarm);
        assertTrue(services().contains(properties.at("/Dimensions/0/Value").asText()), alarm);
      }
    }
  }

  @Test
  void our_metrics_are_by_service_and_the_services_are_the_logs() throws Exception {
    Set<String> services = services();
    for (JsonNode graph : graphs()) {
      for (Metric metric : metrics(graph)) {
        if (metric.ours()) {
          assertEquals("service", metric.parts().get(2), metric::toString);
          assertTrue(services.contains(metric.parts().get(3)), metric::toString);
        }
      }
    }
  }

  @Test
  void every_metric_is_in_the_manual() throws Exception {
    Set<String> emitted = emitted();
    String manual = Files.readString(OPERATIONS);
    emitted.forEach(name -> assertTrue(manual.contains("`" + name + "`"), name));
  }

  private List<JsonNode> graphs() throws IOException {
    List<JsonNode> graphs =
        widgets().stream().filter(widget -> widget.path("type").asText().equals("metric")).toList();
    assertFalse(graphs.isEmpty());
    return graphs;
  }

  private static List<Metric> metrics(JsonNode graph) {
    List<Metric> metrics = new ArrayList<>();
    for (JsonNode line : graph.at("/properties/metrics")) {
      List<String> parts = new ArrayList<>();
      line.forEach(part -> parts.add(part.asText()));
      // The last is how it is drawn.
      metrics.add(new Metric(line.get(line.size() - 1).isObject() ? parts.subList(0, parts.size() - 1) : parts));
    }
    assertFalse(metrics.isEmpty(), graph::toString);
    return metrics;
  }

  private Set<String> alarms() {
    Set<String> alarms = new TreeSet<>();
    resources.properties().stream()
        .filter(resource -> resource.getValue().path("Type").asText().equals("AWS::CloudWatch::Alarm"))
        .forEach(alarm -> alarms.add(alarm.getKey()));
    assertFalse(alarms.isEmpty());
    return alarms;
  }

  // ---- what the code does

  private static Set<String> emitted() throws IOException {
    return said("\\bmetric\\(\\s*\"(\\w+)\"");
  }

  private static Set<String> services() throws IOException {
    return said("\\bLog\\.of\\(\\s*\"([\\w-]+)\"");
  }

  /** The first group wherever the pattern is in the sources of the functions. */
  private static Set<String> said(String pattern) throws IOException {
    Set<String> said = new TreeSet<>();
    for (Path source : sources()) {
      Matcher found = Pattern.compile(pattern).matcher(Files.readString(source));
      while (found.find()) {
        said.add(found.group(1));
      }
    }
    assertFalse(said.isEmpty(), pattern);
    return said;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(FUNCTIONS)) {
      for (Path module : modules.map(path -> path.resolve("src/main/java")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(module)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }
}
