package balanceapi.refresh;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.AccountRef;
import balanceapi.core.app.InMemoryAppStore;
import balanceapi.core.store.AccountStore.Task;
import balanceapi.core.usecase.ForgetApp;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.InMemoryAuditStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.store.StoreUnavailable;
import balanceapi.core.usecase.ApplyEvent;
import balanceapi.core.usecase.Audit;
import balanceapi.core.usecase.Outcome;
import balanceapi.core.usecase.RefreshDue;
import balanceapi.platform.event.EventReader;
import balanceapi.platform.json.Json;
import balanceapi.platform.log.Log;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A worker over a store in memory in which chosen accounts fail, and a queue that keeps what it is sent. */
final class Shop {

  static final Instant NOW = Instant.parse("2026-11-22T09:30:00Z");
  static final App APP = Apps.plain();

  final Set<String> broken = new HashSet<>();
  final Set<String> overflowing = new HashSet<>();
  final List<String> writes = new ArrayList<>();
  final List<Message> sent = new ArrayList<>();
  final List<String> lines = new ArrayList<>();
  boolean queueRefuses;
  boolean deleted;
  boolean parkingRefuses;

  final InMemoryStore real = new InMemoryStore();
  private final AccountStore store =
      (AccountStore)
          Proxy.newProxyInstance(
              Shop.class.getClassLoader(), new Class<?>[] {AccountStore.class}, this::call);
  final InMemoryAppStore apps = new InMemoryAppStore();
  final InMemoryAuditStore audits = new InMemoryAuditStore();
  final WorkerHandler worker =
      new WorkerHandler(
          new RefreshDue(
              store,
              id -> Optional.of(APP).filter(app -> !deleted && app.id().equals(id)),
              new ForgetApp(store, apps),
              () -> NOW),
          new Audit(store, apps, audits, 800),
          this::send,
          Clock.fixed(NOW, ZoneOffset.UTC),
          Log.to(lines::add, "refresh", Clock.fixed(NOW, ZoneOffset.UTC)));

  private void send(List<Message> messages) {
    if (queueRefuses) {
      throw new IllegalStateException("the test's queue refuses");
    }
    sent.addAll(messages);
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    boolean parks = method.getName().equals("park");
    if (parks && parkingRefuses) {
      throw new StoreUnavailable("the test's store refuses to park");
    }
    if (!parks
        && arguments != null
        && arguments[0] instanceof AccountRef ref
        && broken.contains(ref.account())) {
      throw new StoreUnavailable("the test's account is broken: 2012345678");
    }
    if (method.getName().equals("book")
        && arguments[0] instanceof AccountRef ref
        && overflowing.contains(ref.account())) {
      throw new StackOverflowError();
    }
    if (Set.of("save", "settle", "close", "keepOpen", "park", "add").contains(method.getName())) {
      writes.add(method.getName());
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Accounts of 500.00 with a hold of 120.00 that is over 14 days after now. */
  void accounts(String... ids) {
    for (String id : ids) {
      tell(
          """
          {"method":"BALANCE","status":"is_success","started_at":"2026-11-22T08:00:00Z",
           "ended_at":"2026-11-22T08:00:00Z","record":"rec-1","customerId":"cus-1","bankId":"bank-1",
           "balance":{"accountId":"%s","currency":"NGN","status":"Active","ledger_balance":500}}
          """
              .formatted(id));
      tell(
          """
          {"method":"TRANSACTIONS","status":"is_success","started_at":"2026-11-22T09:00:00Z",
           "ended_at":"2026-11-22T09:00:00Z","record":"rec-1","customerId":"cus-1","bankId":"bank-1",
           "accountId":"%s","transactions":[{"_id":"t1","debit":120,"status":"pending",
           "trans_date":"2026-11-22T08:30:00Z"}]}
          """
              .formatted(id));
    }
    writes.clear();
  }

  private void tell(String event) {
    byte[] body = event.getBytes(StandardCharsets.UTF_8);
    Outcome outcome =
        new ApplyEvent(real)
            .apply(APP, EventReader.read(Json.parse(body), "e" + event.hashCode(), NOW), NOW);
    assertFalse(outcome instanceof Outcome.Malformed, outcome::toString);
  }

  /** When the holds are over. */
  static Instant later() {
    return NOW.plus(Duration.ofDays(15));
  }

  static String shard(Instant time) {
    return new Message.Shard(new RefreshDue.Shard(0, 1), time).body();
  }

  static Message.Alone alone(String account, Instant time) {
    return new Message.Alone(
        new Task.Refresh(new AccountRef(APP.id(), account)), time, Optional.empty());
  }

  /** The accounts that were sent on alone, because they failed. */
  List<String> sentAlone() {
    return sent.stream()
        .map(
            message -> {
              Message.Alone alone = (Message.Alone) message;
              assertTrue(alone.failure().isPresent());
              return ((Task.Refresh) alone.task()).ref().account();
            })
        .toList();
  }

  String available(String account) {
    return real.account(new AccountRef(APP.id(), account))
        .orElseThrow()
        .figures()
        .available()
        .orElseThrow()
        .toString();
  }
}
