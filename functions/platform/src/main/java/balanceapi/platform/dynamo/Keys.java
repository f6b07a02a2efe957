package balanceapi.platform.dynamo;

import balanceapi.core.account.AccountRef;
import balanceapi.core.account.Identity;
import balanceapi.core.account.Observation.Pull;
import balanceapi.core.decision.CheckId;
import balanceapi.core.notification.Notification.Status;
import balanceapi.core.notification.NotificationId;
import balanceapi.core.store.AccountStore;
import balanceapi.core.store.AccountStore.Place;
import balanceapi.core.store.AccountStore.Settled;
import balanceapi.core.store.AccountStore.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The table's keys. The tenant comes first in every partition key. Ids from outside have no spaces, so a
 * space parts two of them.
 *
 * <p>An account's partition: {@code BALANCE} and the {@code HOLD#}s stand next to each other, so that one
 * query reads what a figure needs; {@code INBOX#}, {@code NAME#}, {@code NOTICE#}, {@code OBSERVED#},
 * {@code RESERVATION#} and {@code TRANSACTION#} follow. Beside it, its {@code TRAIL#}, a partition a quarter of a year. A
 * customer's: {@code LIFE}, and what there is of the customer, {@code LOGIN#}, {@code NUMBER#} and, of what an erasure hid,
 * {@code ENDED#}. A record's: {@code RECORD}, its {@code ACCOUNT#}s, {@code ASKED#}s and {@code NOTICE#}s. An app's
 * directory: {@code ACCOUNT#} and {@code CUSTOMER#}, and {@code MEMBERS}, the number of its {@code ACCOUNT#}s. The audit's:
 * a line a lane.
 */
final class Keys {

  static final String BALANCE = "BALANCE";
  static final String HOLD = "HOLD#";
  static final String INBOX = "INBOX#";
  static final String OBSERVED = "OBSERVED#";
  static final String TRANSACTION = "TRANSACTION#";

  /** A reservation that is over: one that holds something stands in the balance item. */
  static final String RESERVATION = "RESERVATION#";

  /** A notification, of an account or of a record. */
  static final String NOTICE = "NOTICE#";

  /** How an app's endpoint does, beside where the app is. */
  static final String ENDPOINT = "ENDPOINT";

  /** A decision. */
  static final String TRAIL = "TRAIL#";

  /** No decision was kept before. */
  private static final YearQuarter FIRST_TRAIL = new YearQuarter(2026, 1);

  static final String RECORD = "RECORD";
  static final String LIFE = "LIFE";
  static final String NUMBER = "NUMBER#";
  static final String LOGIN = "LOGIN#";
  static final String ENDED = "ENDED#";
  static final String NAME = "NAME#";
  static final String MEMBER = "ACCOUNT#";

  /** Between {@link #MEMBER} and {@link #INBOX}: an erasure deletes that range of a record. */
  static final String ASKED = "ASKED#";

  static final String CUSTOMER = "CUSTOMER#";
  static final String MEMBERS = "MEMBERS";

  /** What is left of a deleted app, beside where the app was. */
  static final String GONE = "GONE";

  /** The parts of an app's directory: new accounts of one app would otherwise meet in one partition. */
  static final int PARTS = AccountStore.LANES;

  /** The parts of an app's list of notifications. */
  static final int NOTICES = 4;

  /** The partition in which the audit keeps how far it is; no app's id is as short. */
  static final String AUDIT = "audit";

  /** Among the dates of an account: of reservations that ended. Transactions have other letters. */
  static final String ENDED_ON = "R#";

  /** Past every key that begins with one of the prefixes above: the character after {@code #}. */
  static final String END = "$";

  private static final DateTimeFormatter SORTABLE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private Keys() {}

  static String account(AccountRef ref) {
    return ref.app() + "#A#" + ref.account();
  }

  static AccountRef account(String pk) {
    int end = pk.indexOf('#');
    return new AccountRef(pk.substring(0, end), pk.substring(end + "#A#".length()));
  }

  static String record(String app, String record) {
    return app + "#R#" + record;
  }

  static String customer(String app, String customer) {
    return app + "#C#" + customer;
  }

  static String directory(String app, int part) {
    return app + "#L#" + part;
  }

  static int part(String id) {
    return Math.floorMod(id.hashCode(), PARTS);
  }

  /** The part of the due index: by the partition, so that none is hotter than another. */
  static String duePart(String pk) {
    return Integer.toString(Math.floorMod(pk.hashCode(), AccountStore.DUE_PARTS));
  }

  /** Where the item of a task stands. */
  static Map<String, AttributeValue> key(Task task) {
    return switch (task) {
      case Task.Refresh(var ref) -> key(account(ref), BALANCE);
      case Task.ForgetCustomer(var app, var customer) -> key(customer(app, customer), LIFE);
      case Task.ForgetApp(var app) -> key(app, GONE);
    };
  }

  /** The task whose item stands there. */
  static Task task(String pk, String sk) {
    return switch (sk) {
      case BALANCE -> new Task.Refresh(account(pk));
      case LIFE -> {
        int end = pk.indexOf('#');
        yield new Task.ForgetCustomer(
            pk.substring(0, end), pk.substring(end + "#C#".length()));
      }
      case GONE -> new Task.ForgetApp(pk);
      default -> throw new IllegalStateException("an item is due that never is: " + sk);
    };
  }

  /** The line that says which account a bank account is; one without a number is its id. */
  static String number(Identity identity, String account) {
    return NUMBER
        + identity.bank()
        + " "
        + identity.number().map(number -> "n " + number).orElseGet(() -> "id " + account);
  }

  static String observed(Pull pull) {
    return OBSERVED + time(pull.started()) + "#" + pull.record();
  }

  static String trail(CheckId id) {
    return trail(id.account(), YearQuarter.of(id.at()));
  }

  static String check(CheckId id) {
    return TRAIL + time(id.at()) + "#" + "%016x".formatted(id.chance());
  }

  /**
   * Where the decisions of one quarter stand about an account. Apart from the account, whose webhooks must find room and
   * speed however often it is asked about; and apart from each other, for a partition has room for 10 GB, some twenty
   * million of them.
   */
  static String trail(AccountRef ref, YearQuarter quarter) {
    return ref.app() + "#T#" + ref.account() + " " + quarter;
  }

  /** Where the decision stands that has this sort key. */
  static String trail(AccountRef ref, String sk) {
    return trail(ref, YearQuarter.of(madeAt(sk)));
  }

  private static Instant madeAt(String sk) {
    return Instant.parse(sk.substring(TRAIL.length(), sk.lastIndexOf('#')));
  }

  /** All partitions in which decisions about an account may stand, the newest first. */
  static Stream<String> trails(AccountRef ref, Instant now) {
    // Others may have a clock that is ahead.
    return Stream.iterate(
            YearQuarter.of(now.plus(Duration.ofDays(1))),
            quarter -> !quarter.isBefore(FIRST_TRAIL),
            YearQuarter::before)
        .map(quarter -> trail(ref, quarter));
  }

  /** A quarter of a year, 1 to 4, in UTC. */
  record YearQuarter(int year, int quarter) {

    static YearQuarter of(Instant at) {
      String time = time(at);
      return new YearQuarter(
          Integer.parseInt(time, 0, 4, 10), (Integer.parseInt(time, 5, 7, 10) + 2) / 3);
    }

    private YearQuarter before() {
      return quarter == 1 ? new YearQuarter(year - 1, 4) : new YearQuarter(year, quarter - 1);
    }

    private boolean isBefore(YearQuarter other) {
      return year < other.year || year == other.year && quarter < other.quarter;
    }

    @Override
    public String toString() {
      return year + "Q" + quarter;
    }
  }

  /** The id of the decision that stands there. */
  static CheckId check(String pk, String sk) {
    int app = pk.indexOf('#');
    int end = sk.lastIndexOf('#');
    return new CheckId(
        new AccountRef(
            pk.substring(0, app), pk.substring(app + "#T#".length(), pk.lastIndexOf(' '))),
        madeAt(sk),
        Long.parseUnsignedLong(sk, end + 1, sk.length(), 16));
  }

  /** Under which date a reservation that ended is listed, apart from transactions. */
  static String ended(Instant at, String reference) {
    return ENDED_ON + time(at) + "#" + reference;
  }

  static String date(Place place, String id) {
    return prefix(place.kind()) + time(place.at()) + "#" + id;
  }

  static Place place(String date) {
    Settled kind =
        switch (date.charAt(0)) {
          case 'P' -> Settled.POSTINGS;
          case 'H' -> Settled.HOLDS;
          default -> Settled.MERGED;
        };
    return new Place(kind, Instant.parse(date.substring(2, date.indexOf('#', 2))));
  }

  static String prefix(Settled kind) {
    return switch (kind) {
      case POSTINGS -> "P#";
      case HOLDS -> "H#";
      case MERGED -> "M#";
    };
  }

  /** Where a notification's owner has its things. */
  static String owner(NotificationId.Owner owner) {
    return switch (owner) {
      case NotificationId.Owner.OfAccount(var ref) -> account(ref);
      case NotificationId.Owner.OfRecord(var app, var record) -> record(app, record);
    };
  }

  /** The id of the notification that stands there. */
  static NotificationId notification(String pk, String sk) {
    int end = pk.indexOf('#');
    String app = pk.substring(0, end);
    NotificationId.Owner owner =
        pk.startsWith("#A#", end)
            ? new NotificationId.Owner.OfAccount(account(pk))
            : new NotificationId.Owner.OfRecord(app, pk.substring(end + "#R#".length()));
    return new NotificationId(owner, sk.substring(NOTICE.length()));
  }

  /** An app's notifications of one status, in the index that lists them, in one of its parts. */
  static String notices(String app, Status status, int part) {
    return app + "#N#" + status.name() + "#" + part;
  }

  /** The part of that index: one app may have very many. */
  static int noticesPart(String own) {
    return Math.floorMod(own.hashCode(), NOTICES);
  }

  /** An instant in the form in which text sorts like time; what lies outside of it is brought inside. */
  static String time(Instant at) {
    Instant inside = at.isBefore(FIRST) ? FIRST : at.isAfter(LAST) ? LAST : at;
    return SORTABLE.format(inside);
  }

  static Map<String, AttributeValue> key(String pk, String sk) {
    return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
  }
}
