package balanceapi.core.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store, of accounts or of apps, that lets a test come between a call and the real store. */
public final class Intercepted {

  /** The calls that change something. */
  public static final Set<String> WRITES =
      Set.of(
          "save", "claim", "alias", "enlist", "revive", "remember", "add", "settle", "keepOpen",
          "close", "receive", "firstReceipt", "park", "login", "disclaim", "erase", "hide", "forget", "drop",
          "dropCounts", "end");

  /** The real call. */
  public interface Call {
    Object proceed();
  }

  /** What the test does with a call. */
  public interface Interceptor {
    Object around(String method, Object[] arguments, Call call);
  }

  private Intercepted() {}

  public static AccountStore store(AccountStore real, Interceptor interceptor) {
    return port(AccountStore.class, real, interceptor);
  }

  /** The store whose n-th write does not come through or, if it was done, whose reply does not. */
  public static AccountStore failing(AccountStore real, int n, boolean done) {
    AtomicInteger writes = new AtomicInteger();
    return store(
        real,
        (method, arguments, call) -> {
          if (!WRITES.contains(method) || writes.incrementAndGet() != n) {
            return call.proceed();
          }
          if (done) {
            call.proceed();
          }
          throw new StoreUnavailable("at write " + n);
        });
  }

  /** The same for any port. */
  public static <T> T port(Class<T> port, T real, Interceptor interceptor) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) ->
                interceptor.around(
                    method.getName(),
                    arguments,
                    () -> {
                      try {
                        return method.invoke(real, arguments);
                      } catch (InvocationTargetException e) {
                        throw (RuntimeException) e.getCause();
                      } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                      }
                    })));
  }
}
