package balanceapi.local;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work beside other work, on a thread of its own; whoever joins it gets its result or its failure. */
final class SideTask<T> {

  private final FutureTask<T> task;

  private SideTask(Callable<T> work) {
    this.task = new FutureTask<>(work);
  }

  static <T> SideTask<T> start(Callable<T> work) {
    SideTask<T> started = new SideTask<>(work);
    Thread.ofPlatform().daemon().start(started.task);
    return started;
  }

  T join() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LocalFailure failure
          ? failure
          : new LocalFailure("the local run does not start: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("the local run was interrupted", e);
    }
  }
}
