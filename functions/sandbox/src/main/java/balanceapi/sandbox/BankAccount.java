package balanceapi.sandbox;

import balanceapi.core.account.Account;
import balanceapi.core.account.DerivedId;
import balanceapi.core.account.Reading;
import balanceapi.sandbox.Statement.Pending;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An account at a bank of the sandbox. Its figures follow from its id and the time alone, so that the bank
 * needs no memory: asked again in the same minute it says the same.
 *
 * @param id its id
 * @param nuban its number, ten digits
 * @param name its name
 * @param type what kind it is
 */
record BankAccount(String id, String nuban, String name, Type type) {

  /** The kinds of accounts: what a bank tells of each differs, as it does with real ones. */
  enum Type {
    /** Ledger and available balance. */
    CURRENT("Current"),
    /** A ledger balance alone, and a payment that is pending. */
    SAVINGS("Savings"),
    /** A ledger balance alone. */
    INVESTMENT("Investment"),
    /** A ledger balance alone, and several payments that are pending, one of them coming in. */
    EVERYDAY("Everyday");

    /** The kinds of the accounts of a customer who has several, over and over. */
    static final List<Type> MIXED = List.of(CURRENT, SAVINGS, INVESTMENT);

    private final String word;

    Type(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    /** The kind of this word; a current account where there is none. */
    static Type called(String word) {
      return Stream.of(values()).filter(each -> each.word.equals(word)).findFirst().orElse(CURRENT);
    }

    /** So many kinds, in turn. */
    static List<Type> mixed(int number) {
      return IntStream.range(0, number).mapToObj(each -> MIXED.get(each % MIXED.size())).toList();
    }
  }

  private static final int LEAST_CENTS = 1_000_000;
  private static final int SPREAD_CENTS = 50_000_000;
  private static final int MINUTES = 97;
  private static final int SHOWN_DIGITS = 4;

  static BankAccount of(String login, String name, int number, Type type) {
    String id = DerivedId.of(login + " account " + number);
    long digits = Math.floorMod(Long.parseUnsignedLong(id.substring(0, 15), 16), 100_000_000L);
    return new BankAccount(id, "90%08d".formatted(digits), name, type);
  }

  /** The account as the sandbox's bank has it; empty when it has no number. */
  static Optional<BankAccount> of(Account account) {
    String word = account.profile().type().map(Reading::value).orElse("");
    String name = account.profile().name().map(Reading::value).orElse("");
    return account
        .identity()
        .number()
        .map(number -> new BankAccount(account.ref().id(), number, name, Type.called(word)));
  }

  /** The number as people recognise it: its last digits. */
  String masked() {
    return "••••" + nuban.substring(Math.max(0, nuban.length() - SHOWN_DIGITS));
  }

  /** What the bank says of it at this time: some minutes a little more is booked than in others. */
  Statement statement(Instant now) {
    long own = Math.floorMod(Long.parseUnsignedLong(id.substring(8, 23), 16), SPREAD_CENTS);
    long minute = Math.floorMod(now.getEpochSecond() / 60, MINUTES);
    BigDecimal ledger = BigDecimal.valueOf(LEAST_CENTS + own + minute, 2);
    Optional<BigDecimal> available =
        type == Type.CURRENT ? Optional.of(ledger) : Optional.empty();
    return new Statement(Optional.of(ledger), available, pendings(now));
  }

  private List<Pending> pendings(Instant now) {
    return switch (type) {
      case CURRENT, INVESTMENT -> List.of();
      case SAVINGS -> List.of(pending("", "1200.00", false, now, "Card payment, Example Stores"));
      case EVERYDAY ->
          List.of(
              pending(" fuel", "15000.00", false, now, "Fuel, Example Station"),
              pending(" hotel", "48250.50", false, now, "Hotel deposit, Example Inn"),
              pending(" fare", "950.00", false, now, "Fare, Example Rides"),
              pending(" transfer", "20000.00", true, now, "Transfer in"));
    };
  }

  /** It began with the hour. */
  private Pending pending(
      String which, String amount, boolean isCredit, Instant now, String description) {
    Instant since = now.truncatedTo(ChronoUnit.HOURS);
    return new Pending(
        DerivedId.of(id + " pending" + which + " " + since),
        new BigDecimal(amount),
        isCredit,
        since,
        description);
  }
}
