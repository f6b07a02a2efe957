package balanceapi.sandbox;

import balanceapi.core.account.DerivedId;
import balanceapi.core.bank.Bank;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A customer of the sandbox who is signed in at one of its banks. All ids follow from the app, the bank and the
 * name: the same customer made twice is one.
 *
 * @param customer the customer's id
 * @param record the id of the login
 * @param name the customer's name
 * @param bank where
 * @param accounts what the customer has there
 */
record Login(String customer, String record, String name, Bank bank, List<BankAccount> accounts) {

  static Login of(String app, String name, Bank bank, int accounts) {
    String customer = DerivedId.of(app + " sandbox " + name);
    String login = customer + " at " + bank.id();
    return new Login(
        customer,
        DerivedId.of(login),
        name,
        bank,
        IntStream.range(0, accounts)
            .mapToObj(number -> BankAccount.of(login, name, number))
            .toList());
  }
}
