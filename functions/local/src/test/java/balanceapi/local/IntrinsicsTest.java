package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IntrinsicsTest {

  @TempDir private Path folder;

  private Object value(String yaml) throws Exception {
    Path file = folder.resolve("t.yaml");
    Files.writeString(file, "V: " + yaml);
    return intrinsics().resolve(TemplateFile.read(file).get("V"));
  }

  private static Intrinsics intrinsics() {
    Map<String, Object> parameters = new HashMap<>(LocalNames.pseudoParameters());
    parameters.put("Stage", "test");
    parameters.put("Empty", "");
    return new Intrinsics(
        parameters,
        Map.of("Sizes", Map.of("test", Map.of("Memory", 512))),
        Map.of(
            "Named", Map.of("Fn::Not", List.of(Map.of("Fn::Equals", List.of(Map.of("Ref", "Empty"), "")))),
            "Testing", Map.of("Fn::Equals", List.of(Map.of("Ref", "Stage"), "test"))),
        new LocalNames(
            Map.of(
                "Table", "AWS::DynamoDB::Table",
                "Queue", "AWS::SQS::Queue",
                "Hello", "AWS::Serverless::Function"),
            URI.create("http://127.0.0.1:9324")));
  }

  @Test
  void references_have_this_machines_names() throws Exception {
    assertEquals("Table", value("!Ref Table"));
    assertEquals("http://127.0.0.1:9324/000000000000/Queue", value("!Ref Queue"));
    assertEquals("arn:aws:sqs:us-east-1:000000000000:Queue", value("!GetAtt Queue.Arn"));
    assertEquals("arn:aws:dynamodb:us-east-1:000000000000:table/Table", value("{Fn::GetAtt: [Table, Arn]}"));
    assertEquals(
        "arn:aws:dynamodb:us-east-1:000000000000:table/Table/stream/latest",
        value("!GetAtt Table.StreamArn"));
    assertEquals("Hello", value("!Ref Hello.Alias"));
    assertEquals("test", value("!Ref Stage"));
  }

  @Test
  void text_is_put_together_and_taken_apart() throws Exception {
    assertEquals("test/us-east-1/${kept}", value("!Sub \"${Stage}/${AWS::Region}/${!kept}\""));
    assertEquals(
        "arn:aws:dynamodb:us-east-1:000000000000:table/Table/index/x", value("!Sub ${Table.Arn}/index/x"));
    assertEquals("a-test", value("!Sub [\"${A}-${Stage}\", {A: a}]"));
    assertEquals("a,test", value("!Join [\",\", [a, !Ref Stage]]"));
    assertEquals("b", value("!Select [1, !Split [\".\", a.b.c]]"));
    assertEquals(512, value("!FindInMap [Sizes, !Ref Stage, Memory]"));
  }

  @Test
  void conditions_choose() throws Exception {
    assertEquals("no", value("!If [Named, yes, \"no\"]"));
    assertEquals("yes", value("!If [Testing, \"yes\", !Ref AWS::NoValue]"));
    assertEquals(Map.of("b", 1), value("{a: !If [Named, 2, !Ref AWS::NoValue], b: 1}"));
    assertTrue(intrinsics().holds("Testing"));
    assertFalse(intrinsics().holds("Named"));
  }

  @Test
  void what_is_unknown_is_named() {
    assertEquals(
        "the template refers to Nobody, which it does not define",
        assertThrows(LocalFailure.class, () -> value("!Ref Nobody")).getMessage());
    assertEquals(
        "the local run does not know the template's function Fn::Cidr",
        assertThrows(LocalFailure.class, () -> value("!Cidr [a, 1, 2]")).getMessage());
    String broken = assertThrows(LocalFailure.class, () -> value("{")).getMessage();
    assertTrue(broken.contains("t.yaml, line "), broken);
  }
}
