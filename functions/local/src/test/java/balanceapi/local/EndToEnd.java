package balanceapi.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Runs the project's own deployment, once for all the end-to-end tests of this JVM; and fails a class of
 * them in which no test ran. Zips that are not built are a failure, too, never a reason to skip.
 */
final class EndToEnd implements BeforeAllCallback, TestWatcher, AfterAllCallback {

  /** What tests lock that invoke the refresh: a run at a later time changes every account due by then. */
  static final String CLOCK = "the deployment's refresh";

  static final Path TEMPLATE = DeploymentTemplateTest.FILE;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<Class<?>, Boolean> RAN = new ConcurrentHashMap<>();

  /** Some tests send more in a second than an honest app does. */
  private static final Map<String, String> ROOMY = Map.of("AppRate", "1000", "AppBurst", "10000");

  private static volatile LocalStack stack;
  private static volatile Receiver receiver;

  /** What somebody waits for. */
  interface Look<T> {
    /** It; empty as long as it is not there. */
    Optional<T> now() throws Exception;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ExtensionContext.Store store = context.getRoot().getStore(Namespace.create(EndToEnd.class));
    receiver = store.computeIfAbsent(Receiver.class, key -> new Receiver(), Receiver.class);
    stack = store.computeIfAbsent(LocalStack.class, key -> LocalStack.start(options()), LocalStack.class);
  }

  /** What all end-to-end tests run: callbacks may go to this machine, where {@link #receiver()} is. */
  static LocalStack.Options options() {
    return LocalStack.Options.of(TEMPLATE)
        .withParameters(ROOMY)
        .withEnvironment(Map.of("CALLBACKS_TO_LOOPBACK", "true"));
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    RAN.put(context.getRequiredTestClass(), true);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    RAN.put(context.getRequiredTestClass(), true);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!RAN.containsKey(context.getRequiredTestClass())) {
      throw new AssertionError("no end-to-end test ran in " + context.getRequiredTestClass().getName());
    }
  }

  static LocalStack stack() {
    return stack;
  }

  static Receiver receiver() {
    return receiver;
  }

  /**
   * What comes about in the background.
   *
   * @param what it is, for the failure
   */
  static <T> T eventually(String what, Look<T> look) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    Optional<T> found = look.now();
    while (found.isEmpty()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      found = look.now();
    }
    return found.get();
  }

  /** Makes the scheduled run of this time and waits until its queue has been worked off. */
  static void refresh(Instant time) throws Exception {
    Invocation run =
        stack.invoke("RefreshFunction", Json.object().put("time", time.toString()).toString());
    assertInstanceOf(Invocation.Answered.class, run, () -> new String(run.payload()));
    Instant deadline = Instant.now().plus(PATIENCE);
    while (messagesIn("RefreshQueue") > 0) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("the refresh queue was not worked off within " + PATIENCE);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertEquals(0, messagesIn("RefreshDeadLetters"));
  }

  /** Those that wait and those that are being worked on. */
  private static int messagesIn(String queue) throws Exception {
    URI url = stack.queue(queue);
    ObjectNode request = Json.object().put("QueueUrl", url.toString());
    request.putArray("AttributeNames").add("All");
    JsonNode attributes =
        AwsJson.sqs(URI.create(url.getScheme() + "://" + url.getAuthority()))
            .call("GetQueueAttributes", request)
            .path("Attributes");
    return attributes.path("ApproximateNumberOfMessages").asInt()
        + attributes.path("ApproximateNumberOfMessagesNotVisible").asInt();
  }
}
