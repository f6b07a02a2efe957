package balanceapi.core.store;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** All that the store in memory holds, as a value: equal where nothing was written in between. */
public final class StoreContent {

  private StoreContent() {}

  /** Its fields by name, copied; by reflection, so that a field added later is in it, too. */
  public static Map<String, Object> of(InMemoryStore store) {
    return fields(store);
  }

  private static Map<String, Object> fields(Object owner) {
    Map<String, Object> content = new HashMap<>();
    for (Field field : owner.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        field.setAccessible(true);
        try {
          put(content, field.getName(), field.get(owner));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return content;
  }

  /** What is empty is as if it were not there: a look at an account lays out an empty shelf for it. */
  private static void put(Map<String, Object> content, Object name, Object value) {
    Object copy = copy(value);
    if (!Map.of().equals(copy)) {
      content.put(name.toString(), copy);
    }
  }

  private static Object copy(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new HashMap<>();
      map.forEach((name, each) -> put(copy, name, each));
      return copy;
    }
    if (value instanceof Collection<?> all) {
      return all.isEmpty() ? Map.of() : Set.copyOf(all);
    }
    boolean isShelf = value != null && value.getClass().getEnclosingClass() == InMemoryStore.class;
    return isShelf ? fields(value) : String.valueOf(value);
  }
}
