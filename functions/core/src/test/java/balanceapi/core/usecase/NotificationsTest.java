package balanceapi.core.usecase;

import static balanceapi.core.oracle.Tell.balance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.account.AccountRef;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Change;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Fact;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.notification.Wording;
import balanceapi.core.oracle.Tell;
import balanceapi.core.store.InMemoryNotificationStore;
import balanceapi.core.store.InMemoryStore;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.core.usecase.DeliverNotifications.Turn;
import balanceapi.core.usecase.DeliverNotifications.Turn.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a stored change to an endpoint that takes it, or does not. */
final class NotificationsTest {

  private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);
  private static final Instant NOW = Tell.NOW;

  /** Says what is told and no more. */
  private static final Wording WORDS =
      new Wording() {
        @Override
        public String of(Fact.OfConnection fact, App app, Instant at) {
          return fact.kind().wireName();
        }

        @Override
        public String of(Fact.OfBalance fact, App app, Instant at) {
          return fact.kind().wireName() + " " + fact.account().figures().ledger().orElseThrow();
        }

        @Override
        public String of(Fact.OfHold fact, Account account, App app, Instant at) {
          return fact.kind().wireName();
        }
      };

  private final InMemoryStore accounts = new InMemoryStore();
  private final InMemoryNotificationStore store = new InMemoryNotificationStore(accounts);
  private final Notifications notifications = new Notifications(store);

  /** What the endpoint answers next, in turn; then it takes everything. */
  private final Deque<String> answers = new ArrayDeque<>();

  private final List<String> brought = new ArrayList<>();

  /** Whose endpoints were found to work again. */
  private final List<String> resuming = new ArrayList<>();

  private App app = Apps.told(ALL);
  private Instant clock = NOW;
  private int events;

  private TellApps tell;
  private DeliverNotifications deliver;

  @BeforeEach
  void wire() {
    tell = new TellApps(id -> Optional.of(app).filter(a -> a.id().equals(id)), accounts, store, WORDS);
    deliver =
        new DeliverNotifications(
            id -> Optional.of(app).filter(a -> a.id().equals(id)),
            store,
            (to, notification) -> {
              brought.add(notification.body());
              String answer = Optional.ofNullable(answers.poll()).orElse("delivered");
              return new Attempt(clock, answer, answer.equals("delivered"), Optional.of("busy"));
            },
            resuming::add);
  }

  /** A change of the account by one more event. */
  private Change changed() {
    AccountRef ref = new AccountRef(app.id(), Tell.ACC.id().orElseThrow());
    Optional<Account> before = accounts.account(ref);
    events++;
    new ApplyEvent(accounts)
        .apply(app, balance("e" + events, "-" + (900 - events) + "m", events + "00.00", ""), NOW);
    return new Change.OfAccount(before, accounts.account(ref).orElseThrow());
  }

  private Notification told() {
    return tell.of(changed(), clock, clock).getFirst();
  }

  /** As its own next order has it. */
  private Turn turn(NotificationId id) {
    return store
        .find(id, clock)
        .map(there -> deliver.deliver(Order.of(there), false, clock))
        .orElseGet(() -> deliver.deliver(new Order(id, 1, false), false, clock));
  }

  /** As somebody replays it. */
  private Turn forced(NotificationId id) {
    return deliver.deliver(Order.forced(now(id)), false, clock);
  }

  private Notification now(NotificationId id) {
    return store.find(id, clock).orElseThrow();
  }

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      answers.add("http_503");
    }
  }

  // ---- telling

  @Test
  void a_change_told_twice_is_one_notification() {
    Change change = changed();
    Notification first = tell.of(change, clock, clock).getFirst();
    assertEquals("balance.updated 100.00", first.body());
    // Its message may have been lost: told again it is to be sent, the same.
    assertEquals(List.of(first), tell.of(change, clock, clock.plusSeconds(60)));
    turn(first.id());
    assertEquals(List.of(), tell.of(change, clock, clock), "it was tried: others see to it");
  }

  @Test
  void an_app_is_told_what_it_wants_to_be_told() {
    app = Apps.told(Set.of(Kind.BALANCE_BELOW));
    assertEquals(List.of(), tell.of(changed(), clock, clock));
    app = Apps.plain();
    assertEquals(List.of(), tell.of(changed(), clock, clock), "it has no endpoint");
  }

  @Test
  void of_an_app_that_is_gone_nothing_is_kept() {
    Change change = changed();
    tell = new TellApps(id -> Optional.empty(), accounts, store, WORDS);
    assertEquals(List.of(), tell.of(change, clock, clock));
  }

  // ---- delivering

  @Test
  void what_the_endpoint_takes_is_done() {
    Notification told = told();
    Turn turn = turn(told.id());
    assertEquals(Optional.of(Status.DELIVERED), turn.status());
    assertEquals(Optional.empty(), turn.next());
    assertEquals(Status.DELIVERED, now(told.id()).status());
    turn(told.id());
    assertEquals(1, brought.size(), "a message that came twice");
  }

  @Test
  void what_it_does_not_take_is_tried_again_in_the_same_words() {
    Notification told = told();
    fails(1);
    Turn failed = turn(told.id());
    Instant again = failed.next().orElseThrow().at();
    assertTrue(!again.isBefore(clock.plusSeconds(10)) && again.isBefore(clock.plusSeconds(13)), again::toString);
    assertEquals("http_503", now(told.id()).last().orElseThrow().result());
    Turn early = turn(told.id());
    assertEquals(Optional.of(again), early.next().map(Next::at));
    assertEquals(1, brought.size(), "too early");
    clock = again;
    assertEquals(Optional.of(Status.DELIVERED), turn(told.id()).status());
    assertEquals(List.of(told.body(), told.body()), brought);
    assertEquals(2, now(told.id()).attempts());
  }

  /** Each attempt as soon as it may be, for as long as it waits. */
  private Notification triedOut(NotificationId id) {
    while (true) {
      Turn turn = turn(id);
      if (turn.next().isEmpty()) {
        return now(id);
      }
      clock = turn.next().get().at();
    }
  }

  /** As it is after a day in which nobody took it; from then on the endpoint takes everything. */
  private Notification deadAndItsEndpointPaused() {
    Notification dead = told();
    fails(1000);
    triedOut(dead.id());
    answers.clear();
    return dead;
  }

  @Test
  void nobody_takes_it_for_a_day_and_it_is_dead_and_its_endpoint_paused() {
    Notification told = told();
    fails(1000);
    Notification dead = triedOut(told.id());
    assertEquals(Status.DEAD, dead.status());
    assertFalse(clock.isBefore(NOW.plus(Duration.ofHours(24))), clock::toString);
    assertTrue(clock.isBefore(NOW.plus(Duration.ofHours(25))), clock::toString);
    Endpoint endpoint = notifications.endpoint(app).orElseThrow();
    assertTrue(endpoint.isPaused());
    assertEquals(Optional.of(NOW), endpoint.failingSince());
  }

  @Test
  void what_is_told_while_the_endpoint_is_paused_is_held_until_it_is_resumed() {
    Notification dead = deadAndItsEndpointPaused();
    Notification next = told();
    int before = brought.size();
    assertEquals(Optional.of(Status.HELD), turn(next.id()).status());
    assertEquals(before, brought.size());

    assertTrue(notifications.resume(app));
    List<Notification> found = new ArrayList<>();
    assertEquals(
        Optional.empty(),
        notifications.each(
            app.id(), Status.HELD, Optional.empty(), clock, () -> true, found::addAll));
    assertEquals(List.of(now(next.id())), found);
    Order order = Order.of(found.getFirst());
    assertEquals(Optional.of(Status.DELIVERED), deliver.deliver(order, false, clock).status());
    assertEquals(Status.DEAD, now(dead.id()).status());
    int times = brought.size();
    deliver.deliver(order, false, clock);
    deliver.deliver(order, true, clock);
    assertEquals(times, brought.size(), "the message came twice");
  }

  @Test
  void what_is_to_be_tried_anew_stays_as_it_is_while_its_endpoint_is_paused_or_rests() {
    Notification dead = told();
    fails(1000);
    Notification then = triedOut(dead.id());
    assertEquals(Optional.of(Status.DEAD), deliver.deliver(Order.of(then), false, clock).status());
    assertEquals(then, now(dead.id()));
    notifications.resume(app);
    Notification one = told();
    Notification other = told();
    Notification third = told();
    List.of(one, other, third).forEach(each -> turn(each.id()));
    Turn resting = deliver.deliver(Order.of(then), false, clock);
    assertEquals(Optional.of(clock.plusSeconds(10)), resting.next().map(Next::at));
    assertEquals(Status.WAITING, now(dead.id()).status(), "the list says so");
    answers.clear();
    clock = clock.plusSeconds(10);
    Order next = resting.next().orElseThrow().order();
    assertEquals(Optional.of(Status.DELIVERED), deliver.deliver(next, false, clock).status());
  }

  @Test
  void of_many_orders_for_the_same_thing_one_is_carried_out_and_the_others_end() {
    Notification told = told();
    Order order = Order.of(told);
    fails(1);
    Turn first = deliver.deliver(order, false, clock);
    Turn second = deliver.deliver(order, false, clock);
    assertEquals(Optional.empty(), second.next(), "the first has given the next order");
    clock = first.next().orElseThrow().at();
    assertEquals(Optional.empty(), deliver.deliver(order, false, clock).next());
    assertEquals(1, brought.size());
    Order next = first.next().orElseThrow().order();
    assertEquals(Optional.of(Status.DELIVERED), deliver.deliver(next, false, clock).status());
    assertEquals(Optional.of(Status.DELIVERED), deliver.deliver(next, true, clock).status());
    assertEquals(2, brought.size());
  }

  @Test
  void who_dies_before_giving_the_next_order_has_it_given_by_the_repetition() {
    Notification told = told();
    Order order = Order.of(told);
    fails(1);
    Turn lost = deliver.deliver(order, false, clock);
    assertEquals(lost.next(), deliver.deliver(order, true, clock).next());
    assertEquals(1, brought.size());
  }

  @Test
  void one_that_is_forced_is_tried_whatever_has_become_of_it_meanwhile() {
    Notification told = told();
    Order forced = Order.forced(told);
    fails(1);
    turn(told.id());
    assertEquals(Optional.of(Status.DELIVERED), deliver.deliver(forced, false, clock).status());
    assertEquals(2, brought.size());
    deliver.deliver(forced, true, clock);
    assertEquals(2, brought.size(), "but not when its message comes again");
  }

  @Test
  void one_that_is_replayed_to_a_paused_endpoint_and_taken_ends_the_pause() {
    Notification dead = deadAndItsEndpointPaused();
    Turn turn = forced(dead.id());
    assertEquals(Optional.of(Status.DELIVERED), turn.status());
    assertEquals(List.of(app.id()), resuming, "what is held is to be sent");
    assertFalse(notifications.endpoint(app).orElseThrow().isPaused());
  }

  /** What is held must not wait for somebody who believes that it was sent. */
  @Test
  void who_dies_before_a_pause_is_ended_has_seen_to_what_is_held() {
    Notification dead = deadAndItsEndpointPaused();
    DeliverNotifications dying =
        new DeliverNotifications(
            id -> Optional.of(app),
            store,
            (to, notification) -> new Attempt(clock, "delivered", true, Optional.empty()),
            id -> {
              throw new IllegalStateException("killed");
            });
    Order order = Order.forced(now(dead.id()));
    assertThrows(IllegalStateException.class, () -> dying.deliver(order, false, clock));
    assertTrue(notifications.endpoint(app).orElseThrow().isPaused());
    assertEquals(Status.DEAD, now(dead.id()).status());
    assertEquals(Optional.of(Status.DELIVERED), deliver.deliver(order, false, clock).status());
    assertEquals(List.of(app.id()), resuming);
  }

  /** It may be an echo of what is told of a person, and the endpoint outlives the person. */
  @Test
  void what_an_endpoint_answered_is_kept_with_the_notification_alone() {
    Notification told = told();
    fails(1);
    turn(told.id());
    assertEquals(Optional.of("busy"), now(told.id()).last().orElseThrow().answer());
    Attempt last = notifications.endpoint(app).orElseThrow().lastFailure().orElseThrow();
    assertEquals(new Attempt(clock, "http_503", false, Optional.empty()), last);
  }

  @Test
  void one_that_is_replayed_to_a_paused_endpoint_in_vain_is_held() {
    Notification dead = told();
    fails(1000);
    triedOut(dead.id());
    Turn turn = forced(dead.id());
    assertEquals(Optional.of(Status.HELD), turn.status());
    assertEquals("http_503", turn.attempt().orElseThrow().result());
    assertEquals(Optional.empty(), turn.next());
  }

  @Test
  void an_endpoint_that_failed_three_times_is_left_alone_for_a_while() {
    Notification one = told();
    Notification other = told();
    Notification third = told();
    Notification fourth = told();
    fails(3);
    turn(one.id());
    turn(other.id());
    turn(third.id());
    assertEquals(Optional.of(clock.plusSeconds(10)), turn(fourth.id()).next().map(Next::at));
    assertEquals(3, brought.size());
    assertTrue(forced(fourth.id()).attempt().isPresent(), "unless it is forced");
  }

  @Test
  void without_an_endpoint_it_is_held() {
    Notification told = told();
    app = Apps.plain();
    assertEquals(Optional.of(Status.HELD), turn(told.id()).status());
    assertEquals(Optional.empty(), notifications.endpoint(app));
    assertFalse(notifications.resume(app));
  }

  @Test
  void what_is_not_there_any_more_is_not_tried() {
    Notification told = told();
    clock = NOW.plus(Duration.ofDays(31));
    assertEquals(new Turn(Optional.empty(), Optional.empty(), Optional.empty()), turn(told.id()));
    assertEquals(List.of(), brought);
  }

  @Test
  void one_that_another_brought_meanwhile_stays_as_that_one_left_it() {
    Notification told = told();
    DeliverNotifications slow =
        new DeliverNotifications(
            id -> Optional.of(app),
            store,
            (to, notification) -> {
              turn(told.id());
              return new Attempt(clock, "timed_out", false, Optional.empty());
            },
            resuming::add);
    Turn turn = slow.deliver(Order.of(told), false, clock);
    assertEquals(Optional.empty(), turn.next());
    assertEquals(Status.DELIVERED, now(told.id()).status());
  }

  @Test
  void who_dies_after_the_endpoint_took_it_brings_it_again() {
    Notification told = told();
    DeliverNotifications dying =
        new DeliverNotifications(
            id -> Optional.of(app),
            store,
            (to, notification) -> {
              brought.add(notification.body());
              throw new IllegalStateException("killed");
            },
            resuming::add);
    assertThrows(IllegalStateException.class, () -> dying.deliver(Order.of(told), false, clock));
    assertEquals(Optional.of(Status.DELIVERED), turn(told.id()).status());
    assertEquals(2, brought.size());
  }

  // ---- again

  @Test
  void one_is_replayed_whatever_became_of_it() {
    Notification told = told();
    fails(1);
    turn(told.id());
    assertEquals(
        Optional.of(Status.DELIVERED),
        forced(told.id()).status(),
        "who replays it does not wait for its time");
    assertEquals(2, now(told.id()).attempts(), "it goes on");
    assertEquals(Optional.of(Status.DELIVERED), forced(told.id()).status());
    assertEquals(3, brought.size(), "one that was delivered is brought once more");
    assertEquals(1, now(told.id()).attempts(), "as if it had just happened");
  }

  @Test
  void all_that_are_dead_are_found_in_slices() {
    List<NotificationId> dead = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Notification told = told();
      dead.add(told.id());
      store.save(told.failed(new Attempt(NOW.plus(Duration.ofDays(2)), "http_500", false, Optional.empty())));
    }
    clock = NOW.plus(Duration.ofDays(2));
    List<NotificationId> found = new ArrayList<>();
    Optional<String> place = Optional.empty();
    int slices = 0;
    do {
      int most = found.size() + 17;
      place =
          notifications.each(
              app.id(),
              Status.DEAD,
              place,
              clock,
              () -> found.size() < most,
              page -> page.forEach(each -> found.add(each.id())));
      slices++;
    } while (place.isPresent());
    assertTrue(slices > 2, slices + " slices");
    assertEquals(Set.copyOf(dead), Set.copyOf(found));
    assertEquals(dead.size(), found.size());
  }
}
