package balanceapi.sandbox;

import balanceapi.core.bank.Bank;
import balanceapi.sandbox.BankAccount.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom the sandbox's banks know, at each of them alike, and under one password. What is put behind the username with a
 * plus makes another customer of the same kind: {@code customer+2}.
 */
enum TestUser {
  CUSTOMER("customer", "one account, of which the bank tells all", List.of(Type.CURRENT)),
  MANY_ACCOUNTS("many-accounts", "eight accounts, of all kinds", Type.mixed(8)),
  NO_AVAILABLE(
      "no-available", "the bank tells a ledger balance alone", List.of(Type.INVESTMENT)),
  PENDING_HOLDS(
      "pending-holds", "three holds and a transfer are pending", List.of(Type.EVERYDAY)),
  WRONG_PASSWORD("wrong-password", "no password is right", List.of()),
  DEGRADED_BANK(
      "degraded-bank", "signs in, but the balance cannot be fetched", List.of(Type.CURRENT)),
  NO_ACCOUNTS("no-accounts", "signs in, and has nothing there", List.of());

  /** The password of them all. It protects nothing: there is no money behind it. */
  static final String PASSWORD = "sandbox";

  private static final Pattern FORM = Pattern.compile("([a-z-]+)(\\+[a-z0-9-]{1,40})?");

  private final String username;
  private final String about;
  private final List<Type> accounts;

  TestUser(String username, String about, List<Type> accounts) {
    this.username = username;
    this.about = about;
    this.accounts = accounts;
  }

  /** The test user of this username, whatever is behind a plus. */
  static Optional<TestUser> of(String username) {
    Matcher form = FORM.matcher(username);
    return form.matches()
        ? Stream.of(values()).filter(user -> user.username.equals(form.group(1))).findFirst()
        : Optional.empty();
  }

  String username() {
    return username;
  }

  /** What to expect of them, a phrase. */
  String about() {
    return about;
  }

  /** The name that the bank has of them. */
  String title() {
    return Stream.of(username.split("-"))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining(" "));
  }

  /**
   * Their login at a bank.
   *
   * @param as the username as it was given, with what is behind the plus
   */
  Login login(String app, String as, Bank bank) {
    return Login.of(app, as, title(), bank, accounts);
  }
}
