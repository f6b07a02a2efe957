package balanceapi.balance;

import balanceapi.core.app.App;
import balanceapi.core.decision.FundsCheck.Question;
import balanceapi.core.decision.Inquiry;
import balanceapi.core.decision.Inquiry.Subject;
import balanceapi.core.decision.Reserve;
import balanceapi.core.money.Currency;
import balanceapi.core.money.Money;
import balanceapi.platform.json.Fields;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a funds check asks, read from JSON. */
final class Inquiries {

  private static final Set<String> QUESTION =
      new LinkedHashSet<>(List.of("amount", "currency", "max_age", "buffer", "reserve", "reference"));
  private static final Set<String> ROW = with(QUESTION, "account_id", "customer_id");
  private static final Set<String> RESERVE = new LinkedHashSet<>(List.of("reference", "for"));
  private static final int LONGEST_REFERENCE = 128;

  /** A reservation's reference stands in paths: of the characters that a gateway and a client leave alone. */
  private static final Pattern PATH_SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~:@-]{0,127}");

  private Inquiries() {}

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new LinkedHashSet<>(List.of(more));
    all.addAll(names);
    return all;
  }

  /** The question about the account of a path. */
  static Inquiry ofAccount(String account, Fields body, App app) {
    // A misspelt max_age would be the app's own, and the answer a "yes" that nobody asked for.
    refuseOthers(body, QUESTION);
    return of(new Subject.OneAccount(account), body, app);
  }

  /** A row of many, which names its account or its customer. */
  static Inquiry ofRow(Fields row, App app) {
    refuseOthers(row, ROW);
    Optional<String> account = row.id("account_id");
    Optional<String> customer = row.id("customer_id");
    if (account.isPresent() == customer.isPresent()) {
      throw row.wrong("account_id", "or customer_id is required, one of the two");
    }
    if (customer.isPresent() && row.has("reserve")) {
      throw row.wrong(
          "reserve", "takes an account_id: see which account suffices, then reserve of that one");
    }
    return of(
        account
            .<Subject>map(Subject.OneAccount::new)
            .orElseGet(() -> new Subject.AnyOfCustomer(customer.orElseThrow())),
        row,
        app);
  }

  private static Inquiry of(Subject subject, Fields body, App app) {
    Currency currency = body.required("currency", body::currency);
    BigDecimal amount = body.required("amount", body::number);
    if (amount.signum() <= 0) {
      throw body.wrong("amount", "must be more than zero");
    }
    BigDecimal buffer = body.number("buffer").orElse(BigDecimal.ZERO);
    if (buffer.signum() < 0) {
      throw body.wrong("buffer", "must not be negative");
    }
    return new Inquiry(
        subject,
        new Question(
            money(body, "amount", currency, amount),
            money(body, "buffer", currency, buffer),
            body.duration("max_age").orElse(app.settings().fundsMaxAge())),
        body.object("reserve").map(Inquiries::reserve),
        reference(body));
  }

  /** The caller's own word for a question. */
  static Optional<String> reference(Fields body) {
    return body.line("reference", LONGEST_REFERENCE);
  }

  private static Money money(Fields body, String name, Currency currency, BigDecimal amount) {
    if (!Money.fits(currency.decimals(), amount)) {
      throw body.wrong(
          name, "has more decimals than %s, which has %d".formatted(currency, currency.decimals()));
    }
    return Money.of(currency, amount);
  }

  private static Reserve reserve(Fields reserve) {
    refuseOthers(reserve, RESERVE);
    String reference = reserve.required("reference", reserve::text);
    if (!isReservations(reference)) {
      throw reserve.wrong(
          "reference",
          "must have 1 to 128 letters, digits and . _ ~ : @ -, and begin with a letter or a digit");
    }
    Duration time = reserve.required("for", reserve::duration);
    if (time.compareTo(Reserve.SHORTEST) < 0) {
      throw reserve.wrong("for", "must be at least a second, PT1S");
    }
    return new Reserve(reference, time);
  }

  /** Says whether a reservation may have this reference. */
  static boolean isReservations(String reference) {
    return PATH_SEGMENT.matcher(reference).matches();
  }

  private static void refuseOthers(Fields body, Set<String> known) {
    for (String name : body.names()) {
      if (!known.contains(name)) {
        throw body.wrong(name, "is not known here; known are " + String.join(", ", known));
      }
    }
  }
}
