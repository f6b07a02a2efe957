package balanceapi.webhook;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.StoreContent;
import balanceapi.core.store.StoreUnavailable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The store in memory, which keeps a list of what was written and can refuse everything. */
final class FragileStore {

  private static final Set<String> WRITES =
      Set.of(
          "save", "claim", "alias", "enlist", "revive", "remember", "add", "settle", "keepOpen", "close",
          "receive", "firstReceipt", "park");

  private final InMemoryStore real = new InMemoryStore();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private final AccountStore store =
      (AccountStore)
          Proxy.newProxyInstance(
              FragileStore.class.getClassLoader(), new Class<?>[] {AccountStore.class}, this::call);
  private volatile boolean refuses;
  private int callsLeft = Integer.MAX_VALUE;

  AccountStore store() {
    return store;
  }

  /** The names of the writing calls so far. */
  List<String> writes() {
    return List.copyOf(writes);
  }

  /** All that is in it. */
  Map<String, Object> content() {
    return StoreContent.of(real);
  }

  void refuse(boolean now) {
    refuses = now;
  }

  /** Lets so many calls pass and refuses one. */
  void refuseAfter(int calls) {
    callsLeft = calls;
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (refuses || callsLeft-- == 0) {
      throw new StoreUnavailable("the test's store refuses 22212345678");
    }
    if (WRITES.contains(method.getName())) {
      writes.add(method.getName());
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
