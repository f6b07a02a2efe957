package balanceapi.core.race;

import balanceapi.core.store.AccountStore;
import balanceapi.core.store.Intercepted;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Two that work on one store at once, step by step: only one of them ever proceeds, from one store call to
 * the next, and a schedule says which. The same schedule is the same race, each time.
 */
public final class Turns {

  /** Whose turn it is. When one is done, the other goes on alone. */
  public interface Schedule {
    boolean isFirsts(int step);

    /** The first one's calls, as many, then the second's, as many; then the first to its end. */
    static Schedule of(int first, int second) {
      return step -> step < first || step >= first + second;
    }

    /** So many calls of the first; then the second from beginning to end; then the first to its end. */
    static Schedule wholeAfter(int calls) {
      return step -> step < calls;
    }

    /** By chance, the same for the same seed. */
    static Schedule drawn(long seed) {
      Random random = new Random(seed);
      return step -> random.nextBoolean();
    }
  }

  /**
   * How many store calls each of the two made.
   *
   * @param order whose they were, in their order
   */
  public record Calls(int first, int second, String order) {}

  /** Longer than any call takes: who is not back by then never comes back. */
  private static final int HANGS_SECONDS = 60;

  private Turns() {}

  /**
   * Lets both work, to their ends.
   *
   * @throws AssertionError if one of them fails
   */
  public static Calls play(
      AccountStore store,
      Consumer<AccountStore> first,
      Consumer<AccountStore> second,
      Schedule schedule) {
    Actor one = new Actor(store, first);
    Actor two = new Actor(store, second);
    StringBuilder order = new StringBuilder();
    for (int step = 0; !one.done || !two.done; step++) {
      boolean isFirsts = two.done || (!one.done && schedule.isFirsts(step));
      (isFirsts ? one : two).proceed();
      order.append(isFirsts ? 'A' : 'B');
    }
    for (Actor actor : new Actor[] {one, two}) {
      actor.fault.ifPresent(
          fault -> {
            throw new AssertionError("one failed in " + order, fault);
          });
    }
    return new Calls(one.calls, two.calls, order.toString());
  }

  /** One of the two, standing before its next call. */
  private static final class Actor {
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore stands = new Semaphore(0);
    private int calls;
    private boolean done;
    private Optional<Throwable> fault = Optional.empty();

    Actor(AccountStore store, Consumer<AccountStore> work) {
      AccountStore waiting =
          Intercepted.store(
              store,
              (method, arguments, call) -> {
                stands.release();
                turn.acquireUninterruptibly();
                calls++;
                return call.proceed();
              });
      Thread.ofVirtual().start(() -> work(work, waiting));
      comeToStand();
    }

    private void work(Consumer<AccountStore> work, AccountStore store) {
      try {
        work.accept(store);
      } catch (Throwable thrown) {
        fault = Optional.of(thrown);
      } finally {
        done = true;
        stands.release();
      }
    }

    void proceed() {
      turn.release();
      comeToStand();
    }

    private void comeToStand() {
      try {
        if (!stands.tryAcquire(HANGS_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError("a store call hangs");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
