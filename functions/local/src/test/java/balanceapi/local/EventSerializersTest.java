package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventSerializersTest {

  private static final String SQS = "com.amazonaws.services.lambda.runtime.events.SQSEvent";
  private static final String EVENT =
      "{\"Records\":[{\"messageId\":\"1\",\"eventSourceARN\":\"arn:of:the:queue\"}]}";

  @Test
  void every_function_of_the_jvm_gets_the_whole_event(@TempDir Path folder) throws Exception {
    Path zip = FakeDeployment.zip(folder.resolve("fake.zip"));
    for (String name : new String[] {"First", "Second", "Third"}) {
      FunctionSpec spec = new FunctionSpec(name, "None", zip, Duration.ofSeconds(1), 128, false, Map.of());
      try (FunctionCode code = FunctionCode.unpack(spec, folder.resolve(name))) {
        Object event =
            EventSerializers.of(Class.forName(SQS, false, code.loader()), code.loader())
                .fromJson(new ByteArrayInputStream(EVENT.getBytes(StandardCharsets.UTF_8)));
        assertTrue(event.toString().contains("arn:of:the:queue"), () -> name + " got " + event);
      }
    }
  }
}
