package balanceapi.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;

/** One instance of a function's handler, with the runtime's own conversion between JSON and its types. */
@FunctionalInterface
interface Handler {

  byte[] handle(byte[] event, Context context) throws Exception;

  /**
   * Makes a handler through its constructor that takes the environment.
   *
   * @throws LocalFailure if it has none, if the constructor throws, or if it is no handler
   */
  static Handler create(FunctionCode code, FunctionSpec spec, Map<String, String> environment) {
    Class<?> type = code.handlerClass();
    return switch (construct(type, spec, environment)) {
      case RequestStreamHandler stream -> (event, context) -> answerStream(stream, event, context);
      case RequestHandler<?, ?> pojo -> pojo(pojo, code.loader());
      default ->
          throw new LocalFailure(
              spec.handler() + " implements neither RequestHandler nor RequestStreamHandler");
    };
  }

  private static Object construct(Class<?> type, FunctionSpec spec, Map<String, String> environment) {
    try {
      return type.getConstructor(Map.class).newInstance(environment);
    } catch (InvocationTargetException e) {
      throw new LocalFailure(
          spec.name() + " does not start: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LocalFailure(
          spec.handler() + " has no public constructor that takes its environment as a Map", e);
    }
  }

  private static byte[] answerStream(RequestStreamHandler handler, byte[] event, Context context)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    handler.handleRequest(new ByteArrayInputStream(event), answer, context);
    return answer.toByteArray();
  }

  private static Handler pojo(RequestHandler<?, ?> handler, ClassLoader loader) {
    @SuppressWarnings("unchecked")
    RequestHandler<Object, Object> typed = (RequestHandler<Object, Object>) handler;
    Method method = method(handler.getClass());
    PojoSerializer<Object> input = serializer(method.getGenericParameterTypes()[0], loader);
    PojoSerializer<Object> output = serializer(method.getGenericReturnType(), loader);
    return (event, context) -> {
      Object result = typed.handleRequest(input.fromJson(new ByteArrayInputStream(event)), context);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      output.toJson(result, answer);
      return answer.toByteArray();
    };
  }

  // The bridge that the compiler adds for the interface takes Object and says nothing about the types.
  private static Method method(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getName().equals("handleRequest") && !method.isBridge())
        .filter(method -> method.getParameterCount() == 2)
        .findFirst()
        .orElseThrow(() -> new LocalFailure(type.getName() + " has no handleRequest(event, context)"));
  }

  // The choice that the runtime interface client makes.
  @SuppressWarnings("unchecked")
  private static PojoSerializer<Object> serializer(Type type, ClassLoader loader) {
    if (type instanceof Class<?> plain && LambdaEventSerializers.isLambdaSupportedEvent(plain.getName())) {
      return (PojoSerializer<Object>) EventSerializers.of(plain, loader);
    }
    return JacksonFactory.getInstance().getSerializer(type);
  }
}
