package balanceapi.platform;

import balanceapi.platform.log.Log;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Warms a function up before SnapStart takes its snapshot, along the path of a real read: classes are
 * loaded, the client has met the network, and the first customer does not wait for it.
 */
public final class Snapshot implements Resource {

  private final Runnable warmUp;
  private final Log log;

  private Snapshot(Runnable warmUp, Log log) {
    this.warmUp = warmUp;
    this.log = log;
  }

  /**
   * Has this done before a snapshot is taken, if one ever is.
   *
   * @param warmUp a read that finds nothing, never a write
   * @return what the function must hold on to: the runtime forgets what nobody else remembers
   */
  public static Snapshot warmedUpBy(Runnable warmUp, Log log) {
    Snapshot snapshot = new Snapshot(warmUp, log);
    Core.getGlobalContext().register(snapshot);
    return snapshot;
  }

  /** A warm-up that fails leaves the function slower at first, and must not fail its deployment. */
  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    try {
      warmUp.run();
    } catch (RuntimeException fault) {
      log.error("the warm-up before the snapshot failed", fault);
    }
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {}
}
