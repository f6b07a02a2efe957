package balanceapi.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A function that can be invoked. As on Lambda, an instance serves one request at a time, further requests at
 * the same moment get instances of their own, and one that ran into its timeout is thrown away.
 */
final class LocalFunction implements AutoCloseable {

  /** More instances than this help nobody on one machine; further requests wait. */
  static final int MAXIMUM_INSTANCES = 10;

  private final FunctionSpec spec;
  private final FunctionCode code;
  private final Map<String, String> environment;
  private final FunctionLog log;
  // The one used last first, so that few instances stay warm rather than all lukewarm.
  private final Deque<Handler> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore instances = new Semaphore(MAXIMUM_INSTANCES);

  LocalFunction(FunctionSpec spec, FunctionCode code, Map<String, String> environment, FunctionLog log) {
    this.spec = spec;
    this.code = code;
    this.environment = environment;
    this.log = log;
  }

  /** Makes the first instance, so that what keeps it from starting shows now. */
  void start() {
    idle.push(instance());
  }

  private Handler instance() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(code.loader());
    try {
      return Handler.create(code, spec, environment);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Invokes it with an event and waits for its end. */
  Invocation invoke(byte[] event) throws InterruptedException {
    return invoke(event, UUID.randomUUID().toString());
  }

  /** Invokes it under a request id of the caller's, which its log lines have. */
  Invocation invoke(byte[] event, String requestId) throws InterruptedException {
    instances.acquire();
    try {
      Handler waiting = idle.poll();
      return run(waiting == null ? instance() : waiting, event, requestId);
    } catch (LocalFailure e) {
      return failed(e);
    } finally {
      instances.release();
    }
  }

  private Invocation run(Handler handler, byte[] event, String requestId) throws InterruptedException {
    long deadline = System.nanoTime() + spec.timeout().toNanos();
    InvocationContext context = new InvocationContext(spec, requestId, deadline, log);
    FutureTask<byte[]> task = new FutureTask<>(() -> handler.handle(event, context));
    Thread thread = Thread.ofVirtual().name(spec.name() + " " + requestId).unstarted(task);
    thread.setContextClassLoader(code.loader());
    thread.start();
    try {
      byte[] answer = task.get(spec.timeout().toMillis(), TimeUnit.MILLISECONDS);
      idle.push(handler);
      return new Invocation.Answered(answer);
    } catch (ExecutionException e) {
      idle.push(handler);
      return failed(e.getCause());
    } catch (TimeoutException e) {
      task.cancel(true);
      return timedOut(requestId);
    }
  }

  private Invocation failed(Throwable cause) {
    ObjectNode error = Json.object();
    error.put("errorMessage", cause.getMessage());
    error.put("errorType", cause.getClass().getName());
    ArrayNode trace = error.putArray("stackTrace");
    for (StackTraceElement element : cause.getStackTrace()) {
      trace.add(element.toString());
    }
    log.line(spec.name(), "failed: " + error);
    return new Invocation.Failed(Json.bytes(error));
  }

  private Invocation timedOut(String requestId) {
    ObjectNode error = Json.object();
    error.put("errorType", "Sandbox.Timedout");
    error.put(
        "errorMessage",
        "RequestId: %s Error: Task timed out after %d.00 seconds"
            .formatted(requestId, spec.timeout().toSeconds()));
    log.line(spec.name(), "failed: " + error);
    return new Invocation.TimedOut(Json.bytes(error));
  }

  @Override
  public void close() throws IOException {
    code.close();
  }
}
