package balanceapi.sandbox;

import balanceapi.core.account.Account;
import balanceapi.core.account.DerivedId;
import balanceapi.core.account.Reading;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
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
    INVESTMENT("Investment");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  private static final int LEAST_CENTS = 1_000_000;
  private static final int SPREAD_CENTS = 50_000_000;
  private static final int MINUTES = 97;

  static BankAccount of(String login, String name, int number) {
    String id = DerivedId.of(login + " account " + number);
    long digits = Math.floorMod(Long.parseUnsignedLong(id.substring(0, 15), 16), 100_000_000L);
    Type type = Type.values()[number % Type.values().length];
    return new BankAccount(id, "90%08d".formatted(digits), name, type);
  }

  /** The account as the sandbox's bank has it; empty when it has no number. */
  static Optional<BankAccount> of(Account account) {
    Optional<String> word = account.profile().type().map(Reading::value);
    Optional<String> name = account.profile().name().map(Reading::value);
    Type type =
        Stream.of(Type.values())
            .filter(each -> word.filter(each.word()::equals).isPresent())
            .findFirst()
            .orElse(Type.CURRENT);
    return account
        .identity()
        .number()
        .map(number -> new BankAccount(account.ref().id(), number, name.orElse(""), type));
  }

  /** What the bank has booked at this time: some minutes it is a little more than in others. */
  BigDecimal ledger(Instant now) {
    long own = Math.floorMod(Long.parseUnsignedLong(id.substring(8, 23), 16), SPREAD_CENTS);
    long minute = Math.floorMod(now.getEpochSecond() / 60, MINUTES);
    return BigDecimal.valueOf(LEAST_CENTS + own + minute, 2);
  }

  /** What the bank says can be spent, if it says. */
  Optional<BigDecimal> available(Instant now) {
    return type == Type.CURRENT ? Optional.of(ledger(now)) : Optional.empty();
  }

  /** A payment that is pending since the hour began, if there is one. */
  Optional<BigDecimal> pending() {
    return type == Type.SAVINGS ? Optional.of(new BigDecimal("1200.00")) : Optional.empty();
  }

  static Instant pendingSince(Instant now) {
    return now.truncatedTo(ChronoUnit.HOURS);
  }
}
