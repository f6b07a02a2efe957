package balanceapi.platform;

import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample events of the project, read the way the Lambda runtime reads an invocation. */
public final class Events {

  private Events() {}

  /** The file of this name in {@code events/}, as the runtime gives it to a handler. */
  public static <T> T read(String name, Class<T> type) {
    return of(text(name), type);
  }

  /** The text of the file of this name in {@code events/}. */
  public static String text(String name) {
    try {
      return Files.readString(folder().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This JSON as the runtime gives it to a handler. */
  public static <T> T of(String json, Class<T> type) {
    // The runtime's own choice: its serializer for the class where it has one, else plain Jackson.
    if (LambdaEventSerializers.isLambdaSupportedEvent(type.getName())) {
      return LambdaEventSerializers.serializerFor(type, Events.class.getClassLoader()).fromJson(json);
    }
    return type.cast(serializer(type).fromJson(json));
  }

  /** What a handler gave, as the runtime sends it. */
  public static String write(Object answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    serializer(answer.getClass()).toJson(answer, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The project's folder {@code events}, found upwards from the working directory. */
  public static Path folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw"))) {
        return at.resolve("events");
      }
    }
    throw new IllegalStateException("run the tests inside the project");
  }

  private static PojoSerializer<Object> serializer(Type type) {
    return JacksonFactory.getInstance().getSerializer(type);
  }
}
