package balanceapi.local;

import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.util.SerializeUtil;
import java.lang.reflect.Field;
import java.util.Map;

/**
 * The runtime's conversion of the events library's types, for more than one function in a JVM. It remembers
 * the classes inside an event by their names alone, since a runtime has one function: the next function's
 * records would come without what is called otherwise in JSON, such as the keys of an item.
 */
final class EventSerializers {

  private EventSerializers() {}

  static synchronized PojoSerializer<?> of(Class<?> event, ClassLoader loader) {
    try {
      Field remembered = SerializeUtil.class.getDeclaredField("cachedClasses");
      remembered.setAccessible(true);
      ((Map<?, ?>) remembered.get(null)).clear();
    } catch (ReflectiveOperationException e) {
      throw new LocalFailure("the library that reads the functions' events has changed", e);
    }
    return LambdaEventSerializers.serializerFor(event, loader);
  }
}
