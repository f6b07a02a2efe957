package balanceapi.sandbox;

import balanceapi.core.account.DerivedId;
import balanceapi.core.bank.Bank;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A customer who is signed in at a bank. In the sandbox all ids follow from the app, the bank and the name: the same
 * customer made twice is one.
 *
 * @param customer the customer's id
 * @param record the id of the login
 * @param name the customer's name
 * @param bank where
 * @param accounts what the customer has there
 */
record Login(String customer, String record, String name, Bank bank, List<BankAccount> accounts) {

  /** A customer of the sandbox who has so many accounts, of all kinds. */
  static Login of(String app, String name, Bank bank, int accounts) {
    return of(app, name, name, bank, BankAccount.Type.mixed(accounts));
  }

  /**
   * A customer of the sandbox.
   *
   * @param username tells one customer from another
   * @param accounts the kinds of the accounts
   */
  static Login of(
      String app, String username, String name, Bank bank, List<BankAccount.Type> accounts) {
    String customer = customerOf(app, username);
    String login = customer + " at " + bank.id();
    return new Login(
        customer,
        DerivedId.of(login),
        name,
        bank,
        IntStream.range(0, accounts.size())
            .mapToObj(number -> BankAccount.of(login, name, number, accounts.get(number)))
            .toList());
  }

  /** The id of the app's customer of this name. */
  static String customerOf(String app, String username) {
    return DerivedId.of(app + " sandbox " + username);
  }

  /** The same with these of its accounts alone. */
  Login with(List<BankAccount> some) {
    return new Login(customer, record, name, bank, List.copyOf(some));
  }

  String currency() {
    return bank.countries().contains("KE") ? "KES" : "NGN";
  }
}
