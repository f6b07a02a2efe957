package balanceapi.refresh;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.race.Scenes;
import balanceapi.core.race.Scenes.Before;
import balanceapi.core.race.Seen;
import balanceapi.core.race.Writes;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.store.InMemoryAuditStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.Intercepted;
import balanceapi.core.store.Intercepted.Interceptor;
import balanceapi.core.usecase.Audit;
import balanceapi.core.usecase.ForgetApp;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.platform.log.Log;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Accounts that are due, a worker, and a queue that does as SQS does: it delivers until a message is worked
 * off, and what failed three times is a dead letter. The only place among these tests that knows what a
 * shard's message looks like.
 */
final class QueueRun {

  /** As the template has it. */
  private static final int TRIES = 3;

  private static final int ENDLESS = 200;

  /** A message and how often it was tried. */
  private record Sent(String body, int tries) {}

  final InMemoryStore real = new InMemoryStore();
  final Writes writes = new Writes();
  final List<String> dead = new ArrayList<>();

  /** What the queue was sent by the worker, the refused not among it. */
  final List<String> sent = new ArrayList<>();

  private final AccountStore counted = writes.of(real);
  private final Deque<Sent> queue = new ArrayDeque<>();
  private Interceptor fault = (method, arguments, call) -> call.proceed();

  /** Which of the worker's sends is refused, from 1; none if 0. */
  private int refused;

  private int sends;

  QueueRun() {
    Before.EXPIRED.in(real);
    Scenes.others(real, 3);
  }

  /** The account that things happen to; it is neither the first nor the last that is due. */
  static AccountRef victim() {
    return new AccountRef(Scenes.APP.id(), "more1");
  }

  /** A shard's message, as the schedule sends it. */
  static Message shard(Instant time) {
    return new Message.Shard(new RefreshDue.Shard(0, 1), time);
  }

  /** The message of an account on its own. */
  static String alone(AccountRef ref, Instant time) {
    return new Message.Alone(new Task.Refresh(ref), time, Optional.empty()).body();
  }

  QueueRun schedule(Instant time) {
    queue.add(new Sent(shard(time).body(), 0));
    return this;
  }

  /** What happens to the worker's calls of the store from now on. */
  QueueRun meanwhile(Interceptor fault) {
    this.fault = fault;
    return this;
  }

  QueueRun healed() {
    return meanwhile((method, arguments, call) -> call.proceed());
  }

  /** The queue refuses the worker's n-th send. */
  QueueRun refusing(int nth) {
    refused = nth;
    return this;
  }

  boolean isQueued(AccountRef ref) {
    return accounts(queue.stream().map(Sent::body).toList()).contains(ref);
  }

  /** The accounts that these messages name on their own; a shard's names none. */
  static List<AccountRef> accounts(List<String> bodies) {
    return bodies.stream()
        .map(Message::parse)
        .flatMap(message -> message instanceof Message.Alone alone ? Stream.of(alone) : Stream.empty())
        .map(alone -> ((Task.Refresh) alone.task()).ref())
        .toList();
  }

  /** What failed for good is tried again, as an operator has it. */
  QueueRun redrive() {
    dead.forEach(body -> queue.add(new Sent(body, 0)));
    dead.clear();
    return this;
  }

  /** A worker on this store. */
  WorkerHandler worker(AccountStore store) {
    RefreshDue due =
        new RefreshDue(
            store,
            id -> Optional.of(Scenes.APP).filter(app -> app.id().equals(id)),
            new ForgetApp(store, new InMemoryAppStore()),
            () -> Instant.MAX);
    return new WorkerHandler(
        due,
        new Audit(store, new InMemoryAppStore(), new InMemoryAuditStore(), 1),
        this::send,
        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
        Log.to(line -> {}, "refresh", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));
  }

  private void send(List<Message> messages) {
    if (++sends == refused) {
      throw new IllegalStateException("the test's queue refuses");
    }
    for (Message message : messages) {
      sent.add(message.body());
      queue.add(new Sent(message.body(), 0));
    }
  }

  /** Delivers until nothing is left; each invocation takes one message and has all the time. */
  QueueRun drain() {
    return drain(invocation -> Integer.MAX_VALUE);
  }

  /** The same; says of each invocation, from 1, for how many looks at the clock it has time. */
  QueueRun drain(IntUnaryOperator looks) {
    WorkerHandler worker =
        worker(
            Intercepted.store(
                counted, (method, arguments, call) -> fault.around(method, arguments, call)));
    for (int invocation = 1; !queue.isEmpty(); invocation++) {
      if (invocation > ENDLESS) {
        throw new AssertionError("it never ends: " + queue);
      }
      Sent message = queue.poll();
      if (!isWorkedOff(worker, message.body, looks.applyAsInt(invocation))) {
        if (message.tries + 1 < TRIES) {
          queue.add(new Sent(message.body, message.tries + 1));
        } else {
          dead.add(message.body);
        }
      }
    }
    return this;
  }

  private static boolean isWorkedOff(WorkerHandler worker, String body, int looks) {
    try {
      return handle(worker, body, looks).getBatchItemFailures().isEmpty();
    } catch (Scenes.Killed died) {
      return false;
    }
  }

  static SQSBatchResponse handle(WorkerHandler worker, String body, int looks) {
    SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
    message.setMessageId("m");
    message.setBody(body);
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(message));
    return worker.handleRequest(event, withTimeFor(looks));
  }

  /** A context that has time at so many looks. */
  private static Context withTimeFor(int looks) {
    int[] left = {looks};
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemainingTimeInMillis" -> left[0]-- > 0 ? 60_000 : 1;
                  case "getAwsRequestId" -> "req-1";
                  default -> null;
                });
  }

  AccountStore store() {
    return counted;
  }

  String seen(Instant now) {
    return Seen.of(real, Scenes.APP, IntStream.range(0, AccountStore.DUE_PARTS).toArray(), now);
  }
}
