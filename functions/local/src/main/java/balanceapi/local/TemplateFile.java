package balanceapi.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads CloudFormation's YAML: {@code !Ref X} becomes the map {@code {Ref: X}} that it abbreviates. */
final class TemplateFile {

  private TemplateFile() {}

  /**
   * The template as maps, lists and scalars, its intrinsic functions in their long form.
   *
   * @throws LocalFailure if the file cannot be read, or is no YAML
   */
  static Map<String, Object> read(Path file) {
    try {
      if (new Yaml(new Tags()).load(Files.readString(file)) instanceof Map<?, ?> map) {
        return strings(map);
      }
      throw new LocalFailure(file + " is not a template");
    } catch (MarkedYAMLException e) {
      throw new LocalFailure(
          file + ", line " + (e.getProblemMark().getLine() + 1) + ": " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new LocalFailure(file + " is not YAML", e);
    } catch (IOException e) {
      throw new LocalFailure(file + " cannot be read", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> strings(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }

  private static final class Tags extends SafeConstructor {

    Tags() {
      super(new LoaderOptions());
      yamlMultiConstructors.put("!", new Intrinsic());
    }

    private final class Intrinsic extends AbstractConstruct {

      @Override
      public Object construct(Node node) {
        String name = node.getTag().getValue().substring(1);
        Object argument =
            switch (node) {
              case ScalarNode scalar -> scalar.getValue();
              case SequenceNode sequence -> constructSequence(sequence);
              case MappingNode mapping -> constructMapping(mapping);
              default -> throw new YAMLException("unexpected " + node.getNodeId());
            };
        return switch (name) {
          case "Ref", "Condition" -> Map.of(name, argument);
          case "GetAtt" -> Map.of("Fn::GetAtt", attribute(argument));
          default -> Map.of("Fn::" + name, argument);
        };
      }

      private Object attribute(Object argument) {
        return argument instanceof String dotted ? List.of(dotted.split("\\.", 2)) : argument;
      }
    }
  }
}
