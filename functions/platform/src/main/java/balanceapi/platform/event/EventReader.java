package balanceapi.platform.event;

import balanceapi.core.account.Observation.Overdraft;
import balanceapi.core.app.App.Product;
import balanceapi.core.event.Envelope;
import balanceapi.core.event.Event;
import balanceapi.core.event.Event.AccountNames;
import balanceapi.core.event.Event.Item;
import balanceapi.core.money.Currency;
import balanceapi.core.time.When;
import balanceapi.core.transaction.Line;
import balanceapi.core.transaction.Line.Direction;
import balanceapi.core.transaction.Showing.State;
import balanceapi.core.transaction.Transaction.Origin;
import balanceapi.platform.http.BadRequest;
import balanceapi.platform.http.Problem;
import balanceapi.platform.http.Refused;
import balanceapi.platform.json.Fields;
import balanceapi.platform.json.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a webhook's body: the Okra v2 envelope and our TRANSACTIONS part (design section 5).
 *
 * <p>Fields that nobody asks for are passed over. The BVN is read for one thing alone: where a bank repeats it
 * in a name or a narration, or an app in its options, stars are kept in its place.
 */
public final class EventReader {

  /** The most transactions that one event may name. */
  public static final int MAX_TRANSACTIONS = 500;

  private static final Set<String> PENDING = Set.of("pending", "authorization", "memo");
  private static final Set<String> NEEDS_SIGN_IN = Set.of("1009", "1010", "1011");
  private static final int MAX_NAME = 200;
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_ORIGIN = 64;
  private static final Pattern BVN = Pattern.compile("[0-9]{11}");
  private static final String STARS = "***********";

  private final Optional<String> bvn;

  private EventReader(Fields body) {
    this.bvn = body.scalar("customerBvn").filter(text -> BVN.matcher(text).matches());
  }

  /**
   * The event in this body.
   *
   * @param body the body's fields
   * @param id the event's identity
   * @param receivedAt when it came in
   * @throws Refused 400 naming the field that is wrong, 413 when it names too many transactions
   */
  public static Event read(Fields body, String id, Instant receivedAt) {
    return new EventReader(body).event(body, id, receivedAt);
  }

  private Event event(Fields body, String id, Instant receivedAt) {
    String method =
        body.text("method")
            .or(() -> body.text("callback_type"))
            .orElseThrow(() -> body.wrong("method", "is required, such as BALANCE"))
            .toUpperCase(Locale.ROOT);
    return switch (method) {
      case "AUTH", "BALANCE", "ACCOUNTS", "TRANSACTIONS" -> {
        Envelope envelope = envelope(body, id, receivedAt);
        String status = body.required("status", body::text);
        yield status.equals("is_success")
            ? success(method, body, envelope)
            : new Event.Failed(envelope, product(method), needsSignIn(method, body));
      }
      // Nothing of the others is stored, so nothing of them is checked.
      default -> new Event.Other(nobody(id, receivedAt));
    };
  }

  private Event success(String method, Fields body, Envelope envelope) {
    return switch (method) {
      case "AUTH" -> new Event.Authorized(envelope);
      case "BALANCE" -> balances(body, "balance", Product.BALANCE, envelope);
      case "ACCOUNTS" -> balances(body, "account", Product.AUTH, envelope);
      default -> transactions(body, envelope);
    };
  }

  private static Product product(String method) {
    return switch (method) {
      case "BALANCE" -> Product.BALANCE;
      case "TRANSACTIONS" -> Product.TRANSACTIONS;
      default -> Product.AUTH;
    };
  }

  private static boolean needsSignIn(String method, Fields body) {
    return method.equals("AUTH")
        || body.scalar("code").filter(NEEDS_SIGN_IN::contains).isPresent()
        || body.scalar("callback_code").filter(NEEDS_SIGN_IN::contains).isPresent();
  }

  private static Envelope nobody(String id, Instant receivedAt) {
    return new Envelope(
        id,
        Optional.empty(),
        Optional.empty(),
        receivedAt,
        "",
        "",
        "",
        Optional.empty(),
        Optional.empty());
  }

  private Envelope envelope(Fields body, String id, Instant receivedAt) {
    return new Envelope(
        id,
        body.instant("started_at"),
        body.instant("ended_at"),
        receivedAt,
        body.id("record")
            .or(() -> body.id("recordId"))
            .orElseThrow(() -> body.wrong("record", "is required")),
        body.required("customerId", body::id),
        body.id("bankId").or(() -> body.id("bankSlug")).orElse("unknown"),
        body.text("bankName").filter(name -> !name.isBlank()).map(name -> shown(name, MAX_NAME)),
        body.text("country")
            .map(country -> country.toUpperCase(Locale.ROOT))
            .filter(country -> country.matches("[A-Z]{2}")),
        WidgetOptions.kept(body.tree("options"), this::masked));
  }

  // ---- BALANCE and ACCOUNTS

  private Event balances(
      Fields body, String part, Product product, Envelope envelope) {
    Fields account = body.required(part, body::object);
    Optional<String> id =
        account
            .id("accountId")
            .or(() -> account.isText("account") ? account.id("account") : Optional.empty());
    Optional<String> number = account.id("nuban").or(() -> body.id("nuban"));
    if (id.isEmpty() && number.isEmpty()) {
      throw account.wrong("accountId", "or nuban is required");
    }
    return new Event.Balances(
        envelope,
        product,
        new AccountNames(id, number),
        words(account, "name"),
        words(account, "type").or(() -> words(account, "account_type")),
        words(account, "status"),
        account.currency("currency"),
        account.number("ledger_balance").map(EventReader::exact),
        account.number("available_balance").map(EventReader::exact),
        overdraft(account));
  }

  private static Optional<Overdraft> overdraft(Fields account) {
    Optional<BigDecimal> limit = account.number("overdraft_limit").map(EventReader::exact);
    if (limit.filter(value -> value.signum() < 0).isPresent()) {
      throw account.wrong("overdraft_limit", "must not be negative");
    }
    boolean included = account.bool("overdraft_included").orElse(false);
    return limit.map(value -> new Overdraft(value, included));
  }

  private Optional<String> words(Fields fields, String name) {
    return fields.text(name).filter(text -> !text.isBlank()).map(text -> shown(text, MAX_NAME));
  }

  // ---- TRANSACTIONS

  private Event transactions(Fields body, Envelope envelope) {
    AccountNames names = new AccountNames(body.id("accountId"), body.id("nuban"));
    if (names.id().isEmpty() && names.number().isEmpty()) {
      throw body.wrong("accountId", "or nuban is required");
    }
    List<Fields> lines = body.objects("transactions").orElse(List.of());
    List<String> removed = new ArrayList<>(removed(body, "removed"));
    removed.addAll(removed(body, "removed_transactions"));
    if (lines.size() + removed.size() > MAX_TRANSACTIONS) {
      throw new Refused(
          Problem.PAYLOAD_TOO_LARGE,
          "An event may name %d transactions; send the rest in further events."
              .formatted(MAX_TRANSACTIONS));
    }
    List<Item> items = new ArrayList<>();
    int skipped = 0;
    for (Fields line : lines) {
      Optional<Item> item = item(line);
      if (item.isPresent()) {
        items.add(item.get());
      } else {
        skipped++;
      }
    }
    for (String id : removed) {
      items.add(
          new Item(
              id,
              State.REMOVED,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    return new Event.Transactions(
        envelope, names, items, body.bool("pending_complete").orElse(false), skipped);
  }

  /** The ids of removed transactions, given as such or as objects that have one. */
  private static List<String> removed(Fields body, String name) {
    return body.idsOrObjects(name, object -> object.id("_id").or(() -> object.id("id")));
  }

  /** One line; empty when it states neither a debit nor a credit. */
  private Optional<Item> item(Fields line) {
    String id =
        line.id("_id")
            .or(() -> line.id("id"))
            .orElseThrow(() -> line.wrong("_id", "is required"));
    Optional<BigDecimal> debit = line.amount("debit");
    Optional<BigDecimal> credit = line.amount("credit");
    if (debit.isPresent() && credit.isPresent()) {
      throw line.wrong("debit", "and credit are both stated; a line has one of them");
    }
    Optional<Currency> currency = line.currency("currency");
    Optional<When> cleared = when(line, "cleared_date");
    Line stated =
        new Line(
            debit.isPresent() ? Direction.DEBIT : Direction.CREDIT,
            exact(debit.or(() -> credit).orElse(BigDecimal.ZERO)),
            currency,
            when(line, "trans_date"),
            cleared,
            when(line, "expires_at"),
            line.id("pending_transaction_id"));
    Optional<String> balance = balance(line);
    if (stated.amount().signum() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Item(
            id,
            state(line, cleared.isPresent() || balance.isPresent()),
            Optional.of(stated),
            description(line),
            line.text("ref").filter(ref -> !ref.isBlank()).map(ref -> shown(ref, MAX_NAME)),
            balance,
            new Origin(origin(line, "branch"), origin(line, "code"), origin(line, "benefactor"))));
  }

  /** A text or a number; some senders have an object there, of which nothing is kept. */
  private Optional<String> origin(Fields line, String name) {
    return line.scalar(name).filter(text -> !text.isBlank()).map(text -> shown(text, MAX_ORIGIN));
  }

  private static State state(Fields line, boolean hasPostedMark) {
    String status =
        line.isText("status") ? line.text("status").orElse("").toLowerCase(Locale.ROOT) : "";
    Optional<Boolean> pending = line.bool("pending");
    if (PENDING.contains(status) || pending.orElse(false)) {
      return State.PENDING;
    }
    return status.equals("posted") || pending.isPresent() || hasPostedMark
        ? State.POSTED
        : State.PENDING;
  }

  private static Optional<When> when(Fields line, String name) {
    if (line.isText(name) && line.text(name).filter(String::isBlank).isPresent()) {
      return Optional.empty();
    }
    return line.when(name);
  }

  /** The running balance, where it is a number: some banks print a dash. */
  private static Optional<String> balance(Fields line) {
    return line.scalar("balance")
        .flatMap(
            text -> {
              try {
                return Optional.of(exact(Values.number("balance", text)).toPlainString());
              } catch (BadRequest notNumeric) {
                return Optional.empty();
              }
            });
  }

  private Optional<String> description(Fields line) {
    Optional<String> description =
        line.isObject("notes")
            ? line.object("notes")
                .filter(notes -> notes.isText("desc"))
                .flatMap(notes -> notes.text("desc"))
            : line.isText("notes") ? line.text("notes") : Optional.empty();
    return description.filter(text -> !text.isBlank()).map(text -> shown(text, MAX_DESCRIPTION));
  }

  /** The same amount in one form only, so that equal amounts are equal values. */
  private static BigDecimal exact(BigDecimal number) {
    BigDecimal stripped =
        number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private String masked(String said) {
    return bvn.map(number -> said.replace(number, STARS)).orElse(said);
  }

  /** What is only shown is cut to a length, at a whole character, and has no BVN in it. */
  private String shown(String said, int length) {
    String text = masked(said);
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length));
  }
}
