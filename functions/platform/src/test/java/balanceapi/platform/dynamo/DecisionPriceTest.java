package balanceapi.platform.dynamo;

import static balanceapi.platform.dynamo.Scene.ACCOUNT;
import static balanceapi.platform.dynamo.Scene.T0;
import static balanceapi.platform.dynamo.Scene.balance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import balanceapi.core.account.Account;
import balanceapi.core.app.App;
import balanceapi.core.cases.Apps;
import balanceapi.core.decision.FundsCheck;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.decision.Reserve;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.core.notification.Attempt;
import balanceapi.core.notification.Change;
import balanceapi.core.notification.Endpoint;
import balanceapi.core.notification.Fact;
import balanceapi.core.notification.Kind;
import balanceapi.core.notification.Notification;
import balanceapi.core.notification.Wording;
import balanceapi.core.usecase.Decisions;
import balanceapi.core.usecase.DeliverNotifications;
import balanceapi.core.usecase.DeliverNotifications.Order;
import balanceapi.core.usecase.Notifications;
import balanceapi.core.usecase.Reservations;
import balanceapi.core.usecase.TellApps;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What decisions, reservations and notifications cost, in consumed capacity, for an account of usual size. */
final class DecisionPriceTest {

  private record Price(double reads, double writes) {}

  private static final List<String> ROWS = new ArrayList<>();
  private static final Instant NOW = T0.plusSeconds(120);

  private final Scene scene = Scene.fresh().usual();
  private final DynamoCheckStore checks = new DynamoCheckStore(scene.dynamo.client(), scene.dynamo.table());
  private final Decisions decisions = new Decisions(scene.store, checks, new Random(7)::nextLong);
  private final DynamoNotificationStore notifications =
      new DynamoNotificationStore(scene.dynamo.client(), scene.dynamo.table());

  private Price price(String what, Runnable operation) {
    scene.dynamo.capacity().reset();
    operation.run();
    Price price = new Price(scene.dynamo.capacity().reads(), scene.dynamo.capacity().writes());
    synchronized (ROWS) {
      ROWS.add("%-58s %7.1f RRU %7.1f WRU".formatted(what, price.reads, price.writes));
    }
    return price;
  }

  @AfterAll
  static void print() {
    synchronized (ROWS) {
      ROWS.stream().sorted().forEach(System.out::println);
    }
  }

  private static Inquiry asks(String amount, Optional<Reserve> reserve) {
    return new Inquiry(
        new Subject.OneAccount(ACCOUNT),
        FundsCheck.Question.of(Money.of(Currency.of("NGN"), new BigDecimal(amount)), Duration.ofDays(400)),
        reserve,
        Optional.of("row 1"));
  }

  private static Optional<Reserve> reserve(String reference) {
    return Optional.of(new Reserve(reference, Duration.ofHours(2)));
  }

  private void decide(App app, Inquiry... inquiries) {
    decisions.decide(app, List.of(inquiries), NOW);
  }

  // ---- decisions

  @Test
  void a_decision_costs_a_read_and_what_is_kept_of_it_a_write() {
    assertEquals(
        new Price(1, 1),
        price("funds check, kept", () -> decide(scene.app, asks("10.00", Optional.empty()))));
  }

  @Test
  void an_app_that_keeps_none_pays_for_none() {
    App plain = Apps.keepingDecisions(0);
    App app =
        new App(
            scene.app.id(), plain.key(), plain.token(), plain.settings(), plain.webhookSecrets(),
            plain.notificationSecrets(), plain.signingSecret(), plain.createdAt());
    assertEquals(
        new Price(1, 0), price("funds check, not kept", () -> decide(app, asks("10.00", Optional.empty()))));
  }

  @Test
  void reserving_writes_the_account_once_more_and_its_due_key_where_that_moves() {
    Price first = price("funds check that reserves, kept", () -> decide(scene.app, asks("10.00", reserve("a"))));
    // The account, and whether the reference has reserved before; the account, its due key, the decision.
    assertTrue(first.reads <= 2 && first.writes <= 4, first::toString);
    Price again =
        price("the same reservation again, kept", () -> decide(scene.app, asks("10.00", reserve("a"))));
    assertEquals(new Price(1, 1), again);
    Price release =
        price(
            "a reservation released",
            () -> new Reservations(scene.store).release(scene.app, ACCOUNT, "a", NOW.plusSeconds(1)));
    assertTrue(release.reads <= 1 && release.writes <= 5, release::toString);
  }

  @Test
  void a_hundred_rows_about_one_account_cost_one_read_and_a_write_each() {
    Inquiry[] rows =
        IntStream.range(0, 100).mapToObj(i -> asks("10.00", Optional.empty())).toArray(Inquiry[]::new);
    Price price = price("100 checks of one account in one call, kept", () -> decide(scene.app, rows));
    assertTrue(price.reads <= 1, price::toString);
    assertEquals(100, price.writes);
  }

  @Test
  void what_is_kept_of_a_usual_decision_is_less_than_a_write_unit() {
    decide(scene.app, asks("10.00", Optional.empty()));
    Map<String, AttributeValue> item =
        scene.dynamo.client().scanPaginator(scan -> scan.tableName(scene.dynamo.table())).items().stream()
            .filter(there -> there.get("sk").s().startsWith(Keys.TRAIL))
            .findFirst()
            .orElseThrow();
    System.out.printf("TRAIL item: %d bytes%n", ItemSize.of(item));
    assertTrue(ItemSize.of(item) < 1024, () -> ItemSize.of(item) + " bytes");
  }

  // ---- notifications

  private static final Wording WORDS =
      new Wording() {
        @Override
        public String of(Fact.OfConnection fact, App app, Instant at) {
          return "x".repeat(400);
        }

        @Override
        public String of(Fact.OfBalance fact, App app, Instant at) {
          return "x".repeat(700);
        }

        @Override
        public String of(Fact.OfHold fact, Account account, App app, Instant at) {
          return "x".repeat(600);
        }
      };

  private final App told =
      new App(
          scene.app.id(),
          scene.app.key(),
          scene.app.token(),
          Apps.told(EnumSet.allOf(Kind.class)).settings(),
          List.of(),
          Apps.told(EnumSet.allOf(Kind.class)).notificationSecrets(),
          scene.app.signingSecret(),
          scene.app.createdAt());

  private Change changed(String event, String ledger) {
    Optional<Account> before = scene.store.account(scene.ref());
    scene.apply(balance(event, scene.account().computedAt().plusSeconds(1), ledger, null));
    return new Change.OfAccount(before, scene.account());
  }

  private Notification told(Change change) {
    return new TellApps(id -> Optional.of(told), scene.store, notifications, WORDS)
        .of(change, NOW, NOW)
        .getFirst();
  }

  private DeliverNotifications courier(boolean takes) {
    return new DeliverNotifications(
        id -> Optional.of(told),
        notifications,
        (app, notification) ->
            new Attempt(NOW, takes ? "delivered" : "http_500", takes, Optional.empty()),
        app -> {});
  }

  @Test
  void a_notification_costs_a_read_and_a_write_when_it_is_made_and_when_it_is_brought() {
    Change change = changed("one", "480.00");
    Notification[] made = new Notification[1];
    Price making = price("a notification made", () -> made[0] = told(change));
    assertEquals(new Price(1, 1), making);

    notifications.save(Endpoint.fresh(told.id(), Apps.CALLBACK_URL).succeeded(NOW));
    Price bringing =
        price("a notification taken by its endpoint", () -> courier(true).deliver(Order.of(made[0]), false, NOW));
    assertTrue(bringing.reads <= 4 && bringing.writes <= 3, bringing::toString);

    Notification second = told(changed("two", "470.00"));
    Price failing =
        price("a notification not taken", () -> courier(false).deliver(Order.of(second), false, NOW));
    assertTrue(failing.reads <= 4 && failing.writes <= 4, failing::toString);
  }

  @Test
  void a_page_of_the_list_costs_what_it_shows_and_not_what_there_is() {
    Price few = listed(25);
    Price many = listed(100);
    assertEquals(few.reads, many.reads, 4, "100 more of them");
  }

  private Price listed(int more) {
    for (int i = 0; i < more; i++) {
      Notification made = told(changed("e" + i + "-" + more, (100 + i) + "." + more % 90));
      notifications.save(made.delivered(new Attempt(NOW, "delivered", true, Optional.empty())));
    }
    return price(
        "a page of 20 notifications, after " + more + " more",
        () ->
            new Notifications(notifications)
                .list(told, List.of(Notification.Status.DELIVERED), Optional.empty(), 20, NOW));
  }
}
