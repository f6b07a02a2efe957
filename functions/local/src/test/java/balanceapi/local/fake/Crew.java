package balanceapi.local.fake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Logs how many of it are at work at once: each waits for two others, and a moment for one more. */
public final class Crew implements RequestHandler<SQSEvent, Void> {

  // One class loader a function: what is static is seen by all its instances.
  private static final CountDownLatch THREE = new CountDownLatch(3);
  private static final CountDownLatch FOUR = new CountDownLatch(4);
  private static final AtomicInteger AT_WORK = new AtomicInteger();

  public Crew() {}

  public Crew(Map<String, String> environment) {}

  @Override
  public Void handleRequest(SQSEvent event, Context context) {
    context.getLogger().log(AT_WORK.incrementAndGet() + " at work");
    THREE.countDown();
    FOUR.countDown();
    try {
      if (!THREE.await(15, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the others did not come");
      }
      FOUR.await(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      AT_WORK.decrementAndGet();
    }
    return null;
  }
}
