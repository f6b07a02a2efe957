package balanceapi.core.store;

import static balanceapi.core.store.Samples.APP;
import static balanceapi.core.store.Samples.NOW;
import static balanceapi.core.store.Samples.OTHER_APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.Connection;
import balanceapi.core.account.RecordState;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.NotificationId.Owner;
import balanceapi.core.store.AccountStore.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of notifications does; each store's test extends it. */
public abstract class NotificationStoreContract {

  private static final List<Status> ALL = List.of(Status.values());

  private AccountStore accounts;
  private NotificationStore store;

  /** A store with nothing in it. */
  protected abstract AccountStore empty();

  /** Where the notifications about its accounts and records are kept. */
  protected abstract NotificationStore notifications();

  @BeforeEach
  void open() {
    accounts = empty();
    store = notifications();
  }

  static List<String> ids() {
    return AccountStoreContract.ids();
  }

  private static Attempt attempt(Instant at, String result, boolean isDelivered, String answer) {
    return new Attempt(at, result, isDelivered, Optional.ofNullable(answer));
  }

  private Owner account(String id) {
    Account account = Samples.minimal(id);
    accounts.save(account).orElseThrow();
    return new Owner.OfAccount(account.ref());
  }

  private Owner record(String id) {
    accounts.save(APP, RecordState.fresh(id, "c", "b", Optional.empty(), NOW)).orElseThrow();
    return new Owner.OfRecord(APP, id);
  }

  private static Notification fresh(Owner owner, int n) {
    return Notification.fresh(
        new NotificationId(owner, "%024x".formatted(n)),
        Kind.BALANCE_UPDATED,
        "{\"n\":" + n + ",\"name\":\"Ọmọ\"}",
        NOW.plusMillis(n),
        NOW.plusSeconds(n));
  }

  private Notification kept(Notification notification) {
    return store.keep(notification).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void a_notification_comes_back_as_it_was_kept_and_as_it_was_changed(String id) {
    for (Owner owner : List.of(account(id), record(id))) {
      Notification first = kept(fresh(owner, 1));
      assertEquals(fresh(owner, 1).stored(1), first);
      assertEquals(Optional.of(first), store.find(first.id(), NOW));
      Notification failed =
          store.save(first.failed(attempt(NOW, "http_500", false, "oh, “no”"))).orElseThrow();
      assertEquals(2, failed.revision());
      assertEquals(Optional.of(failed), store.find(first.id(), NOW));
      Notification delivered =
          store.save(failed.delivered(attempt(NOW, "delivered", true, null))).orElseThrow();
      assertEquals(Optional.of(delivered), store.find(first.id(), NOW));
    }
  }

  @Test
  void kept_twice_it_is_the_one_that_there_is() {
    Owner owner = account("acc");
    Notification tried =
        store.save(kept(fresh(owner, 1)).failed(attempt(NOW, "timed_out", false, null))).orElseThrow();
    assertEquals(tried, kept(fresh(owner, 1)));
  }

  @Test
  void only_who_knows_it_as_it_is_changes_it() {
    Notification first = kept(fresh(account("acc"), 1));
    assertTrue(store.save(first.held()).isPresent());
    assertEquals(
        Optional.empty(), store.save(first.delivered(attempt(NOW, "delivered", true, null))));
    assertEquals(Optional.empty(), store.save(fresh(account("none"), 2).stored(1).held()));
  }

  @Test
  void about_what_is_not_there_nothing_is_kept() {
    assertEquals(Optional.empty(), store.keep(fresh(new Owner.OfAccount(Samples.ref("acc")), 1)));
    assertEquals(Optional.empty(), store.keep(fresh(new Owner.OfRecord(APP, "rec"), 1)));
  }

  @Test
  void what_is_about_somebody_goes_with_them() {
    accounts.claim(Samples.ref("acc"), Samples.identity("2000000000"));
    Account account = Samples.populated("acc");
    accounts.save(account).orElseThrow();
    String customer = account.identity().customer();
    accounts.login(APP, customer, "rec", Optional.empty());
    RecordState state = RecordState.fresh("rec", customer, "b", Optional.empty(), NOW);
    accounts.save(APP, state.with(Connection.NEW, Optional.empty())).orElseThrow();
    List<Notification> all = new ArrayList<>();
    for (Owner owner : List.of(new Owner.OfAccount(Samples.ref("acc")), new Owner.OfRecord(APP, "rec"))) {
      Notification failed = kept(fresh(owner, all.size())).failed(attempt(NOW, "timed_out", false, null));
      all.add(store.save(failed).orElseThrow());
    }
    assertEquals(2, store.list(APP, ALL, Optional.empty(), 9, NOW).items().size());

    Instant erased = accounts.erase(APP, customer, NOW.plusSeconds(1));
    accounts.hide(APP, customer, erased);
    for (Notification each : all) {
      assertEquals(Optional.empty(), store.find(each.id(), NOW));
      assertEquals(Optional.empty(), store.keep(fresh(each.id().owner(), 7)));
    }
    assertEquals(List.of(), store.list(APP, ALL, Optional.empty(), 9, NOW).items());
    accounts.forget(APP, customer, erased.plus(CustomerStore.IN_FLIGHT), () -> true);
    for (Notification each : all) {
      assertEquals(Optional.empty(), store.save(each.held()), "it is deleted");
    }
  }

  @Test
  void what_was_tried_is_listed_by_its_status_newest_first() {
    List<Notification> failed = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Notification fresh = kept(fresh(i % 2 == 0 ? account("acc" + i) : record("rec" + i), i));
      failed.add(store.save(fresh.failed(attempt(NOW, "timed_out", false, null))).orElseThrow());
    }
    kept(fresh(account("new"), 100));
    Notification held = store.save(failed.get(3).held()).orElseThrow();
    Notification delivered =
        store.save(failed.get(5).delivered(attempt(NOW, "delivered", true, null))).orElseThrow();

    List<Notification> all = new ArrayList<>(failed);
    all.set(3, held);
    all.set(5, delivered);
    assertEquals(all.reversed(), listed(ALL, 2));
    assertEquals(all.reversed(), listed(ALL, 100));
    assertEquals(List.of(held), listed(List.of(Status.HELD), 2));
    assertEquals(List.of(delivered, held), listed(List.of(Status.HELD, Status.DELIVERED), 1));
    assertEquals(7, listed(List.of(Status.WAITING), 3).size());
    assertEquals(List.of(), store.list(OTHER_APP, ALL, Optional.empty(), 9, NOW).items());
  }

  private List<Notification> listed(List<Status> statuses, int limit) {
    List<Notification> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<Notification> page = store.list(APP, statuses, after, limit, NOW);
      all.addAll(page.items());
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  @Test
  void what_is_over_is_there_no_more() {
    Notification delivered =
        store.save(kept(fresh(account("acc"), 1)).delivered(attempt(NOW, "delivered", true, null)))
            .orElseThrow();
    Instant last = NOW.plus(Notification.KEPT_DELIVERED).minusSeconds(1);
    assertTrue(store.find(delivered.id(), last).isPresent());
    assertFalse(store.find(delivered.id(), last.plusSeconds(1)).isPresent());
    assertEquals(1, store.list(APP, ALL, Optional.empty(), 9, last).items().size());
    assertEquals(0, store.list(APP, ALL, Optional.empty(), 9, last.plusSeconds(1)).items().size());
  }

  @Test
  void an_endpoint_comes_back_as_it_was_stored_and_only_who_knows_it_changes_it() {
    assertEquals(Optional.empty(), store.endpoint(APP));
    Endpoint fresh = Endpoint.fresh(APP, "https://example.com/hook");
    assertTrue(store.save(fresh));
    assertFalse(store.save(Endpoint.fresh(APP, "https://example.com/other")));
    Endpoint stored = store.endpoint(APP).orElseThrow();
    assertEquals(fresh.stored(1), stored);
    Endpoint failing = stored;
    for (int i = 0; i < Endpoint.MOST_FAILURES; i++) {
      failing = failing.failed(attempt(NOW.plus(Duration.ofHours(3L * i)), "http_500", false, "busy"));
    }
    assertTrue(failing.isPaused());
    assertTrue(store.save(failing));
    assertEquals(failing.stored(2), store.endpoint(APP).orElseThrow());
    assertEquals(Optional.empty(), store.endpoint(OTHER_APP));
  }
}
